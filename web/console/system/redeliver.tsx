import { Button, Form, Modal, Select } from 'antd'
import { useState } from 'react'
import { isRefused } from '../../api/problem.ts'
import type { Endpoint, Event } from '../../api/staff-nouns.ts'
import { newKey } from '../../api/transport.ts'
import { useResource, useWrite } from '../parts/ask.ts'
import { useWords } from '../words/index.ts'

/** One event again to one endpoint, whether or not it was sent there before. */
export function Redeliver({ event }: { event: Event }) {
  const t = useWords()
  const write = useWrite()
  const [key, setKey] = useState<string | null>(null)
  const [form] = Form.useForm<{ endpointId: string }>()
  const endpoints = useResource<{ items: Endpoint[] }>('/v1/webhook-endpoints', { when: key !== null })
  const send = async () => {
    const body = await form.validateFields()
    const path = `/v1/events/${event.position}/redeliver`
    await write.mutateAsync({ method: 'POST', path, body, key: key ?? newKey() })
    setKey(null)
  }
  const live = endpoints.data?.items.filter(({ state }) => state === 'active') ?? []
  return (
    <>
      <Button size="small" onClick={() => setKey(newKey())}>
        {t('events.redeliver')}
      </Button>
      <Modal
        title={t('events.redeliver')}
        open={key !== null}
        okText={t('events.redeliver')}
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => send().catch((error) => isRefused(error) && setKey(newKey()))}
        destroyOnHidden
      >
        <p>{t('events.redeliver_what', { id: String(event.id) })}</p>
        <Form form={form} layout="vertical" preserve={false}>
          <Form.Item
            name="endpointId"
            label={t('events.endpoint')}
            rules={[{ required: true, message: t('form.needed') }]}
          >
            <Select options={live.map(({ id, url }) => ({ value: id, label: url }))} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
