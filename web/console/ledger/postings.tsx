import type { TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import type { Posting } from './ledger.ts'

/** The postings of an account, newest first; each says what the balance was after it. */
export function PostingsPage() {
  const t = useWords()
  const { id = '' } = useParams()
  const columns: TableColumnsType<Posting> = [
    { title: t('ledger.version'), align: 'right', render: (_, posting) => posting.accountVersion },
    {
      title: t('ledger.journal'),
      render: (_, posting) => <No no={posting.journalNo} to={`/ledger/journals/${posting.journalNo}`} />,
    },
    { title: t('ledger.event'), render: (_, posting) => posting.event ?? '' },
    {
      title: t('ledger.about'),
      render: (_, { refNo }) => (refNo ? <No no={refNo} to={pageOfNumber(refNo) ?? undefined} /> : null),
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
    {
      title: t('ledger.balance_after'),
      align: 'right',
      render: (_, posting) => <Money amount={posting.balanceAfter} currency={posting.currency} strong />,
    },
    { title: t('ledger.effective'), render: (_, posting) => <When at={posting.effectiveAt} /> },
  ]
  return (
    <Page title={t('ledger.postings')} name={`#${id}`} lead={<Link to="/ledger">{t('menu.accounts')}</Link>}>
      <List<Posting>
        label={t('ledger.postings')}
        path={`/v1/ledger/accounts/${id}/postings`}
        columns={columns}
        rowKey={(posting) => `${posting.journalNo}-${posting.seq}`}
      />
    </Page>
  )
}
