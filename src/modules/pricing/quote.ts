import { createHash } from 'node:crypto'
import { price } from './decide.ts'
import type { Quote, QuoteInput } from './types.ts'

/**
 * Prices a checkout and fingerprints it: SHA-256 over everything that made the price, and the price itself, cut to
 * 32 base64url characters (192 bits). The same hash means the same price for the same reasons.
 */
export function quote(input: QuoteInput): Quote {
  const priced = price(input)
  const hash = createHash('sha256')
  hash.update(input.currency)
  for (const l of input.lines) hash.update(`|${l.skuId},${l.shopId},${l.quantity},${l.unitPrice}`)
  for (const f of input.freights) hash.update(`|f${f.shopId},${f.base},${f.freeOver}`)
  for (const a of priced.applied) hash.update(`|r${a.stage},${a.id},${a.amount}`)
  hash.update(`|${priced.totals.payable}`)
  return { ...priced, hash: hash.digest('base64url').slice(0, 32) }
}
