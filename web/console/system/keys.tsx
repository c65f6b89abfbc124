import { Button, Form, Input, Modal, Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { KeyWithSecret, ServerKey } from '../../api/staff-nouns.ts'
import { newKey } from '../../api/transport.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Act } from '../parts/act.tsx'
import { useWrite } from '../parts/ask.ts'
import { List } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { useShownSecret } from '../parts/shown-secret.tsx'
import { When } from '../parts/when.tsx'
import { useMay, useSession } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

/** Keys by which other servers call the API, each with the least it needs. */
export function KeysPage() {
  const t = useWords()
  const may = useMay()
  const columns: TableColumnsType<ServerKey> = [
    { title: t('staff.name'), render: (_, key) => key.name },
    { title: t('keys.hint'), render: (_, key) => <code>tbk_…{key.hint}</code> },
    { title: t('keys.scopes'), render: (_, key) => <code>{key.scopes.join(', ')}</code> },
    { title: t('payments.created'), render: (_, key) => <When at={key.createdAt} /> },
    {
      title: t('orders.state'),
      render: (_, { revokedAt }) => (
        <Badge tone={revokedAt ? 'off' : 'good'}>{t(revokedAt ? 'keys.revoked' : 'keys.live')}</Badge>
      ),
    },
    {
      title: '',
      render: (_, key) =>
        may('key.write') && !key.revokedAt ? (
          <Act
            small
            danger
            label={t('keys.revoke')}
            what={t('keys.revoke_what', { name: key.name })}
            order={{ method: 'DELETE', path: `/v1/keys/${key.id}` }}
          />
        ) : null,
    },
  ]
  return (
    <Page title={t('menu.keys')} lead={t('keys.lead')} extra={may('key.write') ? <KeyForm /> : null}>
      <List<ServerKey>
        label={t('menu.keys')}
        path="/v1/keys"
        columns={columns}
        rowKey={(key) => String(key.id)}
      />
    </Page>
  )
}

type Draft = { name: string; scopes: string[] }

/** Nobody gives a key more than he may do himself; the server refuses the rest. */
function KeyForm() {
  const t = useWords()
  const { permissions } = useSession()
  const write = useWrite<KeyWithSecret>()
  const secret = useShownSecret()
  const [key, setKey] = useState<string | null>(null)
  const [form] = Form.useForm<Draft>()
  const make = async () => {
    const body = await form.validateFields()
    const made = await write.mutateAsync({ method: 'POST', path: '/v1/keys', body, key: key ?? newKey() })
    setKey(null)
    secret(made?.secret)
  }
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <>
      <Button type="primary" onClick={() => setKey(newKey())}>
        {t('keys.add')}
      </Button>
      <Modal
        title={t('keys.add')}
        open={key !== null}
        okText={t('keys.add')}
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => make().catch(() => undefined)}
        destroyOnHidden
      >
        <Form form={form} layout="vertical" preserve={false}>
          <Form.Item name="name" label={t('staff.name')} rules={needed}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="scopes" label={t('keys.scopes')} rules={needed}>
            <Select mode="multiple" options={permissions.map((value) => ({ value, label: value }))} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
