import { Button, Form, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { isRefused } from '../../api/problem.ts'
import { newKey } from '../../api/transport.ts'
import { useWords } from '../words/index.ts'
import { useWrite } from './ask.ts'
import type { Write } from './wire.ts'

type ActProps = {
  readonly label: string
  /** What will happen, in full: nobody confirms a single verb. */
  readonly what: ReactNode
  readonly order: Omit<Write, 'body' | 'key'>
  /** Makes the body of the reason that was typed; without it no reason is asked. */
  readonly withReason?: (reason: string) => unknown
  /** What the reason is called where it is not one. */
  readonly reasonLabel?: string
  readonly body?: unknown
  readonly danger?: boolean
  readonly primary?: boolean
  /** In a row of a table. */
  readonly small?: boolean
  readonly onDone?: (answer: unknown) => void
}

/** A button whose act is confirmed first; one opening of the dialog is one intent with one key. */
export function Act(props: ActProps) {
  const { label, what, order, withReason, reasonLabel, body, danger, primary, small, onDone } = props
  const t = useWords()
  const write = useWrite()
  const [key, setKey] = useState<string | null>(null)
  const [form] = Form.useForm<{ reason?: string }>()
  const run = async () => {
    const { reason = '' } = await form.validateFields()
    try {
      const answer = await write.mutateAsync({
        ...order,
        key: key ?? newKey(),
        body: withReason ? withReason(reason) : body,
      })
      setKey(null)
      onDone?.(answer)
    } catch (error) {
      if (isRefused(error)) setKey(newKey())
    }
  }
  return (
    <>
      <Button
        danger={danger ?? false}
        type={primary ? 'primary' : 'default'}
        size={small ? 'small' : 'middle'}
        onClick={() => setKey(newKey())}
      >
        {label}
      </Button>
      <Modal
        title={label}
        open={key !== null}
        okText={label}
        okButtonProps={{ danger: danger ?? false }}
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => run().catch(() => undefined)}
        destroyOnHidden
      >
        <div className="act-what">{what}</div>
        <Form form={form} layout="vertical" preserve={false}>
          {withReason ? (
            <Form.Item
              name="reason"
              label={reasonLabel ?? t('act.reason')}
              rules={[{ required: true, message: t('act.reason_needed') }]}
            >
              <Input.TextArea rows={3} maxLength={reasonLabel ? 500 : 200} showCount />
            </Form.Item>
          ) : null}
        </Form>
      </Modal>
    </>
  )
}
