import type { Channel, DisputeReport } from '../channels/index.ts'
import { present } from '../kernel/assert.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { openAccounts, rules } from '../modules/ledger/index.ts'
import {
  type Attempt,
  askOnceMore,
  confirmConcession,
  type Dispute,
  type DisputeResponse,
  disputeOf,
  hearDispute,
  heardWish,
  loadDisputes,
  type PaymentRejection,
  payablesOfDisputes,
  paymentRejections,
  type Report,
  saveDisputes,
  type Told,
  wishFor,
  wishToTell,
} from '../modules/payment/index.ts'
import type { LaneSpec } from '../platform/lane.ts'
import { sendRefused } from './dispute-items.ts'
import { sendSurplus, settleLoss } from './dispute-surplus.ts'
import { bearKept } from './given-up.ts'
import { approvePaidPart, isUnsold } from './refund.ts'
import {
  book,
  type DisputeWorld,
  latest,
  loadWorld,
  type SubjectCommand,
  saveWorld,
  type worldLane,
} from './world.ts'

type Wiring = Parameters<typeof worldLane>[0]

/** A channel's word about a dispute, as evidence about the attempt whose money is asked back. */
export const disputeEvidence = (report: DisputeReport): Extract<Report, { about: 'dispute' }> => ({
  about: 'dispute',
  channelDisputeNo: report.disputeNo,
  amount: report.amount,
  currency: report.currency,
  reason: report.reason,
  state: report.state,
  openedAt: report.openedAt.toISOString(),
  respondBy: report.respondBy?.toISOString() ?? null,
  isWithdrawn: report.isWithdrawn,
})

/**
 * Applies a channel's word about a dispute: what it took, gave back, or kept for good stands in the books. A dispute
 * about money that we have not heard of yet waits until we have.
 */
export function hearOfDispute(
  world: DisputeWorld,
  attempt: Attempt,
  report: Extract<Report, { about: 'dispute' }>,
  now: Date,
): 'disputed' | 'contradicted' | 'early' {
  const { channel, state } = attempt
  if (state !== 'succeeded' && state !== 'conflicted') return 'early'
  const news = {
    ...report,
    openedAt: new Date(report.openedAt),
    respondBy: report.respondBy === null ? null : new Date(report.respondBy),
  }
  const nextNo = () => world.nextNo('dispute', shardOfNumber(attempt.attemptNo))
  const moved = { actor: `channel:${channel}`, at: now, nextNo }
  const { dispute, effects } = hearDispute(world.payments, world.disputes, attempt, news, moved)
  const { disputeNo, amount, currency } = dispute
  for (const effect of effects) {
    if (effect.kind === 'contradicted') return 'contradicted'
    if (effect.kind === 'freed') {
      bearKept(world, disputeNo, effect.kept, now)
      giveBack(world, effect.items, now)
      sendSurplus(world, dispute, now)
      sendRefused(world, dispute, now)
    } else if (effect.kind !== 'lost') {
      const isTaken = effect.kind === 'withdrawn'
      const event = isTaken ? 'dispute_withdrawn' : 'dispute_reinstated'
      const rule = isTaken ? rules.disputeWithdrawn : rules.disputeReinstated
      book(world, event, disputeNo, now, rule({ channel, currency, amount }))
    } else {
      const items = world.payments.items.get(dispute.payableNo) ?? []
      const bears = effect.bears.map(({ share, amount: borne }) => {
        const { payeeId } = present(
          items.find((item) => item.itemNo === share.itemNo),
          `item ${share.itemNo}`,
        )
        return { shopId: payeeId, amount: borne }
      })
      const entries = rules.disputeLost({ channel, currency, bears, rest: effect.rest })
      book(world, 'dispute_lost', disputeNo, now, entries)
      askOnceMore(world.payments, dispute, now)
      settleLoss(world, dispute, now)
    }
  }
  return 'disputed'
}

