import { Button, Form, Input, Modal, Select } from 'antd'
import { useState } from 'react'
import { isRefused } from '../../api/problem.ts'
import type { Matrix, Person, Role } from '../../api/staff-nouns.ts'
import { newKey } from '../../api/transport.ts'
import { useResource, useWrite } from '../parts/ask.ts'
import { useShops } from '../parts/shops.ts'
import { useSession } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

type Draft = {
  username?: string
  password?: string
  name: string
  role: Role
  shopId?: number | null
  state?: Person['state']
}

/** Adds a member of staff or changes one. A change of role or state ends the person's sessions. */
export function StaffForm({ person }: { person?: Person }) {
  const t = useWords()
  const write = useWrite()
  const session = useSession()
  const [key, setKey] = useState<string | null>(null)
  const [form] = Form.useForm<Draft>()
  const title = t(person ? 'staff.change' : 'staff.add')
  const save = async () => {
    const draft = await form.validateFields()
    const shopId = draft.shopId ?? (session.shopId ? Number(session.shopId) : null)
    const { name, role } = draft
    await write.mutateAsync(
      person
        ? {
            method: 'PUT',
            path: `/v1/staff/${person.id}`,
            body: { version: person.version, name, role, shopId, state: draft.state },
          }
        : {
            method: 'POST',
            path: '/v1/staff',
            body: { username: draft.username, password: draft.password, name, role, shopId },
            key: key ?? newKey(),
          },
    )
    setKey(null)
  }
  return (
    <>
      <Button
        type={person ? 'default' : 'primary'}
        size={person ? 'small' : 'middle'}
        onClick={() => setKey(newKey())}
      >
        {title}
      </Button>
      <Modal
        title={title}
        open={key !== null}
        okText={t('form.save')}
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => save().catch((error) => isRefused(error) && setKey(newKey()))}
        destroyOnHidden
      >
        <Form form={form} layout="vertical" preserve={false} initialValues={person ?? {}}>
          <StaffFields person={person} />
        </Form>
      </Modal>
    </>
  )
}

function StaffFields({ person }: { person: Person | undefined }) {
  const t = useWords()
  const { shopId: ownShop } = useSession()
  const role = Form.useWatch<Role | undefined>('role')
  const matrix = useResource<Matrix>('/v1/permissions')
  const { choices: shops } = useShops()
  const needed = [{ required: true, message: t('form.needed') }]
  const roles = matrix.data?.roles ?? []
  const ofMerchant = roles.find((one) => one.role === role)?.merchant ?? false
  return (
    <>
      {person ? null : (
        <>
          <Form.Item
            name="username"
            label={t('sign_in.username')}
            rules={[{ required: true, pattern: /^[A-Za-z0-9_.]{3,30}$/, message: t('staff.username_shape') }]}
          >
            <Input autoComplete="off" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('sign_in.password')}
            rules={[{ required: true, min: 10, message: t('staff.password_shape') }]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
        </>
      )}
      <Form.Item name="name" label={t('staff.name')} rules={needed}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="role" label={t('staff.role')} rules={needed}>
        <Select
          options={roles
            .filter(({ merchant }) => merchant || !ownShop)
            .map((one) => ({ value: one.role, label: t(`role.${one.role}`) }))}
        />
      </Form.Item>
      {ofMerchant && !ownShop ? (
        <Form.Item name="shopId" label={t('orders.shop')} rules={needed}>
          <Select options={shops} />
        </Form.Item>
      ) : null}
      {person ? (
        <Form.Item name="state" label={t('orders.state')} rules={needed}>
          <Select
            options={(['active', 'disabled'] as const).map((value) => ({
              value,
              label: t(`staff.${value}`),
            }))}
          />
        </Form.Item>
      ) : null}
    </>
  )
}
