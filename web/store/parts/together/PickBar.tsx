import { useNavigate } from 'react-router'
import type { OrderSummary } from '../../../api/nouns.ts'
import { Button } from '../../../ui/Button.tsx'
import { Money } from '../../../ui/Money.tsx'
import { togetherAt } from '../../data/together.ts'
import { useWords } from '../../words/index.ts'

type PickProps = {
  readonly orders: readonly OrderSummary[]
  readonly picked: ReadonlySet<string>
  readonly pick: (tradeNos: readonly string[]) => void
}

/** What was chosen of the orders that are still to be paid, and the way to pay it at once. */
export function PickBar({ orders, picked, pick }: PickProps) {
  const t = useWords()
  const go = useNavigate()
  const trades = [...new Set(orders.map(({ tradeNo }) => tradeNo))]
  const chosen = orders.filter(({ tradeNo }) => picked.has(tradeNo))
  const all = trades.every((no) => picked.has(no))
  return (
    <aside className="bar pick-bar" aria-label={t('together.title')}>
      <label className="cart-bar__all">
        <input type="checkbox" className="check" checked={all} onChange={() => pick(all ? [] : trades)} />
        {t('cart.selectAll')}
      </label>
      <div className="cart-bar__sum" aria-live="polite">
        <span>
          {t('cart.total')}{' '}
          <Money
            amount={chosen.reduce((sum, order) => sum + order.payableAmount - order.receivedAmount, 0)}
            currency={chosen[0]?.currency ?? 'CNY'}
            size="l"
            tone="price"
          />
        </span>
      </div>
      <Button
        tone="primary"
        size="l"
        disabled={picked.size < 2}
        data-testid="pay-together"
        onClick={() => picked.size > 1 && go(togetherAt([...picked]))}
      >
        {t('together.go', { count: picked.size })}
      </Button>
    </aside>
  )
}
