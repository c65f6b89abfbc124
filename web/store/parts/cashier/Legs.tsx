import type { Attempt, Cashier } from '../../../api/nouns.ts'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { PayMark } from '../../../ui/payIcons.tsx'
import { legsOf, titleOf } from '../../data/cashier.ts'
import { channelName } from '../../data/device.ts'
import { useWords } from '../../words/index.ts'

/** What one combined payment is made of; nothing is said where the channel pays all of it. */
export function Legs({ cashier, attempt }: { readonly cashier: Cashier; readonly attempt: Attempt }) {
  const t = useWords()
  const language = useLanguage()
  const legs = legsOf(cashier, attempt)
  if (legs.length < 2) return null
  return (
    <div className="legs">
      <h3>{t('pay.legs')}</h3>
      <ul className="receipts">
        {legs.map((leg) => (
          <li key={leg.no}>
            <PayMark channel={channelName(leg.channel)} size={20} />
            <span className="method__text">
              <span>{labelText(titleOf(cashier, leg.channel), language)}</span>
              {leg.points !== null && <small>{t('pay.points', { count: leg.points })}</small>}
            </span>
            <Money amount={leg.amount} currency={leg.currency} />
          </li>
        ))}
      </ul>
    </div>
  )
}
