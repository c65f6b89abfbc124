import { present } from '../kernel/assert.ts'
import { sum } from '../kernel/money.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { type Entry, rules } from '../modules/ledger/index.ts'
import { markRefunded, type Order, type OrderLine, owesSupplement } from '../modules/order/index.ts'
import {
  type AskedRedirect,
  applyRefundNews,
  approveRefund,
  askRedirect,
  decideRedirect,
  freeOf,
  itemsOf,
  type LimitsOf,
  ourWayOpen,
  type PaymentRejection,
  paymentRejections,
  type Refund,
  type RefundComponents,
  type RefundRequest,
  refundSurplus,
  requestRefund,
  settleDoubt,
} from '../modules/payment/index.ts'
import { refundable } from '../modules/pricing/index.ts'
import { type Owed, owedOf, waiveOwed } from './owed.ts'
import { refundInBooks, staysInBooks } from './refunded.ts'
import { book, type SubjectCommand, type World, worldLane } from './world.ts'

type Wiring = Parameters<typeof worldLane>[0]
const retryOf = (code: PaymentRejection) => paymentRejections[code].retry

export type RequestRefund = SubjectCommand & {
  readonly refundNo: string
  /** Pieces by line number; null gives back all that is left of the order. `subject` is the order. */
  readonly units: Readonly<Record<string, number>> | null
  /** Into the buyer's wallet, whatever way it came. */
  readonly toWallet?: boolean
  readonly reason: string
  readonly actor: string
}

/** `amount` over all refunds of the request. */
export type Asked = { readonly refundNo: string; readonly amount: number; readonly state: Refund['state'] }

/** How a request stands. */
export const asked = (refunds: readonly Refund[]): Asked => {
  const { requestNo, state } = present(refunds[0], 'a refund')
  return { refundNo: requestNo, amount: sum(refunds.map((refund) => refund.amount)), state }
}

/** The first of two people asks for money of an order to be given back. */
export const requestRefundLane = (wiring: Wiring) =>
  worldLane<RequestRefund, Asked, PaymentRejection>(wiring, {
    operation: 'refund.request',
    keys: 'table',
    retryOf,
    decide: (world, command) => {
      const order = world.orders.orders.get(command.subject)
      if (!order) return reject('not_found')
      const { refundNo, reason, actor, toWallet = false } = command
      const request = { refundNo, reason, requestedBy: actor, toWallet, limitsOf: world.limitsOf }
      const outcome = ask(world, order, command.units, request, command.now)
      return outcome.ok ? accept(asked(outcome.value)) : outcome
    },
  })

type Request = RefundRequest & { readonly toWallet?: boolean; readonly limitsOf?: LimitsOf }

function ask(
  world: World,
  order: Order,
  units: Readonly<Record<string, number>> | null,
  request: Request,
  now: Date,
): Outcome<Refund[], PaymentRejection> {
  const payment = world.payments.payments.get(order.tradeNo)
  const lines = world.orders.lines.get(order.orderNo) ?? []
  // Once paid, an order gives back what was paid of it, also while it owes a supplement.
  if (!payment || !(order.paymentState === 'paid' || owesSupplement(order)))
    return reject('refund_exceeds', { detail: { left: 0 } })
  const owed = owedOf(world, order)
  const wanted = units ?? Object.fromEntries(lines.map((l) => [l.lineNo, l.quantity - l.refundedQuantity]))
  const parts: Record<string, Parts> = units === null ? restOf(world, order, lines, owed) : {}
  for (const [lineNo, units] of Object.entries(wanted)) {
    const line = lines.find((one) => String(one.lineNo) === lineNo)
    if (!line) return reject('not_found', { param: 'lines' })
    if (units === 0 || parts[lineNo]) continue
    const { quantity, refundedQuantity, amounts } = line
    const left = quantity - refundedQuantity
    if (units > left)
      return reject('refund_exceeds', { param: 'lines', detail: { lineNo: line.lineNo, left } })
    const given = givenBack(world, order, lineNo)
    const payable = amounts.payable - (owed[lineNo] ?? 0)
    parts[lineNo] = refundable({ ...amounts, payable, quantity, refundedQuantity, given }, units)
  }
  // What is given back is not owed either: of a line that is named, and of all lines where none is.
  const waives = Object.fromEntries(Object.entries(owed).filter(([lineNo]) => (wanted[lineNo] ?? 0) > 0))
  const components: RefundComponents = {
    ...total(Object.values(parts)),
    units: wanted,
    lines: parts,
    ...(Object.keys(waives).length > 0 ? { waives } : {}),
  }
  const outcome = requestRefund(
    world.payments,
    payment,
    {
      ...request,
      itemNo: order.orderNo,
      components,
      nextNo: () => world.nextNo('refund', shardOfNumber(order.orderNo)),
    },
    now,
  )
  if (outcome.ok) markRefunded(world.orders, order, unitsOf(components, 1))
  return outcome
}

/**
 * Everything of every line that has not been given back: also of a line whose pieces were, where a part of its money
 * was given up afterwards.
 */
