import { Form, Input, InputNumber, Select, Switch } from 'antd'
import type { ManagedShop } from '../../api/staff-nouns.ts'
import { FormAct } from '../parts/form-act.tsx'
import { Yuan } from '../parts/yuan.tsx'
import { useIsPlatform } from '../session/session.tsx'
import { useWords } from '../words/index.ts'

type Draft = Omit<ManagedShop, 'id' | 'version' | 'actions'>

const FRESH: Partial<Draft> = {
  logo: '',
  kind: 'retail',
  selfOperated: true,
  autoConfirm: true,
  payWindowMinutes: 30,
  currency: 'CNY',
  baseFreight: 0,
  freeOver: null,
  warehouseId: 1,
  state: 'open',
}

/** Opens a shop, or changes one from the version that was shown; what is the platform's to set stays shut to others. */
export function ShopForm({ shop }: { shop?: ManagedShop }) {
  const t = useWords()
  const { id: _id, version, actions: _actions, ...known } = shop ?? { id: 0, version: 0, actions: [] }
  const path = shop ? `/v1/console/shops/${shop.id}` : '/v1/console/shops'
  return (
    <FormAct<Draft>
      primary={!shop}
      small={shop !== undefined}
      label={t(shop ? 'shops.edit' : 'shops.add')}
      initial={shop ? known : FRESH}
      orderOf={(typed) => {
        const draft = { ...FRESH, ...known, ...typed, freeOver: typed.freeOver ?? null }
        return { method: shop ? 'PUT' : 'POST', path, body: shop ? { ...draft, version } : draft }
      }}
    >
      <ShopWords isNew={!shop} />
      <ShopTerms />
      <PlatformTerms isNew={!shop} />
    </FormAct>
  )
}

function ShopWords({ isNew }: { isNew: boolean }) {
  const t = useWords()
  const needed = [{ required: true, whitespace: true, message: t('form.needed') }]
  return (
    <>
      <Form.Item
        name="code"
        label={t('shops.code')}
        rules={[{ required: true, pattern: /^[a-z0-9][a-z0-9_-]{1,39}$/, message: t('shops.code_shape') }]}
      >
        <Input maxLength={40} disabled={!isNew} autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label={t('shops.name')} rules={needed}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="nameEn" label={t('shops.name_en')} rules={needed}>
        <Input maxLength={120} />
      </Form.Item>
    </>
  )
}

function ShopTerms() {
  const t = useWords()
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <>
      <Form.Item name="payWindowMinutes" label={t('shops.pay_window')} rules={needed}>
        <InputNumber min={1} max={4_320} precision={0} />
      </Form.Item>
      <Form.Item name="baseFreight" label={t('shops.freight')} rules={needed}>
        <Yuan />
      </Form.Item>
      <Form.Item name="freeOver" label={t('shops.free_over')}>
        <Yuan />
      </Form.Item>
      <Form.Item name="autoConfirm" label={t('shops.auto_confirm')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  )
}

function PlatformTerms({ isNew }: { isNew: boolean }) {
  const t = useWords()
  const disabled = !useIsPlatform()
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <>
      <Form.Item
        name="currency"
        label={t('ledger.currency')}
        rules={[{ required: true, pattern: /^[A-Z]{3}$/, message: t('shops.currency_shape') }]}
      >
        <Input maxLength={3} disabled={!isNew} />
      </Form.Item>
      <Form.Item name="kind" label={t('shops.kind')}>
        <Select
          disabled={disabled}
          options={(['retail', 'hotel'] as const).map((value) => ({ value, label: t(`shops.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="selfOperated" label={t('shops.self_operated')} valuePropName="checked">
        <Switch disabled={disabled} />
      </Form.Item>
      <Form.Item
        name="warehouseId"
        label={t('stock.warehouse')}
        extra={t('shops.warehouse_extra')}
        rules={needed}
      >
        <InputNumber min={1} max={2_147_483_647} precision={0} disabled={disabled} />
      </Form.Item>
      <Form.Item name="state" label={t('orders.state')}>
        <Select
          disabled={disabled}
          options={(['open', 'closed'] as const).map((value) => ({
            value,
            label: t(`shops.state_${value}`),
          }))}
        />
      </Form.Item>
    </>
  )
}
