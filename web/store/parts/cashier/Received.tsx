import { attemptMachine } from '../../../../src/modules/payment/machine.ts'
import type { Cashier } from '../../../api/nouns.ts'
import { StateBadge } from '../../../ui/Badge.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { PayMark } from '../../../ui/payIcons.tsx'
import { formatTime } from '../../../ui/time.ts'
import { titleOf } from '../../data/cashier.ts'
import { channelName } from '../../data/device.ts'
import { useWords } from '../../words/index.ts'

/** What came in so far, means by means, oldest first. */
export function Received({ cashier }: { readonly cashier: Cashier }) {
  const t = useWords()
  const language = useLanguage()
  const paid = cashier.attempts.filter(({ state }) => state === 'succeeded' || state === 'conflicted')
  if (paid.length === 0) return null
  return (
    <section className="card block">
      <h2>{t('pay.receipts')}</h2>
      <ul className="receipts">
        {paid.toReversed().map((attempt) => (
          <li key={attempt.no}>
            <PayMark channel={channelName(attempt.channel)} size={24} />
            <span className="method__text">
              <span>{labelText(titleOf(cashier, attempt.channel), language)}</span>
              <small>
                {attempt.points !== null && `${t('pay.points', { count: attempt.points })} · `}
                {attempt.succeededAt && formatTime(attempt.succeededAt, language)}
              </small>
            </span>
            {attempt.state === 'conflicted' && <StateBadge machine={attemptMachine} state={attempt.state} />}
            <Money amount={attempt.amount} currency={attempt.currency} />
          </li>
        ))}
      </ul>
    </section>
  )
}
