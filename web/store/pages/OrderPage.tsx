import { useQuery } from '@tanstack/react-query'
import { useCallback } from 'react'
import { Link, useParams } from 'react-router'
import type { Order } from '../../api/nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Countdown } from '../../ui/Countdown.tsx'
import { ShopIcon } from '../../ui/icons.tsx'
import { labelText, useLanguage, wording } from '../../ui/language.ts'
import { Failure, Loading } from '../../ui/states.tsx'
import { toneOf } from '../../ui/tones.ts'
import { orderQuery, tradeQuery } from '../data/trade.ts'
import { CompleteOrder } from '../parts/CompleteOrder.tsx'
import { CancelTrade } from '../parts/cashier/CancelTrade.tsx'
import { GoodsLine } from '../parts/GoodsLine.tsx'
import { OrderFacts } from '../parts/OrderFacts.tsx'
import { OrderMoney } from '../parts/OrderMoney.tsx'
import { OrderTimeline } from '../parts/OrderTimeline.tsx'
import { RefundProgress } from '../parts/RefundProgress.tsx'
import { Title } from '../parts/Title.tsx'
import { useWords } from '../words/index.ts'

const REFRESH_MS = 10_000

/** Something may still happen to it without the buyer: money may come, a refund may arrive. */
const moving = (order: Order | undefined): boolean =>
  order !== undefined &&
  (order.state === 'created' ||
    order.refunds.some(({ state }) => state !== 'succeeded' && state !== 'rejected'))

export function OrderPage() {
  const { no = '' } = useParams()
  const order = useQuery({
    ...orderQuery(no),
    refetchInterval: ({ state }) => (moving(state.data) ? REFRESH_MS : false),
  })
  if (order.isPending) return <Loading rows={5} />
  if (order.isError) return <Failure error={order.error} retry={() => order.refetch()} />
  return <OrderView order={order.data} refetch={order.refetch} />
}

function OrderView({ order, refetch }: { readonly order: Order; readonly refetch: () => unknown }) {
  const t = useWords()
  const language = useLanguage()
  const over = useCallback(() => void refetch(), [refetch])
  return (
    <div className="page">
      <Title page={t('order.title')} />
      <header className={`order-head order-head--${toneOf('order', order.state)}`}>
        <h1>{labelText(order.display.buyer, language)}</h1>
        {order.expiresAt && (
          <p>
            <Countdown until={order.expiresAt} onOver={over} /> {t('order.closeIn')}
          </p>
        )}
      </header>
      <div className="columns">
        <div className="columns__main stack">
          <RefundProgress order={order} />
          <section className="card block" aria-label={t('order.goods')}>
            <header className="shop-head">
              <ShopIcon size={18} />
              <h2>{wording(order.shop, 'name', language)}</h2>
            </header>
            <ul className="lines">
              {order.lines.map((line) => (
                <GoodsLine
                  key={line.lineNo}
                  line={line}
                  note={
                    line.refundedQuantity > 0 && (
                      <Badge tone="off">{t('order.refunded', { count: line.refundedQuantity })}</Badge>
                    )
                  }
                />
              ))}
            </ul>
          </section>
          <OrderFacts order={order} />
        </div>
        <aside className="columns__side stack">
          <OrderMoney order={order} />
          <OrderActions order={order} />
          <OrderTimeline order={order} />
        </aside>
      </div>
    </div>
  )
}

function OrderActions({ order }: { readonly order: Order }) {
  const t = useWords()
  const unpaid = order.actions.includes('pay') || order.actions.includes('cancel')
  const trade = useQuery({ ...tradeQuery(order.tradeNo), enabled: unpaid })
  const complete = order.actions.includes('complete')
  if (!unpaid && !complete) return null
  return (
    <div className="bar order-bar">
      {unpaid && trade.data && <CancelTrade trade={trade.data} size="l" />}
      {order.actions.includes('pay') && (
        <Link to={`/pay/${order.tradeNo}`} className="button button--primary button--l">
          {t('order.pay')}
        </Link>
      )}
      {complete && <CompleteOrder no={order.no} />}
    </div>
  )
}
