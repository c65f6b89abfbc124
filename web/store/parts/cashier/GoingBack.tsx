import type { Cashier } from '../../../api/nouns.ts'
import { Badge } from '../../../ui/Badge.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { PayMark } from '../../../ui/payIcons.tsx'
import { formatTime } from '../../../ui/time.ts'
import { titleOf } from '../../data/cashier.ts'
import { channelName } from '../../data/device.ts'
import { useWords } from '../../words/index.ts'

/** Money that came too late or twice: where it goes, and whether it has arrived. */
export function GoingBack({ cashier }: { readonly cashier: Cashier }) {
  const t = useWords()
  const language = useLanguage()
  const { goingBack, attempts } = cashier
  if (goingBack.length === 0) return null
  const channelOf = (no: string) => attempts.find((attempt) => attempt.no === no)?.channel ?? ''
  return (
    <section className="card block going-back">
      <h2>{t('pay.back')}</h2>
      <p className="quiet">{t('pay.back.note')}</p>
      <ul className="receipts">
        {goingBack.map(({ no, attemptNo, toWallet, amount, currency, isBack, askedAt }) => {
          const channel = toWallet ? 'wallet' : channelOf(attemptNo)
          const title = labelText(titleOf(cashier, channel), language)
          return (
            <li key={no}>
              <PayMark channel={channelName(channel)} size={24} />
              <span className="method__text">
                <span>{toWallet ? t('pay.back.wallet') : t('pay.back.origin', { title })}</span>
                <small>{formatTime(askedAt, language)}</small>
              </span>
              <Badge tone={isBack ? 'good' : 'wait'}>{t(isBack ? 'pay.back.done' : 'pay.back.way')}</Badge>
              <Money amount={amount} currency={currency} />
            </li>
          )
        })}
      </ul>
    </section>
  )
}
