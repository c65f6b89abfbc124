import { Form, Input } from 'antd'
import { filled } from '../parts/form-act.tsx'
import { Yuan } from '../parts/yuan.tsx'
import { useWords } from '../words/index.ts'

export type Said = { amount?: number; reference: string; note?: string }

export const receiptOf = (said: Said) => filled(said)

/** What is said of money that has no wire. Of a payout the amount is the refund's. */
export function ReceiptFields({ withAmount }: { withAmount?: boolean }) {
  const t = useWords()
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <>
      {withAmount ? (
        <Form.Item name="amount" label={t('hand.amount')} rules={needed}>
          <Yuan />
        </Form.Item>
      ) : null}
      <Form.Item
        name="reference"
        label={t('hand.reference')}
        extra={t('hand.reference_extra')}
        rules={needed}
      >
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name="note" label={t('hand.note')}>
        <Input maxLength={200} />
      </Form.Item>
    </>
  )
}
