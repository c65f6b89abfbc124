import { assert, present } from '../../kernel/assert.ts'
import { can } from '../../kernel/machine.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { orderMachine, tradeMachine } from './machine.ts'
import {
  confirmOrder,
  illegal,
  type Moved,
  moveOrder,
  moveOrderPayment,
  moveTrade,
  orderFacts,
  told,
} from './moves.ts'
import { endedUnpaid, isUnderWay, owesSupplement, submit, withdraw } from './secure.ts'
import type { Order, OrderBook, OrderLine, OrderRejection, Trade } from './types.ts'

/** Enters a placed trade into the book. A trade with nothing due is paid at once. */
export function place(
  book: OrderBook,
  trade: Trade,
  orders: readonly Order[],
  lines: readonly OrderLine[],
): void {
  assertParentEqualsChildren(trade, orders, lines)
  book.trades.set(trade.tradeNo, trade)
  book.placed.trades.push(trade)
  book.placed.lines.push(...lines)
  for (const order of orders) {
    book.orders.set(order.orderNo, order)
    book.placed.orders.push(order)
    book.lines.set(
      order.orderNo,
      lines.filter((line) => line.orderNo === order.orderNo),
    )
    book.events.push(told('order.created', order.orderNo, 1, trade.placedAt, orderFacts(order)))
  }
}

/** Row I6: quantities and every amount of the children equal the parent's. */
function assertParentEqualsChildren(
  trade: Trade,
  orders: readonly Order[],
  lines: readonly OrderLine[],
): void {
  for (const amount of [
    'goods',
    'shopDiscount',
    'platformDiscount',
    'points',
    'freight',
    'payable',
  ] as const) {
    const ofOrders = orders.reduce((sum, order) => sum + order.amounts[amount], 0)
    const ofLines = lines.reduce((sum, line) => sum + line.amounts[amount], 0)
    assert(ofOrders === trade.amounts[amount], `split changes ${amount} of the trade`)
    assert(ofLines === trade.amounts[amount], `lines change ${amount} of the trade`)
  }
}

/** Enters money that covers an order in full: paid, submitted, and confirmed where the shop confirms by itself. */
export function coverOrder(book: OrderBook, order: Order, allocationNo: string, moved: Moved): void {
  assert(order.paymentState !== 'paid', `order ${order.orderNo} is covered twice`)
  order.received = order.amounts.payable
  order.allocationNo = allocationNo
  order.paidAt = moved.at
  moveOrderPayment(book, order, 'pay', moved)
  if (order.state === 'created') submit(book, order, moved)
}

/** Enters money that covers a part of an order (row J2). */
export function payPart(book: OrderBook, order: Order, amount: number, moved: Moved): void {
  order.received += amount
  assert(order.received < order.amounts.payable, `order ${order.orderNo} is covered, not paid in part`)
  book.touched.orders.add(order)
  if (order.paymentState === 'unpaid') moveOrderPayment(book, order, 'pay_part', moved)
}

/** The trade is paid when every order that is still alive is. */
export function settleTrade(book: OrderBook, trade: Trade, moved: Moved): void {
  const alive = ordersOf(book, trade).filter((order) => !endedUnpaid(order))
  if (alive.length === 0 || alive.some((order) => order.paymentState !== 'paid')) return
  if (!can(tradeMachine, trade.state, 'pay')) return
  trade.paidAt = moved.at
  moveTrade(book, trade, 'pay', moved)
}

/** Blocks new attempts (PAYMENTS §1.4). A trade that is closing already stays as it is. */
export function beginClose(book: OrderBook, trade: Trade, moved: Moved): Outcome<void, OrderRejection> {
  if (trade.state === 'closing') return accept(undefined)
  if (!can(tradeMachine, trade.state, 'begin_close')) return illegal(trade.state)
  if (ordersOf(book, trade).some(owesSupplement)) return illegal(trade.state)
  trade.closingSince = moved.at
  trade.closeReason = moved.reason ?? null
  moveTrade(book, trade, 'begin_close', moved)
  return accept(undefined)
}

