import { present } from '../kernel/assert.ts'
import { sum } from '../kernel/money.ts'
import { isNumber, shardOfNumber } from '../kernel/number.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { openAccounts, rules } from '../modules/ledger/index.ts'
import { type Attempt, type Refund, sharesOf } from '../modules/payment/index.ts'
import {
  applyReturnNews,
  applySharingNews,
  decideReturn,
  decideSharing,
  lockSharings,
  payableNosOfSharings,
  type ReturnNews,
  type ReturnRequest,
  requestReturn,
  requestSharing,
  type SharedAttempt,
  type Sharing,
  type SharingBook,
  type SharingNews,
  type SharingRejection,
  type SharingRequest,
  type SharingReturn,
  type SharingTerms,
  saveSharings,
  sharingRejections,
} from '../modules/sharing/index.ts'
import type { Tx } from '../platform/db.ts'
import type { LaneSpec } from '../platform/lane.ts'
import {
  book,
  latest,
  loadWorld,
  type Reach,
  type SubjectCommand,
  saveWorld,
  type World,
  type worldLane,
} from './world.ts'

type Wiring = Parameters<typeof worldLane>[0]

/** A trade's payments with what was shared of them; the payment's lock guards both. */
export type SharingWorld = { readonly world: World; readonly sharings: SharingBook }

type SharingLaneParts = {
  readonly operation: string
  readonly keys: 'table' | 'own'
  readonly reach?: Reach
}

/** All of a lane about shared money but its decision. */
export function sharingLaneOf<C extends SubjectCommand>(
  { db, accounts, nextNo }: Wiring,
  { reach = 'payment', ...lane }: SharingLaneParts,
) {
  return {
    ...lane,
    retryOf: (code: SharingRejection) => sharingRejections[code].retry,
    load: async (tx: Tx, commands: readonly C[]): Promise<SharingWorld> => {
      const subjects = commands.map(({ subject }) => subject)
      const payables = await payableNosOfSharings(
        tx,
        subjects.filter((no) => isNumber(no, 'sharing')),
      )
      const world = await loadWorld(tx, [...subjects, ...payables.values()], latest(commands), nextNo, {
        reach,
      })
      return { world, sharings: await lockSharings(tx, [...world.payments.payments.keys()]) }
    },
    save: async (tx: Tx, { world, sharings }: SharingWorld): Promise<void> => {
      await saveSharings(tx, sharings, world.now)
      await saveWorld(tx, world, accounts)
    },
    beforeRetry: (error: unknown, now: Date) => openAccounts(db, accounts, error, now),
  }
}

export const sharingLane = <C extends SubjectCommand, T>(
  wiring: Wiring,
  {
    decide,
    ...lane
  }: SharingLaneParts & {
    readonly decide: (both: SharingWorld, command: C) => Outcome<T, SharingRejection>
  },
): LaneSpec<C, SharingWorld, T, SharingRejection> => ({ ...sharingLaneOf<C>(wiring, lane), decide })

export const refundsOf = (world: World, attemptNo: string): Refund[] =>
  [...world.payments.refunds.values()].filter((refund) => refund.attemptNo === attemptNo)

export const totalOf = (refunds: readonly Refund[]): number => sum(refunds.map(({ amount }) => amount))

/** What sharing must know of an attempt; undefined while its money has not come in as it was asked for. */
function sharedAttempt(world: World, attempt: Attempt | undefined): SharedAttempt | undefined {
  if (attempt?.state !== 'succeeded' || attempt.channelNo === null || attempt.succeededAt === null) return
  const { attemptNo, payableNo, channel, channelNo, currency, succeededAt, received, captured } = attempt
  const refunds = totalOf(
    refundsOf(world, attemptNo).filter(({ state, source }) => state !== 'rejected' && source === 'item'),
  )
  const disputed = sum(sharesOf(world.payments, attempt).map((share) => share.disputed))
  const goesBack = refunds + disputed
  return { attemptNo, payableNo, channel, channelNo, currency, succeededAt, received, captured, goesBack }
}

export type RequestSharing = SubjectCommand & SharingRequest & { readonly terms: SharingTerms }

/** The first of two people asks for money of an attempt to be shared out; `subject` is the attempt. */
export const requestSharingLane = (wiring: Wiring) =>
  sharingLane<RequestSharing, Sharing>(wiring, {
    operation: 'sharing.request',
    keys: 'table',
    decide: ({ world, sharings }, command) => {
      const found = world.payments.attempts.get(command.subject)
      if (!found) return reject('not_found')
      const attempt = sharedAttempt(world, found)
      if (!attempt) return reject('not_shareable')
      const { sharingNo, receivers, isLast, reason, requestedBy, terms, now } = command
      const request = { sharingNo, receivers, isLast, reason, requestedBy }
      const outcome = requestSharing(sharings, attempt, request, terms, now)
      return outcome.ok ? accept({ ...outcome.value }) : outcome
    },
  })

export type DecideSharing = SubjectCommand & {
  readonly action: 'approve' | 'reject'
  readonly actor: string
  readonly reason: string | null
}

/** The second of two people decides. */
export const decideSharingLane = (wiring: Wiring) =>
  sharingLane<DecideSharing, Sharing>(wiring, {
    operation: 'sharing.decide',
    keys: 'table',
    decide: ({ world, sharings }, { subject, action, actor, reason, now }) => {
      const sharing = sharings.sharings.get(subject)
      const attempt = sharing && sharedAttempt(world, world.payments.attempts.get(sharing.attemptNo))
      if (!sharing || !attempt) return reject('not_found')
      const outcome = decideSharing(sharings, sharing, attempt, action, { actor, at: now, reason })
      return outcome.ok ? accept({ ...outcome.value }) : outcome
    },
  })