const restOf = (world: World, order: Order, lines: readonly OrderLine[], owed: Owed): Record<string, Parts> =>
  Object.fromEntries(
    lines.flatMap(({ lineNo, amounts }) => {
      const given = givenBack(world, order, String(lineNo))
      const rest = {
        cash: Math.max(0, amounts.payable - (owed[lineNo] ?? 0) - given.cash),
        platformDiscount: Math.max(0, amounts.platformDiscount - given.platformDiscount),
        points: Math.max(0, amounts.points - given.points),
      }
      return rest.cash + rest.platformDiscount + rest.points > 0 ? [[String(lineNo), rest]] : []
    }),
  )

type Parts = RefundComponents['lines'][string]

/** What the refunds of a line that were not rejected give back. */
const givenBack = (world: World, order: Order, lineNo: string): Parts =>
  total(
    [...world.payments.refunds.values()]
      .filter(({ itemNo, state }) => itemNo === order.orderNo && state !== 'rejected')
      .flatMap(({ components }) => components?.lines[lineNo] ?? []),
  )

const total = (parts: readonly Parts[]): Parts => ({
  cash: sum(parts.map((part) => part.cash)),
  platformDiscount: sum(parts.map((part) => part.platformDiscount)),
  points: sum(parts.map((part) => part.points)),
})

/** Pieces by line, to be counted as given back (1) or as free again (-1). */
export const unitsOf = ({ units }: RefundComponents, sign: 1 | -1): Map<number, number> =>
  new Map(Object.entries(units).map(([lineNo, quantity]) => [Number(lineNo), sign * quantity]))

/**
 * Gives back what an order was paid in part, once nobody can pay the rest any more (PAYMENTS §1.4). No piece changed
 * hands and no discount was booked, so it is money alone, along the shares that brought it.
 */
export function approvePaidPart(world: World, order: Order, reason: string, now: Date): void {
  const payment = world.payments.payments.get(order.tradeNo)
  const item = payment && itemsOf(world.payments, payment).find(({ itemNo }) => itemNo === order.orderNo)
  if (!item) return
  // What a dispute keeps goes back through it, or when it has been won.
  const free = (world.payments.shares.get(payment.payableNo) ?? []).filter(
    (share) => share.itemNo === order.orderNo,
  )
  const left = item.captured - item.refunding - item.refunded - item.kept
  const cash = Math.min(left, sum(free.map(freeOf)))
  if (cash === 0) return
  const nextNo = () => world.nextNo('refund', shardOfNumber(order.orderNo))
  const components = { cash, platformDiscount: 0, points: 0, units: {}, lines: {} }
  const request = { refundNo: nextNo(), reason, requestedBy: 'rule:closed', itemNo: order.orderNo }
  const asked = requestRefund(world.payments, payment, { ...request, components, nextNo }, now)
  for (const refund of asked.ok ? asked.value : []) approve(world, refund, { actor: 'rule:refund', at: now })
}

/** Gives everything of an order back by rule, as when the merchant declines it. */
export function approveWhole(world: World, order: Order, request: Request, now: Date): void {
  const outcome = ask(world, order, null, request, now)
  // An order with nothing due takes back by itself what the platform owed for it.
  if (!outcome.ok && order.received > 0) approveFree(world, order, request.reason, now)
  for (const refund of outcome.ok ? outcome.value : [])
    approve(world, refund, { actor: 'rule:refund', at: now })
}

/**
 * A dispute keeps some of the money of an order that was declined: the rest goes back now, what is kept when the dispute
 * has been won. What the platform owed for it is owed no more, whatever becomes of the money.
 */
function approveFree(world: World, order: Order, reason: string, now: Date): void {
  const lines = world.orders.lines.get(order.orderNo) ?? []
  const { platformDiscount, points } = total(Object.values(restOf(world, order, lines, owedOf(world, order))))
  approvePaidPart(world, order, reason, now)
  oweNothing(world, order, order.orderNo, { platformDiscount, points }, now)
}

/** The platform owes the shop nothing for what was not sold; `refNo` names what says so. */
export function oweNothing(
  world: World,
  { shopId, currency }: Order,
  refNo: string,
  { platformDiscount, points }: Pick<Parts, 'platformDiscount' | 'points'>,
  now: Date,
): void {
  if (platformDiscount + points === 0) return
  book(
    world,
    'order_declined',
    refNo,
    now,
    rules.orderDeclined({ shopId, currency, platformDiscount, points }),
  )
}

