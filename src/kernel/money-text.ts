import type { Amount, Currency } from './money.ts'

const SYMBOLS: Readonly<Record<string, string>> = { CNY: '¥', USD: '$', EUR: '€', HKD: 'HK$', JPY: 'JP¥' }
/** Minor digits where they are not two (ISO 4217); points are counted whole. */
const DIGITS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, PNT: 0 }

export type MoneyParts = {
  readonly sign: '' | '−'
  readonly symbol: string
  readonly whole: string
  readonly cents: string
}

/** An amount of minor units cut for display; integers only, so no cent is ever rounded away. */
export function moneyParts(amount: Amount, currency: Currency = 'CNY'): MoneyParts {
  const digits = DIGITS[currency] ?? 2
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return {
    sign: amount < 0 ? '−' : '',
    symbol: SYMBOLS[currency] ?? `${currency} `,
    whole,
    cents: text.slice(text.length - digits),
  }
}

/** `123456` fen → `¥1,234.56`; below zero `−¥1.00`. */
export function formatMoney(amount: Amount, currency: Currency = 'CNY'): string {
  const { sign, symbol, whole, cents } = moneyParts(amount, currency)
  return `${sign}${symbol}${whole}${cents ? `.${cents}` : ''}`
}
