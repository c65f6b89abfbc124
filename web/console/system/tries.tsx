import type { TableColumnsType } from 'antd'
import type { DeliveryTry } from '../../api/staff-nouns.ts'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Loaded } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

/** Each time a delivery was sent: what came back, and how long it took. */
export function Tries({ deliveryId }: { deliveryId: number }) {
  const t = useWords()
  const tries = useResource<{ items: DeliveryTry[] }>(`/v1/webhook-deliveries/${deliveryId}/tries`)
  const columns: TableColumnsType<DeliveryTry> = [
    { title: '#', render: (_, one) => one.no },
    { title: t('timeline.at'), render: (_, one) => <When at={one.at} /> },
    { title: t('webhooks.took'), align: 'right', render: (_, one) => `${one.durationMs} ms` },
    { title: t('webhooks.answer'), render: (_, one) => one.error ?? one.status ?? '–' },
    { title: t('evidence.body'), render: (_, one) => <span className="code clip">{one.answer}</span> },
  ]
  return (
    <Loaded of={tries}>
      {({ items }) => (
        <Rows<DeliveryTry>
          label={t('webhooks.tries')}
          rows={items}
          columns={columns}
          rowKey={(one) => String(one.no)}
        />
      )}
    </Loaded>
  )
}
