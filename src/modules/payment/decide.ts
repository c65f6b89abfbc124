import { assert, present } from '../../kernel/assert.ts'
import { after, MINUTE, SECOND } from '../../kernel/clock.ts'
import { can } from '../../kernel/machine.ts'
import { type Amount, allocate, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Presentation } from '../../kernel/presentation.ts'
import { attemptMachine, paymentMachine } from './machine.ts'
import { type Moved, moveAttempt, movePayment } from './moves.ts'
import type { Attempt, Payment, PaymentBook, PaymentItem, PaymentRejection } from './types.ts'

/** No attempt starts in the last 90 s; the channel's own expiry lies a little before ours (PAYMENTS §1.4). */
const LAST_START = 90 * SECOND
const CHANNEL_AHEAD = 10 * SECOND
/** How long after a channel's expiry a number that it does not know is still watched. */
const WATCH_AFTER_EXPIRY = 5 * MINUTE

export type StartAttempt = {
  readonly attemptNo: string
  readonly payableNo: string
  readonly buyerId: string
  readonly currency: string
  readonly expiresAt: Date
  /** Every share of the payable, in case the payment is opened now. */
  readonly shares: readonly { itemNo: string; allocationNo: string; payeeId: number; due: Amount }[]
  /** The shares this attempt pays; all that are open when empty. */
  readonly itemNos: readonly string[]
  readonly channel: string
  readonly method: string
  readonly description: string
  readonly firstQueryMs: number
}

/**
 * Opens an attempt, or finds the one that is open for the same. Plan one against double payment (row N7): while
 * another attempt is open, this is refused with its number; it must be closed at the channel first.
 */
export function startAttempt(
  book: PaymentBook,
  request: StartAttempt,
  now: Date,
): Outcome<Attempt, PaymentRejection> {
  const payment = book.payments.get(request.payableNo) ?? openPayment(book, request, now)
  if (payment.state === 'covered') return reject('already_paid')
  if (payment.state !== 'open') return reject('payment_closed')
  if (now.getTime() > payment.expiresAt.getTime() - LAST_START) return reject('too_late_to_pay')
  const open = itemsOf(book, payment).filter((item) => !item.cancelled && item.captured < item.due)
  const wanted =
    request.itemNos.length === 0 ? open : open.filter((item) => request.itemNos.includes(item.itemNo))
  const amount = sum(wanted.map((item) => item.due - item.captured))
  if (amount === 0) return reject('already_paid')
  const itemNos = wanted.map((item) => item.itemNo)
  if (payment.openAttemptNo !== null) {
    const held = present(book.attempts.get(payment.openAttemptNo), 'open attempt')
    return isSame(held, request, itemNos, amount)
      ? accept(held)
      : reject('attempt_open', { detail: { attemptNo: held.attemptNo } })
  }
  const attempt: Attempt = {
    attemptNo: request.attemptNo,
    payableNo: request.payableNo,
    itemNos,
    channel: request.channel,
    method: request.method,
    state: 'created',
    amount,
    currency: payment.currency,
    description: request.description,
    presentation: null,
    channelNo: null,
    received: 0,
    captured: 0,
    surplus: 0,
    failureCode: null,
    expiresAt: after(payment.expiresAt, -CHANNEL_AHEAD),
    nextQueryAt: after(now, request.firstQueryMs),
    queryCount: 0,
    createdAt: now,
    succeededAt: null,
    version: 1,
  }
  book.attempts.set(attempt.attemptNo, attempt)
  book.added.attempts.add(attempt)
  payment.openAttemptNo = attempt.attemptNo
  book.touched.payments.add(payment)
  return accept(attempt)
}

const isSame = (held: Attempt, request: StartAttempt, itemNos: readonly string[], amount: Amount): boolean =>
  held.state !== 'closing' &&
  held.channel === request.channel &&
  held.method === request.method &&
  held.amount === amount &&
  held.itemNos.join() === itemNos.join()

function openPayment(book: PaymentBook, request: StartAttempt, now: Date): Payment {
  const { payableNo, buyerId, currency, expiresAt, shares } = request
  const payment: Payment = {
    payableNo,
    buyerId,
    state: 'open',
    currency,
    due: sum(shares.map((share) => share.due)),
    captured: 0,
    surplus: 0,
    refunding: 0,
    refunded: 0,
    surplusRefunding: 0,
    surplusRefunded: 0,
    openAttemptNo: null,
    expiresAt,
    createdAt: now,
    version: 1,
  }
  const items = shares.map((share) => ({
    ...share,
    payableNo,
    captured: 0,
    refunding: 0,
    refunded: 0,
    attemptNo: null,
    cancelled: false,
  }))
  book.payments.set(payableNo, payment)
  book.items.set(payableNo, items)
  book.added.payments.add(payment)
  for (const item of items) book.added.items.add(item)
  return payment
}

