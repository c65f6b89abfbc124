import { allocate, sum } from '../kernel/money.ts'
import { waive } from '../modules/order/index.ts'
import { type Attempt, liveItemsOf, owedTo } from '../modules/payment/index.ts'
import { STAGES } from '../modules/pricing/index.ts'
import type { World } from './world.ts'

/**
 * The shop took less of a promise than its orders owe, and meant to: the rest is waived in their price, in the same
 * commit in which the money comes in, so that what is paid is what is owed. Where nobody meant to, nothing is waived.
 */
export function waiveRest(
  world: World,
  attempt: Attempt,
  report: { readonly amount: number; readonly currency: string; readonly isOurs: boolean },
): void {
  const { payments, orders } = world
  const payment = payments.payments.get(attempt.payableNo)
  const asked = payments.captures.get(attempt.attemptNo)
  const isMeant = asked?.amount === report.amount && report.isOurs && report.currency === attempt.currency
  if (!payment || !isMeant || payment.state !== 'open' || attempt.state !== 'authorized') return
  const rest = owedTo(payments, attempt) - report.amount
  if (rest <= 0) return
  const items = liveItemsOf(payments, attempt)
  const left = items.map((item) => item.due - item.captured)
  // Each keeps a fen at least: an order that owes nothing would be paid by nobody.
  const shares = allocate(
    rest,
    left.map((cap) => ({ weight: cap, cap: Math.max(cap - 1, 0) })),
  )
  items.forEach((item, i) => {
    const order = orders.orders.get(item.itemNo)
    const amount = shares[i]!
    if (!order || amount === 0) return
    const trade = orders.trades.get(order.tradeNo)
    if (trade) waive(orders, trade, order, amount, STAGES.waived.code)
    item.due -= amount
    payments.touched.items.add(item)
  })
  payment.due -= sum(shares)
  payments.touched.payments.add(payment)
}
