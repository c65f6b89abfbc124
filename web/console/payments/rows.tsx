import type { TableColumnsType } from 'antd'
import type { Flow, Payment, PaymentItem, Refund, StaffAttempt } from '../../api/staff-nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ChannelName } from '../parts/channel.tsx'
import { Rows } from '../parts/list.tsx'
import { Money } from '../parts/money.tsx'
import { No, pageOfNumber } from '../parts/no.tsx'
import { Said } from '../parts/said.tsx'
import { StateTag } from '../parts/state.tsx'
import { When } from '../parts/when.tsx'
import { useWords } from '../words/index.ts'
import { AttemptActions } from './attempt-actions.tsx'

export function ItemRows({ items, currency }: { items: PaymentItem[]; currency: string }) {
  const t = useWords()
  const columns: TableColumnsType<PaymentItem> = [
    { title: t('orders.no'), render: (_, item) => <No no={item.itemNo} to={`/orders/${item.itemNo}`} /> },
    { title: t('payments.allocation_no'), render: (_, item) => <No no={item.allocationNo} /> },
    ...(['due', 'captured', 'refunding', 'refunded'] as const).map((field) => ({
      title: t(`payments.${field}`),
      align: 'right' as const,
      render: (_: unknown, item: PaymentItem) => <Money amount={item[field]} currency={currency} quietZero />,
    })),
  ]
  return (
    <Rows cards label={t('payments.items')} rows={items} columns={columns} rowKey={(item) => item.itemNo} />
  )
}

export function AttemptRows({ attempts }: { attempts: StaffAttempt[] }) {
  const t = useWords()
  const columns: TableColumnsType<StaffAttempt> = [
    { title: t('payments.attempt_no'), render: (_, attempt) => <No no={attempt.no} /> },
    {
      title: t('payments.channel'),
      render: (_, attempt) => <ChannelName account={attempt.channel} method={attempt.method} />,
    },
    {
      title: t('orders.state'),
      render: (_, attempt) => <StateTag machine="attempt" state={attempt.state} />,
    },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, attempt) => <Money amount={attempt.amount} currency={attempt.currency} />,
    },
    ...(attempts.some(({ held }) => held > 0)
      ? [
          {
            title: t('payments.held'),
            align: 'right' as const,
            render: (_: unknown, attempt: StaffAttempt) => (
              <Money amount={attempt.held} currency={attempt.currency} quietZero />
            ),
          },
        ]
      : []),
    ...(attempts.some(({ groupNo }) => groupNo !== null)
      ? [
          {
            title: t('payments.group'),
            render: (_: unknown, { groupNo }: StaffAttempt) => (groupNo ? <No no={groupNo} /> : '–'),
          },
        ]
      : []),
    ...(attempts.some(({ combinedNo }) => combinedNo !== null)
      ? [
          {
            title: t('payments.combined'),
            render: (_: unknown, { combinedNo }: StaffAttempt) => (combinedNo ? <No no={combinedNo} /> : '–'),
          },
        ]
      : []),
    {
      title: t('payments.fee'),
      align: 'right',
      render: (_, attempt) => <Money amount={attempt.fee} currency={attempt.currency} />,
    },
    {
      title: t('payments.channel_no'),
      render: (_, { channelNo, failure, failureCode }) =>
        channelNo === null && failure ? (
          <Said words={failure.title} code={failureCode} />
        ) : (
          <span className="code">{channelNo ?? '–'}</span>
        ),
    },
    { title: t('payments.created'), render: (_, attempt) => <When at={attempt.createdAt} /> },
    { title: t('payments.succeeded'), render: (_, attempt) => <When at={attempt.succeededAt} /> },
    ...(attempts.some(({ actions }) => actions.length > 0)
      ? [
          {
            title: '',
            fixed: 'end' as const,
            render: (_: unknown, attempt: StaffAttempt) => <AttemptActions attempt={attempt} />,
          },
        ]
      : []),
  ]
  return (
    <Rows
      cards
      label={t('payments.attempts')}
      rows={attempts}
      columns={columns}
      rowKey={(attempt) => attempt.no}
    />
  )
}

