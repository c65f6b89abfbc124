import { Button, Form, Input, InputNumber, Modal, Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { isRefused } from '../../api/problem.ts'
import type { Credential, CredentialWithSecret, ServerKey } from '../../api/staff-nouns.ts'
import { newKey } from '../../api/transport.ts'
import { Act } from '../parts/act.tsx'
import { useWrite } from '../parts/ask.ts'
import { Rows } from '../parts/list.tsx'
import { useShownSecret } from '../parts/shown-secret.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'

/** What a key signs with; several may live at once, so that a rotation misses no request. */
export function Credentials({ of: key }: { of: ServerKey }) {
  const t = useWords()
  const columns: TableColumnsType<Credential> = [
    { title: t('keys.credential'), render: (_, one) => <code>{one.id}</code> },
    { title: t('keys.algorithm'), render: (_, one) => one.algorithm },
    { title: t('payments.created'), render: (_, one) => <When at={one.createdAt} /> },
    { title: t('keys.last_used'), render: (_, one) => <When at={one.lastUsedAt} /> },
    { title: t('keys.ends'), render: (_, one) => <When at={one.revokedAt ?? one.endsAt} /> },
    {
      title: '',
      render: (_, one) =>
        one.actions.includes('revoke') ? (
          <Act
            small
            danger
            label={t('keys.revoke')}
            what={t('keys.revoke_credential_what', { id: String(one.id) })}
            order={{ method: 'DELETE', path: `/v1/keys/${key.id}/credentials/${one.id}` }}
          />
        ) : null,
    },
  ]
  if (key.credentials.length === 0) return <p className="quiet">{t('keys.none')}</p>
  return (
    <Rows label={t('keys.credentials')} rows={key.credentials} columns={columns} rowKey={(one) => one.id} />
  )
}

type Draft = { algorithm: Credential['algorithm']; publicKey?: string; endOthersAfterHours?: number | null }

export function CredentialForm({ keyId }: { keyId: number }) {
  const t = useWords()
  const write = useWrite<CredentialWithSecret>()
  const secret = useShownSecret()
  const [key, setKey] = useState<string | null>(null)
  const [form] = Form.useForm<Draft>()
  const algorithm = Form.useWatch('algorithm', form)
  const add = async () => {
    const { endOthersAfterHours, publicKey, ...given } = await form.validateFields()
    const body = {
      ...given,
      ...(publicKey ? { publicKey } : {}),
      ...(typeof endOthersAfterHours === 'number' ? { endOthersAfterHours } : {}),
    }
    const path = `/v1/keys/${keyId}/credentials`
    const made = await write.mutateAsync({ method: 'POST', path, body, key: key ?? newKey() })
    setKey(null)
    secret(made?.secret ?? undefined)
  }
  return (
    <>
      <Button size="small" onClick={() => setKey(newKey())}>
        {t('keys.add_credential')}
      </Button>
      <Modal
        title={t('keys.add_credential')}
        open={key !== null}
        okText={t('keys.add_credential')}
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => add().catch((error) => isRefused(error) && setKey(newKey()))}
        destroyOnHidden
      >
        <Form form={form} layout="vertical" preserve={false} initialValues={{ algorithm: 'Ed25519' }}>
          <Form.Item name="algorithm" label={t('keys.algorithm')}>
            <Select options={ALGORITHMS.map((value) => ({ value, label: value }))} />
          </Form.Item>
          {algorithm === 'HMAC-SHA256' ? null : (
            <Form.Item
              name="publicKey"
              label={t('keys.public_key')}
              extra={t('keys.public_key_extra')}
              rules={[{ required: true, message: t('form.needed') }]}
            >
              <Input.TextArea rows={5} className="code" placeholder="-----BEGIN PUBLIC KEY-----" />
            </Form.Item>
          )}
          <Form.Item
            name="endOthersAfterHours"
            label={t('keys.end_others')}
            extra={t('keys.end_others_extra')}
          >
            <InputNumber min={0} max={168} precision={0} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}

const ALGORITHMS: readonly Credential['algorithm'][] = ['Ed25519', 'RSA-SHA256', 'HMAC-SHA256']
