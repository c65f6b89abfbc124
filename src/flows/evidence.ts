import { present } from '../kernel/assert.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { accept, type Outcome } from '../kernel/outcome.ts'
import { type AccountBook, openAccounts, rules } from '../modules/ledger/index.ts'
import { payPart, recordRefund, settleTrade } from '../modules/order/index.ts'
import {
  type Applied,
  type Attempt,
  applyClosed,
  applyFailed,
  applyHeld,
  applyPaid,
  applyRefundNews,
  lockEvidence,
  markApplied,
  type Refund,
  type Report,
  refundSurplus,
  type Waiting,
} from '../modules/payment/index.ts'
import type { RoutingBook } from '../modules/routing/index.ts'
import type { Db } from '../platform/db.ts'
import type { Command, LaneSpec } from '../platform/lane.ts'
import { tryFinishClose } from './close.ts'
import { cover, returnStock } from './cover.ts'
import type { NextNo } from './deps.ts'
import { loseSecurity, secure } from './secured.ts'
import { waiveRest } from './waive.ts'
import { book, latest, loadWorld, saveWorld, type World } from './world.ts'

/** Applies one stored piece of evidence. The evidence row itself says whether that has happened. */
export type ApplyEvidence = Command & { readonly evidenceId: number }

/** What came of it, as it stands beside the evidence. */
export type EvidenceOutcome =
  | 'held'
  | 'captured'
  | 'captured_with_surplus'
  | 'surplus'
  | 'conflicted'
  | 'repeated'
  | 'superseded'
  | 'noted'
  | 'refunded'
  | 'no_subject'

type EvidenceWorld = World & {
  readonly waiting: Map<number, Waiting>
  readonly done: Map<number, string>
}

/** What was agreed with the channels: how soon to ask about a refund again, and what they keep of a payment. */
export type ChannelTerms = {
  readonly refundDelaysMs: Readonly<Record<string, readonly number[]>>
  readonly feeOf: RoutingBook['feeOf']
}

