import { assert } from '../../kernel/assert.ts'
import { cumulativeShare } from '../../kernel/money.ts'
import type { RefundComponents } from './types.ts'

export type RefundableLine = {
  readonly quantity: number
  readonly refundedQuantity: number
  readonly payable: number
  readonly platformDiscount: number
  readonly points: number
  /** What its earlier refunds give back. Without it: what they give if none of them was ever rejected. */
  readonly given?: RefundComponents
}

/**
 * What `units` pieces of a line give back, component by component, after `refundedQuantity` were given back before.
 * However a line is returned piece by piece, the parts sum exactly to what was paid (row G13): each refund brings
 * what was given up to the share of all pieces so far, also where a rejected one left the earlier shares uneven.
 */
export function refundable(line: RefundableLine, units: number): RefundComponents {
  assert(units > 0 && line.refundedQuantity + units <= line.quantity, 'refundable: more pieces than are left')
  const { quantity, refundedQuantity: done, given } = line
  const part = (component: number, before?: number) =>
    before === undefined
      ? cumulativeShare(component, quantity, done, units)
      : Math.max(0, cumulativeShare(component, quantity, 0, done + units) - before)
  return {
    cash: part(line.payable, given?.cash),
    platformDiscount: part(line.platformDiscount, given?.platformDiscount),
    points: part(line.points, given?.points),
  }
}
