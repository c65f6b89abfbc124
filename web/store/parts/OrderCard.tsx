import { Link } from 'react-router'
import type { OrderSummary } from '../../api/nouns.ts'
import { Badge } from '../../ui/Badge.tsx'
import { ShopIcon } from '../../ui/icons.tsx'
import { labelText, useLanguage, wording } from '../../ui/language.ts'
import { Money } from '../../ui/Money.tsx'
import { Picture } from '../../ui/Picture.tsx'
import { formatTime } from '../../ui/time.ts'
import { toneOf } from '../../ui/tones.ts'
import { useWords } from '../words/index.ts'

const PICTURES = 4

type OrderCardProps = {
  readonly order: OrderSummary
  /** Whether its trade is chosen to be paid at once with others; absent where it cannot be. */
  readonly picked?: boolean
  readonly toggle?: () => void
}

export function OrderCard({ order, picked, toggle }: OrderCardProps) {
  const t = useWords()
  const language = useLanguage()
  const unpaid = order.actions.includes('pay')
  const pieces = order.lines.reduce((count, { quantity }) => count + quantity, 0)
  return (
    <article className="card block order-card">
      <header className="shop-head">
        {toggle && (
          <input
            type="checkbox"
            className="check"
            aria-label={t('together.choose', { no: order.no })}
            checked={picked === true}
            data-trade={order.tradeNo}
            onChange={toggle}
          />
        )}
        <ShopIcon size={18} />
        <h2>{wording(order.shop, 'name', language)}</h2>
        <Badge tone={toneOf('order', order.state)}>{labelText(order.display.buyer, language)}</Badge>
      </header>
      <Link to={`/orders/${order.no}`} className="order-card__goods">
        <span className="hidden-text">{t('orders.open', { no: order.no })}</span>
        <span className="order-card__pictures">
          {order.lines.slice(0, PICTURES).map((line) => (
            <Picture key={line.lineNo} src={line.image} alt="" />
          ))}
        </span>
        {order.lines.length === 1 && order.lines[0] && (
          <span className="order-card__title">
            {wording(order.lines[0], 'title', language)}
            <small className="quiet">{wording(order.lines[0], 'specText', language)}</small>
          </span>
        )}
        <span className="order-card__sum">
          <Money amount={order.payableAmount} currency={order.currency} />
          <small className="quiet">{t('checkout.pieces', { count: pieces })}</small>
        </span>
      </Link>
      <footer className="order-card__foot">
        <time className="quiet" dateTime={order.placedAt}>
          {formatTime(order.placedAt, language)}
        </time>
        {unpaid && (
          <Link to={`/pay/${order.tradeNo}`} className="button button--primary button--s">
            {t('orders.payNow')}
          </Link>
        )}
      </footer>
    </article>
  )
}
