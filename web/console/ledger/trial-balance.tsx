import { Card } from 'antd'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { useWords } from '../words/index.ts'
import { useAccountColumns } from './accounts.tsx'
import type { Account, TrialBalance } from './ledger.ts'

/** Debits against credits, per currency: the difference is zero, or somebody must be called. */
export function TrialBalancePage() {
  const t = useWords()
  const columns = useAccountColumns()
  const balance = useResource<TrialBalance>('/v1/ledger/trial-balance', { everyMs: 10_000 })
  return (
    <Page title={t('ledger.trial_balance')} lead={t('ledger.trial_lead')}>
      <Loaded of={balance}>
        {({ currencies, rows }) => (
          <div className="stack">
            {currencies.map((one) => (
              <Totals key={one.currency} of={one} />
            ))}
            <Card>
              <Rows<Account>
                label={t('ledger.trial_balance')}
                rows={rows}
                columns={columns}
                rowKey={(account) => String(account.id)}
              />
            </Card>
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function Totals({ of }: { of: TrialBalance['currencies'][number] }) {
  const t = useWords()
  const even = of.difference === 0
  return (
    <Card className={even ? 'totals totals-even' : 'totals totals-off'}>
      <dl className="figures">
        <div className="figure-row">
          <div className="figure">
            <dt>{t('ledger.currency')}</dt>
            <dd>{of.currency}</dd>
          </div>
          <div className="figure">
            <dt>{t('ledger.debit')}</dt>
            <dd>
              <Money amount={of.debit} currency={of.currency} />
            </dd>
          </div>
          <div className="figure">
            <dt>{t('ledger.credit')}</dt>
            <dd>
              <Money amount={of.credit} currency={of.currency} />
            </dd>
          </div>
          <div className={even ? 'figure figure-good' : 'figure figure-bad'}>
            <dt>{t('ledger.difference')}</dt>
            <dd data-difference={of.difference}>
              <Money amount={of.difference} currency={of.currency} />
            </dd>
          </div>
        </div>
      </dl>
      <p role={even ? 'status' : 'alert'} className={even ? 'quiet' : 'figure-bad'}>
        {t(even ? 'ledger.even' : 'ledger.off')}
      </p>
    </Card>
  )
}
