import { present } from '../../kernel/assert.ts'
import { after, DAY } from '../../kernel/clock.ts'
import { type Amount, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { beginCloseAttempt, endAttempt, itemsOf, openAttempts } from './decide.ts'
import type { Moved } from './moves.ts'
import type { Attempt, Capture, Payment, PaymentBook, PaymentItem, PaymentRejection } from './types.ts'

/** A hold is settled so long before it lapses, or in its last quarter where it is shorter. */
const BEFORE_LAPSE = DAY

/** When a hold must be taken or let go, at the latest. */
export function settleHoldBy(heldAt: Date, heldUntil: Date): Date {
  const lasts = heldUntil.getTime() - heldAt.getTime()
  return after(heldUntil, -Math.min(BEFORE_LAPSE, Math.floor(lasts / 4)))
}

/** Money promised and not ours yet: held by a channel, or to be collected on delivery. */
export const isPromised = ({ state, capture }: Attempt): boolean =>
  state === 'authorized' && capture === 'manual'

/** To be collected by hand when the goods arrive 货到付款; nobody holds it meanwhile. */
export const isOnDelivery = ({ method }: Pick<Attempt, 'method'>): boolean => method === 'on_delivery'

export const promises = (book: PaymentBook, payment: Payment): Attempt[] =>
  openAttempts(book, payment).filter(isPromised)

/** Whether its capture was asked for: then it is taken, and nothing else happens to it. */
export const isTaken = (book: PaymentBook, attempt: Attempt): boolean => book.captures.has(attempt.attemptNo)

/** Whether what is due has come in or is promised. */
export const isSecured = (book: PaymentBook, payment: Payment): boolean =>
  payment.captured + sum(promises(book, payment).map(promisedBy)) >= payment.due

/** What a promise still stands for: parts of a hold may have been taken. */
const promisedBy = (attempt: Attempt): Amount => (isOnDelivery(attempt) ? attempt.amount : attempt.held)

/** A part of the hold whose money may still come: until it is settled nothing else happens to the hold. */
export const partUnderWay = (book: PaymentBook, { attemptNo: no }: Attempt): Attempt | undefined =>
  [...book.parts.values()]
    .filter(({ holdNo }) => holdNo === no)
    .flatMap(({ attemptNo }) => book.attempts.get(attemptNo) ?? [])
    .find(({ isOpen }) => isOpen)

/** The items that an attempt still pays for. */
export const liveItemsOf = (book: PaymentBook, attempt: Attempt): PaymentItem[] =>
  itemsOf(book, present(book.payments.get(attempt.payableNo), `payment ${attempt.payableNo}`)).filter(
    (item) => attempt.itemNos.includes(item.itemNo) && !item.cancelled,
  )

/** What its items still owe. */
export const owedTo = (book: PaymentBook, attempt: Attempt): Amount =>
  sum(liveItemsOf(book, attempt).map((item) => item.due - item.captured))

/**
 * Writes down that held money is to be taken: at most what is held and what is still owed. The channel is called
 * outside, with this number.
 */
export function askCapture(
  book: PaymentBook,
  attempt: Attempt,
  asked: { readonly captureNo: string; readonly amount: Amount | null; readonly actor: string },
  now: Date,
): Outcome<Capture, PaymentRejection> {
  const { attemptNo } = attempt
  if (!isPromised(attempt)) return reject('illegal_move', { detail: { state: attempt.state } })
  if (isTaken(book, attempt)) return reject('capture_asked')
  const part = partUnderWay(book, attempt)
  if (part) return reject('attempt_open', { detail: { attemptNo: part.attemptNo } })
  const owed = Math.min(owedTo(book, attempt), promisedBy(attempt))
  const amount = asked.amount ?? owed
  if (amount <= 0 || amount > owed) return reject('above_open', { detail: { open: owed } })
  const capture: Capture = {
    captureNo: asked.captureNo,
    attemptNo,
    amount,
    askedBy: asked.actor,
    askedAt: now,
  }
  book.captures.set(attemptNo, capture)
  book.added.captures.add(capture)
  attempt.nextQueryAt = now
  attempt.queryCount = 0
  book.touched.attempts.add(attempt)
  return accept(capture)
}

/** Lets a promise go: held money at its channel, by the close protocol; a promise to pay on delivery at once. */
export function letGo(book: PaymentBook, attempt: Attempt, moved: Moved): Outcome<Attempt, PaymentRejection> {
  if (!isPromised(attempt)) return reject('illegal_move', { detail: { state: attempt.state } })
  if (isTaken(book, attempt)) return reject('capture_asked')
  const part = partUnderWay(book, attempt)
  if (part) return reject('attempt_open', { detail: { attemptNo: part.attemptNo } })
  if (isOnDelivery(attempt)) endAttempt(book, attempt, 'close', moved)
  else beginCloseAttempt(book, attempt, moved)
  return accept(attempt)
}

/** Gives more time: a transfer is under way, or a deposit was paid. */
export function extend(book: PaymentBook, payment: Payment, expiresAt: Date): void {
  payment.expiresAt = expiresAt
  book.touched.payments.add(payment)
}
