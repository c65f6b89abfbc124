import { formatMoney } from '../../ui/money.ts'
import { useWords } from '../words/index.ts'

type Props = { amount: number | null | undefined; currency?: string; strong?: boolean; quietZero?: boolean }

/** Points are counted in the books like a currency; nobody reads their code. */
export const POINTS = 'PNT'

/** An amount of minor units; digits of equal width, so columns can be compared. */
export function Money({ amount, currency = 'CNY', strong, quietZero }: Props) {
  const t = useWords()
  if (amount === null || amount === undefined) return <span className="quiet">–</span>
  const tone = amount < 0 ? ' amount-negative' : amount === 0 && quietZero ? ' quiet' : ''
  const text =
    currency === POINTS ? t('adjustments.points_of', { count: amount }) : formatMoney(amount, currency)
  return <span className={`amount${tone}`}>{strong ? <strong>{text}</strong> : text}</span>
}
