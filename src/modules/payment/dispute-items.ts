import { assert, present } from '../../kernel/assert.ts'
import { type Amount, sum } from '../../kernel/money.ts'
import { askAgain } from './bounce.ts'
import { keepDisputed, unkeptOf } from './dispute-money.ts'
import { isUnderWay } from './dispute-surplus.ts'
import type { Dispute, DisputeBook, Kept } from './disputes.ts'
import { type Moved, moveRefund } from './moves.ts'
import { ABNORMAL, AMOUNT_CONFLICTS, ENDED_BY_CHANNEL } from './redirect.ts'
import { setAside, settleRefund } from './refund-sums.ts'
import { addRefund, splitComponents } from './refunds.ts'
import type { PaymentBook, Refund } from './types.ts'

const ofItems = (book: PaymentBook, { attemptNo }: Pick<Dispute, 'attemptNo'>): Refund[] =>
  [...book.refunds.values()].filter((one) => one.source === 'item' && one.attemptNo === attemptNo)

/** Its channel turned it down, or ended it, and no money of it waits anywhere. */
const isRefused = ({ state, failureCode }: Refund): boolean =>
  state === 'failed' && failureCode !== ABNORMAL && failureCode !== AMOUNT_CONFLICTS

/** And was asked about since. */
const isOver = (refund: Refund): boolean => isRefused(refund) && refund.nextAt === null

/**
 * The refund of an item that a lost dispute has ended: its channel refused it while the bank asked for the money, and the
 * payer has that by his bank. `waits`: how a refund ends is not known yet.
 */
export function endedByLoss(book: PaymentBook, dispute: Dispute): Refund | 'waits' | null {
  if (unkeptOf(dispute) === 0) return null
  const refunds = ofItems(book, dispute)
  return refunds.find(isOver) ?? (refunds.some(isUnderWay) ? 'waits' : null)
}

/** Ends it: disputes keep of its money what they ask for. Returns what they keep, and what is left of it. */
export function endByLoss(
  book: PaymentBook,
  disputes: DisputeBook,
  refund: Refund,
  moved: Moved,
): { readonly kept: readonly Kept[]; readonly left: Amount } {
  assert(isOver(refund), `refund ${refund.refundNo} was not refused`)
  refund.decidedBy = moved.actor
  settleRefund(book, refund, 0)
  moveRefund(book, refund, 'reject', moved)
  const kept = keepDisputed(book, disputes, refund)
  return { kept, left: refund.amount - sum(kept.map(({ amount }) => amount)) }
}

/** What a lost dispute left of an agreed refund goes on under a number of its own, with its pieces and its discounts. */
export function addRest(
  book: PaymentBook,
  refund: Refund,
  { refundNo, amount, requestedBy }: { refundNo: string; amount: Amount; requestedBy: string },
  now: Date,
): Refund {
  const { attemptNo, requestNo, source, itemNo, toWallet, reason } = refund
  const { waives: _waived, ...agreed } = present(refund.components, `components of ${refund.refundNo}`)
  const [{ components }] = splitComponents(agreed, [amount, refund.amount - amount]) as [
    { components: typeof agreed },
  ]
  const attempt = present(book.attempts.get(attemptNo), `attempt ${attemptNo}`)
  const given = { refundNo, requestNo, source, amount, itemNo, components, toWallet, reason, requestedBy }
  const rest = addRefund(book, { ...given, attempt }, now)
  setAside(book, rest)
  return rest
}

/**
 * What its channel refused before may have reached it since: of whatever the end of a lost dispute depends on, it is asked
 * once more.
 */
export function askOnceMore(book: PaymentBook, dispute: Dispute, now: Date): void {
  if (unkeptOf(dispute) === 0) return
  for (const refund of book.refunds.values())
    if (refund.attemptNo === dispute.attemptNo && isOver(refund)) askAgain(book, refund, now)
}

/** Refunds of items that their channel refused while a bank asked for the money. */
export const refusedItems = (book: PaymentBook, dispute: Dispute): Refund[] =>
  ofItems(book, dispute).filter((one) => isRefused(one) && one.failureCode !== ENDED_BY_CHANNEL)
