import { Button, Form, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { isRefused } from '../../api/problem.ts'
import { newKey } from '../../api/transport.ts'
import { useWrite } from './ask.ts'
import type { Write } from './wire.ts'

type FormActProps<Draft> = {
  readonly label: string
  readonly what?: ReactNode
  readonly initial?: Partial<Draft>
  /** What is sent for what was typed. */
  readonly orderOf: (draft: Draft) => Omit<Write, 'key'>
  readonly children: ReactNode
  readonly primary?: boolean
  readonly small?: boolean
}

/** A button whose act needs more than a reason: a form in a dialog; one opening is one intent with one key. */
export function FormAct<Draft extends object>(props: FormActProps<Draft>) {
  const { label, what, initial, orderOf, children, primary, small } = props
  const write = useWrite()
  const [key, setKey] = useState<string | null>(null)
  const [form] = Form.useForm<Draft>()
  const run = async () => {
    const draft = (await form.validateFields()) as Draft
    try {
      await write.mutateAsync({ ...orderOf(draft), key: key ?? newKey() })
      setKey(null)
    } catch (error) {
      // What was refused did nothing: typed anew it is another intent. What was not answered is asked again.
      if (isRefused(error)) setKey(newKey())
    }
  }
  return (
    <>
      <Button
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
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => run().catch(() => undefined)}
        destroyOnHidden
      >
        {what ? <div className="act-what">{what}</div> : null}
        <Form form={form} layout="vertical" preserve={false} initialValues={initial ?? {}}>
          {children}
        </Form>
      </Modal>
    </>
  )
}

/** What is left empty is not said. */
export const filled = <T extends object>(draft: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(draft).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  ) as Partial<T>
