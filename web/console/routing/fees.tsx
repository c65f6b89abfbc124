import { Card, DatePicker, Form, InputNumber, Select, Switch, type TableColumnsType } from 'antd'
import type { Dayjs } from 'dayjs'
import type { Fee } from '../../api/staff-nouns.ts'
import { useResource } from '../parts/ask.ts'
import { ChannelName } from '../parts/channel.tsx'
import { FormAct } from '../parts/form-act.tsx'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { Loaded } from '../parts/page.tsx'
import { When } from '../parts/when.tsx'
import { Yuan } from '../parts/yuan.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { useAccounts } from './accounts.ts'

/** What channels keep of a payment, each from its day on; what was agreed earlier stays. */
export function Fees() {
  const t = useWords()
  const may = useMay()
  const fees = useResource<{ items: Fee[] }>('/v1/routing/fees')
  const columns: TableColumnsType<Fee> = [
    {
      title: t('routing.account'),
      render: (_, { channel, method }) => <ChannelName account={channel} method={method ?? undefined} />,
    },
    { title: t('ledger.currency'), render: (_, { currency }) => currency },
    { title: t('routing.rate'), align: 'right', render: (_, { bps }) => `${(bps / 100).toFixed(2)}%` },
    {
      title: t('routing.fixed'),
      align: 'right',
      render: (_, { fixed, currency }) => <Money amount={fixed} currency={currency} quietZero />,
    },
    {
      title: t('routing.bounds'),
      align: 'right',
      render: (_, { minFee, maxFee, currency }) => (
        <>
          <Money amount={minFee} currency={currency} /> – <Money amount={maxFee} currency={currency} />
        </>
      ),
    },
    {
      title: t('routing.returned'),
      render: (_, { isReturned }) => t(isReturned ? 'disputes.yes' : 'disputes.not'),
    },
    { title: t('routing.valid_from'), render: (_, { validFrom }) => <When at={validFrom} /> },
  ]
  return (
    <Card title={t('routing.fees')} extra={may('routing.write') ? <AddFee /> : null}>
      <Loaded of={fees}>
        {({ items }) => (
          <Rows<Fee>
            cards
            label={t('routing.fees')}
            rows={items}
            columns={columns}
            rowKey={({ feeId }) => String(feeId)}
          />
        )}
      </Loaded>
    </Card>
  )
}

type Draft = {
  channel: string
  method?: string
  currency: string
  bps: number
  fixed?: number | null
  minFee?: number | null
  maxFee?: number | null
  isReturned: boolean
  validFrom: Dayjs
}

function AddFee() {
  const t = useWords()
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <FormAct<Draft>
      label={t('routing.add_fee')}
      initial={{ currency: 'CNY', bps: 60, isReturned: false }}
      orderOf={({ method, fixed, minFee, maxFee, validFrom, ...rest }) => ({
        method: 'POST',
        path: '/v1/routing/fees',
        body: {
          ...rest,
          method: method || null,
          fixed: fixed ?? 0,
          minFee: minFee ?? 0,
          maxFee: maxFee ?? null,
          validFrom: validFrom.toISOString(),
        },
      })}
    >
      <WhatFor />
      <Form.Item name="bps" label={t('routing.bps')} rules={needed}>
        <InputNumber min={0} max={10_000} precision={0} />
      </Form.Item>
      <Form.Item name="fixed" label={t('routing.fixed')}>
        <Yuan />
      </Form.Item>
      <Form.Item name="minFee" label={t('routing.min_fee')}>
        <Yuan />
      </Form.Item>
      <Form.Item name="maxFee" label={t('routing.max_fee')}>
        <Yuan />
      </Form.Item>
      <Form.Item name="isReturned" label={t('routing.returned')} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="validFrom" label={t('routing.valid_from')} rules={needed}>
        <DatePicker showTime />
      </Form.Item>
    </FormAct>
  )
}

/** The account, and what of it the fee is for: every method, unless one is chosen. */
function WhatFor() {
  const t = useWords()
  const needed = [{ required: true, message: t('form.needed') }]
  const { accounts, methods, currencies } = useAccounts()
  const chosen = Form.useWatch<string | undefined>('channel', Form.useFormInstance<Draft>())
  const isIt = ({ account }: { account: string }) => account === chosen
  return (
    <>
      <Form.Item name="channel" label={t('routing.account')} rules={needed}>
        <Select options={accounts({})} />
      </Form.Item>
      <Form.Item name="method" label={t('routing.method')}>
        <Select allowClear placeholder={t('routing.any')} options={methods(isIt)} />
      </Form.Item>
      <Form.Item name="currency" label={t('ledger.currency')} rules={needed}>
        <Select options={currencies(isIt)} />
      </Form.Item>
    </>
  )
}
