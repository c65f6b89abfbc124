import { Alert, App, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { ApiProblem } from '../../api/problem.ts'
import { problemText } from '../../ui/problemText.ts'
import { useUiWords } from '../../ui/words/index.ts'
import { write } from '../parts/wire.ts'
import { useWords } from '../words/index.ts'
import { useSignOut } from './session.tsx'

type Typed = { password: string; next: string }

/** Changes the own password. Every session ends with it, so what follows is the door. */
export function OwnPassword({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords()
  const ui = useUiWords()
  const { message } = App.useApp()
  const signOut = useSignOut()
  const [form] = Form.useForm<Typed>()
  const [refusal, setRefusal] = useState<ApiProblem | null>(null)
  const close = () => {
    setRefusal(null)
    onClose()
  }
  const change = async () => {
    const body = await form.validateFields()
    await write({ method: 'POST', path: '/v1/session/password', body })
    message.success(t('own_password.done'))
    close()
    await signOut()
  }
  const heed = (error: unknown) => {
    if (error instanceof ApiProblem) setRefusal(error)
  }
  return (
    <Modal
      title={t('own_password.title')}
      open={open}
      okText={t('own_password.change')}
      onCancel={close}
      onOk={() => change().catch(heed)}
      destroyOnHidden
    >
      {refusal ? <Alert type="error" showIcon title={problemText(refusal, ui)} className="act-what" /> : null}
      <p className="act-what">{t('own_password.what')}</p>
      <Form form={form} layout="vertical" preserve={false}>
        <Form.Item
          name="password"
          label={t('own_password.now')}
          rules={[{ required: true, message: t('form.needed') }]}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="next"
          label={t('own_password.next')}
          rules={[{ required: true, min: 10, max: 128, message: t('own_password.shape') }]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
