import { shardOfNumber } from '../kernel/number.ts'
import { markRefunded, type Order } from '../modules/order/index.ts'
import {
  addRest,
  type Dispute,
  endByLoss,
  endedByLoss,
  type Refund,
  refusedItems,
  retryRefund,
  unkept,
} from '../modules/payment/index.ts'
import { bearKept, takeBack } from './given-up.ts'
import { approve, approvePaidPart, isUnsold, unitsOf } from './refund.ts'
import type { DisputeWorld } from './world.ts'

/**
 * A lost dispute took money that was to go back by a refund, and the channel refused that one therefore: the payer has
 * it, so the refund is over, and what the dispute took of it is borne as any lost dispute is. What it left goes out as it was
 * agreed. Returns whether a refund is still under way, on whose end it depends.
 */
export function endRefused(world: DisputeWorld, dispute: Dispute, now: Date): boolean {
  for (;;) {
    const refund = endedByLoss(world.payments, dispute)
    if (refund === null || refund === 'waits') return refund === 'waits'
    end(world, dispute, refund, now)
  }
}

function end(world: DisputeWorld, { disputeNo }: Dispute, refund: Refund, now: Date): void {
  const moved = { actor: 'rule:dispute_lost', at: now, reason: `dispute ${disputeNo}` }
  const order = refund.itemNo === null ? undefined : world.orders.orders.get(refund.itemNo)
  const { kept, left } = endByLoss(world.payments, world.disputes, refund, moved)
  takeBack(world, refund, order, true, now)
  bearKept(world, refund.refundNo, kept, now)
  if (left === 0 || !order) return
  if (isUnsold(order)) approvePaidPart(world, order, refund.reason, now)
  else giveRest(world, order, refund, left, now)
}

function giveRest(world: DisputeWorld, order: Order, refund: Refund, amount: number, now: Date): void {
  const refundNo = world.nextNo('refund', shardOfNumber(refund.refundNo))
  const facts = { refundNo, amount, requestedBy: 'rule:dispute_lost' }
  const rest = addRest(world.payments, refund, facts, now)
  if (rest.components) markRefunded(world.orders, order, unitsOf(rest.components, 1))
  approve(world, rest, { actor: 'rule:refund', at: now })
}

/** The dispute was won: what its channel refused to refund meanwhile is the payer's again, and is sent once more. */
export function sendRefused(world: DisputeWorld, dispute: Dispute, now: Date): void {
  if (unkept(world.disputes, dispute) > 0) return
  const moved = { actor: 'rule:dispute_won', at: now, reason: `dispute ${dispute.disputeNo}` }
  for (const refund of refusedItems(world.payments, dispute)) retryRefund(world.payments, refund, moved)
}
