import { after, DAY, MINUTE } from '../../kernel/clock.ts'
import { can } from '../../kernel/machine.ts'
import { type Amount, type Currency, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { sharingMachine } from './machine.ts'
import { type Moved, moveSharing } from './moves.ts'
import type { Freeze, Receiver, Sharing, SharingBook, SharingRejection } from './types.ts'

/** What sharing must know of an attempt whose money came in. */
export type SharedAttempt = {
  readonly attemptNo: string
  readonly payableNo: string
  readonly channel: string
  readonly channelNo: string
  readonly currency: Currency
  readonly succeededAt: Date
  /** Everything that came in, and the part of it that was owed. */
  readonly received: Amount
  readonly captured: Amount
  /** Refunds that are not rejected (asked for, under way, done), and what banks ask back. */
  readonly goesBack: Amount
}

/** What the channel lets be shared. */
export type SharingTerms = {
  readonly maxReceivers: number
  readonly maxRequestsPerPayment: number
  readonly frozenDays: number
}

export type SharingRequest = {
  readonly sharingNo: string
  readonly receivers: readonly Omit<Receiver, 'state' | 'failure'>[]
  readonly isLast: boolean
  readonly reason: string
  readonly requestedBy: string
}

/** Sharings that take money away, or did: those that were refused take none. */
const takes = ({ state }: Sharing): boolean =>
  state === 'approved' || state === 'processing' || state === 'finished'

export const sharingsOf = (book: SharingBook, attemptNo: string): Sharing[] =>
  [...book.sharings.values()].filter((sharing) => sharing.attemptNo === attemptNo)

export const returnsOf = (book: SharingBook, attemptNo: string) =>
  [...book.returns.values()].filter((one) => one.attemptNo === attemptNo)

/** What is with others, or on its way to them: shared and not returned. What the platform bears stays out for good. */
export function sharedOut(book: SharingBook, attemptNo: string): Amount {
  const given = sharingsOf(book, attemptNo)
    .filter(takes)
    .flatMap(({ receivers }) => receivers.filter(({ state }) => state !== 'failed').map((one) => one.amount))
  const returned = returnsOf(book, attemptNo).filter(({ state }) => state === 'succeeded')
  return sum(given) - sum(returned.map(({ amount }) => amount))
}

/** What can still be shared: captured, not refunded or about to be, not in dispute, not shared already. */
export const shareable = (book: SharingBook, attempt: SharedAttempt): Amount =>
  attempt.captured - attempt.goesBack - sharedOut(book, attempt.attemptNo)

/**
 * Asks for money to be shared out; it moves once another person has approved it. Without receivers it must be the
 * last one: it only gives the frozen rest free.
 */
export function requestSharing(
  book: SharingBook,
  attempt: SharedAttempt,
  request: SharingRequest,
  terms: SharingTerms,
  now: Date,
): Outcome<Sharing, SharingRejection> {
  const { receivers, isLast } = request
  const freeze = book.freezes.get(attempt.attemptNo)
  if (!freeze || freeze.endedAt !== null || now > freeEnd(freeze, attempt)) return reject('not_shareable')
  const earlier = sharingsOf(book, attempt.attemptNo).filter(({ state }) => state !== 'rejected')
  if (earlier.some((one) => one.isLast && one.state !== 'failed')) return reject('not_shareable')
  if (earlier.length >= terms.maxRequestsPerPayment) return reject('too_many_sharings')
  if (receivers.length === 0 && !isLast) return reject('not_found', { param: 'receivers' })
  if (receivers.length > terms.maxReceivers)
    return reject('too_many_receivers', { detail: { most: terms.maxReceivers } })
  if (new Set(receivers.map(({ account }) => account)).size < receivers.length)
    return reject('receiver_twice')
  const amount = sum(receivers.map((receiver) => receiver.amount))
  const waiting = sum(earlier.filter(({ state }) => state === 'requested').map((one) => one.amount))
  const left = shareable(book, attempt) - waiting
  if (amount > left) return reject('sharing_exceeds', { detail: { left } })
  const { attemptNo, payableNo, channel, channelNo, currency } = attempt
  const sharing: Sharing = {
    ...request,
    attemptNo,
    payableNo,
    channel,
    channelNo,
    currency,
    state: 'requested',
    amount,
    shared: 0,
    receivers: receivers.map((receiver) => ({ ...receiver, state: 'pending', failure: null })),
    decidedBy: null,
    channelSharingNo: null,
    failureCode: null,
    nextAt: null,
    tries: 0,
    requestedAt: now,
    finishedAt: null,
    version: 1,
  }
  book.sharings.set(sharing.sharingNo, sharing)
  book.added.sharings.add(sharing)
  return accept(sharing)
}

const freeEnd = ({ frozenDays }: Freeze, { succeededAt }: SharedAttempt): Date =>
  after(succeededAt, frozenDays * DAY)

/** The second of two people decides. What was refunded meanwhile is not there to be shared any more. */
export function decideSharing(
  book: SharingBook,
  sharing: Sharing,
  attempt: SharedAttempt,
  action: 'approve' | 'reject',
  moved: Moved,
): Outcome<Sharing, SharingRejection> {
  const { state } = sharing
  if (!can(sharingMachine, state, action)) return reject('illegal_move', { detail: { state } })
  if (sharing.requestedBy === moved.actor) return reject('same_person')
  const left = shareable(book, attempt)
  if (action === 'approve' && sharing.amount > left) return reject('sharing_exceeds', { detail: { left } })
  sharing.decidedBy = moved.actor
  if (action === 'approve') sharing.nextAt = moved.at
  moveSharing(book, sharing, action, moved)
  return accept(sharing)
}

export type SharingNews =
  | { readonly kind: 'processing'; readonly channelSharingNo: string }
  | {
      readonly kind: 'finished'
      readonly channelSharingNo: string
      readonly receivers: readonly Pick<Receiver, 'account' | 'amount' | 'state' | 'failure'>[]
    }
  | { readonly kind: 'failed'; readonly code: string }
  /** Unknown, not found yet, or refused for now: ask or send again with the same number. */
  | { readonly kind: 'pending'; readonly reason: string }

/** Returns whether money has now reached its receivers for the first time. Reports may come in any order. */
export function applySharingNews(
  book: SharingBook,
  sharing: Sharing,
  news: SharingNews,
  delaysMs: readonly number[],
  moved: Moved,
): boolean {
  if (!can(sharingMachine, sharing.state, 'finish')) return false
  switch (news.kind) {
    case 'finished': {
      const told = sharing.receivers.map((one) => settled(one, news.receivers))
      // The channel says something else than it was asked: nothing is concluded, people look into it.
      if (told.includes(undefined)) return schedule(book, sharing, delaysMs, moved.at)
      sharing.receivers = told as Receiver[]
      sharing.shared = sum(
        sharing.receivers.filter(({ state }) => state === 'succeeded').map((one) => one.amount),
      )
      sharing.channelSharingNo = news.channelSharingNo
      sharing.finishedAt = moved.at
      sharing.nextAt = null
      moveSharing(book, sharing, 'finish', moved)
      if (sharing.isLast) endFreeze(book, sharing.attemptNo, moved.at)
      return sharing.shared > 0
    }
    case 'processing':
      if (can(sharingMachine, sharing.state, 'accept')) {
        sharing.channelSharingNo = news.channelSharingNo
        moveSharing(book, sharing, 'accept', moved)
      }
      return schedule(book, sharing, delaysMs, moved.at)
    case 'failed':
      sharing.failureCode = news.code
      sharing.nextAt = null
      moveSharing(book, sharing, 'fail', { ...moved, reason: news.code })
      return false
    case 'pending':
      return schedule(book, sharing, delaysMs, moved.at)
  }
}

type Told = Extract<SharingNews, { kind: 'finished' }>['receivers']

function settled(receiver: Receiver, told: Told): Receiver | undefined {
  const said = told.find(({ account }) => account === receiver.account)
  if (!said || said.amount !== receiver.amount || said.state === 'pending') return undefined
  return { ...receiver, state: said.state, failure: said.failure }
}

function endFreeze(book: SharingBook, attemptNo: string, at: Date): void {
  const freeze = book.freezes.get(attemptNo)
  if (!freeze || freeze.endedAt !== null) return
  freeze.endedAt = at
  book.touched.freezes.add(freeze)
}

function schedule(book: SharingBook, sharing: Sharing, delaysMs: readonly number[], at: Date): false {
  sharing.nextAt = after(at, delaysMs[Math.min(sharing.tries, delaysMs.length - 1)] ?? MINUTE)
  sharing.tries += 1
  book.touched.sharings.add(sharing)
  return false
}
