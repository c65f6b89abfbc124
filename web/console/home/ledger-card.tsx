import { Card } from 'antd'
import { Link } from 'react-router'
import type { TrialBalance } from '../ledger/ledger.ts'
import { useResource } from '../parts/ask.ts'
import { Money } from '../parts/money.tsx'
import { useWords } from '../words/index.ts'

/** The one figure that must always be zero, on the first page. */
export function LedgerCard() {
  const t = useWords()
  const { data } = useResource<TrialBalance>('/v1/ledger/trial-balance', { everyMs: 15_000 })
  if (!data || data.currencies.length === 0) return null
  return (
    <Card
      className="ledger-card"
      title={t('ledger.trial_balance')}
      extra={<Link to="/trial-balance">{t('home.open')}</Link>}
    >
      <dl className="figures">
        {data.currencies.map(({ currency, debit, credit, difference }) => (
          <div key={currency} className="figure-row">
            <Figure name={t('ledger.debit')} amount={debit} currency={currency} />
            <Figure name={t('ledger.credit')} amount={credit} currency={currency} />
            <Figure
              name={t('ledger.difference')}
              amount={difference}
              currency={currency}
              bad={difference !== 0}
            />
          </div>
        ))}
      </dl>
    </Card>
  )
}

type FigureProps = { name: string; amount: number; currency: string; bad?: boolean }

function Figure({ name, amount, currency, bad }: FigureProps) {
  return (
    <div className={bad ? 'figure figure-bad' : 'figure'}>
      <dt>{name}</dt>
      <dd>
        <Money amount={amount} currency={currency} />
      </dd>
    </div>
  )
}
