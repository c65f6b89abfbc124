import { after, MINUTE } from '../../kernel/clock.ts'
import { type Amount, allocate, sum } from '../../kernel/money.ts'
import { returnsOf, sharedOut, sharingsOf } from './decide.ts'
import { addReturn, isAsked, returnable } from './returns.ts'
import type { SharingBook, SharingReturn } from './types.ts'

export type MoneyOfAttempt = {
  readonly attemptNo: string
  readonly received: Amount
  /** Refunds that were approved: under way, done, or failed and to be tried again. */
  readonly owed: Amount
}

export type WayRequest = {
  readonly nextNo: () => string
  readonly requestedBy: string
  readonly reason: string
  /** The refund itself takes back what is missing, for its channel knows no other way. */
  readonly withRefund: { readonly refundNo: string; readonly amount: Amount } | null
}

/** `parts`: what the refund has to take back with it, the same however often it is sent. */
export type Way = { readonly isHeldBack: boolean; readonly parts: readonly SharingReturn[] }

/**
 * 分账回退 before refund (row P7): whether the refunds of an attempt must wait. What is refunded must not be with others
 * any more; what is missing is asked back from the receivers, pro rata, in the same commit. What a person got cannot
 * be asked back: that part comes out of our own balance, and nobody waits for it.
 */
export function makeWay(
  book: SharingBook,
  { attemptNo, received, owed }: MoneyOfAttempt,
  { withRefund, nextNo, requestedBy, reason }: WayRequest,
  now: Date,
): Way {
  const all = returnsOf(book, attemptNo)
  const asked = all.filter(isAsked)
  const own = asked.filter(
    ({ refundNo, state }) => refundNo !== null && refundNo === withRefund?.refundNo && state === 'requested',
  )
  const missing = owed + sharedOut(book, attemptNo) - received
  if (missing <= 0) return { isHeldBack: false, parts: own }
  const sharings = sharingsOf(book, attemptNo)
  // Where it is not known yet who got what, nothing can be asked back.
  if (sharings.some(({ state }) => state === 'approved' || state === 'processing'))
    return { isHeldBack: true, parts: [] }
  const amountOf = (some: readonly SharingReturn[], ...states: SharingReturn['state'][]) =>
    sum(some.filter(({ state }) => states.includes(state)).map(({ amount }) => amount))
  const underway = amountOf(asked, 'requested', 'processing', 'failed')
  const places = sharings.flatMap((sharing) =>
    sharing.receivers.map((receiver) => ({
      sharing,
      account: receiver.account,
      left: returnable(book.returns.values(), sharing, receiver),
    })),
  )
  const most = withRefund ? withRefund.amount - sum(own.map(({ amount }) => amount)) : missing
  const wanted = Math.min(
    most,
    missing - underway - amountOf(all, 'waived', 'owed', 'claimed', 'offset'),
    sum(places.map(({ left }) => left)),
  )
  const added: SharingReturn[] = []
  if (wanted > 0) {
    const amounts = allocate(
      wanted,
      places.map(({ left }) => ({ weight: left, cap: left })),
    )
    for (const [i, { sharing, account }] of places.entries()) {
      const amount = amounts[i]!
      if (amount === 0) continue
      const facts = { returnNo: nextNo(), account, amount, reason, requestedBy }
      added.push(addReturn(book, sharing, { ...facts, refundNo: withRefund?.refundNo ?? null }, now))
    }
  }
  if (!withRefund) return { isHeldBack: wanted > 0 || underway > 0, parts: [] }
  // What became of them is asked for once the refund has been sent.
  for (const one of added) one.nextAt = after(now, MINUTE)
  return { isHeldBack: false, parts: [...own, ...added] }
}
