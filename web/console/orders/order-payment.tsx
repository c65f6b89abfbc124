import { Card } from 'antd'
import { Link } from 'react-router'
import { useResource } from '../parts/ask.ts'
import { Loaded } from '../parts/page.tsx'
import { PaymentFigures } from '../payments/figures.tsx'
import type { Payment } from '../payments/payment-types.ts'
import { AttemptRows, FlowRows, RefundRows } from '../payments/rows.tsx'
import { useWords } from '../words/index.ts'
import type { StaffOrder } from './order-types.ts'

/** How the order's trade was paid: figures, attempts, what came in and what went back. */
export function OrderPayment({ order }: { order: StaffOrder }) {
  const t = useWords()
  const payment = useResource<Payment>(`/v1/payments/${order.tradeNo}`)
  return (
    <Card
      className="stacked"
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
