import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Trade } from '../../../api/nouns.ts'
import { BusinessNumber } from '../../../ui/BusinessNumber.tsx'
import { CheckIcon, CloseIcon, NextIcon, ShopIcon } from '../../../ui/icons.tsx'
import { useLanguage, wording } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { cashierQuery } from '../../data/cashier.ts'
import { useWords } from '../../words/index.ts'
import { Title } from '../Title.tsx'
import { GoingBack } from './GoingBack.tsx'
import { Received } from './Received.tsx'

/** Paid: one payment, and what each shop receives of it. */
export function TradePaid({ trade }: { readonly trade: Trade }) {
  const t = useWords()
  const language = useLanguage()
  const cashier = useQuery(cashierQuery(trade.no))
  return (
    <div className="stack">
      <Title page={t('pay.success')} />
      <section className="card result" role="status">
        <span className="result__mark">
          <CheckIcon size={34} />
        </span>
        <h1>{t('pay.success')}</h1>
        <Money amount={trade.payableAmount} currency={trade.currency} size="xl" />
        <p className="quiet">{t('pay.success.note')}</p>
      </section>
      {cashier.data && <Received cashier={cashier.data} />}
      {cashier.data && <GoingBack cashier={cashier.data} />}
      <nav className="card rows" aria-label={t('pay.allocated')}>
        <h2 className="rows__title">{t('pay.allocated')}</h2>
        {trade.orders.map((order) => (
          <Link key={order.no} to={`/orders/${order.no}`} className="row">
            <ShopIcon size={20} />
            <span>{wording(order.shop, 'name', language)}</span>
            <Money amount={order.payableAmount} currency={order.currency} />
            <NextIcon size={16} />
          </Link>
        ))}
        <p className="rows__foot">
          {t('pay.tradeNo')} <BusinessNumber no={trade.no} />
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

/** Closed is not the end of it: money may still come, and goes back; the page looks from time to time. */
export function TradeClosed({ trade }: { readonly trade: Trade }) {
  const t = useWords()
  const cashier = useQuery({ ...cashierQuery(trade.no), refetchInterval: 5_000 })
  return (
    <div className="stack">
      <section className="card result" role="status">
        <Title page={t('pay.closed')} />
        <span className="result__mark result__mark--off">
          <CloseIcon size={34} />
        </span>
        <h1>{t('pay.closed')}</h1>
        <p className="quiet">{t('pay.closed.note')}</p>
        <p>
          {t('pay.tradeNo')} <BusinessNumber no={trade.no} />
        </p>
        <Link to="/" className="button button--primary button--l">
          {t('pay.continue')}
        </Link>
      </section>
      {cashier.data && <GoingBack cashier={cashier.data} />}
      {cashier.data && <Received cashier={cashier.data} />}
    </div>
  )
}

export function TradeClosing() {
  const t = useWords()
  return (
    <section className="card result" role="status">
      <span className="spinner spinner--big" aria-hidden="true" />
      <h1>{t('pay.closing')}</h1>
    </section>
  )
}
