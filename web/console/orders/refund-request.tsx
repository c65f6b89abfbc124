import { Button, Form, Input, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import type { Order } from '../../api/nouns.ts'
import { isRefused } from '../../api/problem.ts'
import { newKey } from '../../api/transport.ts'
import { useLanguage, wording } from '../../ui/language.ts'
import { useWrite } from '../parts/ask.ts'
import { Money } from '../parts/money.tsx'
import { useWords } from '../words/index.ts'

type Wanted = { reason: string; quantities: Record<string, number> }

/** The maker's half of a refund by hand: which units, why. Another person approves it; amounts come from the server. */
export function RefundRequest({ order }: { order: Order }) {
  const t = useWords()
  const language = useLanguage()
  const write = useWrite()
  const [key, setKey] = useState<string | null>(null)
  const [form] = Form.useForm<Wanted>()
  const left = (lineNo: number) => {
    const line = order.lines.find((one) => one.lineNo === lineNo)
    return line ? line.quantity - line.refundedQuantity : 0
  }
  const ask = async () => {
    const { reason, quantities } = await form.validateFields()
    const lines = order.lines
      .map(({ lineNo }) => ({ lineNo, quantity: quantities[String(lineNo)] ?? 0 }))
      .filter(({ quantity }) => quantity > 0)
    await write.mutateAsync({
      method: 'POST',
      path: `/v1/orders/${order.no}/refunds`,
      body: { lines, reason },
      key: key ?? newKey(),
    })
    setKey(null)
  }
  return (
    <>
      <Button danger onClick={() => setKey(newKey())}>
        {t('refunds.request')}
      </Button>
      <Modal
        title={t('refunds.request')}
        open={key !== null}
        okText={t('refunds.request')}
        okButtonProps={{ danger: true }}
        confirmLoading={write.isPending}
        onCancel={() => setKey(null)}
        onOk={() => ask().catch((error) => isRefused(error) && setKey(newKey()))}
        destroyOnHidden
      >
        <p className="act-what">{t('refunds.request_what')}</p>
        <Form form={form} layout="vertical" preserve={false}>
          {order.lines.map((line) => (
            <Form.Item
              key={line.lineNo}
              name={['quantities', String(line.lineNo)]}
              label={
                <span>
                  {wording(line, 'title', language)}{' '}
                  <span className="quiet">{wording(line, 'specText', language)}</span>{' '}
                  <Money amount={line.payable} currency={order.currency} /> × {line.quantity}
                </span>
              }
              initialValue={left(line.lineNo)}
            >
              <InputNumber min={0} max={left(line.lineNo)} precision={0} disabled={left(line.lineNo) === 0} />
            </Form.Item>
          ))}
          <Form.Item
            name="reason"
            label={t('act.reason')}
            rules={[{ required: true, message: t('act.reason_needed') }]}
          >
            <Input.TextArea rows={2} maxLength={200} showCount />
          </Form.Item>
        </Form>
      </Modal>
    </>
  )
}
