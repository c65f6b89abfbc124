import { present } from '../../kernel/assert.ts'
import { after, DAY } from '../../kernel/clock.ts'
import type { Amount } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { isOnDelivery, isPromised, isTaken, owedTo, partUnderWay } from './holds.ts'
import { addNew } from './start.ts'
import type { Attempt, HoldPart, PaymentBook, PaymentRejection } from './types.ts'

/** What can be taken of a hold as a part: less than its items owe and than it holds, or it would be the last one. */
export const openForPart = (book: PaymentBook, hold: Attempt): Amount =>
  Math.min(owedTo(book, hold), hold.held) - 1

/**
 * Writes down that a part of held money is to be taken while the rest stays held: an attempt of its own, whose number
 * is that of the payment. One part at a time: what is in doubt is settled before more is taken.
 */
export function askPart(
  book: PaymentBook,
  hold: Attempt,
  {
    attemptNo,
    amount,
    actor,
  }: { readonly attemptNo: string; readonly amount: Amount; readonly actor: string },
  now: Date,
): Outcome<HoldPart, PaymentRejection> {
  if (!isPromised(hold) || isOnDelivery(hold))
    return reject('illegal_move', { detail: { state: hold.state } })
  if (isTaken(book, hold)) return reject('capture_asked')
  const other = partUnderWay(book, hold)
  if (other) return reject('attempt_open', { detail: { attemptNo: other.attemptNo } })
  const open = openForPart(book, hold)
  if (amount <= 0 || amount > open) return reject('above_open', { detail: { open } })
  const payment = present(book.payments.get(hold.payableNo), `payment ${hold.payableNo}`)
  const { channel, method, description, itemNos, heldUntil } = hold
  const facts = { payer: null, capture: 'automatic' as const, description, firstQueryMs: 0, longestMs: DAY }
  const leg = { channel, method, amount, units: null }
  const attempt = addNew(
    book,
    payment,
    { ...facts, ...leg, attemptNo, itemNos, groupNo: null, combinedNo: null },
    now,
  )
  // It can be taken as long as it is held, whatever the time to pay.
  attempt.expiresAt = heldUntil ?? after(now, DAY)
  const part: HoldPart = { attemptNo, holdNo: hold.attemptNo, amount, askedBy: actor, askedAt: now }
  book.parts.set(attemptNo, part)
  book.added.parts.add(part)
  return accept(part)
}

/** A part came in: the hold holds so much less. */
export function takeOffHold(book: PaymentBook, attempt: Attempt, received: Amount): void {
  const part = book.parts.get(attempt.attemptNo)
  const hold = part && book.attempts.get(part.holdNo)
  if (!hold) return
  hold.held = Math.max(0, hold.held - received)
  book.touched.attempts.add(hold)
}
