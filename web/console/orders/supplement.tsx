import { Form, Input } from 'antd'
import { FormAct } from '../parts/form-act.tsx'
import { Yuan } from '../parts/yuan.tsx'
import { useWords } from '../words/index.ts'

type Wish = { readonly amount: number; readonly title: string; readonly reason: string }

/** What was used beyond the booking 补充支付: the buyer owes it from now on, and reads what it is for. */
export function SupplementRequest({ orderNo }: { orderNo: string }) {
  const t = useWords()
  const needed = [{ required: true, whitespace: true, message: t('form.needed') }]
  return (
    <FormAct<Wish>
      label={t('supplement.ask')}
      what={t('supplement.what')}
      orderOf={(body) => ({ method: 'POST', path: `/v1/orders/${orderNo}/supplements`, body })}
    >
      <Form.Item
        name="amount"
        label={t('supplement.amount')}
        rules={[{ required: true, type: 'number', min: 1, message: t('form.needed') }]}
      >
        <Yuan />
      </Form.Item>
      <Form.Item name="title" label={t('supplement.title')} rules={needed}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="reason" label={t('supplement.reason')} rules={needed}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
    </FormAct>
  )
}
