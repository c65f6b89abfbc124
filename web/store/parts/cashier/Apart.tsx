import type { Cashier } from '../../../api/nouns.ts'
import { useLanguage, wording } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { orderOf, type Wish } from '../../data/wish.ts'
import { useWords } from '../../words/index.ts'

type ApartProps = {
  readonly cashier: Cashier
  readonly wish: Wish
  readonly change: (some: Partial<Wish>) => void
}

/** One payment for all shops, or each order by itself when the one payment was interrupted. */
export function Apart({ cashier, wish, change }: ApartProps) {
  const t = useWords()
  const language = useLanguage()
  const { orders, currency, open, attempts } = cashier
  if (!orders.some(({ apart }) => apart)) return null
  const chosen = orderOf(wish, cashier)
  return (
    <details className="apart" open={chosen !== undefined || attempts.length > 0}>
      <summary>{t('pay.apart')}</summary>
      <p className="quiet">{t('pay.apart.note')}</p>
      <fieldset className="apart__orders">
        <legend className="hidden-text">{t('pay.apart')}</legend>
        <label className="apart__order">
          <input
            type="radio"
            name="order"
            value=""
            checked={!chosen}
            onChange={() => change({ orderNo: null })}
          />
          <span>{t('pay.apart.all')}</span>
          <Money amount={open} currency={currency} />
        </label>
        {orders.map((order) => (
          <label key={order.no} className="apart__order">
            <input
              type="radio"
              name="order"
              value={order.no}
              checked={chosen === order}
              disabled={!order.apart}
              onChange={() => change({ orderNo: order.no, part: 'next' })}
            />
            <span>{wording(order.shop, 'name', language)}</span>
            {order.apart ? (
              <Money amount={order.open} currency={currency} />
            ) : (
              <span className="quiet">{t('pay.apart.paid')}</span>
            )}
          </label>
        ))}
      </fieldset>
    </details>
  )
}
