import type { Order } from '../../api/nouns.ts'
import { Money } from '../../ui/Money.tsx'
import { useWords } from '../words/index.ts'

/** What the order costs, each deduction on its own: the sums of its lines. */
export function OrderMoney({ order }: { readonly order: Order }) {
  const t = useWords()
  const { currency, lines } = order
  const total = (part: 'shopDiscount' | 'platformDiscount' | 'pointsAmount') =>
    lines.reduce((amount, line) => amount + line[part], 0)
  const off = [
    ['checkout.shopDiscount', total('shopDiscount')],
    ['checkout.platformDiscount', total('platformDiscount')],
    ['checkout.points', total('pointsAmount')],
  ] as const
  const paid = order.paymentState === 'paid'
  return (
    <section className="card block">
      <h2>{t('order.money')}</h2>
      <dl className="sums">
        <div>
          <dt>{t('checkout.goods')}</dt>
          <dd>
            <Money amount={order.goodsAmount} currency={currency} />
          </dd>
        </div>
        {off
          .filter(([, amount]) => amount > 0)
          .map(([word, amount]) => (
            <div key={word}>
              <dt>{t(word)}</dt>
              <dd>
                <Money amount={-amount} currency={currency} tone="off" />
              </dd>
            </div>
          ))}
        <div>
          <dt>{t('checkout.freight')}</dt>
          <dd>
            {order.freightAmount === 0 ? (
              t('checkout.freight.free')
            ) : (
              <Money amount={order.freightAmount} currency={currency} />
            )}
          </dd>
        </div>
        <div className="sums__total">
          <dt>{t(paid ? 'order.payable' : 'orders.due')}</dt>
          <dd>
            <Money amount={order.payableAmount} currency={currency} size="l" tone="price" />
          </dd>
        </div>
      </dl>
    </section>
  )
}
