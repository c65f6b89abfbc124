import { formatMoney } from '../../ui/money.ts'

type Props = { amount: number | null | undefined; currency?: string; strong?: boolean; quietZero?: boolean }

/** An amount of minor units; digits of equal width, so columns can be compared. */
export function Money({ amount, currency = 'CNY', strong, quietZero }: Props) {
  if (amount === null || amount === undefined) return <span className="quiet">–</span>
  const tone = amount < 0 ? ' amount-negative' : amount === 0 && quietZero ? ' quiet' : ''
  const text = formatMoney(amount, currency)
  return <span className={`amount${tone}`}>{strong ? <strong>{text}</strong> : text}</span>
}