/**
 * Ends a closing trade: orders that were not paid in full are cancelled and returned, so that their stock can be
 * given free and what came in of them can go back. Where some orders were paid apart, the trade ends as paid.
 */
export function finishClose(book: OrderBook, trade: Trade, moved: Moved): Order[] {
  assert(trade.state === 'closing', `trade ${trade.tradeNo} is not closing`)
  const unpaid = ordersOf(book, trade).filter((order) => order.state === 'created' || isUnderWay(order))
  for (const order of unpaid) {
    const because = { ...moved, reason: trade.closeReason }
    if (order.state === 'created') cancelUnpaid(book, order, because)
    else withdraw(book, order, because)
  }
  // What is left was paid apart: that is no act of the time limit, so the rule says it.
  settleTrade(book, trade, { ...moved, actor: { id: 'rule:rest_paid', by: 'platform' } })
  if (trade.state === 'closing') {
    trade.closedAt = moved.at
    moveTrade(book, trade, 'close', { ...moved, reason: trade.closeReason })
  }
  return unpaid
}

/** Cancels one unpaid order. The caller has made sure that no attempt can pay it any more. */
export function cancelUnpaid(book: OrderBook, order: Order, moved: Moved): void {
  order.cancelledAt = moved.at
  order.cancelReason = moved.reason ?? null
  if (moved.actor.by === 'time') moveOrderPayment(book, order, 'time_out', moved)
  moveOrder(book, order, 'cancel', moved)
}

export function confirm(book: OrderBook, order: Order, moved: Moved): Outcome<Order, OrderRejection> {
  if (!can(orderMachine, order.state, 'confirm')) return illegal(order.state)
  confirmOrder(book, order, moved)
  return accept(order)
}

/** The merchant cannot serve a paid order; the caller gives all its money back. */
export function decline(book: OrderBook, order: Order, moved: Moved): Outcome<Order, OrderRejection> {
  if (!can(orderMachine, order.state, 'decline')) return illegal(order.state)
  order.cancelledAt = moved.at
  order.cancelReason = moved.reason ?? null
  moveOrder(book, order, 'decline', moved)
  return accept(order)
}

export function complete(book: OrderBook, order: Order, moved: Moved): Outcome<Order, OrderRejection> {
  if (!can(orderMachine, order.state, 'complete')) return illegal(order.state)
  if (order.paymentState !== 'paid') return reject('not_paid')
  order.completedAt = moved.at
  moveOrder(book, order, 'complete', moved)
  return accept(order)
}

/** Pieces that a refund gives back, marked when it is asked for, so that two refunds never take the same piece. */
export function markRefunded(book: OrderBook, order: Order, units: ReadonlyMap<number, number>): void {
  for (const line of present(book.lines.get(order.orderNo), 'lines')) {
    const quantity = units.get(line.lineNo) ?? 0
    if (quantity === 0) continue
    line.refundedQuantity += quantity
    assert(
      line.refundedQuantity >= 0 && line.refundedQuantity <= line.quantity,
      'refunded pieces out of range',
    )
    book.touched.lines.add(line)
  }
}

/** Money of an order is on its way back for good. An order that gives everything back before its end is cancelled. */
export function recordRefund(book: OrderBook, order: Order, amount: number, moved: Moved): boolean {
  order.refunded += amount
  assert(order.refunded <= order.received, `order ${order.orderNo} gives back more than it received`)
  book.touched.orders.add(order)
  const whole = order.refunded === order.received
  if (!whole || !can(orderMachine, order.state, 'cancel_booked')) return false
  order.cancelledAt = moved.at
  order.cancelReason = moved.reason ?? null
  moveOrder(book, order, 'cancel_booked', moved)
  return true
}

/** Money of an order that was back with its buyer has bounced. What was cancelled for it stays so: it must go back. */
export function unrecordRefund(book: OrderBook, order: Order, amount: number): void {
  order.refunded -= amount
  assert(order.refunded >= 0, `order ${order.orderNo} gives back less than nothing`)
  book.touched.orders.add(order)
}

export const ordersOf = (book: OrderBook, trade: Trade): Order[] =>
  trade.orderNos.map((no) => present(book.orders.get(no), `order ${no}`))
