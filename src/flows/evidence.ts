import { present } from '../kernel/assert.ts'
import { accept, type Outcome } from '../kernel/outcome.ts'
import { type AccountBook, openAccounts } from '../modules/ledger/index.ts'
import {
  type Attempt,
  applyClosed,
  applyFailed,
  applyHeld,
  askAgain,
  type DisputeBook,
  hearAfterOurWay,
  isByHand,
  isDoubtful,
  isPaidByHandToo,
  type LimitsOf,
  loadDisputes,
  lockEvidence,
  markApplied,
  noLimits,
  type Refund,
  type RefundNews,
  type Report,
  saveDisputes,
  settleDoubt,
  type Waiting,
} from '../modules/payment/index.ts'
import type { RoutingBook } from '../modules/routing/index.ts'
import {
  askAgainWith,
  lockSharings,
  returnedWithRefund,
  type SharingBook,
  saveSharings,
} from '../modules/sharing/index.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { Command, LaneSpec } from '../platform/lane.ts'
import { tryFinishClose } from './close.ts'
import type { NextNo } from './deps.ts'
import { lookAtLosses } from './dispute-surplus.ts'
import { hearOfDispute } from './disputes.ts'
import { releaseLegs } from './legs.ts'
import { type Receipt, receive } from './received.ts'
import { hearOfBounce, hearOfRefund, hearOfReturn, hearOfSecond } from './refunded.ts'
import { endIfDead, loseSecurity, secure } from './secured.ts'
import { waiveRest } from './waive.ts'
import { type DisputeWorld, latest, loadWorld, saveWorld, type World, type WorldTerms } from './world.ts'

/** Applies one stored piece of evidence. The evidence row itself says whether that has happened. */
export type ApplyEvidence = Command & { readonly evidenceId: number }

/** What came of it, as it stands beside the evidence. */
export type EvidenceOutcome =
  | Receipt
  | 'held'
  | 'disputed'
  | 'contradicted'
  | 'noted'
  /** About money that has not been heard of: it waits, and is looked at again. */
  | 'early'
  | 'refunded'
  /** A refund that was paid another way was paid by its channel as well. */
  | 'paid_twice'
  | 'claimed_back'
  | 'no_subject'

type EvidenceWorld = DisputeWorld & {
  /** Of payments whose refunds take shared money back with them; empty where none is told of. */
  readonly sharings: SharingBook
  readonly waiting: Map<number, Waiting>
  readonly done: Map<number, string>
}

/** What was agreed with the channels: how soon to ask about a refund again, and what they keep of a payment. */
export type ChannelTerms = {
  readonly refundDelaysMs: Readonly<Record<string, readonly number[]>>
  readonly feeOf: RoutingBook['feeOf']
  readonly limitsOf?: LimitsOf
}

/** The one reducer of everything that channels report (PAYMENTS §1.2), for callbacks, queries and operators alike. */
export const evidenceApplyLane = (
  wiring: WorldTerms & { readonly db: Db; readonly accounts: AccountBook; readonly nextNo: NextNo },
  { limitsOf = noLimits, ...terms }: ChannelTerms,
): LaneSpec<ApplyEvidence, EvidenceWorld, { outcome: string; subjectNo: string | null }, never> => ({
  operation: 'evidence.apply',
  keys: 'own',
  width: 2,
  retryOf: (code) => code,
  load: async (tx, commands) => {
    const waiting = await lockEvidence(
      tx,
      commands.map((c) => c.evidenceId),
    )
    const subjects = [...waiting.values()].filter((w) => w.applied === null).map((w) => w.subjectNo)
    const world = await loadWorld(tx, subjects, latest(commands), wiring.nextNo, { ...wiring, limitsOf })
    const disputes = await disputesOf(tx, world, waiting)
    return { ...world, waiting, done: new Map(), disputes, sharings: await sharingsOf(tx, world, waiting) }
  },
  decide: (world, command) => decideEvidence(world, command, terms),
  save: async (tx, world) => {
    await markApplied(tx, world.done, world.now)
    await saveWorld(tx, world, wiring.accounts)
    await saveDisputes(tx, world.disputes)
    await saveSharings(tx, world.sharings, world.now)
  },
  beforeRetry: (error, now) => openAccounts(wiring.db, wiring.accounts, error, now),
})

