import { sum } from '../kernel/money.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { type Actor, type Order, owesSupplement, settleTrade, waiveLine } from '../modules/order/index.ts'
import {
  beginCloseAttempt,
  itemsOf,
  lessSupplements,
  openAttempts,
  type PaymentRejection,
  paymentRejections,
} from '../modules/payment/index.ts'
import { STAGES } from '../modules/pricing/index.ts'
import { cover } from './cover.ts'
import { releaseLegs } from './legs.ts'
import { type SubjectCommand, type World, worldLane } from './world.ts'

/** By line number: what is owed of each supplement. Money pays the lines in their order, so the last are owed first. */
export type Owed = Readonly<Record<string, number>>

export function owedOf(world: World, order: Order): Owed {
  if (!owesSupplement(order)) return {}
  const payment = world.payments.payments.get(order.tradeNo)
  const item = payment && itemsOf(world.payments, payment).find(({ itemNo }) => itemNo === order.orderNo)
  const lines = (world.orders.lines.get(order.orderNo) ?? []).filter(({ kind }) => kind === 'supplement')
  let left = item && !item.cancelled ? item.due - item.captured : 0
  const owed: Record<string, number> = {}
  for (const { lineNo, amounts } of [...lines].reverse()) {
    const amount = Math.min(amounts.payable, left)
    left -= amount
    if (amount > 0) owed[lineNo] = amount
  }
  return owed
}

type Moved = { readonly actor: Actor; readonly at: Date; readonly reason: string | null }

/**
 * Nobody owes these supplements any more, as far as they still are: their price says that it was waived, the schedule
 * asks for nothing of it, and where no more is owed the order is paid. What is on its way for them is called off; what
 * comes all the same goes back.
 */
export function waiveOwed(world: World, order: Order, wanted: Owed, { actor, at, reason }: Moved): number {
  const trade = world.orders.trades.get(order.tradeNo)
  const payment = world.payments.payments.get(order.tradeNo)
  const item = payment && itemsOf(world.payments, payment).find(({ itemNo }) => itemNo === order.orderNo)
  if (!trade || !payment || !item) return 0
  const owed = owedOf(world, order)
  const supplements = (world.orders.lines.get(order.orderNo) ?? []).filter(
    ({ kind }) => kind === 'supplement',
  )
  const waived = supplements.map(({ lineNo }) => Math.min(wanted[lineNo] ?? 0, owed[lineNo] ?? 0))
  const amount = sum(waived)
  if (amount === 0) return 0
  supplements.forEach((line, i) => {
    if (waived[i]! > 0)
      waiveLine(world.orders, trade, order, { line, amount: waived[i]!, stage: STAGES.waived.code })
  })
  const by = { actor: actor.id, at, reason }
  lessSupplements(world.payments, payment, item, waived, by)
  for (const open of openAttempts(world.payments, payment))
    if (open.itemNos.includes(item.itemNo)) beginCloseAttempt(world.payments, open, by)
  releaseLegs(world, payment.payableNo, at)
  const moved = { actor: { id: actor.id, by: 'platform' as const }, at, reason, waived: amount }
  if (item.captured === item.due) cover(world, order, moved)
  settleTrade(world.orders, trade, moved)
  return amount
}

export type WaiveSupplement = SubjectCommand & {
  readonly actor: Actor
  /** At most what is owed; all of it when null. */
  readonly amount: number | null
  readonly reason: string
}

/** A shop gives up what it asked for beyond the booking, or a part of it; `subject` is the order. */
export const waiveSupplementLane = (wiring: Parameters<typeof worldLane>[0]) =>
  worldLane<WaiveSupplement, { readonly orderNo: string; readonly amount: number }, PaymentRejection>(
    wiring,
    {
      operation: 'order.waive_supplement',
      keys: 'table',
      retryOf: (code) => paymentRejections[code].retry,
      decide: decideWaive,
    },
  )

export function decideWaive(
  world: World,
  { subject, actor, amount, reason, now }: WaiveSupplement,
): Outcome<{ orderNo: string; amount: number }, PaymentRejection> {
  const order = world.orders.orders.get(subject)
  if (!order) return reject('not_found')
  const owed = owedOf(world, order)
  const open = sum(Object.values(owed))
  if (open === 0) return reject('illegal_move', { detail: { state: `${order.state}/${order.paymentState}` } })
  if (amount !== null && amount > open) return reject('above_open', { detail: { open } })
  // What was asked for last is given up first.
  const wanted: Record<string, number> = {}
  let left = amount ?? open
  for (const [lineNo, most] of Object.entries(owed).sort(([a], [b]) => Number(b) - Number(a))) {
    wanted[lineNo] = Math.min(most, left)
    left -= wanted[lineNo]
  }
  return accept({ orderNo: subject, amount: waiveOwed(world, order, wanted, { actor, at: now, reason }) })
}
