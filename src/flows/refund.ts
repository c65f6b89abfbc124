import { present } from '../kernel/assert.ts'
import { sum } from '../kernel/money.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { type Entry, rules } from '../modules/ledger/index.ts'
import { markRefunded, type Order, type OrderLine } from '../modules/order/index.ts'
import {
  type AskedRedirect,
  applyRefundNews,
  approveRefund,
  askRedirect,
  decideRedirect,
  itemsOf,
  type LimitsOf,
  type PaymentRejection,
  paymentRejections,
  type Refund,
  type RefundComponents,
  type RefundRequest,
  refundSurplus,
  refundsOfRequest,
  reissueRefund,
  rejectRefund,
  requestRefund,
  retryRefund,
} from '../modules/payment/index.ts'
import { refundable } from '../modules/pricing/index.ts'
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

const asked = (refunds: readonly Refund[]): Asked => {
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
  if (!payment || order.paymentState !== 'paid') return reject('refund_exceeds', { detail: { left: 0 } })
  const wanted = units ?? Object.fromEntries(lines.map((l) => [l.lineNo, l.quantity - l.refundedQuantity]))
  const parts: Record<string, Parts> = units === null ? restOf(world, order, lines) : {}
  for (const [lineNo, units] of Object.entries(wanted)) {
    const line = lines.find((one) => String(one.lineNo) === lineNo)
    if (!line) return reject('not_found', { param: 'lines' })
    if (units === 0 || parts[lineNo]) continue
    const { quantity, refundedQuantity, amounts } = line
    const left = quantity - refundedQuantity
    if (units > left)
      return reject('refund_exceeds', { param: 'lines', detail: { lineNo: line.lineNo, left } })
    const given = givenBack(world, order, lineNo)
    parts[lineNo] = refundable({ ...amounts, quantity, refundedQuantity, given }, units)
  }
  const components: RefundComponents = { ...total(Object.values(parts)), units: wanted, lines: parts }
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
const restOf = (world: World, order: Order, lines: readonly OrderLine[]): Record<string, Parts> =>
  Object.fromEntries(
    lines.flatMap(({ lineNo, amounts }) => {
      const given = givenBack(world, order, String(lineNo))
      const rest = {
        cash: Math.max(0, amounts.payable - given.cash),
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

const unitsOf = ({ units }: RefundComponents, sign: 1 | -1): Map<number, number> =>
  new Map(Object.entries(units).map(([lineNo, quantity]) => [Number(lineNo), sign * quantity]))

/**
 * Gives back what an order was paid in part, once nobody can pay the rest any more (PAYMENTS §1.4). No piece changed
 * hands and no discount was booked, so it is money alone, along the shares that brought it.
 */
export function approvePaidPart(world: World, order: Order, reason: string, now: Date): void {
  const payment = world.payments.payments.get(order.tradeNo)
  const item = payment && itemsOf(world.payments, payment).find(({ itemNo }) => itemNo === order.orderNo)
  if (!item) return
  const cash = item.captured - item.refunding - item.refunded - item.kept
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
  if (!outcome.ok) return
  for (const refund of outcome.value) approve(world, refund, { actor: 'rule:refund', at: now })
}

function approve(
  world: World,
  refund: Refund,
  moved: { readonly actor: string; readonly at: Date },
): Outcome<Refund, PaymentRejection> {
  // Another way for what was approved before: the books know it already.
  if (refund.state === 'redirect_asked') return decideRedirect(world.payments, refund, 'approve', moved)
  const outcome = approveRefund(world.payments, refund, moved, world.limitsOf)
  if (!outcome.ok) return outcome
  const event = refund.itemNo === null ? 'surplus_refund_approved' : 'refund_approved'
  book(world, event, refund.refundNo, moved.at, entriesOf(world, refund))
  if (staysInBooks(world, refund)) refundInBooks(world, refund, moved.at)
  return outcome
}

/** What approving a refund books. */
function entriesOf(world: World, refund: Refund): Entry[] {
  const { attemptNo, currency, amount, components, itemNo } = refund
  const { channel } = present(world.payments.attempts.get(attemptNo), `attempt ${attemptNo}`)
  if (itemNo === null || components === null)
    return rules.surplusRefundApproved({ channel, currency, amount })
  const { shopId } = present(world.orders.orders.get(itemNo), `order ${itemNo}`)
  return rules.refundApproved({ channel, shopId, currency, ...components })
}

/** A refund that will not be paid: its pieces are free again, and what its approval booked is taken back. */
function takeBack(
  world: World,
  refund: Refund,
  order: Order | undefined,
  wasFailed: boolean,
  now: Date,
): void {
  const { refundNo, components } = refund
  if (order && components !== null) markRefunded(world.orders, order, unitsOf(components, -1))
  if (!wasFailed) return
  book(world, 'refund_given_up', refundNo, now, rules.reversed(entriesOf(world, refund)))
}

/** Money of an order that ended without being sold must go back: it cannot be given up, only asked for again. */
const mustGoBack = (order: Order | undefined): boolean =>
  order !== undefined && ['created_cancelled', 'booking_failed', 'cancelled'].includes(order.state)

/** Asks for the money of a refund once more under a new number, after its channel ended it without moving any. */
function reissue(
  world: World,
  refund: Refund,
  how: { readonly toWallet: boolean; readonly requestedBy: string },
  moved: { readonly actor: string; readonly at: Date },
): Outcome<Refund, PaymentRejection> {
  const refundNo = world.nextNo('refund', shardOfNumber(refund.refundNo))
  const booked = rules.reversed(entriesOf(world, refund))
  const again = reissueRefund(world.payments, refund, { ...how, refundNo }, moved)
  if (again.ok) book(world, 'refund_given_up', refund.refundNo, moved.at, booked)
  return again
}

export type DecideRefund = SubjectCommand & {
  /** `reissue`: what its channel ended without moving money is asked for again, under a new number. */
  readonly action: 'approve' | 'reject' | 'retry' | 'reissue'
  /** With `reissue`: into the buyer's wallet instead of the way it came. */
  readonly toWallet?: boolean
  readonly actor: string
  readonly reason: string | null
}

/** The second of two people decides; a failed refund is sent again with its own number. */
export const decideRefundLane = (wiring: Wiring) =>
  worldLane<DecideRefund, Asked, PaymentRejection>(wiring, {
    operation: 'refund.decide',
    keys: 'table',
    retryOf,
    spends: ({ toWallet = false }) => toWallet,
    decide: decideOnRefund,
  })

export function decideOnRefund(
  world: World,
  { subject, action, toWallet = false, actor, reason, now }: DecideRefund,
): Outcome<Asked, PaymentRejection> {
  const refund = world.payments.refunds.get(subject)
  if (!refund) return reject('not_found')
  const order = refund.itemNo === null ? undefined : world.orders.orders.get(refund.itemNo)
  const moved = { actor, at: now, reason }
  const wasFailed = refund.state === 'failed'
  if (action === 'reissue') return answered(reissue(world, refund, { toWallet, requestedBy: actor }, moved))
  if (action === 'reject' && refund.state === 'redirect_asked') {
    const kept = decideRedirect(world.payments, refund, 'keep', moved)
    return kept.ok ? accept(asked([refund])) : kept
  }
  // To refuse money of an order that was not sold would keep what buys nothing; to give it up is to ask for it again.
  if (action === 'reject' && mustGoBack(order)) {
    if (!wasFailed) return reject('illegal_move', { detail: { state: order?.state } })
    const byRule = { toWallet: refund.toWallet, requestedBy: 'rule:refund_closed' }
    return answered(reissue(world, refund, byRule, moved))
  }
  // One person decides about the whole request; what went wrong afterwards, it did to each refund by itself.
  const together =
    refund.state === 'requested'
      ? refundsOfRequest(world.payments, refund.requestNo).filter(({ state }) => state === 'requested')
      : [refund]
  for (const one of together) {
    const outcome =
      action === 'approve'
        ? approve(world, one, moved)
        : action === 'retry'
          ? retryRefund(world.payments, one, moved)
          : rejectRefund(world.payments, one, moved)
    if (!outcome.ok) return outcome
    if (action === 'reject') takeBack(world, one, order, wasFailed, now)
  }
  return accept(asked(together))
}

const answered = (outcome: Outcome<Refund, PaymentRejection>): Outcome<Asked, PaymentRejection> =>
  outcome.ok ? accept({ ...asked([outcome.value]), refundNo: outcome.value.refundNo }) : outcome

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
    decide: (world, { subject, why, delaysMs, actor, now }) => {
      const refund = world.payments.refunds.get(subject)
      if (!refund) return reject('not_found')
      applyRefundNews(world.payments, refund, { kind: 'pending', reason: why }, delaysMs, { actor, at: now })
      return accept({ state: refund.state })
    },
  })
