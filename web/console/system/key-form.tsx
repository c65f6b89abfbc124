import { Button, Form, Input, Modal, Select, Switch } from 'antd'
import { useState } from 'react'
import { isRefused } from '../../api/problem.ts'
import type { KeyWithSecret, ServerKey } from '../../api/staff-nouns.ts'
import { newKey } from '../../api/transport.ts'
import { useWrite } from '../parts/ask.ts'
import { useShownSecret } from '../parts/shown-secret.tsx'
import { Yuan } from '../parts/yuan.tsx'
import { useSession } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

type Draft = { name: string; scopes: string[]; signedOnly?: boolean; refundLimit?: number | null }

/** Makes a key, or changes what one may do. Nobody gives more than he may do himself; the server refuses the rest. */
export function KeyForm({ of: known }: { of?: ServerKey }) {
  const t = useWords()
  const { permissions } = useSession()
  const write = useWrite<KeyWithSecret>()
  const secret = useShownSecret()
  const [key, setKey] = useState<string | null>(null)
  const [form] = Form.useForm<Draft>()
  const label = t(known ? 'keys.change' : 'keys.add')
  const save = async () => {
    const { name, scopes, signedOnly = false, refundLimit } = await form.validateFields()
    const limited = refundLimit === undefined || refundLimit === null ? {} : { refundLimit }
    const body = { name, scopes, signedOnly, ...limited }
    const order = known
      ? { method: 'PUT' as const, path: `/v1/keys/${known.id}`, body: { ...body, version: known.version } }
      : { method: 'POST' as const, path: '/v1/keys', body }
    const made = await write.mutateAsync({ ...order, key: key ?? newKey() })
    setKey(null)
    if (!known) secret(made?.secret)
  }
  const needed = [{ required: true, message: t('form.needed') }]
  const initial: Partial<Draft> = known
    ? {
        name: known.name,
        scopes: [...known.scopes],
        signedOnly: known.signedOnly,
        ...(known.refundLimit === null ? {} : { refundLimit: known.refundLimit }),
      }
    : {}
  return (
    <>
      <Button
        type={known ? 'default' : 'primary'}
        size={known ? 'small' : 'middle'}
        onClick={() => setKey(newKey())}
      >
        {label}
      </Button>
      <Modal
        title={label}
        open={key !== null}
        okText={label}
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => save().catch((error) => isRefused(error) && setKey(newKey()))}
        destroyOnHidden
      >
        <Form form={form} layout="vertical" preserve={false} initialValues={initial}>
          <Form.Item name="name" label={t('keys.name')} rules={needed}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="scopes" label={t('keys.scopes')} rules={needed}>
            <Select
              mode="multiple"
              optionFilterProp="label"
              options={permissions.map((value) => ({ value, label: `${t(`may.${value}`)} · ${value}` }))}
            />
          </Form.Item>
          <Form.Item
            name="signedOnly"
            label={t('keys.signed_only')}
            valuePropName="checked"
            extra={t('keys.signed_only_extra')}
          >
            <Switch />
          </Form.Item>
          <Form.Item name="refundLimit" label={t('keys.refund_limit')} extra={t('keys.refund_limit_extra')}>
            <Yuan />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
