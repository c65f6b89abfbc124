import type { PaymentSummary } from '../../api/staff-nouns.ts'
import { Figures } from '../parts/figures.tsx'
import { Money } from '../parts/money.tsx'
import { useWords } from '../words/index.ts'

const SUMS = ['due', 'captured', 'over', 'refunding', 'refunded'] as const

/** The five sums that decide about a payment, side by side. */
export function PaymentFigures({ payment }: { payment: PaymentSummary }) {
  const t = useWords()
  const figures = SUMS.map((sum) => ({
    name: t(`payments.${sum}`),
    value: <Money amount={payment[sum]} currency={payment.currency} />,
    mark: sum,
    ...(sum === 'over' && payment.over > 0 ? { tone: 'warn' as const } : {}),
  }))
  return <Figures of={figures} />
}
