import { Card } from 'antd'
import { Link } from 'react-router'
import type { TrialBalance } from '../../api/staff-nouns.ts'
import { Totals } from '../ledger/totals.tsx'
import { useResource } from '../parts/ask.ts'
import { useWords } from '../words/index.ts'

/** Whether the books are even, on the first page. */
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
      {data.currencies.map((one) => (
        <Totals key={one.currency} of={one} />
      ))}
    </Card>
  )
}
