import type { Amount } from '../../kernel/money.ts'

/** Alipay speaks of yuan as text with at most two decimals; between text and fen there is never a fraction. */

/** Source: the model of alipay.trade.page.pay, `total_amount` [0.01, 100000000]. */
export const MIN_FEN = 1
export const MAX_FEN = 10_000_000_000

export function yuan(fen: Amount): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** `undefined` for what is no amount: another character, a third decimal, more than fits. */
export function fenOf(text: string | undefined): Amount | undefined {
  const parts = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text ?? '')
  if (!parts) return undefined
  const fen = Number(parts[2]) * 100 + Number((parts[3] ?? '').padEnd(2, '0'))
  return parts[1] === '-' && fen !== 0 ? -fen : fen
}
