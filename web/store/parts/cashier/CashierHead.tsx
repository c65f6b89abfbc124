import type { Attempt, Cashier, Trade } from '../../../api/nouns.ts'
import { BusinessNumber } from '../../../ui/BusinessNumber.tsx'
import { Countdown } from '../../../ui/Countdown.tsx'
import { Money } from '../../../ui/Money.tsx'
import { formatMoney } from '../../../ui/money.ts'
import { channelName, isInBooks } from '../../data/device.ts'
import { useWords } from '../../words/index.ts'

type HeadProps = {
  readonly trade: Trade
  readonly cashier: Cashier | undefined
  readonly over: () => unknown
}

const nameOf = (captured: number, promise: Attempt | undefined) => {
  if (promise && channelName(promise.channel) !== 'cod') return 'pay.amount.held'
  return captured > 0 ? 'pay.amount.open' : 'pay.amount'
}

/** What is still to be paid, of what, and until when; what is promised has no time that runs out. */
export function CashierHead({ trade, cashier, over }: HeadProps) {
  const t = useWords()
  const captured = cashier?.captured ?? 0
  const due = cashier?.due ?? trade.payableAmount
  const promise = cashier?.attempts.find(
    ({ channel, state }) => state === 'authorized' && !isInBooks(channel),
  )
  return (
    <header className="card cashier-head">
      <h1>{t('pay.title')}</h1>
      <p className="quiet">{t(nameOf(captured, promise))}</p>
      <Money amount={due - captured} currency={trade.currency} size="xl" tone="price" />
      {captured > 0 && (
        <div className="cashier-head__parts">
          <progress value={captured} max={due} aria-label={t('pay.amount.open')} />
          <p className="quiet">
            {t('pay.captured', {
              paid: formatMoney(captured, trade.currency),
              due: formatMoney(due, trade.currency),
            })}
          </p>
        </div>
      )}
      {promise === undefined && (
        <p className="cashier-head__left">
          {t('pay.left')} <Countdown key={trade.expiresAt} until={trade.expiresAt} onOver={over} />
        </p>
      )}
      <p className="cashier-head__no">
        {t('pay.tradeNo')} <BusinessNumber no={trade.no} />
      </p>
    </header>
  )
}
