import { assert, present } from '../../kernel/assert.ts'
import { after, DAY, HOUR, MINUTE } from '../../kernel/clock.ts'
import { can, step } from '../../kernel/machine.ts'
import { type Amount, type Currency, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { freeDisputed, type Kept, keepDisputed, keptShares, sharesOf } from './dispute-money.ts'
import type { Dispute, DisputeBook, DisputeResponse, DisputeState } from './dispute-types.ts'
import { disputeMachine } from './machine.ts'
import type { Moved } from './moves.ts'
import { type Attempt, addTo, type PaymentBook, type PaymentRejection, type Share } from './types.ts'

export { freeOf, type Kept, keepDisputed, sharesOf, unkept, unkeptOf } from './dispute-money.ts'
export * from './dispute-types.ts'

export type DisputeNews = {
  readonly channelDisputeNo: string
  readonly amount: Amount
  readonly currency: Currency
  readonly reason: string
  readonly state: DisputeState
  readonly openedAt: Date
  readonly respondBy: Date | null
  readonly isWithdrawn: boolean
}

/** What the news did to money: taken from us, given back, lost for good with what each share bears of it. */
export type DisputeEffect =
  | { readonly kind: 'withdrawn' | 'reinstated' }
  /** The items whose money it had kept, and what other disputes keep of that now. */
  | { readonly kind: 'freed'; readonly items: readonly string[]; readonly kept: readonly Kept[] }
  /** An end was told that is not the one it came to: the first stands, people look into it. */
  | { readonly kind: 'contradicted' }
  | {
      readonly kind: 'lost'
      readonly bears: readonly { readonly share: Share; readonly amount: Amount }[]
      readonly rest: Amount
    }

const EVENT = { needs_response: null, under_review: 'review', won: 'win', lost: 'lose' } as const

/**
 * What the channel says of a dispute, in any order and any number of times. While it is open its money is kept from
 * being refunded; won, it is free again; lost, it has gone back to the payer and stays out of every refund.
 */
export function hearDispute(
  book: PaymentBook,
  disputes: DisputeBook,
  attempt: Attempt,
  news: DisputeNews,
  moved: Moved & { readonly nextNo: () => string },
): { readonly dispute: Dispute; readonly effects: DisputeEffect[] } {
  const known = (disputes.byPayable.get(attempt.payableNo) ?? []).find(
    (one) => one.channel === attempt.channel && one.channelDisputeNo === news.channelDisputeNo,
  )
  const dispute = known ?? open(book, disputes, attempt, news, moved)
  const effects: DisputeEffect[] = []
  if (dispute.closedAt !== null) {
    const isEnd = news.state === 'won' || news.state === 'lost'
    if (isEnd && news.state !== dispute.state) effects.push({ kind: 'contradicted' })
    return { dispute, effects }
  }
  disputes.touched.add(dispute)
  dispute.respondBy = news.respondBy ?? dispute.respondBy
  const isTaken = (news.isWithdrawn && news.state !== 'won') || news.state === 'lost'
  if (isTaken && !dispute.isWithdrawn) {
    dispute.isWithdrawn = true
    effects.push({ kind: 'withdrawn' })
  }
  const event = EVENT[news.state]
  if (event === null || !can(disputeMachine, dispute.state, event)) return { dispute, effects }
  move(book, dispute, event, moved)
  // Whatever was wished has been heard, or comes too late.
  dispute.wish = null
  dispute.tries = 0
  dispute.nextAt = after(moved.at, ASKED_EVERY)
  if (dispute.state === 'under_review') return { dispute, effects }
  effects.push(...settle(book, disputes, dispute))
  dispute.closedAt = moved.at
  dispute.nextAt = null
  return { dispute, effects }
}

/** A channel that tells of nothing is asked once a day. */
const ASKED_EVERY = DAY

function open(
  book: PaymentBook,
  disputes: DisputeBook,
  attempt: Attempt,
  news: DisputeNews,
  moved: Moved & { readonly nextNo: () => string },
): Dispute {
  const { channelDisputeNo, amount, currency, reason, openedAt, respondBy } = news
  const dispute: Dispute = {
    disputeNo: moved.nextNo(),
    channel: attempt.channel,
    channelDisputeNo,
    payableNo: attempt.payableNo,
    attemptNo: attempt.attemptNo,
    state: 'needs_response',
    amount,
    currency,
    reason,
    openedAt,
    respondBy,
    isWithdrawn: false,
    kept: {},
    covered: 0,
    wish: null,
    response: null,
    wishedBy: null,
    wishedAt: null,
    confirmedBy: null,
    nextAt: after(moved.at, ASKED_EVERY),
    tries: 0,
    closedAt: null,
    version: 1,
  }
  addTo(disputes.byPayable, attempt.payableNo, dispute)
  disputes.added.add(dispute)
  keepDisputed(book, disputes, dispute)
  tell(book, dispute, 'dispute.opened', moved.at)
  return dispute
}

/** What the end of a dispute does to the money: won, it is free again; lost, it has gone back to the payer. */
function settle(book: PaymentBook, disputes: DisputeBook, dispute: Dispute): DisputeEffect[] {
  if (dispute.state === 'won') {
    const items = keptShares(book, dispute).map(({ share }) => share.itemNo)
    const freed: DisputeEffect = { kind: 'freed', items, kept: freeDisputed(book, disputes, dispute) }
    if (!dispute.isWithdrawn) return [freed]
    dispute.isWithdrawn = false
    return [{ kind: 'reinstated' }, freed]
  }
  assert(dispute.isWithdrawn, `dispute ${dispute.disputeNo} is lost without its money`)
  const bears = keptShares(book, dispute)
  return [{ kind: 'lost', bears, rest: dispute.amount - sum(bears.map(({ amount }) => amount)) }]
}

function move(
  book: PaymentBook,
  dispute: Dispute,
  event: 'review' | 'win' | 'lose',
  { actor, at, reason }: Moved,
): void {
  dispute.version += 1
  const { to, move: made } = step(disputeMachine, dispute.state, event)
  const { disputeNo: no, version } = dispute
  book.steps.push({ no, version, move: made, actor, reason: reason ?? null, occurredAt: at })
  dispute.state = to as DisputeState
  tell(book, dispute, `dispute.${dispute.state}`, at)
}

function tell(book: PaymentBook, dispute: Dispute, type: string, at: Date): void {
  const { disputeNo, payableNo, attemptNo, channel, amount, currency, reason, respondBy, version } = dispute
  const payees = new Set(
    sharesOf(book, dispute).map(
      (share) => book.items.get(payableNo)?.find((item) => item.itemNo === share.itemNo)?.payeeId,
    ),
  )
  const [shopId] = payees.size === 1 ? payees : []
  book.events.push({
    type,
    subject: disputeNo,
    sequence: version,
    occurredAt: at.toISOString(),
    data: {
      ...{ payableNo, attemptNo, channel, amount, currency, reason },
      respondBy: respondBy?.toISOString() ?? null,
      shopId: shopId ?? null,
    },
  })
}

/** Writes down what is to be told the channel; it is told outside of the commit, and its answer is evidence. */
export function wishFor(
  disputes: DisputeBook,
  dispute: Dispute,
  wish: {
    readonly kind: 'respond' | 'concede'
    readonly response: DisputeResponse | null
    readonly actor: string
  },
  now: Date,
): Outcome<Dispute, PaymentRejection> {
  if (dispute.closedAt !== null || dispute.state !== 'needs_response')
    return reject('illegal_move', { detail: { state: dispute.state } })
  if (dispute.respondBy !== null && now > dispute.respondBy) return reject('too_late_to_respond')
  if (dispute.wish === 'concede') return reject('illegal_move', { detail: { wish: dispute.wish } })
  dispute.wish = wish.kind
  dispute.response = wish.response ?? dispute.response
  dispute.wishedBy = wish.actor
  dispute.wishedAt = now
  dispute.confirmedBy = null
  dispute.tries = 0
  // Giving in moves money by hand: the channel is told once a second person has confirmed it, and asked until then.
  if (wish.kind === 'respond') dispute.nextAt = now
  disputes.touched.add(dispute)
  return accept(dispute)
}

/** The second of two people: only then is the channel told that we give in. */
export function confirmConcession(
  disputes: DisputeBook,
  dispute: Dispute,
  { actor, isConfirmed }: { readonly actor: string; readonly isConfirmed: boolean },
  now: Date,
): Outcome<Dispute, PaymentRejection> {
  if (!waitsForSecond(dispute)) return reject('illegal_move', { detail: { wish: dispute.wish } })
  if (dispute.wishedBy === actor) return reject('same_person')
  disputes.touched.add(dispute)
  if (isConfirmed) {
    dispute.confirmedBy = actor
    dispute.nextAt = now
  } else dispute.wish = null
  return accept(dispute)
}

/** Somebody wishes to give in, and nobody else has confirmed it. */
export const waitsForSecond = ({ wish, confirmedBy }: Dispute): boolean =>
  wish === 'concede' && confirmedBy === null

/** What the channel is to hear now. */
export const wishToTell = (dispute: Dispute): Dispute['wish'] =>
  waitsForSecond(dispute) ? null : dispute.wish

/** What was sent to the channel, as it stood then, and whether it has heard it. */
export type Told = {
  readonly wish: Dispute['wish']
  readonly wishedAt: Date | null
  readonly isHeard: boolean
}

/** The channel has heard the wish or was asked how it stands; otherwise it is tried again later. */
export function heardWish(
  disputes: DisputeBook,
  dispute: Dispute,
  { wish, wishedAt, isHeard }: Told,
  now: Date,
): void {
  if (dispute.closedAt !== null) return
  // Somebody wished something else meanwhile: that is told next.
  if (dispute.wishedAt?.getTime() !== wishedAt?.getTime() || wish !== wishToTell(dispute)) return
  disputes.touched.add(dispute)
  if (isHeard && wish !== null) dispute.wish = null
  dispute.tries = isHeard ? 0 : dispute.tries + 1
  dispute.nextAt = after(now, isHeard ? ASKED_EVERY : Math.min(dispute.tries * 5 * MINUTE, HOUR))
}

export const disputeOf = (disputes: DisputeBook, disputeNo: string): Dispute | undefined =>
  [...disputes.byPayable.values()].flat().find((one) => one.disputeNo === disputeNo)

export const presentDispute = (disputes: DisputeBook, disputeNo: string): Dispute =>
  present(disputeOf(disputes, disputeNo), `dispute ${disputeNo}`)
