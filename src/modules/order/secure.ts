import { can } from '../../kernel/machine.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { orderMachine } from './machine.ts'
import { confirmOrder, illegal, type Moved, moveOrder, moveOrderPayment, moveTrade } from './moves.ts'
import type { Order, OrderBook, OrderRejection, Trade } from './types.ts'

/**
 * A secured order 担保订单: its money is promised (held by the channel, to be collected on delivery, or begun by a
 * deposit) and not ours yet. It goes to the shop at once; its payment state says what really came in.
 */
export function submit(book: OrderBook, order: Order, moved: Moved): void {
  moveOrder(book, order, 'submit', moved)
  if (order.autoConfirm)
    confirmOrder(book, order, { ...moved, actor: { id: 'rule:auto_confirm', by: 'time' } })
}

/** Sent to the shop, and not paid in full: it may still end without having been sold. */
export const isUnderWay = ({ state, paidAt }: Order): boolean =>
  (state === 'pending_confirmation' || state === 'booked') && paidAt === null

/** Paid once, and owing a supplement 补充支付 now: it was sold, so no time limit takes it back. */
export const owesSupplement = ({ state, paidAt, paymentState }: Order): boolean =>
  state === 'booked' && paidAt !== null && paymentState === 'partly_paid'

/** Ended without ever having been paid in full: nobody waits for its money any more. */
export const endedUnpaid = ({ state, paymentState }: Order): boolean =>
  state === 'created_cancelled' ||
  ((state === 'cancelled' || state === 'booking_failed') && paymentState !== 'paid')

/** Ends an order that was sent to the shop before its money came, or that came back uncollected. */
export function withdraw(book: OrderBook, order: Order, moved: Moved): Outcome<Order, OrderRejection> {
  if (!isUnderWay(order) || !can(orderMachine, order.state, 'withdraw')) return illegal(order.state)
  order.cancelledAt = moved.at
  order.cancelReason = moved.reason ?? null
  if (moved.actor.by === 'time') moveOrderPayment(book, order, 'time_out', moved)
  moveOrder(book, order, 'withdraw', moved)
  return accept(order)
}

/** An order that was paid owes more now, and so does its trade. */
export function oweMore(book: OrderBook, trade: Trade, order: Order, moved: Moved): void {
  if (order.paymentState === 'paid') moveOrderPayment(book, order, 'owe', moved)
  if (trade.state === 'paid') moveTrade(book, trade, 'owe', moved)
}

/** Until when the trade is held open, and by what: null leaves it to the time limit. */
export function holdOpen(
  book: OrderBook,
  trade: Trade,
  by: Trade['securedBy'],
  expiresAt: Date = trade.expiresAt,
): void {
  trade.securedBy = by
  trade.expiresAt = expiresAt
  book.touched.trades.add(trade)
}
