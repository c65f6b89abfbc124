import { value } from './outcome.ts'
import type { Market } from './shop.ts'

let keys = 0

/** Puts money or points into a buyer's wallet as staff do: one asks, another approves. */
export async function fund(
  { flows }: Pick<Market, 'flows'>,
  buyerId: string,
  size: number,
  kind: 'wallet' | 'points' = 'wallet',
): Promise<string> {
  const key = () => ({ caller: 'staff:a', key: `fund${++keys}`, requestHash: '' })
  const asked = value(
    await flows.requestAdjustment({
      ...key(),
      buyerId,
      kind,
      direction: 'in',
      size,
      reason: 'gift',
      actor: 'staff:a',
    }),
  )
  const { adjustmentNo } = asked
  value(
    await flows.decideAdjustment({
      ...key(),
      adjustmentNo,
      action: 'approve',
      reason: null,
      actor: 'staff:b',
    }),
  )
  return adjustmentNo
}