/** What the channel answered when the attempt was made known to it. */
export type StartAnswer =
  | { readonly kind: 'ready'; readonly presentation: Presentation }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'already_paid' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'unknown'; readonly reason: string }

/** Money may have come in while we asked, so an answer only moves an attempt that still waits for it. */
export function recordStart(book: PaymentBook, attempt: Attempt, answer: StartAnswer, moved: Moved): void {
  switch (answer.kind) {
    case 'ready':
      if (!can(attemptMachine, attempt.state, 'present')) return
      attempt.presentation = answer.presentation
      moveAttempt(book, attempt, 'present', moved)
      return
    case 'refused':
      // Once a code was shown, a refusal to show it again says nothing about the one that the buyer has.
      if (attempt.presentation !== null || !can(attemptMachine, attempt.state, 'refuse')) return
      attempt.failureCode = answer.code
      endAttempt(book, attempt, 'refuse', moved)
      return
    case 'unknown':
      if (!can(attemptMachine, attempt.state, 'lose')) return
      moveAttempt(book, attempt, 'lose', { ...moved, reason: answer.reason })
      return
    case 'already_paid':
    case 'closed':
      // Only a query says what that means in money.
      attempt.nextQueryAt = moved.at
      book.touched.attempts.add(attempt)
  }
}

export type PaidReport = {
  readonly channelNo: string
  readonly amount: Amount
  readonly currency: string
  readonly succeededAt: Date
  /** Whether the report names us as the receiver. */
  readonly isOurs: boolean
}

/** What a payment report did to the money. `covered`: items that are now paid in full. */
export type Applied =
  | { readonly kind: 'nothing'; readonly why: 'repeated' | 'superseded' }
  | { readonly kind: 'conflicted'; readonly amount: Amount }
  | {
      readonly kind: 'captured'
      readonly shares: readonly {
        readonly item: PaymentItem
        readonly amount: Amount
        readonly covered: boolean
      }[]
      readonly surplus: Amount
    }

/**
 * The reducer of "the channel received money" (PAYMENTS §1.2): from every state, in any order, any number of times.
 * What is still due is captured, the rest is surplus. A report that does not fit the attempt is a conflict: the
 * money is recorded, nothing is paid by it.
 */
export function applyPaid(book: PaymentBook, attempt: Attempt, report: PaidReport, moved: Moved): Applied {
  const payment = present(book.payments.get(attempt.payableNo), `payment ${attempt.payableNo}`)
  if (attempt.state === 'succeeded') return { kind: 'nothing', why: 'repeated' }
  if (attempt.state === 'conflicted') return { kind: 'nothing', why: 'superseded' }
  const fits = report.isOurs && report.amount === attempt.amount && report.currency === attempt.currency
  attempt.channelNo = report.channelNo
  attempt.received = report.amount
  attempt.succeededAt = report.succeededAt
  attempt.nextQueryAt = null
  book.flows.push({
    sourceNo: attempt.attemptNo,
    payableNo: attempt.payableNo,
    direction: 'in',
    channel: attempt.channel,
    channelNo: report.channelNo,
    amount: report.amount,
    currency: report.currency,
    description: attempt.description,
    occurredAt: report.succeededAt,
  })
  if (!fits) {
    attempt.surplus = report.amount
    payment.surplus += report.amount
    endAttempt(book, attempt, 'conflict', moved)
    return { kind: 'conflicted', amount: report.amount }
  }
  const shares = capture(book, payment, attempt)
  endAttempt(book, attempt, 'succeed', moved, shares)
  if (payment.captured === payment.due && can(paymentMachine, payment.state, 'cover')) {
    movePayment(book, payment, 'cover', moved)
  }
  return { kind: 'captured', shares, surplus: attempt.surplus }
}

/** Gives the attempt's money to its items, as far as they are still due; a closed payment takes nothing. */
function capture(book: PaymentBook, payment: Payment, attempt: Attempt) {
  const takes = payment.state === 'open' || payment.state === 'closing'
  const items = takes
    ? itemsOf(book, payment).filter((item) => attempt.itemNos.includes(item.itemNo) && !item.cancelled)
    : []
  const shares = allocate(
    attempt.received,
    items.map((item) => ({ weight: item.due - item.captured, cap: item.due - item.captured })),
  )
  attempt.captured = sum(shares)
  attempt.surplus = attempt.received - attempt.captured
  payment.captured += attempt.captured
  payment.surplus += attempt.surplus
  book.touched.payments.add(payment)
  const captured = items.map((item, i) => {
    item.captured += shares[i]!
    if (shares[i]! > 0) item.attemptNo = attempt.attemptNo
    book.touched.items.add(item)
    return { item, amount: shares[i]!, covered: item.captured === item.due }
  })
  return captured.filter((share) => share.amount > 0)
}

