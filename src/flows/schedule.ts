import { after, DAY } from '../kernel/clock.ts'
import { rules } from '../modules/ledger/index.ts'
import { type Actor, holdOpen, type Order, ordersOf, type Trade } from '../modules/order/index.ts'
import * as payment from '../modules/payment/index.ts'
import { bookOrder } from './booked.ts'
import { termsOf } from './offers.ts'
import { book, type World } from './world.ts'

type Moved = { readonly actor: Actor; readonly at: Date }

/**
 * Money came in of a trade with a schedule: once the first part is in, its orders are booked with their stock, in the
 * same commit (row N12); the next part's day is the trade's time limit now.
 */
export function honour(world: World, trade: Trade, moved: Moved): void {
  const held = world.payments.payments.get(trade.tradeNo)
  if (!held || trade.state !== 'open' || !payment.isDepositPaid(world.payments, held)) return
  for (const order of ordersOf(world.orders, trade))
    if (order.state === 'created') bookOrder(world, order, moved)
  const next = payment.nextPart(world.payments, held)
  if (!next) return
  holdOpen(world.orders, trade, trade.securedBy, next.part.dueAt)
  payment.extend(world.payments, held, next.part.dueAt)
}

/** The rest was not paid, or the buyer withdrew: what the terms of the deposit leave with the shop stays there. */
export function keepDeposit(world: World, order: Order, now: Date): void {
  const held = world.payments.payments.get(order.tradeNo)
  const item = held && payment.itemsOf(world.payments, held).find(({ itemNo }) => itemNo === order.orderNo)
  if (!held || !item || order.state !== 'cancelled') return
  const amount = payment.keptOf(world.payments, held, item)
  if (amount === 0) return
  payment.keep(world.payments, item, amount)
  const { shopId, currency, orderNo } = order
  book(world, 'deposit_kept', orderNo, now, rules.depositKept({ shopId, currency, amount }))
}

/** A supplement is never given up by time: it is asked for again. */
export function askAgain(world: World, trade: Trade, now: Date): void {
  const held = world.payments.payments.get(trade.tradeNo)
  const terms = termsOf(ordersOf(world.orders, trade), world.termsAt)
  const until = after(now, Math.max(...terms.map((one) => one.supplementWithinDays)) * DAY)
  holdOpen(world.orders, trade, trade.securedBy, until)
  if (!held) return
  payment.extend(world.payments, held, until)
  payment.delaySupplements(world.payments, held, until)
}
