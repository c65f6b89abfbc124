import { Card, Table, type TableColumnsType } from 'antd'
import type { TrialBalance } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Money, POINTS } from '../parts/money.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { useWords } from '../words/index.ts'
import { Totals } from './totals.tsx'

type OfCurrency = TrialBalance['currencies'][number]

/** Debits against credits, per currency: the difference is zero, or somebody must be called. */
export function TrialBalancePage() {
  const t = useWords()
  const balance = useResource<TrialBalance>('/v1/ledger/trial-balance', { everyMs: 10_000 })
  return (
    <Page title={t('ledger.trial_balance')} lead={t('ledger.trial_lead')}>
      <Loaded of={balance}>
        {({ currencies }) =>
          currencies.length === 0 ? (
            <Card>{t('ledger.empty')}</Card>
          ) : (
            <div className="stack">
              {currencies.map((one) => (
                <Balance key={one.currency} of={one} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  )
}

function Balance({ of }: { of: OfCurrency }) {
  const t = useWords()
  const even = of.difference === 0
  return (
    <Card
      className={even ? 'totals-even' : 'totals-off'}
      title={of.currency === POINTS ? t('adjustments.points') : of.currency}
    >
      <Totals of={of} />
      <p role={even ? 'status' : 'alert'} className={even ? 'quiet' : 'figure-bad'}>
        {t(even ? 'ledger.even' : 'ledger.off')}
      </p>
      <PurposeRows of={of} />
    </Card>
  )
}

type PurposeRow = OfCurrency['rows'][number]

function PurposeRows({ of }: { of: OfCurrency }) {
  const t = useWords()
  const language = useLanguage()
  const amount = (side: 'debit' | 'credit') => ({
    title: t(`ledger.${side}`),
    align: 'right' as const,
    render: (_: unknown, row: PurposeRow) => <Money amount={row[side]} currency={of.currency} quietZero />,
  })
  const columns: TableColumnsType<PurposeRow> = [
    {
      title: t('ledger.account'),
      render: (_, row) => (
        <span className="goods">
          <span>{labelText(row.label, language)}</span>
          <span className="quiet">{row.purpose}</span>
        </span>
      ),
    },
    amount('debit'),
    amount('credit'),
  ]
  return (
    <Rows<PurposeRow>
      cards
      label={t('ledger.trial_balance')}
      rows={of.rows}
      columns={columns}
      rowKey={({ purpose }) => purpose}
      summary={() => (
        <Table.Summary.Row className="sum-row">
          <Table.Summary.Cell index={0}>{t('money.sum')}</Table.Summary.Cell>
          <Table.Summary.Cell index={1} align="right">
            <Money amount={of.debit} currency={of.currency} strong />
          </Table.Summary.Cell>
          <Table.Summary.Cell index={2} align="right">
            <Money amount={of.credit} currency={of.currency} strong />
          </Table.Summary.Cell>
        </Table.Summary.Row>
      )}
    />
  )
}
