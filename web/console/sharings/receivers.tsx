import { Form, Input, type TableColumnsType } from 'antd'
import type { Sharing } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { FormAct } from '../parts/form-act.tsx'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { useShops } from '../parts/shops.ts'
import { Yuan } from '../parts/yuan.tsx'
import { useWords } from '../words/index.ts'
import { Why } from './why.tsx'

type Receiver = Sharing['receivers'][number]
const TONE = { pending: 'wait', succeeded: 'good', failed: 'bad' } as const

/** Who gets what of a sharing, what became of it, and what can be asked back. */
export function ReceiverRows({ of }: { of: Sharing }) {
  const t = useWords()
  const { nameOf } = useShops()
  const money = (title: string, field: 'amount' | 'returned') => ({
    title,
    align: 'right' as const,
    render: (_: unknown, one: Receiver) => (
      <Money amount={one[field]} currency={of.currency} quietZero={field === 'returned'} />
    ),
  })
  const columns: TableColumnsType<Receiver> = [
    { title: t('sharing.receiver'), render: (_, { account }) => <span className="code">{account}</span> },
    {
      title: t('sharing.name'),
      render: (_, { name, type }) => [name, t(`sharing.type.${type}`)].filter(Boolean).join(' · '),
    },
    {
      title: t('sharing.shop'),
      render: (_, { shopId }) => (shopId === null ? t('sharing.platform') : nameOf(shopId)),
    },
    { title: t('sharing.description'), render: (_, { description }) => description },
    {
      title: t('orders.state'),
      render: (_, { state }) => <Badge tone={TONE[state]}>{t(`sharing.state.${state}`)}</Badge>,
    },
    { title: t('sharing.failure'), render: (_, { failure }) => <Why code={failure} /> },
    money(t('money.amount'), 'amount'),
    money(t('sharing.returned'), 'returned'),
    ...(of.actions.includes('return')
      ? [
          {
            title: '',
            fixed: 'end' as const,
            render: (_: unknown, one: Receiver) => (one.left > 0 ? <AskBack of={of} receiver={one} /> : null),
          },
        ]
      : []),
  ]
  return (
    <Rows
      cards
      label={t('sharing.receivers')}
      rows={of.receivers}
      columns={columns}
      rowKey={({ account }) => account}
    />
  )
}

type Wish = { readonly amount: number; readonly reason: string }

function AskBack({ of, receiver }: { of: Sharing; receiver: Receiver }) {
  const t = useWords()
  const { account, left } = receiver
  const needed = [{ required: true, message: t('form.needed') }]
  return (
    <FormAct<Wish>
      small
      label={t('sharing.ask_back')}
      what={
        <>
          {t('sharing.ask_back_what')} <Money amount={left} currency={of.currency} strong />
        </>
      }
      initial={{ amount: left }}
      orderOf={(wish) => ({
        method: 'POST',
        path: `/v1/sharings/${of.no}/returns`,
        body: { account, ...wish },
      })}
    >
      <Form.Item name="amount" label={t('money.amount')} rules={needed}>
        <Yuan />
      </Form.Item>
      <Form.Item name="reason" label={t('act.reason')} rules={needed}>
        <Input.TextArea rows={2} maxLength={200} showCount />
      </Form.Item>
    </FormAct>
  )
}
