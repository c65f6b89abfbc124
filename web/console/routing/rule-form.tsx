import { Form, Input, InputNumber, Select, Switch } from 'antd'
import type { RoutingRule } from '../../api/staff-nouns.ts'
import { FormAct } from '../parts/form-act.tsx'
import { Yuan } from '../parts/yuan.tsx'
import { useWords } from '../words/index.ts'

type Conditions = Omit<RoutingRule, 'ruleId' | 'version' | 'candidates' | 'shopId'>
type Draft = Conditions & { readonly candidates: string; readonly shopId: number | null }

/** `wechat 70, wechat-2 30` */
export const candidatesText = (candidates: RoutingRule['candidates']): string =>
  candidates.map(({ account, weight }) => `${account} ${weight}`).join(', ')

const SHAPE = /^\s*[a-z]+(-[2-9])?\s+\d{1,7}\s*(,\s*[a-z]+(-[2-9])?\s+\d{1,7}\s*)*$/
const candidatesOf = (text: string) =>
  text.split(',').map((part) => {
    const [account = '', weight = ''] = part.trim().split(/\s+/)
    return { account, weight: Number(weight) }
  })

const orNull = <T,>(value: T | '' | null | undefined): T | null =>
  value === '' || value === undefined || value === null ? null : value

const bodyOf = (draft: Draft) => ({
  priority: draft.priority,
  title: draft.title,
  channel: orNull(draft.channel),
  method: orNull(draft.method),
  currency: orNull(draft.currency),
  scene: orNull(draft.scene),
  shopId: orNull(draft.shopId),
  minAmount: orNull(draft.minAmount),
  maxAmount: orNull(draft.maxAmount),
  candidates: candidatesOf(draft.candidates),
  enabled: draft.enabled ?? false,
})

/** Makes a rule, or changes the one that the page showed. An empty condition fits anything. */
export function RuleForm({ of: known }: { of?: RoutingRule }) {
  const t = useWords()
  const needed = [{ required: true, message: t('form.needed') }]
  const initial: Partial<Draft> = known
    ? { ...known, shopId: known.shopId, candidates: candidatesText(known.candidates) }
    : { priority: 100, enabled: true }
  return (
    <FormAct<Draft>
      primary={!known}
      small={known !== undefined}
      label={t(known ? 'routing.change' : 'routing.add')}
      what={t('routing.form_what')}
      initial={initial}
      orderOf={(draft) =>
        known
          ? {
              method: 'PUT',
              path: `/v1/routing/rules/${known.ruleId}`,
              body: { ...bodyOf(draft), version: known.version },
            }
          : { method: 'POST', path: '/v1/routing/rules', body: bodyOf(draft) }
      }
    >
      <Form.Item name="title" label={t('routing.title')} rules={needed}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="priority" label={t('routing.priority')} rules={needed}>
        <InputNumber min={0} max={1_000_000} precision={0} />
      </Form.Item>
      <Form.Item name="channel" label={t('payments.channel')}>
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item name="method" label={t('routing.method')}>
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item name="currency" label={t('ledger.currency')}>
        <Input maxLength={3} />
      </Form.Item>
      <Form.Item name="scene" label={t('routing.scene')}>
        <Select
          allowClear
          options={(['retail', 'hotel'] as const).map((value) => ({ value, label: t(`routing.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="shopId" label={t('routing.shop')}>
        <InputNumber min={1} precision={0} />
      </Form.Item>
      <Form.Item name="minAmount" label={t('routing.min')}>
        <Yuan />
      </Form.Item>
      <Form.Item name="maxAmount" label={t('routing.max')}>
        <Yuan />
      </Form.Item>
      <Form.Item
        name="candidates"
        label={t('routing.candidates')}
        extra={t('routing.candidates_extra')}
        rules={[{ required: true, pattern: SHAPE, message: t('routing.candidates_extra') }]}
      >
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="enabled" label={t('routing.enabled')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </FormAct>
  )
}
