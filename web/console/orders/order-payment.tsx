import { Card } from 'antd'
import { Link } from 'react-router'
import type { Order } from '../../api/nouns.ts'
import type { Payment } from '../../api/staff-nouns.ts'
import { useResource } from '../parts/ask.ts'
import { ChannelName } from '../parts/channel.tsx'
import { type Figure, Figures } from '../parts/figures.tsx'
import { Money } from '../parts/money.tsx'
import { No } from '../parts/no.tsx'
import { Loaded } from '../parts/page.tsx'
import { PaymentFigures } from '../payments/figures.tsx'
import { AttemptRows, FlowRows, RefundRows } from '../payments/rows.tsx'
import { useWords } from '../words/index.ts'

/** How the order's trade was paid: figures, attempts, what came in and what went back. */
export function OrderPayment({ order }: { order: Order }) {
  const t = useWords()
  const payment = useResource<Payment>(`/v1/payments/${order.tradeNo}`)
  return (
    <Card
      title={t('orders.payment')}
      extra={<Link to={`/payments/${order.tradeNo}`}>{t('payments.open')}</Link>}
    >
      <Loaded of={payment}>
        {(value) => (
          <>
            <PaymentFigures payment={value} />
            <h2 className="part-title">{t('payments.attempts')}</h2>
            <AttemptRows attempts={value.attempts} />
            {value.refunds.length > 0 ? (
              <>
                <h2 className="part-title">{t('menu.refunds')}</h2>
                <RefundRows
                  refunds={value.refunds.filter(({ orderNo }) => !orderNo || orderNo === order.no)}
                />
              </>
            ) : null}
            <h2 className="part-title">{t('payments.flows')}</h2>
            <FlowRows flows={value.flows} />
          </>
        )}
      </Loaded>
    </Card>
  )
}

/** What a merchant sees of the money: the share of his order and what went back. */
export function OrderShare({ order }: { order: Order }) {
  const t = useWords()
  const { currency, payableAmount, receivedAmount, refundedAmount, payment, refunds } = order
  const figure = (mark: 'due' | 'captured' | 'refunded', amount: number): Figure => ({
    name: t(`payments.${mark}`),
    value: <Money amount={amount} currency={currency} />,
    mark,
  })
  const figures = [
    figure('due', payableAmount),
    figure('captured', receivedAmount),
    figure('refunded', refundedAmount),
  ]
  return (
    <Card title={t('orders.payment')}>
      <Figures of={figures} />
      {payment ? (
        <p>
          {t('payments.allocation_no')} <No no={payment.allocationNo} />{' '}
          {payment.channel ? <ChannelName account={payment.channel} /> : null}
        </p>
      ) : null}
      {refunds.length > 0 ? <RefundRows refunds={refunds} /> : null}
    </Card>
  )
}
