import { present } from '../kernel/assert.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { rules } from '../modules/ledger/index.ts'
import { payPart, settleTrade } from '../modules/order/index.ts'
import {
  type Attempt,
  applyPaid,
  closeUnneeded,
  type PaidReport,
  refundSurplus,
} from '../modules/payment/index.ts'
import type { RoutingBook } from '../modules/routing/index.ts'
import { cover } from './cover.ts'
import { heldBeside, releaseLegs, type Taken, takeLegs } from './legs.ts'
import { honour } from './schedule.ts'
import { book, type World } from './world.ts'

/** What money that came in did. */
export type Receipt =
  | 'captured'
  | 'captured_with_surplus'
  | 'surplus'
  | 'conflicted'
  | 'repeated'
  | 'superseded'

/** A channel says that it received money: it is booked, the rest of its act is taken, and the orders that are paid move on. */
export function receive(
  world: World,
  attempt: Attempt,
  report: PaidReport,
  now: Date,
  feeOf: RoutingBook['feeOf'],
): Receipt {
  const { channel, currency, attemptNo, payableNo } = attempt
  const paidAt = report.succeededAt
  const beside = heldBeside(world, attempt)
  const applied = applyPaid(world.payments, attempt, report, { actor: `channel:${channel}`, at: paidAt })
  if (applied.kind === 'nothing') return applied.why
  if (applied.kind === 'conflicted') {
    // A success of nothing is a conflict as well, and moves no money.
    if (applied.amount > 0)
      book(world, 'conflict_received', attemptNo, paidAt, rules.surplusReceived({ channel, ...applied }))
    releaseLegs(world, payableNo, now)
    return 'conflicted'
  }
  const { shares, surplus } = applied
  const { method, received } = attempt
  attempt.fee = feeOf({ channel, method, currency, amount: received, at: paidAt })
  if (shares.length > 0) {
    const owed = shares.map(({ item, amount }) => ({ shopId: item.payeeId, amount }))
    const received = rules.paymentReceived({ channel, currency, shares: owed })
    book(world, 'payment_received', attemptNo, paidAt, received)
  }
  const taken = [{ attempt, applied }, ...takeLegs(world, beside, paidAt, now)]
  settle(world, taken, paidAt)
  if (surplus > 0) giveBack(world, attempt, surplus, paidAt, now)
  const payment = present(world.payments.payments.get(payableNo), `payment ${payableNo}`)
  closeUnneeded(world.payments, payment, { actor: 'rule:covered', at: now, reason: 'paid otherwise' })
  releaseLegs(world, payableNo, now)
  if (surplus === 0) return 'captured'
  return shares.length > 0 ? 'captured_with_surplus' : 'surplus'
}

/** Moves the orders by what one act of paying brought them, all of its legs together. */
export function settle(world: World, taken: readonly Taken[], paidAt: Date): void {
  const [first] = taken
  if (!first) return
  const { channel, payableNo } = first.attempt
  const moved = { actor: { id: `channel:${channel}`, by: 'channel' as const }, at: paidAt }
  const brought = new Map<string, number>()
  for (const { applied } of taken) {
    for (const { item, amount } of applied.kind === 'captured' ? applied.shares : [])
      brought.set(item.itemNo, (brought.get(item.itemNo) ?? 0) + amount)
  }
  const items = present(world.payments.items.get(payableNo), `items of ${payableNo}`)
  for (const [itemNo, amount] of brought) {
    const order = present(world.orders.orders.get(itemNo), `order ${itemNo}`)
    const item = present(
      items.find((one) => one.itemNo === itemNo),
      `item ${itemNo}`,
    )
    if (item.captured < item.due) payPart(world.orders, order, amount, moved)
    else cover(world, order, moved)
  }
  const trade = present(world.orders.trades.get(payableNo), `trade ${payableNo}`)
  settleTrade(world.orders, trade, moved)
  honour(world, trade, moved)
}

/** A second success, or one after the close (row N9): into suspense, and refunded by rule in the same commit. */
function giveBack(world: World, attempt: Attempt, amount: number, paidAt: Date, now: Date): void {
  const { channel, currency, attemptNo, payableNo } = attempt
  book(world, 'surplus_received', attemptNo, paidAt, rules.surplusReceived({ channel, currency, amount }))
  const payment = present(world.payments.payments.get(payableNo), `payment ${payableNo}`)
  const refundNo = world.nextNo('refund', shardOfNumber(attemptNo))
  const request = {
    refundNo,
    reason: 'paid without being due',
    requestedBy: 'rule:surplus',
    byRule: true,
    limitsOf: world.limitsOf,
  }
  const refund = refundSurplus(world.payments, payment, attempt, request, now)
  if (!refund.ok) return
  const approved = rules.surplusRefundApproved({ channel, currency, amount })
  book(world, 'surplus_refund_approved', refundNo, now, approved)
}
