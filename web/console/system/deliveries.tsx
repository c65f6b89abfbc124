import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import type { Delivery } from '../../api/staff-nouns.ts'
import { Act } from '../parts/act.tsx'
import { List } from '../parts/list.tsx'
import { StateFilter, StateTag } from '../parts/state.tsx'
import { Due, When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { Tries } from './tries.tsx'

export function Deliveries() {
  const t = useWords()
  const [state, setState] = useState<string | null>(null)
  const columns: TableColumnsType<Delivery> = [
    { title: '#', align: 'right', render: (_, delivery) => delivery.id },
    { title: t('events.type'), render: (_, delivery) => <code>{delivery.eventType}</code> },
    { title: t('webhooks.url'), render: (_, delivery) => <span className="code clip">{delivery.url}</span> },
    {
      title: t('orders.state'),
      render: (_, one) => <StateTag machine="webhook_delivery" state={one.state} />,
    },
    { title: t('timers.tries'), align: 'right', render: (_, delivery) => delivery.attempts },
    {
      title: t('webhooks.answer'),
      render: (_, { lastStatus, lastError }) => lastError ?? lastStatus ?? '–',
    },
    {
      title: t('webhooks.next'),
      render: (_, one) => (one.state === 'waiting' ? <Due at={one.dueAt} /> : <When at={one.deliveredAt} />),
    },
    {
      title: '',
      render: (_, delivery) =>
        delivery.actions.includes('resend') ? (
          <Act
            small
            label={t('webhooks.resend')}
            what={t('webhooks.resend_what')}
            order={{ method: 'POST', path: `/v1/webhook-deliveries/${delivery.id}/resend` }}
          />
        ) : null,
    },
  ]
  return (
    <List<Delivery>
      label={t('webhooks.deliveries')}
      path="/v1/webhook-deliveries"
      query={{ state }}
      columns={columns}
      rowKey={(delivery) => String(delivery.id)}
      everyMs={5_000}
      expandable={{ expandedRowRender: (delivery) => <Tries deliveryId={delivery.id} /> }}
      filters={<StateFilter machine="webhook_delivery" value={state} onChange={(value) => setState(value)} />}
    />
  )
}
