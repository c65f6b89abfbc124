import { Form, Input, InputNumber, Select, Switch } from 'antd'
import type { RoutingRule } from '../../api/staff-nouns.ts'
import { FormAct } from '../parts/form-act.tsx'
import { useShops } from '../parts/shops.ts'
import { Yuan } from '../parts/yuan.tsx'
import { useWords } from '../words/index.ts'
import { useAccounts } from './accounts.ts'
import { CandidateFields } from './candidates.tsx'

type Draft = Omit<RoutingRule, 'ruleId' | 'version'>

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
  candidates: draft.candidates,
  enabled: draft.enabled ?? false,
})

/** Makes a rule, or changes the one that the page showed. An empty condition fits anything. */
export function RuleForm({ of: known }: { of?: RoutingRule }) {
  const t = useWords()
  const initial: Partial<Draft> = known ?? {
    priority: 100,
    enabled: true,
    candidates: [{ weight: 100 } as Draft['candidates'][number]],
  }
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
      <RuleFields />
    </FormAct>
  )
}

function RuleFields() {
  const t = useWords()
  const needed = [{ required: true, message: t('form.needed') }]
  const { channels, methods, currencies } = useAccounts()
  const { choices: shops } = useShops()
  const channel = Form.useWatch<string | null | undefined>('channel', Form.useFormInstance<Draft>())
  const isOfIt = (one: { channel: string }) => !channel || one.channel === channel
  const any = t('routing.any')
  return (
    <>
      <Form.Item name="title" label={t('routing.title')} rules={needed}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item
        name="priority"
        label={t('routing.priority')}
        extra={t('routing.priority_extra')}
        rules={needed}
      >
        <InputNumber min={0} max={1_000_000} precision={0} />
      </Form.Item>
      <Form.Item name="channel" label={t('payments.channel')}>
        <Select allowClear placeholder={any} options={channels} />
      </Form.Item>
      <Form.Item name="method" label={t('routing.method')}>
        <Select allowClear placeholder={any} options={methods(isOfIt)} />
      </Form.Item>
      <Form.Item name="currency" label={t('ledger.currency')}>
        <Select allowClear placeholder={any} options={currencies(isOfIt)} />
      </Form.Item>
      <Form.Item name="scene" label={t('routing.scene')}>
        <Select
          allowClear
          placeholder={any}
          options={(['retail', 'hotel'] as const).map((value) => ({ value, label: t(`routing.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="shopId" label={t('orders.shop')}>
        <Select allowClear placeholder={any} options={shops} />
      </Form.Item>
      <Form.Item name="minAmount" label={t('routing.min')}>
        <Yuan />
      </Form.Item>
      <Form.Item name="maxAmount" label={t('routing.max')}>
        <Yuan />
      </Form.Item>
      <CandidateFields />
      <Form.Item name="enabled" label={t('routing.enabled')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  )
}