/** Approves one refund and books it; what stays in our books is back in the same commit. */
export function approve(
  world: World,
  refund: Refund,
  moved: { readonly actor: string; readonly at: Date },
): Outcome<Refund, PaymentRejection> {
  // Another way for what was approved before: the books know it already.
  if (refund.state === 'redirect_asked') return approveAnotherWay(world, refund, moved)
  const outcome = approveRefund(world.payments, refund, moved, world.limitsOf)
  if (!outcome.ok) return outcome
  const { itemNo, components, refundNo } = refund
  const order = itemNo === null ? undefined : world.orders.orders.get(itemNo)
  const actor = { id: moved.actor, by: 'platform' as const }
  if (order && components?.waives)
    waiveOwed(world, order, components.waives, { actor, at: moved.at, reason: `refund ${refundNo}` })
  const event = refund.itemNo === null ? 'surplus_refund_approved' : 'refund_approved'
  book(world, event, refund.refundNo, moved.at, entriesOf(world, refund))
  // What was shared of its money comes back first (row P7): then the sweep pays it.
  if (staysInBooks(world, refund) && !world.shared.has(refund.attemptNo))
    refundInBooks(world, refund, moved.at)
  return outcome
}

/** The channel is told by whoever sends it; into the wallet it goes at once, unless shared money must come back first. */
function approveAnotherWay(
  world: World,
  refund: Refund,
  moved: { readonly actor: string; readonly at: Date },
): Outcome<Refund, PaymentRejection> {
  const decided = decideRedirect(world.payments, refund, 'approve', moved)
  if (!decided.ok || world.shared.has(refund.attemptNo)) return decided
  const way = ourWayOpen(refund)
  if (way === 'wallet') refundInBooks(world, refund, moved.at)
  // Nobody has anything to wait for but the people who transfer it.
  if (way === 'hand') refund.nextAt = null
  return decided
}

/** What approving a refund books. */
export function entriesOf(world: World, refund: Refund): Entry[] {
  const { attemptNo, currency, amount, components, itemNo } = refund
  const { channel } = present(world.payments.attempts.get(attemptNo), `attempt ${attemptNo}`)
  if (itemNo === null || components === null)
    return rules.surplusRefundApproved({ channel, currency, amount })
  const { shopId } = present(world.orders.orders.get(itemNo), `order ${itemNo}`)
  return rules.refundApproved({ channel, shopId, currency, ...components })
}

/** Money of an order that ended without being sold must go back: it cannot be given up, only asked for again. */
export const isUnsold = ({ state }: Pick<Order, 'state'>): boolean =>
  state === 'created_cancelled' || state === 'booking_failed' || state === 'cancelled'

export type AskRedirect = SubjectCommand & { readonly asked: AskedRedirect }

/** The first of two people asks for another way; `subject` is a refund whose money waits at its channel. */
export const askRedirectLane = (wiring: Wiring) =>
  worldLane<AskRedirect, Asked, PaymentRejection>(wiring, {
    operation: 'refund.redirect',
    keys: 'table',
    reach: 'payment',
    retryOf,
    decide: (world, { subject, asked: way, now }) => {
      const refund = world.payments.refunds.get(subject)
      if (!refund) return reject('not_found')
      const outcome = askRedirect(world.payments, refund, way, now)
      return outcome.ok ? accept(asked([refund])) : outcome
    },
  })

export type RefundSurplus = SubjectCommand & {
  readonly refundNo: string
  readonly reason: string
  readonly actor: string
}

/** Asks by hand for money that conflicts to be given back; `subject` is the attempt. */
export const refundSurplusLane = (wiring: Wiring) =>
  worldLane<RefundSurplus, Asked, PaymentRejection>(wiring, {
    operation: 'refund.surplus',
    keys: 'table',
    retryOf,
    decide: (world, { subject, refundNo, reason, actor, now }) => {
      const attempt = world.payments.attempts.get(subject)
      const payment = attempt && world.payments.payments.get(attempt.payableNo)
      if (!attempt || !payment) return reject('not_found')
      const taken = [...world.payments.refunds.values()].some(
        (r) => r.source === 'surplus' && r.attemptNo === subject && r.state !== 'rejected',
      )
      if (taken) return reject('refund_exceeds', { detail: { left: 0 } })
      const request = { refundNo, reason, requestedBy: actor, byRule: false }
      const outcome = refundSurplus(world.payments, payment, attempt, request, now)
      return outcome.ok ? accept(asked([outcome.value])) : outcome
    },
  })

export type TellRefund = SubjectCommand & {
  readonly why: string
  /** The channel's word, where it refused it for now. */
  readonly code?: string
  /** The channel has answered what was in doubt. */
  readonly isSettled?: boolean
  readonly delaysMs: readonly number[]
  readonly actor: string
}

/** No definite news of a refund: it is asked for again later, with the same number. */
export const tellRefundLane = (wiring: Wiring) =>
  worldLane<TellRefund, { state: Refund['state'] }, PaymentRejection>(wiring, {
    operation: 'refund.tell',
    keys: 'own',
    reach: 'payment',
    retryOf,
    decide: (world, { subject, why, code, isSettled = false, delaysMs, actor, now }) => {
      const refund = world.payments.refunds.get(subject)
      if (!refund) return reject('not_found')
      if (isSettled) {
        settleDoubt(world.payments, refund)
        return accept({ state: refund.state })
      }
      const news = { kind: 'pending', reason: why, ...(code === undefined ? {} : { code }) } as const
      applyRefundNews(world.payments, refund, news, delaysMs, { actor, at: now })
      return accept({ state: refund.state })
    },
  })
