import { shardOf, shardOfNumber } from '../kernel/number.ts'
import { type Outcome, reject } from '../kernel/outcome.ts'
import type { AdjustStock } from '../modules/inventory/index.ts'
import { findAttempt, findRefund } from '../modules/payment/index.ts'
import { findAdjustment } from '../modules/wallet/index.ts'
import type { DecideAdjustment, RequestAdjustment } from './adjust.ts'
import type { ChannelCalls } from './channel-calls.ts'
import type { CallerKey, FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'

/** What the merchant's and the platform's people do. Their right to it was proven at the door. */
export function staffFlow(deps: FlowDeps, lanes: Lanes, calls: ChannelCalls) {
  const { db, clock, numbers } = deps

  type RefundRequest = CallerKey & {
    readonly orderNo: string
    readonly units: Readonly<Record<string, number>> | null
    readonly reason: string
    readonly actor: string
  }
  const requestRefund = (request: RefundRequest) => {
    const refundNo = numbers.next('refund', 'system', shardOfNumber(request.orderNo))
    return lanes.requestRefund.submit({ ...request, subject: request.orderNo, refundNo, now: clock.now() })
  }

  type SurplusRequest = CallerKey & {
    readonly attemptNo: string
    readonly reason: string
    readonly actor: string
  }
  const refundSurplus = (request: SurplusRequest) => {
    const refundNo = numbers.next('refund', 'system', shardOfNumber(request.attemptNo))
    return lanes.refundSurplus.submit({ ...request, subject: request.attemptNo, refundNo, now: clock.now() })
  }

  type RefundDecision = CallerKey & {
    readonly refundNo: string
    readonly action: 'approve' | 'reject' | 'retry'
    readonly actor: string
    readonly reason: string | null
  }
  /** An approved refund is sent at once; where that fails, the sweep goes on with the same number. */
  const decideRefund = async (request: RefundDecision) => {
    const decided = await lanes.decideRefund.submit({
      ...request,
      subject: request.refundNo,
      now: clock.now(),
    })
    if (isSent(decided, request.action)) await sendRefund(request.refundNo).catch(() => {})
    return decided
  }
  const isSent = (decided: Outcome<unknown>, action: RefundDecision['action']) =>
    decided.ok && action !== 'reject'

  async function sendRefund(refundNo: string): Promise<void> {
    const refund = await findRefund(db, refundNo)
    const attempt = refund && (await findAttempt(db, refund.attemptNo))
    if (refund?.state === 'approved' && attempt) await calls.resolveRefund(refund, attempt)
  }

  const adjustStock = (request: Omit<AdjustStock, 'now'>) =>
    lanes.adjustStock.submit({ ...request, now: clock.now() })

  type AdjustmentRequest = CallerKey & Omit<RequestAdjustment, 'adjustmentNo' | 'now'>
  const requestAdjustment = (request: AdjustmentRequest) => {
    const adjustmentNo = numbers.next('adjustment', 'system', shardOf(request.buyerId))
    return lanes.requestAdjustment.submit({ ...request, adjustmentNo, now: clock.now() })
  }

  type AdjustmentDecision = CallerKey & Omit<DecideAdjustment, 'buyerId' | 'now'>
  const decideAdjustment = async (request: AdjustmentDecision) => {
    const adjustment = await findAdjustment(db, request.adjustmentNo)
    if (!adjustment) return reject('not_found' as const)
    return lanes.decideAdjustment.submit({ ...request, buyerId: adjustment.buyerId, now: clock.now() })
  }

  return {
    requestAdjustment,
    decideAdjustment,
    requestRefund,
    refundSurplus,
    decideRefund,
    adjustStock,
  }
}
