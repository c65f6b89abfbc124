import { present } from '../kernel/assert.ts'
import { rules } from '../modules/ledger/index.ts'
import { markRefunded, type Order } from '../modules/order/index.ts'
import type { Kept, Refund } from '../modules/payment/index.ts'
import { entriesOf, isUnsold, oweNothing, unitsOf } from './refund.ts'
import { book, type World } from './world.ts'

/** A refund that will not be paid: its pieces are free again, and what its approval booked is taken back. */
export function takeBack(
  world: World,
  refund: Refund,
  order: Order | undefined,
  wasFailed: boolean,
  now: Date,
): void {
  const { refundNo, components } = refund
  if (order && components !== null) markRefunded(world.orders, order, unitsOf(components, -1))
  if (!wasFailed) {
    if (order && isUnsold(order) && components) oweNothing(world, order, refundNo, components, now)
    return
  }
  // Of an order that was not sold only the money is open again: the platform owes nothing for it.
  const isMoneyAlone = components !== null && order !== undefined && isUnsold(order)
  const booked = isMoneyAlone
    ? entriesOf(world, { ...refund, components: { ...components, platformDiscount: 0, points: 0 } })
    : entriesOf(world, refund)
  book(world, 'refund_given_up', refundNo, now, rules.reversed(booked))
}

/**
 * Disputes that were lost before keep what a refund, or another dispute, had kept from them: who bears the rest of a sale
 * bears that too, and the platform has lost nothing. `refNo` is what let it go.
 */
export function bearKept(world: World, refNo: string, kept: readonly Kept[], now: Date): void {
  const lost = kept.filter(({ dispute }) => dispute.state === 'lost')
  const [first] = lost
  if (!first) return
  const bears = lost.map(({ share: { payableNo, itemNo }, amount }) => {
    const item = world.payments.items.get(payableNo)?.find((one) => one.itemNo === itemNo)
    return { shopId: present(item, `item ${itemNo}`).payeeId, amount }
  })
  const { currency } = first.dispute
  book(world, 'dispute_borne', refNo, now, rules.disputeBorne({ currency, bears }))
}
