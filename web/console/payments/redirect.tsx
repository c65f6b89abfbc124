import { Form, Input, Radio, Select } from 'antd'
import type { Refund, Ways } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { ReceiptFields, receiptOf, type Said } from '../hand/receipt.tsx'
import { useResource } from '../parts/ask.ts'
import { FormAct } from '../parts/form-act.tsx'
import { useWords } from '../words/index.ts'

type Draft = {
  way: Ways['ways'][number]
  card?: { bank: string; account: string; holder: string }
  reason: string
}

/** Another way 改退 for what cannot go the way it came; somebody else approves it. */
export function RedirectAct({ refund }: { refund: Refund }) {
  const t = useWords()
  const ways = useResource<Ways>(`/v1/refunds/${refund.no}/ways`)
  const first = ways.data?.ways[0]
  if (!ways.data || first === undefined) return null
  return (
    <FormAct<Draft>
      primary
      label={t('refunds.redirect')}
      what={t(isOurs(first) ? 'refunds.ours_what' : 'refunds.redirect_what')}
      initial={{ way: first }}
      orderOf={(body) => ({ method: 'POST', path: `/v1/refunds/${refund.no}/redirect`, body })}
    >
      <RedirectFields ways={ways.data} />
    </FormAct>
  )
}

/** Whether we pay it ourselves, because its channel never will. */
const isOurs = (way: Draft['way']): boolean => way === 'wallet' || way === 'hand'

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
      {way !== 'card' ? null : (
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

const RECORDS = {
  payout: { label: 'hand.record_out', path: 'payouts' },
  receipt: { label: 'hand.record_in', path: 'receipts' },
} as const

/**
 * A refund that people pay, or what reached the buyer twice and comes back from him: one says so, another confirms.
 */
export function HandAct({ refund, act }: { refund: Refund; act: keyof typeof RECORDS }) {
  const t = useWords()
  const { label, path } = RECORDS[act]
  const payout = refund.state === 'returned' ? 'refunds.payout_what' : 'refunds.payout_hand_what'
  return (
    <FormAct<Said>
      primary
      label={t(label)}
      what={t(act === 'payout' ? payout : 'refunds.receipt_what')}
      orderOf={(said) => ({
        method: 'POST',
        path: `/v1/refunds/${refund.no}/${path}`,
        body: receiptOf(said),
      })}
    >
      <ReceiptFields />
    </FormAct>
  )
}
