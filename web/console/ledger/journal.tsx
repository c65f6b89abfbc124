import { Card, Descriptions, Table, type TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import type { Journal, JournalPosting } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { Owner } from './owner.tsx'

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
              <Facts journal={value} />
            </Card>
            <Card title={t('ledger.postings')}>
              <Postings postings={value.postings} />
            </Card>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function Facts({ journal }: { journal: Journal }) {
  const t = useWords()
  const language = useLanguage()
  const { event, title, refNo, effectiveAt, recordedAt } = journal
  const items = [
    {
      key: 'event',
      label: t('ledger.event'),
      children: <span title={event}>{labelText(title, language)}</span>,
    },
    {
      key: 'ref',
      label: t('ledger.about'),
      children: <No no={refNo} to={pageOfNumber(refNo) ?? undefined} />,
    },
    { key: 'effective', label: t('ledger.effective'), children: <When at={effectiveAt} /> },
    { key: 'recorded', label: t('ledger.recorded'), children: <When at={recordedAt} /> },
  ]
  return <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
}

function Postings({ postings }: { postings: JournalPosting[] }) {
  const t = useWords()
  const language = useLanguage()
  const columns: TableColumnsType<JournalPosting> = [
    { title: '#', render: (_, posting) => posting.seq },
    {
      title: t('ledger.account'),
      render: (_, posting) => (
        <Link to={`/ledger/accounts/${posting.accountId}`} className="goods">
          <span>{labelText(posting.label, language)}</span>
          <Owner of={posting} />
        </Link>
      ),
    },
    {
      title: t('ledger.debit'),
      align: 'right',
      render: (_, { amount, currency }) =>
        amount > 0 ? <Money amount={amount} currency={currency} /> : null,
    },
    {
      title: t('ledger.credit'),
      align: 'right',
      render: (_, { amount, currency }) =>
        amount < 0 ? <Money amount={-amount} currency={currency} /> : null,
    },
  ]
  const currency = postings[0]?.currency ?? 'CNY'
  const side = (sign: 1 | -1) => postings.reduce((sum, { amount }) => sum + Math.max(0, amount * sign), 0)
  return (
    <Rows<JournalPosting>
      cards
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
        </Table.Summary.Row>
      )}
    />
  )
}
