import { assert, present } from '../../kernel/assert.ts'
import { can } from '../../kernel/machine.ts'
import { type Amount, allocate, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { itemsOf } from './decide.ts'
import { freeOf } from './dispute-money.ts'
import { type Moved, moveRefund, tellRequested } from './moves.ts'
import { ENDED_BY_CHANNEL } from './redirect.ts'
import { faultOfRefund, type LimitsOf, noLimits, plannedFor } from './refund-limits.ts'
import { refundMachine } from './refund-machine.ts'
import { setAside, settleRefund } from './refund-sums.ts'
import type { Attempt, Payment, PaymentBook, PaymentRejection, Refund, RefundComponents } from './types.ts'

export * from './bounce.ts'
export { type LimitsOf, noLimits } from './refund-limits.ts'
export * from './refund-news.ts'

export type RefundRequest = {
  /** The number of the request, which is that of its first refund. */
  readonly refundNo: string
  readonly reason: string
  readonly requestedBy: string
}

/**
 * Sets money of a paid item aside for the buyer; it moves once another person has approved it. What several attempts
 * paid goes back along their shares, pro rata, in one refund each; the pieces and the discounts stand on the first.
 */
export function requestRefund(
  book: PaymentBook,
  payment: Payment,
  request: RefundRequest & {
    readonly itemNo: string
    readonly components: RefundComponents
    /** By choice it goes to the payer's wallet, whatever way it came. */
    readonly toWallet?: boolean
    /** What the channels allow; a rule that must give money back is not asked. */
    readonly limitsOf?: LimitsOf
    /** Numbers of the second refund and those after it. */
    readonly nextNo: () => string
  },
  now: Date,
): Outcome<Refund[], PaymentRejection> {
  const { nextNo, components, toWallet = false, limitsOf = noLimits, ...facts } = request
  const item = itemsOf(book, payment).find((one) => one.itemNo === request.itemNo)
  if (!item || item.captured === 0) return reject('not_found')
  const amount = components.cash
  const shares = (book.shares.get(payment.payableNo) ?? []).filter((share) => share.itemNo === item.itemNo)
  // What a dispute keeps goes back through it, or stays.
  const free = shares.map(freeOf)
  const left = Math.min(item.captured - item.refunding - item.refunded - item.kept, sum(free))
  if (amount <= 0 || amount > left) return reject('refund_exceeds', { detail: { left } })
  const amounts = allocate(
    amount,
    free.map((cap) => ({ weight: cap, cap })),
  )
  const parts = splitComponents(components, amounts)
  const wanted = shares.flatMap(({ attemptNo }, i) => {
    const attempt = present(book.attempts.get(attemptNo), `attempt ${attemptNo}`)
    return amounts[i]! > 0 ? [{ attempt, ...parts[i]! }] : []
  })
  for (const { attempt } of toWallet ? [] : wanted) {
    const fault = faultOfRefund(book, attempt, limitsOf(attempt.channel), now)
    if (fault) return fault
  }
  return accept(
    wanted.map(({ attempt, components }, i) => {
      const refundNo = i === 0 ? request.refundNo : nextNo()
      const given = { ...facts, refundNo, requestNo: request.refundNo, components, amount: components.cash }
      const refund = addRefund(book, { ...given, attempt, toWallet, source: 'item' }, now)
      setAside(book, refund)
      return refund
    }),
  )
}

/**
 * What each of several refunds gives back: the cash of every line as its refund's amount has room for it, in order;
 * pieces and discounts, which cannot be cut, with the first that gives anything.
 */
export function splitComponents(
  components: RefundComponents,
  amounts: readonly Amount[],
): { components: RefundComponents }[] {
  const left = new Map(Object.entries(components.lines).map(([lineNo, part]) => [lineNo, part.cash]))
  const first = amounts.findIndex((amount) => amount > 0)
  return amounts.map((amount, i) => {
    if (amount === components.cash) return { components }
    let room = amount
    const lines: Record<string, RefundComponents['lines'][string]> = {}
    for (const [lineNo, part] of Object.entries(components.lines)) {
      const cash = Math.min(room, left.get(lineNo)!)
      room -= cash
      left.set(lineNo, left.get(lineNo)! - cash)
      lines[lineNo] = i === first ? { ...part, cash } : { cash, platformDiscount: 0, points: 0 }
    }
    const { platformDiscount, points, units, waives } = components
    return i === first
      ? {
          components: { cash: amount, platformDiscount, points, units, lines, ...(waives ? { waives } : {}) },
        }
      : { components: { cash: amount, platformDiscount: 0, points: 0, units: {}, lines } }
  })
}

/** Gives a surplus back: by rule at once (approved), by hand after another person's approval. */
export function refundSurplus(
  book: PaymentBook,
  payment: Payment,
  attempt: Attempt,
  request: RefundRequest & {
    readonly byRule: boolean
    readonly limitsOf?: LimitsOf
    /** All of it when absent. */
    readonly amount?: Amount
  },
  now: Date,
): Outcome<Refund, PaymentRejection> {
  const free = payment.surplus - payment.surplusRefunding - payment.surplusRefunded
  const { refundNo, reason, requestedBy, amount = attempt.surplus } = request
  if (isCounted(attempt) && amount > free) return reject('refund_exceeds', { detail: { left: free } })
  if (amount <= 0 || amount > attempt.surplus) return reject('refund_exceeds', { detail: { left: 0 } })
  const refund = addRefund(
    book,
    {
      refundNo,
      requestNo: refundNo,
      reason,
      requestedBy,
      attempt,
      toWallet: false,
      source: 'surplus',
      amount,
      itemNo: null,
      components: null,
    },
    now,
  )
  setAside(book, refund)
  if (request.byRule) approve(book, refund, { actor: requestedBy, at: now, reason }, request.limitsOf)
  return accept(refund)
}

/** The account whose channel takes a refund back. */
const channelOf = (book: PaymentBook, { attemptNo }: Refund): string =>
  present(book.attempts.get(attemptNo), `attempt ${attemptNo}`).channel

/** A payment counts surpluses of its own currency; another stands with its attempt alone. */
const isCounted = (attempt: Attempt): boolean => attempt.receivedCurrency === attempt.currency

export function approveRefund(
  book: PaymentBook,
  refund: Refund,
  moved: Moved,
  limitsOf: LimitsOf = noLimits,
): Outcome<Refund, PaymentRejection> {
  if (!can(refundMachine, refund.state, 'approve')) return illegal(refund)
  if (refund.requestedBy === moved.actor) return reject('same_person')
  approve(book, refund, moved, limitsOf)
  return accept(refund)
}

function approve(book: PaymentBook, refund: Refund, moved: Moved, limitsOf: LimitsOf = noLimits): void {
  refund.decidedBy = moved.actor
  refund.plannedAt = plannedFor(book, refund, limitsOf(channelOf(book, refund)), moved.at)
  refund.nextAt = refund.plannedAt
  moveRefund(book, refund, 'approve', moved)
}

/**
 * Gives the money that was set aside free again: nobody wants to give it back, or the channel ended the refund for
 * good without moving money, so that only another one can. What a bank refused may still be paid: it is retried.
 */
export function rejectRefund(
  book: PaymentBook,
  refund: Refund,
  moved: Moved,
): Outcome<Refund, PaymentRejection> {
  if (!can(refundMachine, refund.state, 'reject') || refund.state === 'returned') return illegal(refund)
  if (refund.state === 'failed' && refund.failureCode !== ENDED_BY_CHANNEL) return illegal(refund)
  if (refund.requestedBy === moved.actor) return reject('same_person')
  refund.decidedBy = moved.actor
  refund.nextAt = null
  settleRefund(book, refund, 0)
  moveRefund(book, refund, 'reject', moved)
  return accept(refund)
}

/** The same number is sent again: the channel refunds it at most once. */
export function retryRefund(
  book: PaymentBook,
  refund: Refund,
  moved: Moved,
): Outcome<Refund, PaymentRejection> {
  if (!can(refundMachine, refund.state, 'retry')) return illegal(refund)
  refund.nextAt = refund.plannedAt && refund.plannedAt > moved.at ? refund.plannedAt : moved.at
  refund.failureCode = null
  moveRefund(book, refund, 'retry', moved)
  return accept(refund)
}

/** The refunds of one request, in the order of their making. */
export const refundsOfRequest = (book: PaymentBook, requestNo: string): Refund[] =>
  [...book.refunds.values()].filter((refund) => refund.requestNo === requestNo)

type NewRefund = Pick<
  Refund,
  | 'refundNo'
  | 'requestNo'
  | 'reason'
  | 'requestedBy'
  | 'source'
  | 'toWallet'
  | 'amount'
  | 'itemNo'
  | 'components'
> & {
  readonly attempt: Attempt
}

export function addRefund(book: PaymentBook, { attempt, ...given }: NewRefund, now: Date): Refund {
  assert(!book.refunds.has(given.refundNo), `refund ${given.refundNo} exists`)
  const refund: Refund = {
    ...given,
    plannedAt: null,
    payableNo: attempt.payableNo,
    attemptNo: attempt.attemptNo,
    state: 'requested',
    currency: attempt.receivedCurrency ?? attempt.currency,
    decidedBy: null,
    channelRefundNo: null,
    failureCode: null,
    nextAt: null,
    tries: 0,
    redirect: null,
    requestedAt: now,
    succeededAt: null,
    returnedAt: null,
    bounceNo: null,
    version: 1,
  }
  book.refunds.set(refund.refundNo, refund)
  book.added.refunds.add(refund)
  tellRequested(book, refund)
  return refund
}

export const illegal = (refund: Refund) => reject('illegal_move', { detail: { state: refund.state } })
