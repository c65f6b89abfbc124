import { Card, Descriptions, Form, Input, InputNumber, Switch } from 'antd'
import type { PaymentSetting } from '../../api/staff-nouns.ts'
import { labelText, useLanguage } from '../../ui/language.ts'
import { Actor } from '../orders/timeline.tsx'
import { useResource } from '../parts/ask.ts'
import { FormAct } from '../parts/form-act.tsx'
import { Loaded, Page } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { Yuan, yuanText } from '../parts/yuan.tsx'
import { useMay } from '../session/session.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'

type Kind = 'switch' | 'money' | 'number'
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
}
const fieldsOf = ({ value }: PaymentSetting) =>
  Object.entries(FIELDS)
    .filter(([field]) => field in value)
    .map(([field, kind]) => ({ field, kind, value: (value as Record<string, number | boolean>)[field] }))

/** How payments may be made: plans one and two per kind of business, and what points are worth. */
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
  const shown = (kind: Kind, value: unknown) =>
    kind === 'switch'
      ? t(value ? 'disputes.yes' : 'disputes.not')
      : kind === 'money'
        ? `¥${yuanText(Number(value))}`
        : String(value)
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
      {fieldsOf(of).map(({ field, kind }) => (
        <Form.Item
          key={field}
          name={field}
          label={t(`policy.${field}` as ConsoleKey)}
          rules={needed}
          {...(kind === 'switch' ? { valuePropName: 'checked' } : {})}
        >
          {kind === 'switch' ? (
            <Switch />
          ) : kind === 'money' ? (
            <Yuan />
          ) : (
            <InputNumber min={0} precision={0} />
          )}
        </Form.Item>
      ))}
      <Form.Item name="reason" label={t('act.reason')} rules={needed}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
    </FormAct>
  )
}
