import { present } from '../../kernel/assert.ts'
import { after, MINUTE } from '../../kernel/clock.ts'
import { type Amount, allocate, sum } from '../../kernel/money.ts'
import { returnsOf, sharedOut, sharingsOf } from './decide.ts'
import { type Moved, moveReturn } from './moves.ts'
import { addReturn, CAME_BACK, isAsked, leftFor } from './returns.ts'
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
 * What a refund asked back with it, its channel did not give, and no other refund has asked for since: each part is asked
 * for, or owed, once.
 */
export function failedWith(book: SharingBook, refundNo: string): SharingReturn[] {
  const left = new Map<string, Amount>()
  return [...book.returns.values()].filter((one) => {
    if (one.refundNo !== refundNo || one.state !== 'failed') return false
    const { sharingNo, account, amount } = one
    const name = `${sharingNo}/${account}`
    const sharing = present(book.sharings.get(sharingNo), `sharing ${sharingNo}`)
    const receiver = present(
      sharing.receivers.find((of) => of.account === account),
      `receiver ${account}`,
    )
    const rest = left.get(name) ?? leftFor(book.returns.values(), sharing, receiver)
    left.set(name, rest - (amount <= rest ? amount : 0))
    return amount <= rest
  })
}

/** A refund that had failed is sent once more: the parts that it was to take with it are the same as before. */
function sendAgain(book: SharingBook, { refundNo }: { readonly refundNo: string }, moved: Moved): void {
  for (const one of failedWith(book, refundNo)) {
    one.failureCode = null
    one.nextAt = after(moved.at, MINUTE)
    moveReturn(book, one, 'retry', moved)
  }
}

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
  if (withRefund) sendAgain(book, withRefund, { actor: requestedBy, at: now, reason })
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
  const standing = all.filter(({ failureCode }) => failureCode !== CAME_BACK)
  const underway = amountOf(asked, 'requested', 'processing', 'failed')
  const places = sharings.flatMap((sharing) =>
    sharing.receivers.map((receiver) => ({
      sharing,
      account: receiver.account,
      left: Math.max(0, leftFor(all, sharing, receiver)),
    })),
  )
  const most = withRefund ? withRefund.amount - sum(own.map(({ amount }) => amount)) : missing
  const wanted = Math.min(
    most,
    missing - underway - amountOf(standing, 'waived', 'owed', 'claimed', 'offset'),
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
