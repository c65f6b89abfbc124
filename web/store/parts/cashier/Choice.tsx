import type { Attempt, Cashier, CashierMethod } from '../../../api/nouns.ts'
import { Button } from '../../../ui/Button.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { formatMoney } from '../../../ui/money.ts'
import { Refusal } from '../../../ui/states.tsx'
import { openTogether } from '../../data/cashier.ts'
import { deviceOf, offeredOn } from '../../data/device.ts'
import type { Payment } from '../../data/pay.ts'
import { hasBridge } from '../../data/present.ts'
import { amountOf, splitOfWish, useWish, type Wish } from '../../data/wish.ts'
import { useWords } from '../../words/index.ts'
import { TogetherNotice } from '../together/TogetherNotice.tsx'
import { Apart } from './Apart.tsx'
import { BegunNotice } from './BegunNotice.tsx'
import { Means } from './Means.tsx'
import { Methods } from './Methods.tsx'
import { PartChoice } from './PartChoice.tsx'
import { PlanChoice } from './PlanChoice.tsx'
import { ScheduleView } from './ScheduleView.tsx'

type Start = {
  readonly act: (wish: Wish, amount: number, chosen: CashierMethod | undefined) => unknown
  readonly busy: boolean
  readonly error: unknown
}
type ChoiceProps = {
  readonly tradeNo: string
  readonly cashier: Cashier
  /** An attempt that is still open while the buyer looks for another way. */
  readonly begun: Attempt | undefined
  readonly payment: Payment
  readonly start: Start
}

/** Everything that is chosen before a payment begins, and what it comes to. */
export function Choice({ tradeNo, cashier, begun, payment, start }: ChoiceProps) {
  const t = useWords()
  const language = useLanguage()
  const { wish, change } = useWish(tradeNo)
  const together = openTogether(cashier)
  const offered = offeredOn(cashier.methods, deviceOf(navigator.userAgent, hasBridge()))
  const chosen =
    offered.find(({ channel, method, available }) => available && `${channel}/${method}` === wish.method) ??
    offered.find(({ available }) => available)
  const amount = amountOf(wish, cashier)
  const split = amount === null ? null : splitOfWish(wish, cashier, amount)
  const combined = split !== null && split.byPoints + split.byWallet > 0
  const isCovered = split !== null && split.rest === 0
  const ready = amount !== null && amount > 0 && (isCovered || chosen !== undefined)
  const word = chosen?.method === 'on_delivery' && !isCovered ? 'pay.promise' : 'pay.now'
  return (
    <section className="card block stack" aria-label={t('pay.method')}>
      {begun && <BegunNotice cashier={cashier} attempt={begun} go={() => payment.follow(begun.no)} />}
      {together && <TogetherNotice no={together} />}
      <Apart cashier={cashier} wish={wish} change={change} />
      <PlanChoice tradeNo={tradeNo} cashier={cashier} changed={payment.refresh} />
      <ScheduleView cashier={cashier} />
      <PartChoice cashier={cashier} wish={wish} change={change} />
      <Means cashier={cashier} wish={wish} change={change} amount={amount} split={split} />
      <Methods offered={offered} chosen={isCovered ? undefined : chosen} off={isCovered} change={change} />
      <dl className="sums pay-rest">
        <div className="sums__total">
          <dt>
            {t('pay.rest')}
            {combined && chosen && !isCovered && (
              <small>{t('pay.rest.by', { title: labelText(chosen.title, language) })}</small>
            )}
          </dt>
          <dd aria-live="polite">
            <Money amount={split?.rest ?? 0} currency={cashier.currency} size="l" tone="price" />
          </dd>
        </div>
      </dl>
      <Refusal error={start.error} />
      <div className="pay-now">
        <Button
          tone="primary"
          size="l"
          wide
          busy={start.busy}
          disabled={!ready}
          data-testid="pay-now"
          onClick={() => ready && start.act(wish, amount, chosen)}
        >
          {t(word, { amount: formatMoney(amount ?? 0, cashier.currency) })}
        </Button>
      </div>
    </section>
  )
}
