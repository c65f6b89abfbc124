import { Card, Descriptions, Form, Input, InputNumber, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import type { PaymentSetting } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { formatMoney } from '../../ui/money.ts'
import { Actor } from '../orders/timeline.tsx'
import { useResource } from '../parts/ask.ts'
import { FormAct } from '../parts/form-act.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { Yuan } from '../parts/yuan.tsx'
import { useMay } from '../session/session.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'
import { type Plan, PlanFields, Plans } from './plans.tsx'

/** `limit` and `hours` may be left empty: then it is not offered. */
type Kind = 'switch' | 'money' | 'number' | 'limit' | 'hours' | 'capture' | 'plans'
/** Every field of the settings; which of them a setting has, its value says. */
const FIELDS: Readonly<Record<string, Kind>> = {
  isOneAtATime: 'switch',
  takesParts: 'switch',
  smallestPart: 'money',
  mostParts: 'number',
  takesWallet: 'switch',
  takesPoints: 'switch',
  pointsPerYuan: 'number',
  unit: 'number',
  mostBps: 'number',
  mostMoney: 'money',
  mostPoints: 'number',
  capturesOn: 'capture',
  onDeliveryUpTo: 'limit',
  aloneUpTo: 'money',
  transferWithinHours: 'hours',
  supplementWithinDays: 'number',
  plans: 'plans',
}
const fieldsOf = ({ value }: PaymentSetting) =>
  Object.entries(FIELDS)
    .filter(([field]) => field in value)
    .map(([field, kind]) => ({ field, kind, value: (value as Record<string, unknown>)[field] }))

/** How payments may be made: plans one and two and the terms per kind of business, and what points are worth. */
export function PaymentPolicyPage() {
  const t = useWords()
  const settings = useResource<{ items: PaymentSetting[] }>('/v1/payment-settings')
  return (
    <Page title={t('menu.payment_policy')} lead={t('policy.lead')}>
      <Loaded of={settings}>
        {({ items }) => (
          <div className="stack">
            {items.map((one) => (
              <Setting key={one.name} of={one} />
            ))}
          </div>
        )}
      </Loaded>
    </Page>
  )
}

function Setting({ of }: { of: PaymentSetting }) {
  const t = useWords()
  const language = useLanguage()
  const may = useMay()
  const shown = (kind: Kind, value: unknown): ReactNode => {
    if (kind === 'plans') return <Plans of={value as readonly Plan[]} />
    if (value === null) return t('policy.none')
    if (kind === 'switch') return t(value ? 'disputes.yes' : 'disputes.not')
    if (kind === 'capture') return t(`policy.capture_${value as 'confirm' | 'hand'}`)
    return kind === 'money' || kind === 'limit'
      ? formatMoney(Number(value))
      : typeof value === 'number'
        ? value.toLocaleString('en')
        : String(value)
  }
  const items = [
    ...fieldsOf(of).map(({ field, kind, value }) => ({
      key: field,
      label: t(`policy.${field}` as ConsoleKey),
      children: shown(kind, value),
    })),
    { key: 'version', label: t('ledger.version'), children: of.version },
    {
      key: 'by',
      label: t('policy.changed_by'),
      children: of.changedBy ? <Actor actor={of.changedBy} /> : '–',
    },
    { key: 'at', label: t('push.changed'), children: <When at={of.changedAt} /> },
    { key: 'why', label: t('act.reason'), children: of.reason ?? '–' },
  ]
  return (
    <Card
      title={labelText(of.title, language)}
      extra={may('payment_setting.write') ? <Change of={of} /> : null}
    >
      <Descriptions size="small" column={{ xs: 1, md: 2 }} items={items} />
    </Card>
  )
}

type Draft = Record<string, unknown> & { reason: string }

function Change({ of }: { of: PaymentSetting }) {
  const t = useWords()
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <FormAct<Draft>
      label={t('policy.change')}
      what={t('policy.change_what')}
      initial={{ ...(of.value as Record<string, unknown>) }}
      orderOf={({ reason, ...value }) => ({
        method: 'PUT',
        path: `/v1/payment-settings/${of.name}`,
        body: { value, version: of.version, reason },
      })}
    >
      {fieldsOf(of).map(({ field, kind }) =>
        kind === 'plans' ? (
          <PlanFields key={field} />
        ) : (
          <Form.Item
            key={field}
            name={field}
            label={t(`policy.${field}` as ConsoleKey)}
            {...(kind === 'limit' || kind === 'hours'
              ? { extra: t('policy.empty_none') }
              : { rules: needed })}
            {...(kind === 'switch' ? { valuePropName: 'checked' } : {})}
          >
            <Field kind={kind} />
          </Form.Item>
        ),
      )}
      <Form.Item name="reason" label={t('act.reason')} rules={needed}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
    </FormAct>
  )
}

/** The control that a field is typed in; the form hands it the value. */
function Field({ kind, ...given }: { kind: Exclude<Kind, 'plans'> }) {
  const t = useWords()
  switch (kind) {
    case 'switch':
      return <Switch {...given} />
    case 'money':
    case 'limit':
      return <Yuan {...given} />
    case 'capture':
      return (
        <Select
          {...given}
          options={(['confirm', 'hand'] as const).map((value) => ({
            value,
            label: t(`policy.capture_${value}`),
          }))}
        />
      )
    default:
      return <InputNumber {...given} min={0} precision={0} />
  }
}
