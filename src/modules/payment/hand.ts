import type { Amount, Currency } from '../../kernel/money.ts'
import { isNumber } from '../../kernel/number.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Report } from './evidence.ts'
import { askCapture, isOnDelivery, isPromised, owedTo } from './holds.ts'
import { isOwedBack, ourWayOpen } from './our-way.ts'
import type { Attempt, PaymentBook, PaymentRejection, Refund } from './types.ts'

/**
 * What a person says of money that has no wire 手工登记: cash collected, a transfer received, a refund paid out. A
 * second person confirms it, and then it is evidence like a channel's word.
 */
export type HandEntry = {
  /** The attempt that money came in for, or the refund that was paid out. */
  readonly subjectNo: string
  readonly seq: number
  readonly direction: 'in' | 'out'
  readonly amount: Amount
  readonly currency: Currency
  /** The bank's number, or that of the receipt. */
  readonly reference: string
  readonly note: string | null
  readonly occurredAt: Date
  readonly recordedBy: string
  readonly recordedAt: Date
  /** Null while nobody has decided. */
  isConfirmed: boolean | null
  decidedBy: string | null
  decidedAt: Date | null
}

export const ALONE = 'rule:alone'

const HAND: ReadonlySet<string> = new Set(['cod', 'offline'])

/** Whether money of this channel moves by hand. */
export const isByHand = (channel: string): boolean => HAND.has(channel)

export type Said = Pick<HandEntry, 'amount' | 'currency' | 'reference' | 'note' | 'occurredAt'> & {
  readonly actor: string
}

const entryOf = (
  subjectNo: string,
  direction: HandEntry['direction'],
  seq: number,
  { actor, ...said }: Said,
  now: Date,
): HandEntry => ({
  ...said,
  subjectNo,
  seq,
  direction,
  recordedBy: actor,
  recordedAt: now,
  isConfirmed: null,
  decidedBy: null,
  decidedAt: null,
})

/** Whether another word may be said about this money now. */
function mayRecord(
  entries: readonly HandEntry[],
  direction: HandEntry['direction'],
): Outcome<undefined, PaymentRejection> {
  if (entries.some(({ isConfirmed }) => isConfirmed === null)) return reject('entry_waits')
  const isSaid = entries.some((entry) => entry.isConfirmed && entry.direction === direction)
  return isSaid ? reject('already_paid') : accept(undefined)
}

/**
 * Somebody counted money for an attempt. Cash on delivery is never more than was promised; a transfer is what the bank
 * says. A transfer that comes after the end is recorded all the same: the reducer gives it back.
 */
export function recordReceipt(
  book: PaymentBook,
  attempt: Attempt,
  entries: readonly HandEntry[],
  said: Said,
  now: Date,
): Outcome<HandEntry, PaymentRejection> {
  if (!isByHand(attempt.channel)) return reject('unknown_channel')
  if (attempt.state === 'succeeded' || attempt.state === 'conflicted') return reject('already_paid')
  const may = mayRecord(entries, 'in')
  if (!may.ok) return may
  if (isOnDelivery(attempt)) {
    const owed = owedTo(book, attempt)
    if (!isPromised(attempt)) return reject('illegal_move', { detail: { state: attempt.state } })
    if (said.currency !== attempt.currency || said.amount > owed)
      return reject('above_open', { detail: { open: owed } })
  }
  return accept(entryOf(attempt.attemptNo, 'in', entries.length + 1, said, now))
}

/** Somebody paid a refund out by hand, in the amount that was approved. */
export function recordPayout(
  refund: Refund,
  channel: string,
  entries: readonly HandEntry[],
  said: Omit<Said, 'amount' | 'currency'>,
  now: Date,
): Outcome<HandEntry, PaymentRejection> {
  // What came back to our bank account is sent on by people, whatever channel had brought it.
  const isWithUs = refund.state === 'returned'
  const isOurs = ourWayOpen(refund) === 'hand'
  if (!isWithUs && !isOurs && !isByHand(channel)) return reject('unknown_channel')
  // What others have of its money comes back first.
  if (isOurs && refund.nextAt !== null) return reject('illegal_move', { detail: { until: refund.nextAt } })
  if (!isWithUs && refund.state !== 'approved' && refund.state !== 'processing')
    return reject('illegal_move', { detail: { state: refund.state } })
  const may = mayRecord(entries, 'out')
  if (!may.ok) return may
  const { refundNo, amount, currency } = refund
  return accept(entryOf(refundNo, 'out', entries.length + 1, { ...said, amount, currency }, now))
}

/** The buyer gave back what a refund had brought him twice. */
export function recordReturned(
  refund: Refund,
  entries: readonly HandEntry[],
  said: Omit<Said, 'amount' | 'currency'>,
  now: Date,
): Outcome<HandEntry, PaymentRejection> {
  if (!isOwedBack(refund)) return reject('illegal_move', { detail: { state: refund.state } })
  const may = mayRecord(entries, 'in')
  if (!may.ok) return may
  const { refundNo, amount, currency } = refund
  return accept(entryOf(refundNo, 'in', entries.length + 1, { ...said, amount, currency }, now))
}

/** The second of two people decides. `alone`: the amount is small and as it was asked, so the rule does. */
export function decideEntry(
  book: PaymentBook,
  entry: HandEntry,
  decision: { readonly isConfirmed: boolean; readonly actor: string },
  now: Date,
): Outcome<HandEntry, PaymentRejection> {
  const { isConfirmed, actor } = decision
  if (entry.isConfirmed !== null) return reject('illegal_move')
  if (actor === entry.recordedBy) return reject('same_person')
  const attempt = book.attempts.get(entry.subjectNo)
  if (isConfirmed && attempt && isOnDelivery(attempt)) {
    // What was promised is taken now, in this amount: less than is owed was meant so by two people.
    const { amount } = entry
    const asked = { captureNo: `${attempt.attemptNo}C`, amount, actor }
    const taken = askCapture(book, attempt, asked, now)
    if (!taken.ok) return taken
    attempt.nextQueryAt = null
  }
  entry.isConfirmed = isConfirmed
  entry.decidedBy = actor
  entry.decidedAt = now
  return accept(entry)
}

/** What a confirmed entry says, in the words of the reducer. */
export function reportOf({
  subjectNo,
  direction,
  reference,
  amount,
  currency,
  occurredAt,
}: HandEntry): Report {
  const succeededAt = occurredAt.toISOString()
  if (direction === 'in' && isNumber(subjectNo, 'refund'))
    return {
      about: 'refund',
      kind: 'claimed_back',
      channelRefundNo: reference,
      amount,
      receivedAt: succeededAt,
    }
  return direction === 'in'
    ? {
        about: 'attempt',
        kind: 'paid',
        channelNo: reference,
        amount,
        currency,
        succeededAt,
        isOurs: true,
      }
    : { about: 'refund', kind: 'succeeded', channelRefundNo: reference, amount, succeededAt }
}