export type TellSharing = SubjectCommand & {
  readonly news: SharingNews
  readonly delaysMs: readonly number[]
  readonly actor: string
}

/** What the channel said of a sharing: money that reached its receivers is booked. */
export const tellSharingLane = (wiring: Wiring) =>
  sharingLane<TellSharing, { readonly state: Sharing['state'] }>(wiring, {
    operation: 'sharing.tell',
    keys: 'own',
    decide: ({ world, sharings }, { subject, news, delaysMs, actor, now }) => {
      const sharing = sharings.sharings.get(subject)
      if (!sharing) return reject('not_found')
      if (applySharingNews(sharings, sharing, news, delaysMs, { actor, at: now }))
        bookShared(world, sharing, now)
      return accept({ state: sharing.state })
    },
  })

function bookShared(world: World, sharing: Sharing, now: Date): void {
  const { sharingNo, payableNo, channel, currency, shared, reason, channelSharingNo } = sharing
  const parts = sharing.receivers.filter(({ state }) => state === 'succeeded')
  world.payments.flows.push({
    sourceNo: sharingNo,
    payableNo,
    direction: 'out',
    channel,
    channelNo: channelSharingNo ?? '',
    amount: shared,
    currency,
    description: reason,
    occurredAt: now,
  })
  book(world, 'profit_shared', sharingNo, now, rules.profitShared({ channel, currency, parts }))
}

export type RequestReturn = SubjectCommand & ReturnRequest & { readonly comesWithRefund: boolean }

/** Asks a receiver for shared money back; `subject` is the sharing. */
export const requestReturnLane = (wiring: Wiring) =>
  sharingLane<RequestReturn, SharingReturn>(wiring, {
    operation: 'sharing.return',
    keys: 'table',
    decide: ({ sharings }, { subject, comesWithRefund, now, ...asked }) => {
      const sharing = sharings.sharings.get(subject)
      if (!sharing) return reject('not_found')
      if (comesWithRefund) return reject('returns_with_refund')
      const { returnNo, account, amount, reason, requestedBy } = asked
      const request = { returnNo, account, amount, reason, requestedBy }
      const outcome = requestReturn(sharings, sharing, request, now)
      return outcome.ok ? accept({ ...outcome.value }) : outcome
    },
  })

export type DecideReturn = SubjectCommand & {
  readonly action: 'retry' | 'waive'
  readonly actor: string
  readonly reason: string | null
}

/** What becomes of a return that failed. */
export const decideReturnLane = (wiring: Wiring) =>
  sharingLane<DecideReturn, SharingReturn>(wiring, {
    operation: 'sharing.decide_return',
    keys: 'table',
    decide: ({ world, sharings }, { subject, action, actor, reason, now }) => {
      const one = sharings.returns.get(subject)
      if (!one) return reject('not_found')
      const outcome = decideReturn(sharings, one, action, { actor, at: now, reason })
      if (!outcome.ok) return outcome
      if (action === 'waive') wakeRefunds(world, one.attemptNo, now)
      return accept({ ...outcome.value })
    },
  })

export type TellReturn = SubjectCommand & {
  readonly news: ReturnNews
  readonly delaysMs: readonly number[]
  readonly actor: string
}

/** What the channel said of a return: money that is back is booked, and the refunds that waited for it go on. */
export const tellReturnLane = (wiring: Wiring) =>
  sharingLane<TellReturn, { readonly state: SharingReturn['state'] }>(wiring, {
    operation: 'sharing.tell_return',
    keys: 'own',
    decide: ({ world, sharings }, { subject, news, delaysMs, actor, now }) => {
      const one = sharings.returns.get(subject)
      if (!one) return reject('not_found')
      const nextNo = () => world.nextNo('sharing', shardOfNumber(subject))
      if (applyReturnNews(sharings, one, news, { delaysMs, nextNo }, { actor, at: now })) {
        bookReturned(world, present(sharings.sharings.get(one.sharingNo), one.sharingNo), one, now)
        wakeRefunds(world, one.attemptNo, now)
      }
      return accept({ state: one.state })
    },
  })

/** Shared money is back with us, through the channel that the sharing names. */
export function bookReturned(world: World, sharing: Sharing, one: SharingReturn, now: Date): void {
  const { channel, currency, payableNo } = sharing
  const { returnNo, account, amount, reason } = one
  world.payments.flows.push({
    sourceNo: returnNo,
    payableNo,
    direction: 'in',
    channel,
    channelNo: sharing.channelSharingNo ?? '',
    amount,
    currency,
    description: reason,
    occurredAt: now,
  })
  const { shopId } = present(
    sharing.receivers.find((receiver) => receiver.account === account),
    `receiver ${account}`,
  )
  const entries = rules.reversed(rules.profitShared({ channel, currency, parts: [{ shopId, amount }] }))
  book(world, 'profit_returned', returnNo, now, entries)
}

/** Refunds of the attempt that were held back are looked at again now. */
export function wakeRefunds(world: World, attemptNo: string, now: Date): void {
  for (const refund of refundsOf(world, attemptNo)) {
    if (refund.state !== 'approved') continue
    // A channel that wants refunds apart is not hurried.
    refund.nextAt = refund.plannedAt && refund.plannedAt > now ? refund.plannedAt : now
    world.payments.touched.refunds.add(refund)
  }
}
