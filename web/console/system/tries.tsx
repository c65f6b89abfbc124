import type { TableColumnsType } from 'antd'
import { useResource } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { Loaded } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

type Try = {
  no: number
  at: string
  durationMs: number
  status: number | null
  error: string | null
  answer: string
}

/** Each time a delivery was sent: what came back, and how long it took. */
export function Tries({ deliveryId }: { deliveryId: number }) {
  const t = useWords()
  const tries = useResource<{ items: Try[] }>(`/v1/webhook-deliveries/${deliveryId}/tries`)
  const columns: TableColumnsType<Try> = [
    { title: '#', render: (_, one) => one.no },
    { title: t('timeline.at'), render: (_, one) => <When at={one.at} /> },
    { title: t('webhooks.took'), align: 'right', render: (_, one) => `${one.durationMs} ms` },
    { title: t('webhooks.answer'), render: (_, one) => one.error ?? one.status ?? '–' },
    { title: t('evidence.body'), render: (_, one) => <span className="code clip">{one.answer}</span> },
  ]
  return (
    <Loaded of={tries}>
      {({ items }) => (
        <Rows<Try>
          label={t('webhooks.tries')}
          rows={items}
          columns={columns}
          rowKey={(one) => String(one.no)}
        />
      )}
    </Loaded>
  )
}
