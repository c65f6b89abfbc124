import type { TableColumnsType } from 'antd'
import { Link, useParams } from 'react-router'
import type { Account, Posting } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { useResource } from '../parts/ask.ts'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { AccountName } from './account-name.tsx'

/** The postings of an account, newest first; each says what the balance was after it, on the normal side. */
export function PostingsPage() {
  const t = useWords()
  const language = useLanguage()
  const { id = '' } = useParams()
  const accounts = useResource<{ items: Account[] }>('/v1/ledger/accounts')
  const account = accounts.data?.items.find((one) => String(one.id) === id)
  const currency = account?.currency ?? 'CNY'
  const side = account?.normalSide === 'credit' ? -1 : 1
  const columns: TableColumnsType<Posting> = [
    { title: t('ledger.version'), align: 'right', render: (_, posting) => posting.version },
    {
      title: t('ledger.journal'),
      render: (_, posting) => <No no={posting.journalNo} to={`/ledger/journals/${posting.journalNo}`} />,
    },
    {
      title: t('ledger.event'),
      render: (_, posting) => <span title={posting.event}>{labelText(posting.title, language)}</span>,
    },
    {
      title: t('ledger.about'),
      render: (_, { refNo }) => <No no={refNo} to={pageOfNumber(refNo) ?? undefined} />,
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
      render: (_, { balanceAfter }) => <Money amount={side * balanceAfter} currency={currency} strong />,
    },
    { title: t('ledger.effective'), render: (_, posting) => <When at={posting.effectiveAt} /> },
  ]
  return (
    <Page
      title={t('ledger.postings')}
      name={account ? <AccountName account={account} /> : null}
      lead={<Link to="/ledger">{t('menu.accounts')}</Link>}
    >
      <List<Posting>
        label={t('ledger.postings')}
        path={`/v1/ledger/accounts/${id}/postings`}
        columns={columns}
        rowKey={(posting) => `${posting.journalNo}-${posting.seq}`}
      />
    </Page>
  )
}