export function decideEvidence(
  world: EvidenceWorld,
  command: ApplyEvidence,
  terms: ChannelTerms,
): Outcome<{ outcome: string; subjectNo: string | null }, never> {
  const waiting = world.waiting.get(command.evidenceId)
  if (!waiting) return accept({ outcome: 'no_subject', subjectNo: null })
  if (waiting.applied !== null) return accept({ outcome: waiting.applied, subjectNo: waiting.subjectNo })
  const told = { subjectNo: waiting.subjectNo, kind: waiting.kind }
  const outcome = applyReport(world, told, waiting.report, command.now, terms)
  if (outcome === 'early') return accept({ outcome, subjectNo: waiting.subjectNo })
  // What people paid took nothing with it.
  const isByChannel = waiting.kind !== 'operator' && (outcome === 'refunded' || outcome === 'paid_twice')
  if (isByChannel) askAgainWith(world.sharings, waiting.subjectNo, command.now)
  waiting.applied = outcome
  world.done.set(command.evidenceId, outcome)
  return accept({ outcome, subjectNo: waiting.subjectNo })
}

/** Disputes are few: they are read only where one is told of, or where money comes back that one may have taken. */
function disputesOf(tx: Tx, world: World, waiting: ReadonlyMap<number, Waiting>): Promise<DisputeBook> {
  const about = [...waiting.values()].filter(
    ({ report, subjectNo }) =>
      report.about === 'dispute' ||
      (report.about === 'refund' &&
        (report.kind === 'failed' || world.payments.refunds.get(subjectNo)?.source === 'surplus')),
  )
  const payables = about.flatMap(({ subjectNo }) => world.tradeNoOf.get(subjectNo) ?? [])
  return loadDisputes(tx, [...new Set(payables)])
}

/** Refunds that were paid, where such a refund may have taken shared money with it. */
async function sharingsOf(tx: Tx, world: World, waiting: ReadonlyMap<number, Waiting>): Promise<SharingBook> {
  const paid = [...waiting.values()].filter(
    ({ report, applied }) => applied === null && report.about === 'refund' && report.kind === 'succeeded',
  )
  const payables = paid.flatMap(({ subjectNo }) => world.tradeNoOf.get(subjectNo) ?? [])
  return lockSharings(tx, await returnedWithRefund(tx, [...new Set(payables)]))
}

/** What a report is about, and whether the channel told it, was asked, or people said it. */
type Told = Pick<Waiting, 'subjectNo' | 'kind'>

/** Pure: what a report does to the trade it is about. */
export function applyReport(
  world: DisputeWorld,
  told: Told,
  report: Report,
  now: Date,
  terms: ChannelTerms,
): EvidenceOutcome {
  const outcome = reduce(world, told, report, now, terms)
  // With the last order gone, or what was being taken for one that has ended: nothing holds the trade any more.
  const trade = world.orders.trades.get(world.tradeNoOf.get(told.subjectNo) ?? '')
  if (trade) endIfDead(world, trade, now)
  return outcome
}

function reduce(
  world: DisputeWorld,
  { subjectNo, kind }: Told,
  report: Report,
  now: Date,
  terms: ChannelTerms,
): EvidenceOutcome {
  if (report.about === 'refund') {
    const refund = world.payments.refunds.get(subjectNo)
    if (!refund) return 'no_subject'
    const outcome = applyToRefund(world, refund, { ...report, told: kind }, now, terms)
    if (refund.state === 'failed') lookAtLosses(world, refund, now)
    return outcome
  }
  const attempt = world.payments.attempts.get(subjectNo)
  if (report.about === 'dispute') {
    if (!attempt) return 'no_subject'
    return hearOfDispute(world, attempt, report, now)
  }
  return attempt ? applyToAttempt(world, attempt, report, now, terms) : 'no_subject'
}

