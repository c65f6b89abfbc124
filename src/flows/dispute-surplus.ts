import { present } from '../kernel/assert.ts'
import { after, HOUR, MINUTE } from '../kernel/clock.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { rules } from '../modules/ledger/index.ts'
import {
  coverBySurplus,
  type Dispute,
  type Refund,
  refundSurplus,
  refusedSurplus,
  retryRefund,
  unkept,
  unkeptOf,
} from '../modules/payment/index.ts'
import { endRefused } from './dispute-items.ts'
import { entriesOf } from './refund.ts'
import { book, type DisputeWorld, type World } from './world.ts'

/** How often is looked whether a refund has ended on which it depends who bears a lost dispute. */
const LOOKED_EVERY = HOUR

/**
 * A lost dispute took money that was on its way back already: of a surplus, or of an item. Refunds that its channel
 * refused are over. While one of them may still be paid, the dispute is looked at again.
 */
export function settleLoss(world: DisputeWorld, dispute: Dispute, now: Date): void {
  const waits = [settleSurplus(world, dispute, now), endRefused(world, dispute, now)]
  dispute.nextAt = waits.includes(true) ? after(now, LOOKED_EVERY) : null
  world.disputes.touched.add(dispute)
}

/**
 * It took what nobody had owed: its refund, which the channel refuses, is over, and nobody bears it. What it did not take
 * of the surplus goes back. Returns whether its refund may still be paid.
 */
function settleSurplus(world: DisputeWorld, dispute: Dispute, now: Date): boolean {
  const { disputeNo, channel, currency } = dispute
  const moved = { actor: 'rule:dispute_lost', at: now, reason: `dispute ${disputeNo}` }
  const covered = coverBySurplus(world.payments, world.disputes, dispute, moved)
  if (covered === null || covered === 'waits') return covered === 'waits'
  const { refund, amount } = covered
  if (refund) book(world, 'refund_given_up', refund.refundNo, now, rules.reversed(entriesOf(world, refund)))
  book(world, 'dispute_covered', disputeNo, now, rules.disputeCovered({ channel, currency, amount }))
  if (refund && amount < refund.amount) giveRest(world, refund, refund.amount - amount, now)
  return false
}

/** A refund did not reach its payer, or came back: a dispute that was lost before may have taken its money. */
export function lookAtLosses(
  { disputes }: DisputeWorld,
  { payableNo, attemptNo }: Pick<Refund, 'payableNo' | 'attemptNo'>,
  now: Date,
): void {
  for (const dispute of disputes.byPayable.get(payableNo) ?? []) {
    if (dispute.attemptNo !== attemptNo || dispute.state !== 'lost' || unkeptOf(dispute) === 0) continue
    // Later than any time at which it was looked at before: each look is a command of its own.
    dispute.nextAt = after(now, MINUTE)
    disputes.touched.add(dispute)
  }
}

function giveRest(world: World, { attemptNo, payableNo, reason }: Refund, amount: number, now: Date): void {
  const attempt = present(world.payments.attempts.get(attemptNo), `attempt ${attemptNo}`)
  const payment = present(world.payments.payments.get(payableNo), `payment ${payableNo}`)
  const refundNo = world.nextNo('refund', shardOfNumber(attemptNo))
  const request = {
    refundNo,
    reason,
    requestedBy: 'rule:surplus',
    byRule: true,
    limitsOf: world.limitsOf,
    amount,
  }
  const refund = refundSurplus(world.payments, payment, attempt, request, now)
  if (refund.ok) book(world, 'surplus_refund_approved', refundNo, now, entriesOf(world, refund.value))
}

/** The dispute was won: what its channel refused to refund meanwhile is the payer's again, and is sent once more. */
export function sendSurplus(world: DisputeWorld, dispute: Dispute, now: Date): void {
  if (unkept(world.disputes, dispute) > 0) return
  const moved = { actor: 'rule:dispute_won', at: now, reason: `dispute ${dispute.disputeNo}` }
  for (const refund of refusedSurplus(world.payments, dispute)) retryRefund(world.payments, refund, moved)
}
