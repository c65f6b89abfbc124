import { Alert, App, Form, Input, Modal, QRCode } from 'antd'
import { useState } from 'react'
import { ApiProblem } from '../../api/problem.ts'
import { problemText } from '../../ui/problemText.ts'
import { useUiWords } from '../../ui/words/index.ts'
import { write } from '../parts/wire.ts'
import { useWords } from '../words/index.ts'

type Begun = { uri: string; backupCodes: string[] }
type Typed = { password?: string; code?: string }

/** Sets up an authenticator: the password first, then the code that proves the authenticator works. */
export function SecondFactor({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useWords()
  const ui = useUiWords()
  const { message } = App.useApp()
  const [form] = Form.useForm<Typed>()
  const [begun, setBegun] = useState<Begun | null>(null)
  const [refusal, setRefusal] = useState<ApiProblem | null>(null)
  const close = () => {
    setBegun(null)
    setRefusal(null)
    onClose()
  }
  const step = async () => {
    const { password, code } = await form.validateFields()
    const path = '/v1/session/second-factor'
    if (begun) {
      await write({ method: 'POST', path: `${path}/confirm`, body: { code } })
      message.success(t('second_factor.done'))
      return close()
    }
    setBegun(await write<Begun>({ method: 'POST', path, body: { password } }))
    setRefusal(null)
  }
  const heed = (error: unknown) => {
    if (error instanceof ApiProblem) setRefusal(error)
  }
  return (
    <Modal
      title={t('second_factor.title')}
      open={open}
      okText={t(begun ? 'second_factor.confirm' : 'second_factor.begin')}
      onCancel={close}
      onOk={() => step().catch(heed)}
      destroyOnHidden
    >
      {refusal ? <Alert type="error" showIcon title={problemText(refusal, ui)} className="act-what" /> : null}
      <Form form={form} layout="vertical" preserve={false}>
        {begun ? (
          <>
            <p className="act-what">{t('second_factor.scan')}</p>
            <QRCode value={begun.uri} bgColor="#ffffff" color="#000000" />
            <p className="act-what">{t('second_factor.backup')}</p>
            <p className="code secret">{begun.backupCodes.join('  ')}</p>
            <Form.Item
              name="code"
              label={t('sign_in.code')}
              rules={[{ required: true, pattern: /^\d{6}$/, message: t('sign_in.code_shape') }]}
            >
              <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
            </Form.Item>
          </>
        ) : (
          <Form.Item
            name="password"
            label={t('sign_in.password')}
            rules={[{ required: true, message: t('form.needed') }]}
          >
            <Input.Password autoComplete="current-password" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
