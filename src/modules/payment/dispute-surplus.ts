import { type Amount, sum } from '../../kernel/money.ts'
import { unkeptOf } from './dispute-money.ts'
import type { Dispute, DisputeBook } from './dispute-types.ts'
import { type Moved, moveRefund } from './moves.ts'
import { ABNORMAL, ENDED_BY_CHANNEL } from './redirect.ts'
import { settleRefund } from './refund-sums.ts'
import type { PaymentBook, Refund } from './types.ts'

/** The refunds of a surplus that were not given up: one, or none. */
const ofSurplus = (book: PaymentBook, { attemptNo }: Pick<Dispute, 'attemptNo'>): Refund[] =>
  [...book.refunds.values()].filter(
    (one) => one.source === 'surplus' && one.attemptNo === attemptNo && one.state !== 'rejected',
  )

/** Its end is not known yet, so the payer may have got the money twice. */
export const isUnderWay = ({ state, nextAt }: Refund): boolean =>
  ['approved', 'processing', 'redirect_asked'].includes(state) || (state === 'failed' && nextAt !== null)

/** Its money waits for nothing at the channel, so it was never the payer's a second time. */
const hasFailed = ({ state, failureCode }: Refund): boolean => state === 'failed' && failureCode !== ABNORMAL

/** What people left in suspense, because they gave its refund up. */
function leftInSuspense(book: PaymentBook, disputes: DisputeBook, { payableNo, attemptNo }: Dispute): Amount {
  const covered = (disputes.byPayable.get(payableNo) ?? []).filter((one) => one.attemptNo === attemptNo)
  const surplus = book.attempts.get(attemptNo)?.surplus ?? 0
  const back = ofSurplus(book, { attemptNo }).map(({ amount }) => amount)
  return surplus - sum([...back, ...covered.map((one) => one.covered)])
}

/**
 * A lost dispute took a surplus that was on its way back, and whose refund its channel did not take therefore: the payer
 * has it, the refund is over, and nobody bears it. `waits`: how the refund ends is not known yet.
 */
export function coverBySurplus(
  book: PaymentBook,
  disputes: DisputeBook,
  dispute: Dispute,
  moved: Moved,
): { readonly refund: Refund | null; readonly amount: Amount } | 'waits' | null {
  const rest = unkeptOf(dispute)
  const refunds = ofSurplus(book, dispute)
  if (rest === 0) return null
  if (refunds.some(isUnderWay)) return 'waits'
  const refund = refunds.find(hasFailed) ?? null
  const amount = Math.min(rest, refund ? refund.amount : leftInSuspense(book, disputes, dispute))
  if (amount === 0) return null
  dispute.covered += amount
  disputes.touched.add(dispute)
  if (!refund) return { refund, amount }
  refund.decidedBy = moved.actor
  settleRefund(book, refund, 0)
  moveRefund(book, refund, 'reject', moved)
  return { refund, amount }
}

/** Refunds of its surplus that their channel refused while the bank had asked for the money. */
export const refusedSurplus = (book: PaymentBook, dispute: Dispute): Refund[] =>
  ofSurplus(book, dispute).filter((one) => hasFailed(one) && one.failureCode !== ENDED_BY_CHANNEL)
