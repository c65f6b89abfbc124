import type { TrialBalance } from '../../api/staff-nouns.ts'
import { type Figure, Figures } from '../parts/figures.tsx'
import { Money } from '../parts/money.tsx'
import { useWords } from '../words/index.ts'

/** Debits, credits, and the one figure that must always be zero: red when it is not. */
export function Totals({ of }: { of: TrialBalance['currencies'][number] }) {
  const t = useWords()
  const { currency, difference } = of
  const figure = (mark: 'debit' | 'credit' | 'difference'): Figure => ({
    name: t(`ledger.${mark}`),
    value: <Money amount={of[mark]} currency={currency} />,
    mark,
  })
  const tone = difference === 0 ? 'good' : 'bad'
  return <Figures of={[figure('debit'), figure('credit'), { ...figure('difference'), tone }]} />
}
