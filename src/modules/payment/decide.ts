import { assert, present } from '../../kernel/assert.ts'
import { after, MINUTE } from '../../kernel/clock.ts'
import { can } from '../../kernel/machine.ts'
import { type Amount, sum } from '../../kernel/money.ts'
import type { Presentation } from '../../kernel/presentation.ts'
import { isInBooks } from './house.ts'
import { attemptMachine, paymentMachine } from './machine.ts'
import { type Moved, moveAttempt, movePayment } from './moves.ts'
import { fitSchedule, scheduleOf } from './plan.ts'
import type { Attempt, Payment, PaymentBook, PaymentItem } from './types.ts'

/** How long after a channel's expiry a number that it does not know is still watched. */
const WATCH_AFTER_EXPIRY = 5 * MINUTE

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

/** The channel says that the number cannot be paid any more. */
export function applyClosed(book: PaymentBook, attempt: Attempt, moved: Moved): void {
  if (!can(attemptMachine, attempt.state, 'close')) return
  attempt.held = 0
  endAttempt(book, attempt, 'close', moved)
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
  news: {
    readonly delaysMs: readonly number[]
    readonly isUnknownThere: boolean
    /** The channel learns of a number only when the payer opens it: unknown there, nobody has begun to pay. */
    readonly isUnknownUntilOpened?: boolean
  },
  moved: Moved,
): void {
  if (attempt.nextQueryAt === null) return
  const { delaysMs, isUnknownThere, isUnknownUntilOpened = false } = news
  // It cannot be closed there and is watched on, but it stands in nobody's way; what still comes is surplus.
  if (isUnknownThere && isUnknownUntilOpened && attempt.state === 'closing') attempt.isOpen = false
  const over = moved.at.getTime() > attempt.expiresAt.getTime() + WATCH_AFTER_EXPIRY
  // What it said that it holds, it cannot have forgotten: that it knows nothing of it is no answer.
  if (isUnknownThere && over && attempt.held === 0 && can(attemptMachine, attempt.state, 'close')) {
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
  // What our own books hold ends with the leg that a channel can close.
  if (isInBooks(attempt.channel) || !can(attemptMachine, attempt.state, 'begin_close')) return
  // Nobody can pay an attempt whose code nobody has seen: it blocks no other, but it is watched all the same.
  if (attempt.presentation === null && attempt.held === 0) attempt.isOpen = false
  attempt.nextQueryAt = moved.at
  attempt.queryCount = 0
  moveAttempt(book, attempt, 'begin_close', moved)
}

/** Blocks new attempts and closes the open one. */
export function beginClose(book: PaymentBook, payment: Payment, moved: Moved): void {
  if (can(paymentMachine, payment.state, 'begin_close')) movePayment(book, payment, 'begin_close', moved)
  for (const open of openAttempts(book, payment)) {
    // A promise to pay on delivery stands at no channel: it ends with the word.
    if (open.method === 'on_delivery') applyClosed(book, open, moved)
    else beginCloseAttempt(book, open, moved)
  }
}

/**
 * Nothing is due any more: what still could bring money is closed at its channel, for it would only have to go back.
 * Money that is promised is left to those who settle promises.
 */
export function closeUnneeded(book: PaymentBook, payment: Payment, moved: Moved): void {
  if (payment.state !== 'covered') return
  for (const open of openAttempts(book, payment))
    if (open.state !== 'authorized') beginCloseAttempt(book, open, moved)
}

/** Ends a closing payment: money that comes later is surplus. */
export function finishClose(book: PaymentBook, payment: Payment, moved: Moved): void {
  if (can(paymentMachine, payment.state, 'close')) movePayment(book, payment, 'close', moved)
}

/**
 * Takes an item out that nobody will pay for any more: what came in of it stays due, the rest is not. What is left may
 * now be covered; where nothing is left, nothing is.
 */
export function cancelItem(book: PaymentBook, payment: Payment, itemNo: string, moved: Moved): void {
  const item = present(
    itemsOf(book, payment).find((one) => one.itemNo === itemNo),
    `item ${itemNo}`,
  )
  assert(item.captured < item.due && !item.cancelled, `item ${itemNo} cannot be cancelled`)
  item.cancelled = true
  payment.due -= item.due - item.captured
  fitSchedule(book, payment)
  book.touched.items.add(item)
  book.touched.payments.add(payment)
  coverIfPaid(book, payment, moved)
}

/**
 * Less is owed of an item's supplements: `waived` of each, in their order. What came in pays the parts in their order,
 * so the parts that shrink are those that nobody has paid.
 */
export function lessSupplements(
  book: PaymentBook,
  payment: Payment,
  item: PaymentItem,
  waived: readonly Amount[],
  moved: Moved,
): void {
  const parts = scheduleOf(book, payment).filter(({ itemNo }) => itemNo === item.itemNo)
  parts.forEach((one, i) => {
    one.amount -= waived[i] ?? 0
    book.touched.instalments.add(one)
  })
  const amount = sum(waived)
  item.due -= amount
  payment.due -= amount
  book.touched.items.add(item)
  book.touched.payments.add(payment)
  coverIfPaid(book, payment, moved)
}

/** A payment is covered when what is due came in, and somebody still buys something for it. */
export function coverIfPaid(book: PaymentBook, payment: Payment, moved: Moved): void {
  const isAlive = itemsOf(book, payment).some((item) => !item.cancelled)
  const covered = isAlive && payment.due > 0 && payment.captured === payment.due
  if (covered && can(paymentMachine, payment.state, 'cover')) movePayment(book, payment, 'cover', moved)
}

/** Attempts whose money may still come as it was asked for. */
export const openAttempts = (book: PaymentBook, payment: Payment): Attempt[] =>
  (book.attemptsOf.get(payment.payableNo) ?? []).filter((attempt) => attempt.isOpen)

/** Whether money can still reach the payment through an attempt that the buyer was shown. */
export const isBusy = (book: PaymentBook, payment: Payment): boolean => openAttempts(book, payment).length > 0

export const itemsOf = (book: PaymentBook, payment: Payment): PaymentItem[] =>
  present(book.items.get(payment.payableNo), `items of ${payment.payableNo}`)

export function endAttempt(
  book: PaymentBook,
  attempt: Attempt,
  event: 'refuse' | 'close' | 'succeed' | 'conflict',
  moved: Moved,
  taken: readonly { readonly item: PaymentItem; readonly amount: Amount }[] = [],
): void {
  attempt.nextQueryAt = null
  attempt.isOpen = false
  moveAttempt(book, attempt, event, moved, taken)
}
