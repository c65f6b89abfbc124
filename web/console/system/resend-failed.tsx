import { App, Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { serverNow } from '../../api/client.ts'
import { isRefused } from '../../api/problem.ts'
import type { Resent } from '../../api/staff-nouns.ts'
import { newKey } from '../../api/transport.ts'
import { useWrite } from '../parts/ask.ts'
import { useWords } from '../words/index.ts'

const DAY_MS = 86_400_000

/** Everything that failed at an endpoint since a moment starts again: its system was down and is well again. */
export function ResendFailed({ endpointId }: { endpointId: string }) {
  const t = useWords()
  const { message } = App.useApp()
  const write = useWrite<Resent>()
  const [key, setKey] = useState<string | null>(null)
  const [days, setDays] = useState(1)
  const send = async () => {
    const since = new Date(serverNow() - days * DAY_MS).toISOString()
    const path = `/v1/webhook-endpoints/${endpointId}/resend-failed`
    const answer = await write.mutateAsync({ method: 'POST', path, body: { since }, key: key ?? newKey() })
    setKey(null)
    message.info(t('webhooks.resent', { count: answer?.count ?? 0 }))
  }
  return (
    <>
      <Button size="small" onClick={() => setKey(newKey())}>
        {t('webhooks.resend_failed')}
      </Button>
      <Modal
        title={t('webhooks.resend_failed')}
        open={key !== null}
        okText={t('webhooks.resend_failed')}
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => send().catch((error) => isRefused(error) && setKey(newKey()))}
        destroyOnHidden
      >
        <p>{t('webhooks.resend_failed_what')}</p>
        <Select
          aria-label={t('webhooks.since')}
          value={days}
          onChange={setDays}
          options={[
            { value: 1, label: t('webhooks.since_day') },
            { value: 3, label: t('webhooks.since_three') },
            { value: 30, label: t('webhooks.since_month') },
          ]}
        />
      </Modal>
    </>
  )
}
