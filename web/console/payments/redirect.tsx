import { Form, Input, Radio, Select } from 'antd'
import type { Refund, Ways } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { ReceiptFields, receiptOf, type Said } from '../hand/receipt.tsx'
import { useResource } from '../parts/ask.ts'
import { FormAct } from '../parts/form-act.tsx'
import { useWords } from '../words/index.ts'

type Draft = {
  way: 'card' | 'transfer'
  card?: { bank: string; account: string; holder: string }
  reason: string
}

/** Another way 改退 for what the payer's account could not take; somebody else approves it. */
export function RedirectAct({ refund }: { refund: Refund }) {
  const t = useWords()
  const ways = useResource<Ways>(`/v1/refunds/${refund.no}/ways`)
  if (!ways.data || ways.data.ways.length === 0) return null
  return (
    <FormAct<Draft>
      primary
      label={t('refunds.redirect')}
      what={t('refunds.redirect_what')}
      initial={{ way: 'card' }}
      orderOf={(body) => ({ method: 'POST', path: `/v1/refunds/${refund.no}/redirect`, body })}
    >
      <RedirectFields ways={ways.data} />
    </FormAct>
  )
}

function RedirectFields({ ways }: { ways: Ways }) {
  const t = useWords()
  const language = useLanguage()
  const way = Form.useWatch<Draft['way'] | undefined>('way')
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <>
      <Form.Item name="way" label={t('refunds.way')} rules={needed}>
        <Radio.Group options={ways.ways.map((value) => ({ value, label: t(`refunds.way_${value}`) }))} />
      </Form.Item>
      {way === 'transfer' ? null : (
        <>
          <Form.Item name={['card', 'bank']} label={t('refunds.bank')} rules={needed}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={ways.banks.map(({ code, title }) => ({
                value: code,
                label: labelText(title, language),
              }))}
            />
          </Form.Item>
          <Form.Item
            name={['card', 'account']}
            label={t('refunds.card')}
            extra={t('refunds.card_extra')}
            rules={[{ required: true, pattern: /^\d{12,19}$/, message: t('refunds.card_shape') }]}
          >
            <Input maxLength={19} inputMode="numeric" autoComplete="off" />
          </Form.Item>
          <Form.Item name={['card', 'holder']} label={t('refunds.holder')} rules={needed}>
            <Input maxLength={60} autoComplete="off" />
          </Form.Item>
        </>
      )}
      <Form.Item name="reason" label={t('act.reason')} rules={needed}>
        <Input.TextArea rows={2} maxLength={200} />
      </Form.Item>
    </>
  )
}

/** What came back to our bank account was sent on: one says so, another confirms. */
export function PayoutAct({ refund }: { refund: Refund }) {
  const t = useWords()
  return (
    <FormAct<Said>
      primary
      label={t('hand.record_out')}
      what={t('refunds.payout_what')}
      orderOf={(said) => ({
        method: 'POST',
        path: `/v1/refunds/${refund.no}/payouts`,
        body: receiptOf(said),
      })}
    >
      <ReceiptFields />
    </FormAct>
  )
}