function applyToAttempt(
  world: World,
  attempt: Attempt,
  report: Extract<Report, { about: 'attempt' }>,
  now: Date,
  { feeOf }: ChannelTerms,
): EvidenceOutcome {
  const actor = `channel:${attempt.channel}`
  if (report.kind === 'paid') {
    const succeededAt = new Date(report.succeededAt)
    waiveRest(world, attempt, report)
    return receive(world, attempt, { ...report, succeededAt }, now, feeOf)
  }
  if (report.kind === 'held') {
    const heldUntil = report.heldUntil === null ? null : new Date(report.heldUntil)
    const at = new Date(report.authorizedAt)
    const held = applyHeld(world.payments, attempt, { ...report, heldUntil }, { actor, at }, now)
    const trade = present(world.orders.trades.get(attempt.payableNo), `trade ${attempt.payableNo}`)
    if (held === 'held') secure(world, trade, { actor: { id: actor, by: 'channel' }, at }, now)
    return held === 'held' ? 'held' : 'repeated'
  }
  if (report.kind === 'closed') applyClosed(world.payments, attempt, { actor, at: now })
  else applyFailed(world.payments, attempt, report.code, { actor, at: now, reason: report.code })
  releaseLegs(world, attempt.payableNo, now)
  const trade = world.orders.trades.get(attempt.payableNo)
  if (trade?.state === 'closing') tryFinishClose(world, trade, now)
  else if (trade) loseSecurity(world, trade, now)
  return 'noted'
}

type RefundReport = Extract<Report, { about: 'refund' }> & { readonly told: Waiting['kind'] }

function applyToRefund(
  world: World,
  refund: Refund,
  report: RefundReport,
  now: Date,
  { refundDelaysMs }: ChannelTerms,
): EvidenceOutcome {
  const { channel } = present(world.payments.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  if (report.kind === 'claimed_back') {
    const at = new Date(report.receivedAt)
    return hearOfReturn(world, refund, report.channelRefundNo, at) ? 'claimed_back' : 'contradicted'
  }
  const news = newsOf(refund, report, channel)
  if (refund.redirect?.paid && report.told !== 'operator') {
    const heard = hearAfterOurWay(world.payments, refund, news, now)
    if (report.told === 'query' && news.kind !== 'processing') settleDoubt(world.payments, refund)
    if (heard === 'paid_twice' && news.kind === 'succeeded') hearOfSecond(world, refund, news, channel)
    return heard
  }
  if (isPaidByHandToo(refund, news) && report.told === 'operator' && news.kind === 'succeeded') {
    hearOfSecond(world, refund, news, 'offline')
    return 'paid_twice'
  }
  // An answer to an older question, applied late, says no more than a late notice: a refund in doubt was asked about anew.
  const isOld = report.told === 'query' && refund.state === 'succeeded' && refund.nextAt === null
  if ((report.told === 'notice' || isOld) && isDoubtful(refund, news)) {
    askAgain(world.payments, refund, now)
    return 'noted'
  }
  if (report.told === 'query' && news.kind !== 'processing') settleDoubt(world.payments, refund)
  if (report.told === 'query' && refund.state === 'succeeded' && news.kind === 'failed') {
    hearOfBounce(world, refund, now)
    return 'noted'
  }
  if (isAgainst(refund, news, report.told)) return 'contradicted'
  const delays = refundDelaysMs[channel] ?? []
  return hearOfRefund(world, refund, news, delays, now) ? 'refunded' : 'noted'
}

type AboutRefund = Exclude<RefundReport, { readonly kind: 'claimed_back' }>

/**
 * Whom it reached is what the channel says, not what was asked for: the payer's bank may let a refund through before it
 * is sent another way.
 */
function newsOf({ returnedAt }: Refund, report: AboutRefund, channel: string): RefundNews {
  const { about: _, told, ...news } = report
  switch (news.kind) {
    case 'succeeded': {
      // What people say they paid did not go through the channel that brought it, unless people are the channel.
      const isBeside = told === 'operator' && returnedAt === null && !isByHand(channel)
      const succeededAt = new Date(news.succeededAt)
      return { ...news, succeededAt, ...(isBeside ? { paidBy: 'offline' } : {}) }
    }
    case 'returned':
      return { ...news, returnedAt: new Date(news.returnedAt) }
    case 'failed':
      return { ...news, isAsked: told === 'query' }
    case 'processing':
      return news
  }
}

/** Money that moved after all, or came back after it had gone: nothing is overwritten, people look into it. */
function isAgainst({ state, bounceNo }: Refund, { kind }: RefundNews, told: Waiting['kind']): boolean {
  switch (kind) {
    case 'succeeded':
      // What is with us only people can send on.
      return state === 'rejected' || bounceNo !== null || (state === 'returned' && told !== 'operator')
    case 'returned':
      return state === 'succeeded'
    case 'failed':
      return state === 'succeeded' || state === 'returned'
    default:
      return false
  }
}
