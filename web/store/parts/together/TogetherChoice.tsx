import { useState } from 'react'
import { Link } from 'react-router'
import type { CombinedCashier } from '../../../api/nouns.ts'
import { Button } from '../../../ui/Button.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { formatMoney } from '../../../ui/money.ts'
import { Refusal } from '../../../ui/states.tsx'
import { deviceOf, offeredOn } from '../../data/device.ts'
import { hasBridge } from '../../data/present.ts'
import { payableOf } from '../../data/together.ts'
import { useWords } from '../../words/index.ts'
import { Methods } from '../cashier/Methods.tsx'

type ChoiceProps = {
  readonly cashier: CombinedCashier
  readonly start: {
    readonly act: (channel: string, method: string) => unknown
    readonly busy: boolean
    readonly error: unknown
  }
}

/** One way to pay for all of them; those that take one trade at a time are named beside it. */
export function TogetherChoice({ cashier, start }: ChoiceProps) {
  const t = useWords()
  const language = useLanguage()
  const [wanted, want] = useState<string | null>(null)
  const here = offeredOn(cashier.methods, deviceOf(navigator.userAgent, hasBridge()))
  const offered = here.filter(({ reason }) => reason?.code !== 'one_at_a_time')
  const single = here.filter((one) => !offered.includes(one)).map(({ title }) => labelText(title, language))
  const chosen =
    offered.find(({ channel, method, available }) => available && `${channel}/${method}` === wanted) ??
    offered.find(({ available }) => available)
  const payable = payableOf(cashier)
  const [only] = payable
  if (payable.length < 2)
    return (
      <section className="card block stack" role="status">
        <p>{t(only ? 'together.one' : 'together.settled')}</p>
        {only && (
          <Link to={`/pay/${only.no}`} className="button button--primary button--l button--wide">
            {t('orders.payNow')}
          </Link>
        )}
      </section>
    )
  return (
    <section className="card block stack" aria-label={t('pay.method')}>
      <Methods offered={offered} chosen={chosen} off={false} change={({ method }) => want(method ?? null)} />
      {single.length > 0 && (
        <p className="quiet" data-testid="one-at-a-time">
          {t('together.single', { titles: [...new Set(single)].join(t('together.and')) })}
        </p>
      )}
      <Refusal error={start.error} />
      <div className="pay-now">
        <Button
          tone="primary"
          size="l"
          wide
          busy={start.busy}
          disabled={!chosen}
          data-testid="pay-now"
          onClick={() => chosen && start.act(chosen.channel, chosen.method)}
        >
          {t('pay.now', { amount: formatMoney(cashier.amount, cashier.currency) })}
        </Button>
      </div>
    </section>
  )
}