/** What a dispute had kept of an order that was not sold is its buyer's, now that it has been won. */
function giveBack(world: DisputeWorld, itemNos: readonly string[], now: Date): void {
  for (const itemNo of itemNos) {
    const order = world.orders.orders.get(itemNo)
    if (order && isUnsold(order)) approvePaidPart(world, order, 'dispute won', now)
  }
}

/** `subject` is the dispute's number. */
export type ActOnDispute = SubjectCommand & {
  readonly actor: string
  readonly act:
    | { readonly kind: 'respond'; readonly response: DisputeResponse }
    /** Asked for by one person, confirmed or dropped by another. */
    | { readonly kind: 'concede' | 'confirm' | 'drop' }
    /** What the channel said to it is evidence of its own. */
    | ({ readonly kind: 'told' } & Told)
}

export const disputeLane = (
  wiring: Wiring,
): LaneSpec<ActOnDispute, DisputeWorld, { disputeNo: string; wish: Dispute['wish'] }, PaymentRejection> => ({
  operation: 'dispute.act',
  keys: 'table',
  retryOf: (code) => paymentRejections[code].retry,
  load: async (tx, commands) => {
    const links = await payablesOfDisputes(
      tx,
      commands.map(({ subject }) => subject),
    )
    const payables = [...new Set(links.values())]
    const world = await loadWorld(tx, payables, latest(commands), wiring.nextNo, wiring)
    return { ...world, disputes: await loadDisputes(tx, payables) }
  },
  decide: decideDispute,
  save: async (tx, world) => {
    await saveWorld(tx, world, wiring.accounts)
    await saveDisputes(tx, world.disputes)
  },
  beforeRetry: (error, now) => openAccounts(wiring.db, wiring.accounts, error, now),
})

export function decideDispute(
  world: DisputeWorld,
  { subject, act, actor, now }: ActOnDispute,
): Outcome<{ disputeNo: string; wish: Dispute['wish'] }, PaymentRejection> {
  const { disputes } = world
  const dispute = disputeOf(disputes, subject)
  if (!dispute) return reject('not_found')
  if (act.kind === 'told') {
    heardWish(disputes, dispute, act, now)
    if (dispute.state === 'lost' && dispute.nextAt !== null) settleLoss(world, dispute, now)
  } else if (act.kind === 'confirm' || act.kind === 'drop') {
    const decision = { actor, isConfirmed: act.kind === 'confirm' }
    const decided = confirmConcession(disputes, dispute, decision, now)
    if (!decided.ok) return decided
  } else {
    const response = act.kind === 'respond' ? act.response : null
    const wished = wishFor(disputes, dispute, { kind: act.kind, response, actor }, now)
    if (!wished.ok) return wished
  }
  return accept({ disputeNo: dispute.disputeNo, wish: dispute.wish })
}

/**
 * Tells the channel what was wished, or asks how the dispute stands. A channel that does not take the wish is asked as
 * well: the dispute may have ended meanwhile. No report: nothing definite was heard.
 */
export async function tellOfDispute(
  channel: Channel,
  dispute: Dispute,
  signal: AbortSignal,
): Promise<{ readonly report: DisputeReport | undefined; readonly isHeard: boolean }> {
  const { disputing } = channel
  if (!disputing) return { report: undefined, isHeard: false }
  const { channelDisputeNo: no, response } = dispute
  const wish = wishToTell(dispute)
  const answer =
    wish === 'respond' && response
      ? await disputing.respond(no, response, signal)
      : wish === 'concede'
        ? await disputing.concede(no, signal)
        : await disputing.query(no, signal)
  if (!('kind' in answer)) return { report: answer, isHeard: true }
  if (wish === null || answer.kind !== 'refused') return { report: undefined, isHeard: false }
  const stands = await disputing.query(no, signal)
  return { report: 'kind' in stands ? undefined : stands, isHeard: false }
}
