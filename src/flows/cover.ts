import { present } from '../kernel/assert.ts'
import { commit, type Hold, release, uncommit } from '../modules/inventory/index.ts'
import { rules } from '../modules/ledger/index.ts'
import { type Actor, coverOrder, type Order, type OrderLine } from '../modules/order/index.ts'
import { book, type World } from './world.ts'

/** An order's own 支付单号: its digits with the kind of an allocation, so it needs no counter of its own. */
export const allocationNoOf = (orderNo: string): string => `5${orderNo.slice(1)}`

export const holdOf = (line: OrderLine): Hold => ({
  skuId: line.skuId,
  warehouseId: line.warehouseId,
  quantity: line.quantity,
  refNo: line.orderNo,
  refLine: line.lineNo,
})

export const holdsOf = (world: World, order: Order): Hold[] =>
  present(world.orders.lines.get(order.orderNo), `lines of ${order.orderNo}`)
    .filter(({ kind }) => kind === 'goods')
    .map(holdOf)

/** An order is paid in full: it moves on, its stock is committed, the platform owes its share of the discounts. */
export function cover(world: World, order: Order, moved: { actor: Actor; at: Date }): void {
  const isFirst = order.paidAt === null
  coverOrder(world.orders, order, allocationNoOf(order.orderNo), moved)
  for (const hold of holdsOf(world, order)) commit(world.stock, hold, moved.actor.id, moved.at)
  const { shopId, currency, orderNo, amounts } = order
  const { platformDiscount, points } = amounts
  // After a supplement it is paid again: what the platform owes was booked the first time.
  if (!isFirst || platformDiscount + points === 0) return
  book(
    world,
    'order_covered',
    orderNo,
    moved.at,
    rules.orderCovered({ shopId, currency, platformDiscount, points }),
  )
}

/** A declined order with nothing due takes back what the platform owed for it; with money, its refund does. */
export function uncover(world: World, order: Order, at: Date): void {
  const { shopId, currency, orderNo, amounts } = order
  const { platformDiscount, points, payable } = amounts
  if (payable > 0 || platformDiscount + points === 0) return
  const facts = { shopId, currency, platformDiscount, points }
  book(world, 'order_declined', orderNo, at, rules.orderDeclined(facts))
}

/** What an order that was never paid held is sold to others. */
export function releaseStock(world: World, order: Order, actor: string, at: Date): void {
  for (const hold of holdsOf(world, order)) release(world.stock, hold, actor, at)
}

/** What a paid order held, before anything was sent, is sold to others. */
export function returnStock(world: World, order: Order, actor: string, at: Date): void {
  for (const hold of holdsOf(world, order)) uncommit(world.stock, hold, actor, at)
}
