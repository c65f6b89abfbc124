import { Button, Form, Input, InputNumber, Space, Switch } from 'antd'
import type { PaymentSetting } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { formatMoney } from '../../ui/money.ts'
import { fenOf, Yuan, yuanText } from '../parts/yuan.tsx'
import { useWords } from '../words/index.ts'

export type Plan = Extract<PaymentSetting['value'], { plans: unknown }>['plans'][number]

const HALVES = [
  { bps: 5_000, afterDays: 0 },
  { bps: 5_000, afterDays: 30 },
]

/** 3300 → 33% */
const percentText = (bps: number): string => `${yuanText(bps).replace(/\.?0+$/, '')}%`

/** The plans that buyers may choose, each with its parts and their days. */
export function Plans({ of }: { of: readonly Plan[] }) {
  const t = useWords()
  const language = useLanguage()
  if (of.length === 0) return <>{t('policy.none')}</>
  return (
    <Space direction="vertical" size={0}>
      {of.map(({ name, title, parts, from, keepsDeposit }) => (
        <span key={name}>
          {labelText(title, language)} ({name}):{' '}
          {parts
            .map(({ bps, afterDays }) =>
              afterDays === 0
                ? percentText(bps)
                : t('policy.part_after', { percent: percentText(bps), days: afterDays }),
            )
            .join(' + ')}
          , {t('policy.from_amount', { amount: formatMoney(from) })}
          {keepsDeposit ? `, ${t('policy.keepsDeposit')}` : null}
        </span>
      ))}
    </Space>
  )
}

/** The plans as fields of a form. */
export function PlanFields() {
  const t = useWords()
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <Form.List name="plans">
      {(plans, { add, remove }) => (
        <fieldset>
          <legend>{t('policy.plans')}</legend>
          {plans.map(({ key, name }) => (
            <fieldset key={key}>
              <Form.Item name={[name, 'name']} label={t('policy.plan_name')} rules={needed}>
                <Input maxLength={20} />
              </Form.Item>
              <Form.Item name={[name, 'title', 'zh']} label={t('policy.plan_zh')} rules={needed}>
                <Input maxLength={30} />
              </Form.Item>
              <Form.Item name={[name, 'title', 'en']} label={t('policy.plan_en')} rules={needed}>
                <Input maxLength={60} />
              </Form.Item>
              <PartFields plan={name} />
              <Form.Item name={[name, 'from']} label={t('policy.from')} rules={needed}>
                <Yuan />
              </Form.Item>
              <Form.Item
                name={[name, 'keepsDeposit']}
                label={t('policy.keepsDeposit')}
                valuePropName="checked"
              >
                <Switch />
              </Form.Item>
              <Button onClick={() => remove(name)}>{t('policy.remove_plan')}</Button>
            </fieldset>
          ))}
          <Button onClick={() => add({ parts: HALVES, keepsDeposit: false })}>{t('policy.add_plan')}</Button>
        </fieldset>
      )}
    </Form.List>
  )
}

function PartFields({ plan }: { plan: number }) {
  const t = useWords()
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <Form.List name={[plan, 'parts']}>
      {(parts, { add, remove }) => (
        <>
          {parts.map(({ key, name }, i) => (
            <Space key={key} wrap align="end">
              <Form.Item
                name={[name, 'bps']}
                label={t('policy.part_percent', { part: i + 1 })}
                rules={needed}
              >
                <Percent />
              </Form.Item>
              <Form.Item
                name={[name, 'afterDays']}
                label={t('policy.part_days', { part: i + 1 })}
                rules={needed}
              >
                <InputNumber min={0} max={366} precision={0} />
              </Form.Item>
              {parts.length > 2 ? (
                <Form.Item>
                  <Button onClick={() => remove(name)}>{t('policy.remove_part', { part: i + 1 })}</Button>
                </Form.Item>
              ) : null}
            </Space>
          ))}
          <Form.Item>
            <Button onClick={() => add({})}>{t('policy.add_part')}</Button>
          </Form.Item>
        </>
      )}
    </Form.List>
  )
}

type PercentProps = { value?: number; onChange?: (bps: number | null) => void; id?: string }

/** A field for a share of the whole: typed in percent, kept in whole ten-thousandths. */
function Percent({ value, onChange, ...rest }: PercentProps) {
  return (
    <InputNumber<string>
      {...rest}
      stringMode
      min="0"
      max="100"
      precision={2}
      suffix="%"
      value={value === undefined || value === null ? null : yuanText(value)}
      onChange={(text) => onChange?.(text === null || text === '' ? null : fenOf(text))}
    />
  )
}
