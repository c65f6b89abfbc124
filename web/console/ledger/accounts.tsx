import type { TableColumnsType } from 'antd'
import { Link } from 'react-router'
import type { Account } from '../../api/staff-nouns.ts'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { Page } from '../parts/page.tsx'
import { useWords } from '../words/index.ts'
import { AccountName } from './account-name.tsx'

export function useAccountColumns(): TableColumnsType<Account> {
  const t = useWords()
  return [
    {
      title: t('ledger.account'),
      render: (_, account) => (
        <Link to={`/ledger/accounts/${account.id}`}>
          <AccountName account={account} />
        </Link>
      ),
    },
    {
      title: t('ledger.side'),
      render: (_, { normalSide }) => t(normalSide === 'debit' ? 'ledger.debit' : 'ledger.credit'),
    },
    {
      title: t('ledger.debit'),
      align: 'right',
      render: (_, account) => <Money amount={account.debit} currency={account.currency} quietZero />,
    },
    {
      title: t('ledger.credit'),
      align: 'right',
      render: (_, account) => <Money amount={account.credit} currency={account.currency} quietZero />,
    },
    {
      title: t('ledger.balance'),
      align: 'right',
      render: (_, account) => <Money amount={account.balance} currency={account.currency} strong />,
    },
    { title: t('ledger.version'), align: 'right', render: (_, account) => account.version },
  ]
}

export function AccountsPage() {
  const t = useWords()
  return (
    <Page title={t('menu.accounts')} extra={<Link to="/trial-balance">{t('ledger.trial_balance')}</Link>}>
      <List<Account>
        label={t('menu.accounts')}
        path="/v1/ledger/accounts"
        columns={useAccountColumns()}
        rowKey={(account) => String(account.id)}
        everyMs={15_000}
      />
    </Page>
  )
}
