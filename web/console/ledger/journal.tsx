import { Card, Descriptions, Table, type TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { AccountName } from './account-name.tsx'
import type { Journal } from './ledger.ts'

/** One voucher: why it was written, and its postings, whose sum is zero. */
export function JournalPage() {
  const t = useWords()
  const { no = '' } = useParams()
  const journal = useResource<Journal>(`/v1/ledger/journals/${no}`)
  return (
    <Page title={t('ledger.journal')} name={<No no={no} />}>
      <Loaded of={journal}>
        {(value) => (
          <div className="stack">
            <Card>
              <Descriptions
                size="small"
                column={{ xs: 1, md: 2 }}
                items={[
                  { key: 'event', label: t('ledger.event'), children: value.event },
                  {
                    key: 'ref',
                    label: t('ledger.about'),
                    children: <No no={value.refNo} to={pageOfNumber(value.refNo) ?? undefined} />,
                  },
                  {
                    key: 'effective',
                    label: t('ledger.effective'),
                    children: <When at={value.effectiveAt} />,
                  },
                  { key: 'recorded', label: t('ledger.recorded'), children: <When at={value.recordedAt} /> },
                  {
                    key: 'reverses',
                    label: t('ledger.reverses'),
                    children: value.reverses ? (
                      <No no={value.reverses} to={`/ledger/journals/${value.reverses}`} />
                    ) : (
                      '–'
                    ),
                  },
                ]}
              />
            </Card>
            <Card title={t('ledger.postings')}>
              <JournalPostings postings={value.postings} />
            </Card>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

type Line = Journal['postings'][number]

function JournalPostings({ postings }: { postings: Line[] }) {
  const t = useWords()
  const language = useLanguage()
  const currency = postings[0]?.currency ?? 'CNY'
  const columns: TableColumnsType<Line> = [
    { title: '#', render: (_, posting) => posting.seq },
    {
      title: t('ledger.account'),
      render: (_, { account, accountId, label }) => {
        if (account)
          return <Link to={`/ledger/accounts/${account.id}`}>{<AccountName account={account} />}</Link>
        return (
          <Link to={`/ledger/accounts/${accountId}`}>
            {label ? labelText(label, language) : `#${accountId}`}
          </Link>
        )
      },
    },
    {
      title: t('ledger.debit'),
      align: 'right',
      render: (_, { amount }) => (amount > 0 ? <Money amount={amount} currency={currency} /> : null),
    },
    {
      title: t('ledger.credit'),
      align: 'right',
      render: (_, { amount }) => (amount < 0 ? <Money amount={-amount} currency={currency} /> : null),
    },
    {
      title: t('ledger.balance_after'),
      align: 'right',
      render: (_, posting) => <Money amount={posting.balanceAfter} currency={currency} />,
    },
  ]
  const side = (sign: 1 | -1) =>
    postings.reduce((sum, { amount }) => (amount * sign > 0 ? sum + amount * sign : sum), 0)
  return (
    <Rows<Line>
      label={t('ledger.postings')}
      rows={postings}
      columns={columns}
      rowKey={(posting) => String(posting.seq)}
      summary={() => (
        <Table.Summary.Row className="sum-row">
          <Table.Summary.Cell index={0} colSpan={2}>
            {t('money.sum')}
          </Table.Summary.Cell>
          <Table.Summary.Cell index={2} align="right">
            <Money amount={side(1)} currency={currency} strong />
          </Table.Summary.Cell>
          <Table.Summary.Cell index={3} align="right">
            <Money amount={side(-1)} currency={currency} strong />
          </Table.Summary.Cell>
          <Table.Summary.Cell index={4} />
        </Table.Summary.Row>
      )}
    />
  )
}
