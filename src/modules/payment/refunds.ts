import { assert, present } from '../../kernel/assert.ts'
import { after, MINUTE } from '../../kernel/clock.ts'
import { can } from '../../kernel/machine.ts'
import { type Amount, allocate, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { itemsOf } from './decide.ts'
import { refundMachine } from './machine.ts'
import { type Moved, moveRefund, tellRequested } from './moves.ts'
import type { Attempt, Payment, PaymentBook, PaymentRejection, Refund, RefundComponents } from './types.ts'

/** The failure after which the channel says that this number never moves money. */
const ENDED_BY_CHANNEL = 'closed'

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
    /** Numbers of the second refund and those after it. */
    readonly nextNo: () => string
  },
  now: Date,
): Outcome<Refund[], PaymentRejection> {
  const { nextNo, components, ...facts } = request
  const item = itemsOf(book, payment).find((one) => one.itemNo === request.itemNo)
  if (!item || item.captured === 0) return reject('not_found')
  const amount = components.cash
  const shares = (book.shares.get(payment.payableNo) ?? []).filter((share) => share.itemNo === item.itemNo)
  // What a dispute keeps goes back through it, or stays.
  const free = shares.map((share) => share.amount - share.refunding - share.refunded - share.disputed)
  const left = Math.min(item.captured - item.refunding - item.refunded - item.kept, sum(free))
  if (amount <= 0 || amount > left) return reject('refund_exceeds', { detail: { left } })
  item.refunding += amount
  payment.refunding += amount
  book.touched.items.add(item)
  book.touched.payments.add(payment)
  const amounts = allocate(
    amount,
    free.map((cap) => ({ weight: cap, cap })),
  )
  const parts = splitComponents(components, amounts)
  const refunds = shares.flatMap((share, i) => (amounts[i]! > 0 ? [{ share, ...parts[i]! }] : []))
  return accept(
    refunds.map(({ share, components }, i) => {
      share.refunding += components.cash
      book.touched.shares.add(share)
      const attempt = present(book.attempts.get(share.attemptNo), `attempt ${share.attemptNo}`)
      const refundNo = i === 0 ? request.refundNo : nextNo()
      const given = { ...facts, refundNo, requestNo: request.refundNo, components, amount: components.cash }
      return add(book, { ...given, attempt, source: 'item' }, now)
    }),
  )
}

/**
 * What each of several refunds gives back: the cash of every line as its refund's amount has room for it, in order;
 * pieces and discounts, which cannot be cut, with the first that gives anything.
 */
function splitComponents(
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
    const { platformDiscount, points, units } = components
    return i === first
      ? { components: { cash: amount, platformDiscount, points, units, lines } }
      : { components: { cash: amount, platformDiscount: 0, points: 0, units: {}, lines } }
  })
}

/** Gives a surplus back: by rule at once (approved), by hand after another person's approval. */
export function refundSurplus(
  book: PaymentBook,
  payment: Payment,
  attempt: Attempt,
  request: RefundRequest & { readonly byRule: boolean },
  now: Date,
): Outcome<Refund, PaymentRejection> {
  if (isCounted(attempt)) {
    const left = payment.surplus - payment.surplusRefunding - payment.surplusRefunded
    if (attempt.surplus > left) return reject('refund_exceeds', { detail: { left } })
    payment.surplusRefunding += attempt.surplus
    book.touched.payments.add(payment)
  }
  if (attempt.surplus <= 0) return reject('refund_exceeds', { detail: { left: 0 } })
  const { refundNo, reason, requestedBy } = request
  const refund = add(
    book,
    {
      refundNo,
      requestNo: refundNo,
      reason,
      requestedBy,
      attempt,
      source: 'surplus',
      amount: attempt.surplus,
      itemNo: null,
      components: null,
    },
    now,
  )
  if (request.byRule) approve(book, refund, { actor: requestedBy, at: now, reason })
  return accept(refund)
}

/** A payment counts surpluses of its own currency; another stands with its attempt alone. */
const isCounted = (attempt: Attempt): boolean => attempt.receivedCurrency === attempt.currency

export function approveRefund(
  book: PaymentBook,
  refund: Refund,
  moved: Moved,
): Outcome<Refund, PaymentRejection> {
  if (!can(refundMachine, refund.state, 'approve')) return illegal(refund)
  if (refund.requestedBy === moved.actor) return reject('same_person')
  approve(book, refund, moved)
  return accept(refund)
}

function approve(book: PaymentBook, refund: Refund, moved: Moved): void {
  refund.decidedBy = moved.actor
  refund.nextAt = moved.at
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
  if (!can(refundMachine, refund.state, 'reject')) return illegal(refund)
  if (refund.state === 'failed' && refund.failureCode !== ENDED_BY_CHANNEL) return illegal(refund)
  if (refund.requestedBy === moved.actor) return reject('same_person')
  refund.decidedBy = moved.actor
  settle(book, refund, 0)
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
  refund.nextAt = moved.at
  refund.failureCode = null
  moveRefund(book, refund, 'retry', moved)
  return accept(refund)
}

