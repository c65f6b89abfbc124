import { Button, Form, Input, Select, Switch } from 'antd'
import type { SharingsOfPayment } from '../../api/staff-nouns.ts'
import { FormAct, filled } from '../parts/form-act.tsx'
import { Money } from '../parts/money.tsx'
import { useShops } from '../parts/shops.ts'
import { Yuan } from '../parts/yuan.tsx'
import { useWords } from '../words/index.ts'

type Receiver = {
  readonly type: 'merchant' | 'person'
  readonly account: string
  readonly name?: string
  readonly amount: number
  readonly description: string
  readonly shopId?: number
}
type Wish = { readonly receivers: readonly Receiver[]; readonly isLast?: boolean; readonly reason: string }
type AskProps = {
  readonly frozen: SharingsOfPayment['frozen'][number]
  /** The shops that the payment pays; the first is taken to begin with. */
  readonly shopIds: readonly number[]
}

/** The first of two people says who gets what of the money that is kept for it. */
export function AskForSharing({ frozen, shopIds }: AskProps) {
  const t = useWords()
  const { choices } = useShops()
  const { attemptNo, left, currency } = frozen
  const needed = [{ required: true, message: t('form.needed') }]
  const empty = { type: 'merchant' as const, description: t('menu.sharings'), shopId: shopIds[0] }
  return (
    <FormAct<Wish>
      small
      label={t('sharing.ask')}
      what={
        <>
          {t('sharing.ask_what')} {t('sharing.frozen')} <Money amount={left} currency={currency} strong />
        </>
      }
      initial={{ receivers: [empty as Receiver], isLast: false }}
      orderOf={({ receivers, isLast, reason }) => ({
        method: 'POST',
        path: `/v1/attempts/${attemptNo}/sharings`,
        body: { receivers: receivers.map((one) => filled(one)), isLast: isLast ?? false, reason },
      })}
    >
      <Form.List name="receivers" rules={[{ validator: (_, all) => checked(all ?? [], t('sharing.twice')) }]}>
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset key={key} className="receiver-fields">
                <legend>
                  {t('sharing.receivers')} {name + 1}{' '}
                  <Button size="small" type="text" onClick={() => remove(name)}>
                    {t('sharing.drop')}
                  </Button>
                </legend>
                <Form.Item name={[name, 'type']} label={t('sharing.type')}>
                  <Select
                    options={(['merchant', 'person'] as const).map((value) => ({
                      value,
                      label: t(`sharing.type.${value}`),
                    }))}
                  />
                </Form.Item>
                <Form.Item
                  name={[name, 'account']}
                  label={t('sharing.receiver')}
                  rules={[{ required: true, pattern: /^[\x21-\x7e]+$/, message: t('sharing.account_shape') }]}
                >
                  <Input maxLength={128} />
                </Form.Item>
                <Form.Item name={[name, 'name']} label={t('sharing.name')}>
                  <Input maxLength={100} />
                </Form.Item>
                <Form.Item name={[name, 'amount']} label={t('money.amount')} rules={needed}>
                  <Yuan />
                </Form.Item>
                <Form.Item name={[name, 'shopId']} label={t('sharing.shop')}>
                  <Select allowClear placeholder={t('sharing.platform')} options={choices} />
                </Form.Item>
                <Form.Item name={[name, 'description']} label={t('sharing.description')} rules={needed}>
                  <Input maxLength={80} />
                </Form.Item>
              </fieldset>
            ))}
            <Form.ErrorList errors={errors} />
            <Button block type="dashed" className="receiver-add" onClick={() => add(empty)}>
              {t('sharing.add')}
            </Button>
          </>
        )}
      </Form.List>
      <Form.Item
        name="isLast"
        label={t('sharing.is_last')}
        extra={t('sharing.none_is_last')}
        valuePropName="checked"
      >
        <Switch />
      </Form.Item>
      <Form.Item name="reason" label={t('act.reason')} rules={needed}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
    </FormAct>
  )
}

/** A channel takes each receiver once. */
const checked = (all: readonly Partial<Receiver>[], words: string): Promise<void> => {
  const named = all.flatMap((one) => one?.account ?? [])
  return new Set(named).size < named.length ? Promise.reject(new Error(words)) : Promise.resolve()
}