/** The one reducer of everything that channels report (PAYMENTS §1.2), for callbacks, queries and operators alike. */
export const evidenceApplyLane = (
  wiring: { readonly db: Db; readonly accounts: AccountBook; readonly nextNo: NextNo },
  terms: ChannelTerms,
): LaneSpec<ApplyEvidence, EvidenceWorld, { outcome: string; subjectNo: string | null }, never> => ({
  operation: 'evidence.apply',
  keys: 'own',
  retryOf: (code) => code,
  load: async (tx, commands) => {
    const waiting = await lockEvidence(
      tx,
      commands.map((c) => c.evidenceId),
    )
    const subjects = [...waiting.values()].filter((w) => w.applied === null).map((w) => w.subjectNo)
    const world = await loadWorld(tx, subjects, latest(commands), wiring.nextNo)
    return { ...world, waiting, done: new Map() }
  },
  decide: (world, command) => decideEvidence(world, command, terms),
  save: async (tx, world) => {
    await markApplied(tx, world.done, world.now)
    await saveWorld(tx, world, wiring.accounts)
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
  const outcome = applyReport(world, waiting.subjectNo, waiting.report, command.now, terms)
  waiting.applied = outcome
  world.done.set(command.evidenceId, outcome)
  return accept({ outcome, subjectNo: waiting.subjectNo })
}

/** Pure: what a report does to the trade it is about. */
export function applyReport(
  world: World,
  subjectNo: string,
  report: Report,
  now: Date,
  terms: ChannelTerms,
): EvidenceOutcome {
  if (report.about === 'refund') {
    const refund = world.payments.refunds.get(subjectNo)
    return refund ? applyToRefund(world, refund, report, now, terms) : 'no_subject'
  }
  const attempt = world.payments.attempts.get(subjectNo)
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
    const applied = applyPaid(world.payments, attempt, { ...report, succeededAt }, { actor, at: succeededAt })
    const { channel, method, currency, received } = attempt
    if (applied.kind === 'captured')
      attempt.fee = feeOf({ channel, method, currency, amount: received, at: succeededAt })
    return settle(world, attempt, applied, succeededAt, now)
  }
  if (report.kind === 'held') {
    const heldUntil = report.heldUntil === null ? null : new Date(report.heldUntil)
    const at = new Date(report.authorizedAt)
    const held = applyHeld(world.payments, attempt, { ...report, heldUntil }, { actor, at })
    const trade = present(world.orders.trades.get(attempt.payableNo), `trade ${attempt.payableNo}`)
    if (held === 'held') secure(world, trade, { actor: { id: actor, by: 'channel' }, at })
    return held === 'held' ? 'held' : 'repeated'
  }
  if (report.kind === 'closed') applyClosed(world.payments, attempt, { actor, at: now })
  else applyFailed(world.payments, attempt, report.code, { actor, at: now, reason: report.code })
  const trade = world.orders.trades.get(attempt.payableNo)
  if (trade?.state === 'closing') tryFinishClose(world, trade, now)
  else if (trade) loseSecurity(world, trade, now)
  return 'noted'
}

/** Books what came in, moves the orders that are now paid, and sends back what nobody owed. */
function settle(world: World, attempt: Attempt, applied: Applied, paidAt: Date, now: Date): EvidenceOutcome {
  const { channel, currency, attemptNo } = attempt
  if (applied.kind === 'nothing') return applied.why
  if (applied.kind === 'conflicted') {
    // A success of nothing is a conflict as well, and moves no money.
    if (applied.amount > 0)
      book(world, 'conflict_received', attemptNo, paidAt, rules.surplusReceived({ channel, ...applied }))
    return 'conflicted'
  }
  const { shares, surplus } = applied
  if (shares.length > 0) {
    const owed = shares.map(({ item, amount }) => ({ shopId: item.payeeId, amount }))
    book(
      world,
      'payment_received',
      attemptNo,
      paidAt,
      rules.paymentReceived({ channel, currency, shares: owed }),
    )
  }
  const moved = { actor: { id: `channel:${channel}`, by: 'channel' as const }, at: paidAt }
  for (const { item, amount, covered } of shares) {
    const order = present(world.orders.orders.get(item.itemNo), `order ${item.itemNo}`)
    if (covered) cover(world, order, moved)
    else payPart(world.orders, order, amount, moved)
  }
  const trade = present(world.orders.trades.get(attempt.payableNo), `trade ${attempt.payableNo}`)
  settleTrade(world.orders, trade, moved)
  if (surplus > 0) giveBack(world, attempt, surplus, paidAt, now)
  if (surplus === 0) return 'captured'
  return shares.length > 0 ? 'captured_with_surplus' : 'surplus'
}

/** A second success, or one after the close (row N9): into suspense, and refunded by rule in the same commit. */
function giveBack(world: World, attempt: Attempt, amount: number, paidAt: Date, now: Date): void {
  const { channel, currency, attemptNo, payableNo } = attempt
  book(world, 'surplus_received', attemptNo, paidAt, rules.surplusReceived({ channel, currency, amount }))
  const payment = present(world.payments.payments.get(payableNo), `payment ${payableNo}`)
  const refundNo = world.nextNo('refund', shardOfNumber(attemptNo))
  const request = { refundNo, reason: 'paid without being due', requestedBy: 'rule:surplus', byRule: true }
  const refund = refundSurplus(world.payments, payment, attempt, request, now)
  if (refund.ok)
    book(
      world,
      'surplus_refund_approved',
      refundNo,
      now,
      rules.surplusRefundApproved({ channel, currency, amount }),
    )
}

function applyToRefund(
  world: World,
  refund: Refund,
  report: Extract<Report, { about: 'refund' }>,
  now: Date,
  { refundDelaysMs }: ChannelTerms,
): EvidenceOutcome {
  const attempt = present(world.payments.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  const actor = `channel:${attempt.channel}`
  const news = report.kind === 'succeeded' ? { ...report, succeededAt: new Date(report.succeededAt) } : report
  const at = news.kind === 'succeeded' ? news.succeededAt : now
  const isPaid = applyRefundNews(world.payments, refund, news, refundDelaysMs[attempt.channel] ?? [], {
    actor,
    at,
  })
  if (!isPaid) return 'noted'
  const { currency, amount, refundNo, itemNo } = refund
  book(world, 'refund_paid', refundNo, at, rules.refundPaid({ channel: attempt.channel, currency, amount }))
  if (itemNo === null) return 'refunded'
  const order = present(world.orders.orders.get(itemNo), `order ${itemNo}`)
  const moved = { actor: { id: actor, by: 'platform' as const }, at, reason: refund.reason }
  if (recordRefund(world.orders, order, amount, moved)) returnStock(world, order, actor, at)
  return 'refunded'
}