export type RefundNews =
  | { readonly kind: 'processing'; readonly channelRefundNo: string }
  | {
      readonly kind: 'succeeded'
      readonly channelRefundNo: string
      readonly amount: Amount
      readonly succeededAt: Date
    }
  | { readonly kind: 'failed'; readonly code: string }
  /** Unknown, not found yet, or refused for now: ask or send again with the same number. */
  | { readonly kind: 'pending'; readonly reason: string }

/** Returns whether the money is now back with the buyer for the first time. Reports may come in any order. */
export function applyRefundNews(
  book: PaymentBook,
  refund: Refund,
  news: RefundNews,
  delaysMs: readonly number[],
  moved: Moved,
): boolean {
  if (refund.state === 'succeeded') return false
  // Money that moved after all must not be passed over: its evidence stays, and people look into it.
  assert(refund.state !== 'rejected' || news.kind !== 'succeeded', `refund ${refund.refundNo} was given up`)
  if (refund.state === 'rejected') return false
  switch (news.kind) {
    case 'succeeded':
      if (news.amount !== refund.amount) return fail(book, refund, 'amount_conflicts', moved)
      refund.channelRefundNo = news.channelRefundNo
      refund.succeededAt = news.succeededAt
      refund.nextAt = null
      settle(book, refund, refund.amount)
      bookFlow(book, refund, news)
      moveRefund(book, refund, 'succeed', moved)
      return true
    case 'processing':
      if (can(refundMachine, refund.state, 'accept')) {
        refund.channelRefundNo = news.channelRefundNo
        moveRefund(book, refund, 'accept', moved)
      }
      // One that failed waits for people, not for a time.
      if (refund.state === 'processing') schedule(book, refund, delaysMs, moved.at)
      return false
    case 'failed':
      return fail(book, refund, news.code, moved)
    case 'pending':
      if (refund.state !== 'failed') schedule(book, refund, delaysMs, moved.at)
      return false
  }
}

function fail(book: PaymentBook, refund: Refund, code: string, moved: Moved): false {
  if (!can(refundMachine, refund.state, 'fail')) return false
  refund.failureCode = code
  refund.nextAt = null
  moveRefund(book, refund, 'fail', { ...moved, reason: code })
  return false
}

function schedule(book: PaymentBook, refund: Refund, delaysMs: readonly number[], at: Date): void {
  refund.nextAt = after(at, delaysMs[Math.min(refund.tries, delaysMs.length - 1)] ?? MINUTE)
  refund.tries += 1
  book.touched.refunds.add(refund)
}

/** Moves the amount that was set aside to refunded (`paid` = amount) or back (`paid` = 0). */
function settle(book: PaymentBook, refund: Refund, paid: Amount): void {
  const payment = present(book.payments.get(refund.payableNo), `payment ${refund.payableNo}`)
  book.touched.payments.add(payment)
  if (refund.source === 'surplus') {
    if (refund.currency !== payment.currency) return
    payment.surplusRefunding -= refund.amount
    payment.surplusRefunded += paid
    return
  }
  const item = present(
    itemsOf(book, payment).find((one) => one.itemNo === refund.itemNo),
    `item ${refund.itemNo}`,
  )
  payment.refunding -= refund.amount
  payment.refunded += paid
  item.refunding -= refund.amount
  item.refunded += paid
  book.touched.items.add(item)
  const share = present(
    book.shares
      .get(refund.payableNo)
      ?.find(({ itemNo, attemptNo }) => itemNo === refund.itemNo && attemptNo === refund.attemptNo),
    `share of ${refund.refundNo}`,
  )
  share.refunding -= refund.amount
  share.refunded += paid
  book.touched.shares.add(share)
}

/** The refunds of one request, in the order of their making. */
export const refundsOfRequest = (book: PaymentBook, requestNo: string): Refund[] =>
  [...book.refunds.values()].filter((refund) => refund.requestNo === requestNo)

function bookFlow(
  book: PaymentBook,
  refund: Refund,
  news: { channelRefundNo: string; succeededAt: Date },
): void {
  const attempt = present(book.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  book.flows.push({
    sourceNo: refund.refundNo,
    payableNo: refund.payableNo,
    direction: 'out',
    // What goes to the wallet does not leave through the channel that brought it.
    channel: refund.toWallet ? 'wallet' : attempt.channel,
    channelNo: news.channelRefundNo,
    amount: refund.amount,
    currency: refund.currency,
    description: refund.reason,
    occurredAt: news.succeededAt,
  })
}

type NewRefund = Pick<
  Refund,
  'refundNo' | 'requestNo' | 'reason' | 'requestedBy' | 'source' | 'amount' | 'itemNo' | 'components'
> & {
  readonly attempt: Attempt
}

function add(book: PaymentBook, { attempt, ...given }: NewRefund, now: Date): Refund {
  assert(!book.refunds.has(given.refundNo), `refund ${given.refundNo} exists`)
  const refund: Refund = {
    ...given,
    toWallet: false,
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
    requestedAt: now,
    succeededAt: null,
    version: 1,
  }
  book.refunds.set(refund.refundNo, refund)
  book.added.refunds.add(refund)
  tellRequested(book, refund)
  return refund
}

const illegal = (refund: Refund) => reject('illegal_move', { detail: { state: refund.state } })
