import { present } from '../../kernel/assert.ts'
import { type Amount, allocate, sum } from '../../kernel/money.ts'
import type { Dispute, DisputeBook } from './dispute-types.ts'
import type { PaymentBook, Share } from './types.ts'

type OfAttempt = { readonly payableNo: string; readonly attemptNo: string }

export const sharesOf = (book: PaymentBook, { payableNo, attemptNo }: OfAttempt): Share[] =>
  (book.shares.get(payableNo) ?? []).filter((share) => share.attemptNo === attemptNo)

/** What can still be given back of a share. */
export const freeOf = ({ amount, refunding, refunded, disputed }: Share): Amount =>
  amount - refunding - refunded - disputed

const keptBy = ({ kept }: Dispute): Amount => sum(Object.values(kept))

/** Disputes that were not won: what they ask for must not be given back another way as well. */
const claiming = (disputes: DisputeBook, { payableNo, attemptNo }: OfAttempt): Dispute[] =>
  (disputes.byPayable.get(payableNo) ?? []).filter(
    (one) => one.attemptNo === attemptNo && one.state !== 'won',
  )

/** How much of what it asks for it does not keep, and no surplus covered. */
export const unkeptOf = (dispute: Dispute): Amount => dispute.amount - keptBy(dispute) - dispute.covered

/** How much of what is asked back is not kept, because refunds had it already. */
export const unkept = (disputes: DisputeBook, attempt: OfAttempt): Amount =>
  sum(claiming(disputes, attempt).map(unkeptOf))

/** What a dispute has kept just now of a share. */
export type Kept = { readonly dispute: Dispute; readonly share: Share; readonly amount: Amount }

/**
 * Keeps from refunds what disputes ask for, as far as it is free: nobody pays it back twice. To be called whenever money
 * of the attempt becomes free. Returns what was kept.
 */
export function keepDisputed(book: PaymentBook, disputes: DisputeBook, attempt: OfAttempt): Kept[] {
  const shares = sharesOf(book, attempt)
  const made: Kept[] = []
  for (const dispute of claiming(disputes, attempt)) {
    const free = shares.map(freeOf)
    const parts = allocate(
      Math.min(unkeptOf(dispute), sum(free)),
      free.map((cap) => ({ weight: cap, cap })),
    )
    for (const [i, share] of shares.entries()) {
      if (parts[i] === 0) continue
      share.disputed += parts[i]!
      dispute.kept[share.itemNo] = (dispute.kept[share.itemNo] ?? 0) + parts[i]!
      book.touched.shares.add(share)
      disputes.touched.add(dispute)
      made.push({ dispute, share, amount: parts[i]! })
    }
  }
  return made
}

const shareOf = (book: PaymentBook, dispute: Dispute, itemNo: string): Share =>
  present(
    sharesOf(book, dispute).find((share) => share.itemNo === itemNo),
    `share of ${itemNo} in ${dispute.attemptNo}`,
  )

/** The shares of which a dispute keeps something, with how much. */
export const keptShares = (
  book: PaymentBook,
  dispute: Dispute,
): { readonly share: Share; readonly amount: Amount }[] =>
  Object.entries(dispute.kept)
    .map(([itemNo, amount]) => ({ share: shareOf(book, dispute, itemNo), amount }))
    .filter(({ amount }) => amount > 0)

/** The dispute was won: its own part is free again, and another dispute may want it. */
export function freeDisputed(book: PaymentBook, disputes: DisputeBook, dispute: Dispute): Kept[] {
  for (const { share, amount } of keptShares(book, dispute)) {
    share.disputed -= amount
    book.touched.shares.add(share)
  }
  dispute.kept = {}
  return keepDisputed(book, disputes, dispute)
}
