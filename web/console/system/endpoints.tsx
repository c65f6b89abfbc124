import { Button, Flex, Form, Input, Modal, Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { isRefused } from '../../api/problem.ts'
import type { Endpoint, EndpointSecret } from '../../api/staff-nouns.ts'
import { newKey } from '../../api/transport.ts'
import { Act } from '../parts/act.tsx'
import { useWrite } from '../parts/ask.ts'
import { List } from '../parts/list.tsx'
import { useShownSecret } from '../parts/shown-secret.tsx'
import { StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { ResendFailed } from './resend-failed.tsx'

export function Endpoints() {
  const t = useWords()
  const secret = useShownSecret()
  const columns: TableColumnsType<Endpoint> = [
    {
      title: t('webhooks.url'),
      render: (_, endpoint) => (
        <span className="goods">
          <span className="code">{endpoint.url}</span>
          <span className="quiet">{endpoint.description}</span>
        </span>
      ),
    },
    {
      title: t('webhooks.types'),
      render: (_, { eventTypes }) =>
        eventTypes.length ? <code>{eventTypes.join(', ')}</code> : t('webhooks.every'),
    },
    {
      title: t('orders.state'),
      render: (_, { state }) => <StateTag machine="webhook_endpoint" state={state} />,
    },
    { title: t('webhooks.failures'), align: 'right', render: (_, endpoint) => endpoint.failures },
    { title: t('webhooks.resting'), render: (_, endpoint) => <When at={endpoint.restingUntil} /> },
    { title: t('payments.created'), render: (_, endpoint) => <When at={endpoint.createdAt} /> },
    {
      title: '',
      render: (_, endpoint) =>
        endpoint.actions.length > 0 ? (
          <Flex gap={6}>
            {endpoint.actions.includes('resend_failed') ? <ResendFailed endpointId={endpoint.id} /> : null}
            <Act
              small
              label={t('webhooks.rotate')}
              what={t('webhooks.rotate_what')}
              order={{ method: 'POST', path: `/v1/webhook-endpoints/${endpoint.id}/rotate-secret` }}
              onDone={(answer) => secret((answer as EndpointSecret | null)?.secret)}
            />
            <Act
              small
              label={t(endpoint.state === 'active' ? 'webhooks.disable' : 'webhooks.enable')}
              what={t(endpoint.state === 'active' ? 'webhooks.disable_what' : 'webhooks.enable_what')}
              order={{ method: 'PUT', path: `/v1/webhook-endpoints/${endpoint.id}` }}
              body={{ enabled: endpoint.state !== 'active' }}
            />
            <Act
              small
              danger
              label={t('webhooks.delete')}
              what={t('webhooks.delete_what')}
              order={{ method: 'DELETE', path: `/v1/webhook-endpoints/${endpoint.id}` }}
            />
          </Flex>
        ) : null,
    },
  ]
  return (
    <List<Endpoint>
      label={t('webhooks.endpoints')}
      path="/v1/webhook-endpoints"
      columns={columns}
      rowKey={(endpoint) => endpoint.id}
    />
  )
}

type NewEndpoint = { url: string; description?: string; eventTypes?: string[] }

export function EndpointForm() {
  const t = useWords()
  const write = useWrite<EndpointSecret>()
  const secret = useShownSecret()
  const [key, setKey] = useState<string | null>(null)
  const [form] = Form.useForm<NewEndpoint>()
  const add = async () => {
    const { url, description = '', eventTypes = [] } = await form.validateFields()
    const made = await write.mutateAsync({
      method: 'POST',
      path: '/v1/webhook-endpoints',
      body: { url, description, eventTypes },
      key: key ?? newKey(),
    })
    setKey(null)
    secret(made?.secret)
  }
  return (
    <>
      <Button type="primary" onClick={() => setKey(newKey())}>
        {t('webhooks.add')}
      </Button>
      <Modal
        title={t('webhooks.add')}
        open={key !== null}
        okText={t('webhooks.add')}
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => add().catch((error) => isRefused(error) && setKey(newKey()))}
        destroyOnHidden
      >
        <Form form={form} layout="vertical" preserve={false}>
          <Form.Item
            name="url"
            label={t('webhooks.url')}
            rules={[{ required: true, pattern: /^https?:\/\/\S+$/, message: t('webhooks.url_shape') }]}
          >
            <Input placeholder="https://" maxLength={500} />
          </Form.Item>
          <Form.Item name="description" label={t('payments.description')}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="eventTypes" label={t('webhooks.types')} extra={t('webhooks.types_extra')}>
            <Select mode="tags" tokenSeparators={[',', ' ']} placeholder="order.*" />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
