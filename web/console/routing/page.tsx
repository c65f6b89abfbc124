import { Card, type TableColumnsType } from 'antd'
import type { AccountHealth } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { useResource } from '../parts/ask.ts'
import { ChannelName } from '../parts/channel.tsx'
import { Rows } from '../parts/list.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { useWords } from '../words/index.ts'
import { Fees } from './fees.tsx'
import { RoutingRules } from './rules.tsx'

/** Which account takes a payment, what it keeps of it, and how it answers now. */
export function RoutingPage() {
  const t = useWords()
  return (
    <Page title={t('menu.routing')} lead={t('routing.lead')}>
      <div className="stack">
        <Health />
        <RoutingRules />
        <Fees />
      </div>
    </Page>
  )
}

const TONE = { closed: 'good', open: 'bad', half_open: 'wait' } as const

function Health() {
  const t = useWords()
  const health = useResource<{ items: AccountHealth[] }>('/v1/routing/health', { everyMs: 10_000 })
  const columns: TableColumnsType<AccountHealth> = [
    {
      title: t('routing.account'),
      render: (_, { account }) => (
        <span className="facts-inline">
          <ChannelName account={account} /> <code className="quiet">{account}</code>
        </span>
      ),
    },
    {
      title: t('routing.breaker'),
      render: (_, { breaker }) => <Badge tone={TONE[breaker]}>{t(`routing.breaker.${breaker}`)}</Badge>,
    },
    { title: t('routing.calls'), align: 'right', render: (_, { calls }) => calls },
    { title: t('routing.failed'), align: 'right', render: (_, { failed }) => failed },
    {
      title: t('routing.success_rate'),
      align: 'right',
      render: (_, { calls, successRate }) => (calls === 0 ? '–' : `${(successRate * 100).toFixed(1)}%`),
    },
  ]
  return (
    <Card title={t('routing.health')}>
      <Loaded of={health}>
        {({ items }) => (
          <Rows<AccountHealth>
            cards
            label={t('routing.health')}
            rows={items}
            columns={columns}
            rowKey={({ account }) => account}
          />
        )}
      </Loaded>
    </Card>
  )
}
