import { after, DAY } from '../kernel/clock.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { type Actor, endedUnpaid, holdOpen, ordersOf, oweMore, supplement } from '../modules/order/index.ts'
import {
  addSupplement,
  DEFAULT_POLICIES,
  itemsOf,
  type PaymentPolicies,
  type PaymentRejection,
  paymentRejections,
} from '../modules/payment/index.ts'
import { STAGES } from '../modules/pricing/index.ts'
import { paymentOf } from './payable.ts'
import { type SubjectCommand, type World, worldLane } from './world.ts'

export type AskSupplement = SubjectCommand & {
  readonly actor: Actor
  readonly amount: number
  /** What it is for, as the buyer reads it. */
  readonly title: string
  readonly reason: string
}

export type SupplementAsked = { readonly orderNo: string; readonly seq: number; readonly dueAt: string }

/** What was used beyond the booking 补充支付: the price grows by a line of its own, and is owed; `subject` is the order. */
export const supplementLane = (
  wiring: Parameters<typeof worldLane>[0],
  policies: PaymentPolicies = DEFAULT_POLICIES,
) =>
  worldLane<AskSupplement, SupplementAsked, PaymentRejection>(wiring, {
    operation: 'order.supplement',
    keys: 'table',
    retryOf: (code) => paymentRejections[code].retry,
    decide: (world, command) => decideSupplement(world, command, policies),
  })

export function decideSupplement(
  world: World,
  command: AskSupplement,
  policies: PaymentPolicies,
): Outcome<SupplementAsked, PaymentRejection> {
  const { subject, actor, amount, title, reason, now } = command
  const order = world.orders.orders.get(subject)
  const trade = order && world.orders.trades.get(order.tradeNo)
  if (!order || !trade) return reject('not_found')
  // What was bought is paid first, all of it: until then its own time limit decides about it.
  const isPaid = ordersOf(world.orders, trade).every((one) => one.paidAt !== null || endedUnpaid(one))
  if (order.state !== 'booked' || order.paidAt === null || !isPaid || trade.state === 'closing')
    return reject('illegal_move', { detail: { state: `${order.state}/${order.paymentState}` } })
  const payment = paymentOf(world, trade, policies.plan(trade.scene), now)
  const item = itemsOf(world.payments, payment).find(({ itemNo }) => itemNo === order.orderNo)
  if (!item || item.cancelled || !['open', 'covered'].includes(payment.state))
    return reject('illegal_move', { detail: { state: payment.state } })
  const dueAt = after(now, world.termsAt(order.scene, order.placedAt).supplementWithinDays * DAY)
  supplement(world.orders, trade, order, { title, amount, stage: STAGES.supplement.code })
  const moved = { actor, at: now, reason }
  oweMore(world.orders, trade, order, moved)
  holdOpen(world.orders, trade, null, dueAt)
  const asked = { amount, dueAt, reason }
  const one = addSupplement(world.payments, payment, item, asked, { actor: actor.id, at: now, reason })
  return accept({ orderNo: order.orderNo, seq: one.seq, dueAt: dueAt.toISOString() })
}
