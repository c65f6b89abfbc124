import { useState } from 'react'
import { api, keyed, take } from '../../../api/client.ts'
import type { Cashier } from '../../../api/nouns.ts'
import { newKey } from '../../../api/transport.ts'
import { Button } from '../../../ui/Button.tsx'
import { labelText, useLanguage } from '../../../ui/language.ts'
import { Money } from '../../../ui/Money.tsx'
import { Refusal } from '../../../ui/states.tsx'
import { useAction } from '../../../ui/useAction.ts'
import { useWords } from '../../words/index.ts'

type PlanProps = {
  readonly tradeNo: string
  readonly cashier: Cashier
  readonly changed: () => Promise<unknown>
}

/** A deposit or instalments, where the shops offer them, chosen before the first payment. */
export function PlanChoice({ tradeNo, cashier, changed }: PlanProps) {
  const t = useWords()
  const language = useLanguage()
  const [key] = useState(newKey)
  const choose = useAction(async (plan: string) => {
    await take(
      api.POST('/v1/trades/{no}/plan', {
        params: { path: { no: tradeNo }, header: keyed(`${key}-${plan}`) },
        body: { plan },
      }),
    )
    await changed()
  })
  const { plans } = cashier.schedule
  if (plans.length === 0) return null
  return (
    <details className="apart">
      <summary>{t('pay.plan')}</summary>
      {plans.map((plan) => (
        <section key={plan.plan} className="plan" aria-label={labelText(plan.title, language)}>
          <h2>{labelText(plan.title, language)}</h2>
          <ol className="plan__parts">
            {plan.parts.map((part) => (
              <li key={part.afterDays}>
                <span>
                  {part.afterDays === 0 ? t('pay.plan.now') : t('pay.plan.day', { count: part.afterDays })}
                </span>
                <Money amount={part.amount} currency={cashier.currency} />
              </li>
            ))}
          </ol>
          {plan.keepsDeposit && <p className="note note--warn">{t('pay.plan.kept')}</p>}
          <Button busy={choose.busy} onClick={() => choose.act(plan.plan)} data-plan={plan.plan}>
            {t('pay.plan.choose')}
          </Button>
        </section>
      ))}
      <Refusal error={choose.error} />
    </details>
  )
}
