import { assert } from '../../kernel/assert.ts'
import { cumulativeShare } from '../../kernel/money.ts'
import type { RefundComponents } from './types.ts'

export type RefundableLine = {
  readonly quantity: number
  readonly refundedQuantity: number
  readonly payable: number
  readonly platformDiscount: number
  readonly points: number
}

/**
 * What `units` pieces of a line give back, component by component, after `refundedQuantity` were given back before.
 * However a line is returned piece by piece, the parts sum exactly to what was paid (row G13).
 */
export function refundable(line: RefundableLine, units: number): RefundComponents {
  assert(units > 0 && line.refundedQuantity + units <= line.quantity, 'refundable: more pieces than are left')
  const part = (component: number) => cumulativeShare(component, line.quantity, line.refundedQuantity, units)
  return {
    cash: part(line.payable),
    platformDiscount: part(line.platformDiscount),
    points: part(line.points),
  }
}
