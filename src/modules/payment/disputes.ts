import { assert, present } from '../../kernel/assert.ts'
import { after, DAY, HOUR, MINUTE } from '../../kernel/clock.ts'
import { can, type StateOf, step } from '../../kernel/machine.ts'
import { type Amount, allocate, type Currency, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { disputeMachine } from './machine.ts'
import type { Moved } from './moves.ts'
import { type Attempt, addTo, type PaymentBook, type PaymentRejection, type Share } from './types.ts'

export type DisputeState = StateOf<typeof disputeMachine>

/** What speaks for us, as the channel takes it. */
export type DisputeResponse = {
  readonly statement: string
  readonly productDescription?: string
  readonly carrier?: string
  readonly trackingNo?: string
  readonly refundPolicy?: string
  readonly customerEmail?: string
}

/** A payer's bank asks for his money back 争议. After `respondBy` silence loses it. */
export type Dispute = {
  readonly disputeNo: string
  readonly channel: string
  readonly channelDisputeNo: string
  readonly payableNo: string
  readonly attemptNo: string
  state: DisputeState
  readonly amount: Amount
  readonly currency: Currency
  readonly reason: string
  readonly openedAt: Date
  respondBy: Date | null
  isWithdrawn: boolean
  /** Written before the channel hears of it; null once it has heard, or nothing is to be said. */
  wish: 'respond' | 'concede' | null
  response: DisputeResponse | null
  wishedBy: string | null
  wishedAt: Date | null
  nextAt: Date | null
  tries: number
  closedAt: Date | null
  version: number
}

export type DisputeBook = {
  readonly byPayable: Map<string, Dispute[]>
  readonly added: Set<Dispute>
  readonly touched: Set<Dispute>
}

export const emptyDisputeBook = (): DisputeBook => ({
  byPayable: new Map(),
  added: new Set(),
  touched: new Set(),
})

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
  if (dispute.closedAt !== null) return { dispute, effects }
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
  if (dispute.state === 'under_review') return { dispute, effects }
  effects.push(...settle(book, dispute))
  dispute.closedAt = moved.at
  dispute.wish = null
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
    wish: null,
    response: null,
    wishedBy: null,
    wishedAt: null,
    nextAt: after(moved.at, ASKED_EVERY),
    tries: 0,
    closedAt: null,
    version: 1,
  }
  addTo(disputes.byPayable, attempt.payableNo, dispute)
  disputes.added.add(dispute)
  keep(book, dispute)
  tell(book, dispute, 'dispute.opened', moved.at)
  return dispute
}

const sharesOf = (book: PaymentBook, { payableNo, attemptNo }: Dispute): Share[] =>
  (book.shares.get(payableNo) ?? []).filter((share) => share.attemptNo === attemptNo)

const freeOf = (share: Share): Amount => share.amount - share.refunding - share.refunded - share.disputed

/** What can still be refunded of the disputed attempt is kept, up to the amount: nobody pays it back twice. */
function keep(book: PaymentBook, dispute: Dispute): void {
  const shares = sharesOf(book, dispute)
  const free = shares.map(freeOf)
  const kept = allocate(
    Math.min(dispute.amount, sum(free)),
    free.map((cap) => ({ weight: cap, cap })),
  )
  for (const [i, share] of shares.entries()) {
    share.disputed += kept[i]!
    book.touched.shares.add(share)
  }
}

/** One dispute at a time is open for an attempt at a channel; what it kept is what its shares have disputed. */
function settle(book: PaymentBook, dispute: Dispute): DisputeEffect[] {
  const shares = sharesOf(book, dispute).filter((share) => share.disputed > 0)
  const kept = sum(shares.map((share) => share.disputed))
  if (dispute.state === 'won') {
    for (const share of shares) {
      share.disputed = 0
      book.touched.shares.add(share)
    }
    if (!dispute.isWithdrawn) return []
    dispute.isWithdrawn = false
    return [{ kind: 'reinstated' }]
  }
  assert(dispute.isWithdrawn, `dispute ${dispute.disputeNo} is lost without its money`)
  const bears = allocate(
    Math.min(dispute.amount, kept),
    shares.map((share) => ({ weight: share.disputed, cap: share.disputed })),
  )
  const borne = sum(bears)
  return [
    {
      kind: 'lost',
      bears: shares.map((share, i) => ({ share, amount: bears[i]! })).filter(({ amount }) => amount > 0),
      rest: dispute.amount - borne,
    },
  ]
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
  dispute.tries = 0
  // Giving in moves money by hand: the channel is told once a second person has confirmed it.
  dispute.nextAt = wish.kind === 'respond' ? now : null
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
  if (dispute.wish !== 'concede' || dispute.nextAt !== null)
    return reject('illegal_move', { detail: { wish: dispute.wish } })
  if (dispute.wishedBy === actor) return reject('same_person')
  disputes.touched.add(dispute)
  if (!isConfirmed) dispute.wish = null
  dispute.nextAt = isConfirmed ? now : after(now, ASKED_EVERY)
  return accept(dispute)
}

/** The channel has heard the wish or was asked how it stands; otherwise it is tried again later. */
export function heardWish(disputes: DisputeBook, dispute: Dispute, isHeard: boolean, now: Date): void {
  disputes.touched.add(dispute)
  if (dispute.closedAt !== null) return
  if (isHeard) dispute.wish = null
  dispute.tries = isHeard ? 0 : dispute.tries + 1
  dispute.nextAt = after(now, isHeard ? ASKED_EVERY : Math.min(dispute.tries * 5 * MINUTE, HOUR))
}

export const disputeOf = (disputes: DisputeBook, disputeNo: string): Dispute | undefined =>
  [...disputes.byPayable.values()].flat().find((one) => one.disputeNo === disputeNo)

export const presentDispute = (disputes: DisputeBook, disputeNo: string): Dispute =>
  present(disputeOf(disputes, disputeNo), `dispute ${disputeNo}`)