/** The channel says that the number cannot be paid any more. */
export function applyClosed(book: PaymentBook, attempt: Attempt, moved: Moved): void {
  if (can(attemptMachine, attempt.state, 'close')) endAttempt(book, attempt, 'close', moved)
}

/** The payer's try failed at the channel. */
export function applyFailed(book: PaymentBook, attempt: Attempt, code: string, moved: Moved): void {
  if (can(attemptMachine, attempt.state, 'refuse')) {
    attempt.failureCode = code
    endAttempt(book, attempt, 'refuse', moved)
  } else {
    applyClosed(book, attempt, moved)
  }
}

/**
 * Nothing decisive: ask again later. A closing attempt is let go only when the channel itself says that it does not
 * know the number, past its expiry and a margin. Silence decides nothing, however long it lasts: the money may be there.
 */
export function applyPending(
  book: PaymentBook,
  attempt: Attempt,
  news: { readonly delaysMs: readonly number[]; readonly isUnknownThere: boolean },
  moved: Moved,
): void {
  if (attempt.nextQueryAt === null) return
  const { delaysMs, isUnknownThere } = news
  const over = moved.at.getTime() > attempt.expiresAt.getTime() + WATCH_AFTER_EXPIRY
  if (isUnknownThere && over && can(attemptMachine, attempt.state, 'close')) {
    endAttempt(book, attempt, 'close', { ...moved, reason: 'past the channel’s expiry' })
    return
  }
  const delay = delaysMs[Math.min(attempt.queryCount, delaysMs.length - 1)] ?? MINUTE
  attempt.queryCount += 1
  attempt.nextQueryAt = after(moved.at, delay)
  book.touched.attempts.add(attempt)
}

/** Starts the close of an attempt; the channel is asked outside. */
export function beginCloseAttempt(book: PaymentBook, attempt: Attempt, moved: Moved): void {
  if (!can(attemptMachine, attempt.state, 'begin_close')) return
  // Nobody can pay an attempt whose code nobody has seen: it blocks no other, but it is watched all the same.
  if (attempt.presentation === null) releaseSlot(book, attempt)
  attempt.nextQueryAt = moved.at
  attempt.queryCount = 0
  moveAttempt(book, attempt, 'begin_close', moved)
}

/** Blocks new attempts and closes the open one. */
export function beginClose(book: PaymentBook, payment: Payment, moved: Moved): void {
  if (can(paymentMachine, payment.state, 'begin_close')) movePayment(book, payment, 'begin_close', moved)
  const open = payment.openAttemptNo === null ? undefined : book.attempts.get(payment.openAttemptNo)
  if (open) beginCloseAttempt(book, open, moved)
}

/** Ends a closing payment: money that comes later is surplus. */
export function finishClose(book: PaymentBook, payment: Payment, moved: Moved): void {
  if (can(paymentMachine, payment.state, 'close')) movePayment(book, payment, 'close', moved)
}

/** Takes a share out that nobody has paid. What is left may now be covered. */
export function cancelItem(book: PaymentBook, payment: Payment, itemNo: string, moved: Moved): void {
  const item = present(
    itemsOf(book, payment).find((one) => one.itemNo === itemNo),
    `item ${itemNo}`,
  )
  assert(item.captured === 0 && !item.cancelled, `item ${itemNo} cannot be cancelled`)
  item.cancelled = true
  payment.due -= item.due
  book.touched.items.add(item)
  book.touched.payments.add(payment)
  const covered = payment.due > 0 && payment.captured === payment.due
  if (covered && can(paymentMachine, payment.state, 'cover')) movePayment(book, payment, 'cover', moved)
}

/** Whether money can still reach the payment through an attempt that the buyer was shown. */
export const isBusy = (payment: Payment): boolean => payment.openAttemptNo !== null

export const itemsOf = (book: PaymentBook, payment: Payment): PaymentItem[] =>
  present(book.items.get(payment.payableNo), `items of ${payment.payableNo}`)

function endAttempt(
  book: PaymentBook,
  attempt: Attempt,
  event: 'refuse' | 'close' | 'succeed' | 'conflict',
  moved: Moved,
  taken: readonly { readonly item: PaymentItem; readonly amount: Amount }[] = [],
): void {
  attempt.nextQueryAt = null
  releaseSlot(book, attempt)
  moveAttempt(book, attempt, event, moved, taken)
}

function releaseSlot(book: PaymentBook, attempt: Attempt): void {
  const payment = present(book.payments.get(attempt.payableNo), `payment ${attempt.payableNo}`)
  book.touched.payments.add(payment)
  if (payment.openAttemptNo === attempt.attemptNo) payment.openAttemptNo = null
}
