import type { Movement } from './provider.ts'

type Sums = { paid: number; refunded: number }

/**
 * What the providers took from payers and gave back: the outside truth that the shop's books must meet. The sums at
 * the top are of `CNY` alone, in fen; every currency has its own in `byCurrency`.
 */
export type Statement = {
  readonly paid: number
  readonly refunded: number
  readonly net: number
  readonly byMerchant: Readonly<Record<string, Sums>>
  readonly byCurrency: Readonly<Record<string, Sums>>
  readonly byProvider: Readonly<Record<string, Sums>>
  readonly lines: readonly Movement[]
}

const HOME_CURRENCY = 'CNY'

export function statementOf(lines: readonly Movement[]): Statement {
  const byMerchant: Record<string, Sums> = {}
  const byCurrency: Record<string, Sums> = {}
  const byProvider: Record<string, Sums> = {}
  const add = (sums: Record<string, Sums>, key: string, line: Movement) => {
    sums[key] ??= { paid: 0, refunded: 0 }
    // Money that a payer's bank took back is back with the payer, like a refund.
    sums[key][line.kind === 'paid' ? 'paid' : 'refunded'] += line.amount
  }
  for (const line of lines) {
    add(byMerchant, line.merchantId, line)
    add(byCurrency, line.currency, line)
    add(byProvider, `${line.provider} ${line.currency}`, line)
  }
  const { paid, refunded } = byCurrency[HOME_CURRENCY] ?? { paid: 0, refunded: 0 }
  return { paid, refunded, net: paid - refunded, byMerchant, byCurrency, byProvider, lines }
}
