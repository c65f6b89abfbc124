import { formatMoney, moneyParts } from './money.ts'

type MoneyProps = {
  readonly amount: number
  readonly currency?: string
  readonly size?: 's' | 'm' | 'l' | 'xl'
  readonly tone?: 'price' | 'ink' | 'quiet' | 'off'
}

/** An amount of minor units; cents stand smaller, so that the eye compares the whole first. */
export function Money({ amount, currency = 'CNY', size = 'm', tone = 'ink' }: MoneyProps) {
  const { sign, symbol, whole, cents } = moneyParts(amount, currency)
  return (
    <span className={`money money--${size} money--${tone}`}>
      <span className="hidden-text">{formatMoney(amount, currency)}</span>
      <span aria-hidden="true">
        <span className="money__symbol">
          {sign}
          {symbol}
        </span>
        <span className="money__whole">{whole}</span>
        {cents && <span className="money__cents">.{cents}</span>}
      </span>
    </span>
  )
}
