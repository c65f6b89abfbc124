import { Link } from 'react-router'
import type { CombinedCashier } from '../../../api/nouns.ts'
import { NextIcon, ShopIcon } from '../../../ui/icons.tsx'
import { labelText, useLanguage, wording } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { formatMoney } from '../../../ui/money.ts'
import { useWords } from '../../words/index.ts'

/** Each of the trades: of which shops, what is paid of it now, or why it is not. */
export function TogetherList({ cashier }: { readonly cashier: CombinedCashier }) {
  const t = useWords()
  const language = useLanguage()
  return (
    <nav className="card rows together" aria-label={t('together.list')}>
      <h2 className="rows__title">{t('together.list')}</h2>
      {cashier.trades.map(({ no, shops, amount, payable, captured, reason }) => (
        <Link key={no} to={`/pay/${no}`} className="row" data-trade={no}>
          <ShopIcon size={20} />
          <span className="method__text">
            <span>{shops.map((shop) => wording(shop, 'name', language)).join(' · ')}</span>
            {reason && <small>{labelText(reason.title, language)}</small>}
            {!reason && captured > 0 && (
              <small>
                {t('pay.captured', {
                  paid: formatMoney(captured, cashier.currency),
                  due: formatMoney(payable, cashier.currency),
                })}
              </small>
            )}
          </span>
          <Money amount={amount} currency={cashier.currency} />
          <NextIcon size={16} />
        </Link>
      ))}
    </nav>
  )
}