/** What each attempt pays of each order, and what of it has gone back or is kept. */
export function ShareRows({ shares, currency }: { shares: Payment['shares']; currency: string }) {
  const t = useWords()
  const amount = (field: 'amount' | 'refunding' | 'refunded' | 'disputed', title: string) => ({
    title,
    align: 'right' as const,
    render: (_: unknown, share: Payment['shares'][number]) => (
      <Money amount={share[field]} currency={currency} quietZero />
    ),
  })
  const columns: TableColumnsType<Payment['shares'][number]> = [
    { title: t('orders.no'), render: (_, share) => <No no={share.itemNo} to={`/orders/${share.itemNo}`} /> },
    { title: t('payments.attempt_no'), render: (_, share) => <No no={share.attemptNo} /> },
    amount('amount', t('payments.shared')),
    amount('refunding', t('payments.refunding')),
    amount('refunded', t('payments.refunded')),
    amount('disputed', t('payments.disputed')),
  ]
  return (
    <Rows
      cards
      label={t('payments.shares')}
      rows={shares}
      columns={columns}
      rowKey={(share) => `${share.itemNo}${share.attemptNo}`}
    />
  )
}

export function FlowRows({ flows }: { flows: Flow[] }) {
  const t = useWords()
  const columns: TableColumnsType<Flow> = [
    {
      title: t('payments.direction'),
      render: (_, { direction }) => (
        <Badge tone={direction === 'in' ? 'good' : 'note'}>
          {t(direction === 'in' ? 'payments.in' : 'payments.out')}
        </Badge>
      ),
    },
    {
      title: t('payments.source_no'),
      render: (_, flow) => <No no={flow.sourceNo} to={pageOfNumber(flow.sourceNo) ?? undefined} />,
    },
    { title: t('payments.channel'), render: (_, flow) => <ChannelName account={flow.channel} /> },
    { title: t('payments.channel_no'), render: (_, flow) => <span className="code">{flow.channelNo}</span> },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, flow) => (
        <Money amount={flow.direction === 'in' ? flow.amount : -flow.amount} currency={flow.currency} />
      ),
    },
    {
      title: t('payments.description'),
      render: (_, flow) => <span className="clip">{flow.description}</span>,
    },
    { title: t('payments.occurred'), render: (_, flow) => <When at={flow.occurredAt} /> },
  ]
  return (
    <Rows
      cards
      label={t('payments.flows')}
      rows={flows}
      columns={columns}
      rowKey={(flow) => `${flow.direction}${flow.sourceNo}`}
    />
  )
}

export function RefundRows({ refunds }: { refunds: Refund[] }) {
  const t = useWords()
  return (
    <Rows
      cards
      label={t('menu.refunds')}
      rows={refunds}
      columns={useRefundColumns()}
      rowKey={(refund) => refund.no}
    />
  )
}

export function useRefundColumns(): TableColumnsType<Refund> {
  const t = useWords()
  return [
    { title: t('refunds.no'), render: (_, refund) => <No no={refund.no} to={`/refunds/${refund.no}`} /> },
    {
      title: t('orders.no'),
      render: (_, { orderNo }) =>
        orderNo ? <No no={orderNo} to={`/orders/${orderNo}`} /> : t('refunds.surplus'),
    },
    { title: t('orders.state'), render: (_, refund) => <StateTag machine="refund" state={refund.state} /> },
    {
      title: t('money.amount'),
      align: 'right',
      render: (_, refund) => <Money amount={refund.amount} currency={refund.currency} />,
    },
    { title: t('act.reason'), render: (_, refund) => <span className="clip">{refund.reason}</span> },
    {
      title: t('refunds.requested'),
      render: (_, refund) => <When at={refund.createdAt} />,
    },
    { title: t('payments.succeeded'), render: (_, refund) => <When at={refund.succeededAt} /> },
  ]
}
