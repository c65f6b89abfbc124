import { Link } from 'react-router'
import type { CombinedCashier, CombinedOrder } from '../../../api/nouns.ts'
import { BusinessNumber } from '../../../ui/BusinessNumber.tsx'
import { CheckIcon, NextIcon, ShopIcon } from '../../../ui/icons.tsx'
import { useLanguage, wording } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { useWords } from '../../words/index.ts'

type PaidProps = { readonly order: CombinedOrder; readonly cashier: CombinedCashier }

/** Paid at once: one sum, and what each trade got of it. */
export function TogetherPaid({ order, cashier }: PaidProps) {
  const t = useWords()
  const language = useLanguage()
  const shopsOf = (tradeNo: string) => cashier.trades.find(({ no }) => no === tradeNo)?.shops ?? []
  return (
    <div className="stack">
      <section className="card result" role="status">
        <span className="result__mark">
          <CheckIcon size={34} />
        </span>
        <h1>{t('pay.success')}</h1>
        <Money amount={order.amount} currency={order.currency} size="xl" />
        <p className="quiet">{t('together.paid', { count: order.parts.length })}</p>
      </section>
      <nav className="card rows" aria-label={t('together.list')}>
        <h2 className="rows__title">{t('together.list')}</h2>
        {order.parts.map(({ no, tradeNo, amount, currency }) => (
          <Link key={no} to={`/pay/${tradeNo}`} className="row" data-trade={tradeNo}>
            <ShopIcon size={20} />
            <span>
              {shopsOf(tradeNo)
                .map((shop) => wording(shop, 'name', language))
                .join(' · ')}
            </span>
            <Money amount={amount} currency={currency} />
            <NextIcon size={16} />
          </Link>
        ))}
        <p className="rows__foot">
          {t('together.no')} <BusinessNumber no={order.no} />
        </p>
      </nav>
      <div className="pair pair--acts">
        <Link to="/orders" className="button button--primary button--l">
          {t('pay.orders')}
        </Link>
        <Link to="/" className="button button--l">
          {t('pay.continue')}
        </Link>
      </div>
    </div>
  )
}
