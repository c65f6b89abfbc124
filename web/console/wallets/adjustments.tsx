import { Flex, Form, Input, InputNumber, Select, type TableColumnsType } from 'antd'
import { useSearchParams } from 'react-router'
import type { Adjustment } from '../../api/staff-nouns.ts'
import { Actor } from '../orders/timeline.tsx'
import { Act } from '../parts/act.tsx'
import { FormAct } from '../parts/form-act.tsx'
import { List } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { Page } from '../parts/page.tsx'
import { StateFilter, StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { Yuan } from '../parts/yuan.tsx'
import { useMay } from '../session/session.tsx'
import { useWords } from '../words/index.ts'
import { PointsWorth } from './revaluation.tsx'

/** Money or points into a wallet, or out of it, by hand: one of senior finance asks, another decides. */
export function AdjustmentsPage() {
  const t = useWords()
  const may = useMay()
  const [params, setParams] = useSearchParams()
  const state = params.get('state')
  return (
    <Page
      title={t('menu.adjustments')}
      lead={t('adjustments.lead')}
      extra={may('wallet.adjust') ? <AskFor /> : null}
    >
      <div className="stack">
        <PointsWorth />
        <List<Adjustment>
          label={t('menu.adjustments')}
          path="/v1/wallet-adjustments"
          query={{ state }}
          columns={useAdjustmentColumns()}
          rowKey={({ no }) => no}
          filters={
            <StateFilter
              machine="adjustment"
              value={state}
              onChange={(value) => setParams(value ? { state: value } : {}, { replace: true })}
            />
          }
        />
      </div>
    </Page>
  )
}

function useAdjustmentColumns(): TableColumnsType<Adjustment> {
  const t = useWords()
  return [
    { title: t('adjustments.no'), render: (_, { no }) => <No no={no} /> },
    { title: t('orders.buyer'), render: (_, { buyerId }) => <span className="code">{buyerId}</span> },
    { title: t('orders.state'), render: (_, { state }) => <StateTag machine="adjustment" state={state} /> },
    { title: t('payments.direction'), render: (_, one) => t(`adjustments.${one.direction}`) },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, { kind, points, amount, currency }) =>
        kind === 'points' ? (
          t('adjustments.points_of', { count: points })
        ) : (
          <Money amount={amount} currency={currency} />
        ),
    },
    { title: t('act.reason'), render: (_, { reason }) => <span className="clip">{reason}</span> },
    { title: t('refunds.maker'), render: (_, { requestedBy }) => <Actor actor={requestedBy} /> },
    { title: t('refunds.requested'), render: (_, { requestedAt }) => <When at={requestedAt} /> },
    {
      title: t('refunds.checker'),
      render: (_, { decidedBy }) => (decidedBy ? <Actor actor={decidedBy} /> : '–'),
    },
    { title: '', fixed: 'end' as const, render: (_, one) => <Decide of={one} /> },
  ]
}

function Decide({ of }: { of: Adjustment }) {
  const t = useWords()
  const path = `/v1/wallet-adjustments/${of.no}`
  return (
    <Flex gap={6}>
      {of.actions.includes('approve') ? (
        <Act
          small
          primary
          label={t('adjustments.approve')}
          what={t('adjustments.approve_what')}
          order={{ method: 'POST', path: `${path}/approve` }}
        />
      ) : null}
      {of.actions.includes('reject') ? (
        <Act
          small
          danger
          label={t('adjustments.reject')}
          what={t('adjustments.reject_what')}
          order={{ method: 'POST', path: `${path}/reject` }}
          withReason={(reason) => ({ reason })}
        />
      ) : null}
    </Flex>
  )
}

type Draft = {
  buyerId: string
  kind: 'wallet' | 'points'
  direction: 'in' | 'out'
  size: number
  reason: string
}

function AskFor() {
  const t = useWords()
  const needed = [{ required: true, message: t('form.needed') }]
  const choices = (...values: ('wallet' | 'points' | 'in' | 'out')[]) =>
    values.map((value) => ({ value, label: t(`adjustments.${value}`) }))
  return (
    <FormAct<Draft>
      primary
      label={t('adjustments.ask')}
      what={t('adjustments.ask_what')}
      initial={{ kind: 'wallet', direction: 'in' }}
      orderOf={(body) => ({ method: 'POST', path: '/v1/wallet-adjustments', body })}
    >
      <Form.Item name="buyerId" label={t('adjustments.buyer')} rules={needed}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name="kind" label={t('adjustments.kind')} rules={needed}>
        <Select options={choices('wallet', 'points')} />
      </Form.Item>
      <Form.Item name="direction" label={t('payments.direction')} rules={needed}>
        <Select options={choices('in', 'out')} />
      </Form.Item>
      <Size />
      <Form.Item name="reason" label={t('act.reason')} rules={needed}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
    </FormAct>
  )
}

/** Money is typed in yuan, points as they are counted. */
function Size() {
  const t = useWords()
  const isMoney = Form.useWatch('kind', Form.useFormInstance<Draft>()) !== 'points'
  return (
    <Form.Item
      name="size"
      label={t(isMoney ? 'adjustments.size_money' : 'adjustments.size_points')}
      rules={[{ required: true, type: 'number', min: 1, message: t('form.needed') }]}
    >
      {isMoney ? <Yuan /> : <InputNumber min={1} precision={0} />}
    </Form.Item>
  )
}
