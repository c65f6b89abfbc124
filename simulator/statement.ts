import type { MoneyLine } from './types.ts'

/** What the provider took from payers and gave back: the outside truth that the shop's books must meet. */
export type Statement = {
  readonly paid: number
  readonly refunded: number
  readonly net: number
  readonly byMerchant: Readonly<Record<string, { paid: number; refunded: number }>>
  readonly lines: readonly MoneyLine[]
}

export function statementOf(lines: readonly MoneyLine[]): Statement {
  const byMerchant: Record<string, { paid: number; refunded: number }> = {}
  let paid = 0
  let refunded = 0
  for (const line of lines) {
    byMerchant[line.merchantId] ??= { paid: 0, refunded: 0 }
    byMerchant[line.merchantId]![line.kind] += line.amount
    if (line.kind === 'paid') paid += line.amount
    else refunded += line.amount
  }
  return { paid, refunded, net: paid - refunded, byMerchant, lines }
}
