import { present } from '../kernel/assert.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { rules } from '../modules/ledger/index.ts'
import {
  decideRedirect,
  isByHand,
  isInDoubt,
  keepDisputed,
  mayTurnBack,
  type PaymentRejection,
  paymentRejections,
  type Refund,
  refundsOfRequest,
  reissueRefund,
  rejectRefund,
  retryRefund,
  stopRefund,
  unkept,
} from '../modules/payment/index.ts'
import { bearKept, takeBack } from './given-up.ts'
import { type Asked, approve, approvePaidPart, asked, entriesOf, isUnsold } from './refund.ts'
import { staysInBooks } from './refunded.ts'
import { book, contestedLane, type DisputeWorld, type SubjectCommand, type World } from './world.ts'

type Wiring = Parameters<typeof contestedLane>[0]
const retryOf = (code: PaymentRejection) => paymentRejections[code].retry

/** Asks for the money of a refund once more under a new number, after its channel ended it without moving any. */
function reissue(
  world: World,
  refund: Refund,
  how: { readonly toWallet: boolean; readonly requestedBy: string },
  moved: { readonly actor: string; readonly at: Date },
): Outcome<Refund, PaymentRejection> {
  const refundNo = world.nextNo('refund', shardOfNumber(refund.refundNo))
  const booked = rules.reversed(entriesOf(world, refund))
  const again = reissueRefund(world.payments, refund, { ...how, refundNo }, moved)
  if (again.ok) book(world, 'refund_given_up', refund.refundNo, moved.at, booked)
  return again
}

/**
 * Sends a refund no more that its channel does not take, or never answers about: asked once more, the channel says
 * whether it may go another way.
 */
function stop(
  world: World,
  refund: Refund,
  moved: { readonly actor: string; readonly at: Date },
): Outcome<Asked, PaymentRejection> {
  const { state, attemptNo, redirect } = refund
  const { channel } = present(world.payments.attempts.get(attemptNo), `attempt ${attemptNo}`)
  if (state !== 'approved' || redirect?.isOpen || staysInBooks(world, refund) || isByHand(channel))
    return reject('illegal_move', { detail: { state } })
  stopRefund(world.payments, refund, moved)
  return accept(asked([refund]))
}

export type DecideRefund = SubjectCommand & {
  /**
   * `reissue`: what its channel ended without moving money is asked for again, under a new number · `stop`: what its
   * channel does not take is not sent any more.
   */
  readonly action: 'approve' | 'reject' | 'retry' | 'reissue' | 'stop'
  /** With `reissue`: into the buyer's wallet instead of the way it came. */
  readonly toWallet?: boolean
  readonly actor: string
  readonly reason: string | null
}

/** The second of two people decides; a failed refund is sent again with its own number. */
export const decideRefundLane = (wiring: Wiring) =>
  contestedLane<DecideRefund, Asked, PaymentRejection>(wiring, {
    operation: 'refund.decide',
    keys: 'table',
    retryOf,
    spends: ({ toWallet = false }) => toWallet,
    decide: decideOnRefund,
  })

export function decideOnRefund(
  world: DisputeWorld,
  { subject, action, toWallet = false, actor, reason, now }: DecideRefund,
): Outcome<Asked, PaymentRejection> {
  const refund = world.payments.refunds.get(subject)
  if (!refund) return reject('not_found')
  const order = refund.itemNo === null ? undefined : world.orders.orders.get(refund.itemNo)
  const moved = { actor, at: now, reason }
  const wasFailed = refund.state === 'failed'
  if (action === 'stop') return stop(world, refund, moved)
  if (action === 'reject' && (refund.state === 'redirect_asked' || mayTurnBack(refund))) {
    const kept = decideRedirect(world.payments, refund, 'keep', moved)
    return kept.ok ? accept(asked([refund])) : kept
  }
  // Its channel is being asked whether it has paid it after all.
  if (wasFailed && isInDoubt(refund) && (action === 'reject' || action === 'reissue'))
    return reject('refund_in_doubt')
  // One person decides about the whole request; what went wrong afterwards, it did to each refund by itself.
  const together =
    refund.state === 'requested'
      ? refundsOfRequest(world.payments, refund.requestNo).filter(({ state }) => state === 'requested')
      : [refund]
  const contested = together.find((one) => unkept(world.disputes, one) > 0)
  // Its payer asks the same money back by his bank: he gets it there, or once the dispute has been won.
  if (contested && action !== 'reject')
    return reject('refund_exceeds', { detail: { left: 0, disputed: unkept(world.disputes, contested) } })
  if (action === 'reissue') return answered(reissue(world, refund, { toWallet, requestedBy: actor }, moved))
  // To refuse money of an order that was not sold would keep what buys nothing; to give it up is to ask for it again.
  if (action === 'reject' && order && isUnsold(order) && !contested) {
    if (!wasFailed) return reject('illegal_move', { detail: { state: order.state } })
    const byRule = { toWallet: refund.toWallet, requestedBy: 'rule:refund_closed' }
    return answered(reissue(world, refund, byRule, moved))
  }
  for (const one of together) {
    const outcome =
      action === 'approve'
        ? approve(world, one, moved)
        : action === 'retry'
          ? retryRefund(world.payments, one, moved)
          : rejectRefund(world.payments, one, moved)
    if (!outcome.ok) return outcome
    if (action !== 'reject') continue
    takeBack(world, one, order, wasFailed, now)
    bearKept(world, one.refundNo, keepDisputed(world.payments, world.disputes, one), now)
    if (order && isUnsold(order)) approvePaidPart(world, order, one.reason, now)
  }
  return accept(asked(together))
}

const answered = (outcome: Outcome<Refund, PaymentRejection>): Outcome<Asked, PaymentRejection> =>
  outcome.ok ? accept({ ...asked([outcome.value]), refundNo: outcome.value.refundNo }) : outcome
