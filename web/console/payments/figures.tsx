import { Money } from '../parts/money.tsx'
import { type ConsoleKey, useWords } from '../words/index.ts'
import type { PaymentSummary } from './payment-types.ts'

const FIGURES = [
  ['due', 'payments.due'],
  ['captured', 'payments.captured'],
  ['over', 'payments.over'],
  ['refunding', 'payments.refunding'],
  ['refunded', 'payments.refunded'],
] as const satisfies readonly (readonly [keyof PaymentSummary, ConsoleKey])[]

/** The five sums that decide about a payment, side by side. */
export function PaymentFigures({ payment }: { payment: PaymentSummary }) {
  const t = useWords()
  return (
    <dl className="figures">
      <div className="figure-row">
        {FIGURES.map(([field, name]) => (
          <div key={field} className={field === 'over' && payment.over > 0 ? 'figure figure-warn' : 'figure'}>
            <dt>{t(name)}</dt>
            <dd data-figure={field}>
              <Money amount={payment[field]} currency={payment.currency} />
            </dd>
          </div>
        ))}
      </div>
    </dl>
  )
}
