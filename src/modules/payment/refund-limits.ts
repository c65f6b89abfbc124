import { after, DAY } from '../../kernel/clock.ts'
import { type Outcome, reject } from '../../kernel/outcome.ts'
import type { Attempt, PaymentBook, PaymentRejection, Refund } from './types.ts'

/** What a channel allows of refunds: how long after the payment, how many of one payment, how far apart. */
export type RefundLimits = {
  readonly refundWindowDays: number
  readonly maxRefundsPerAttempt: number
  readonly refundSpacingMs: number
}

/** By the account's code; undefined where nothing is limited, as in our own books. */
export type LimitsOf = (channel: string) => RefundLimits | undefined

export const noLimits: LimitsOf = () => undefined

const alive = (book: PaymentBook, attempt: Attempt): Refund[] =>
  [...book.refunds.values()].filter(
    ({ attemptNo, state, toWallet }) => attemptNo === attempt.attemptNo && state !== 'rejected' && !toWallet,
  )

/** Why a channel would not take one more refund of an attempt; its money can still go to the wallet. */
export function faultOfRefund(
  book: PaymentBook,
  attempt: Attempt,
  limits: RefundLimits | undefined,
  now: Date,
): Outcome<never, PaymentRejection> | null {
  if (!limits) return null
  const { attemptNo, succeededAt } = attempt
  const until = after(succeededAt ?? attempt.createdAt, limits.refundWindowDays * DAY)
  if (now > until)
    return reject('refund_window_over', {
      detail: { attemptNo, until: until.toISOString(), instead: 'wallet' },
    })
  const most = limits.maxRefundsPerAttempt
  if (alive(book, attempt).length >= most)
    return reject('refund_count_reached', { detail: { attemptNo, most, instead: 'wallet' } })
  return null
}

/** When a refund may be sent: at once, or so long after the one before it as its channel wants. */
export function plannedFor(
  book: PaymentBook,
  refund: Refund,
  limits: RefundLimits | undefined,
  now: Date,
): Date {
  const attempt = book.attempts.get(refund.attemptNo)
  if (!limits || !attempt || refund.toWallet) return now
  const before = alive(book, attempt).flatMap(({ plannedAt, refundNo }) =>
    plannedAt && refundNo !== refund.refundNo ? [plannedAt.getTime() + limits.refundSpacingMs] : [],
  )
  return new Date(Math.max(now.getTime(), ...before))
}
