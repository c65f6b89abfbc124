import { shardOfNumber } from '../kernel/number.ts'
import type { Outcome } from '../kernel/outcome.ts'
import type { AdjustStock } from '../modules/inventory/index.ts'
import { findAttempt, findRefund, refundsAskedWith } from '../modules/payment/index.ts'
import type { ChannelCalls } from './channel-calls.ts'
import type { CallerKey, FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'
import type { DecideRefund } from './refund.ts'

/** What the merchant's and the platform's people do. Their right to it was proven at the door. */
export function staffFlow(deps: FlowDeps, lanes: Lanes, calls: ChannelCalls) {
  const { db, clock, numbers } = deps

  type RefundRequest = CallerKey & {
    readonly orderNo: string
    readonly units: Readonly<Record<string, number>> | null
    readonly toWallet?: boolean
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
    readonly action: DecideRefund['action']
    readonly toWallet?: boolean
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
    decided.ok && (action === 'approve' || action === 'retry')

  /** All of the request that may go now; a channel may want some time between two, which is left to the sweep. */
  async function sendRefund(refundNo: string): Promise<void> {
    const refund = await findRefund(db, refundNo)
    for (const one of refund ? await refundsAskedWith(db, refund) : []) {
      const isDue = one.state === 'approved' && one.nextAt !== null && one.nextAt <= clock.now()
      const attempt = isDue ? await findAttempt(db, one.attemptNo) : undefined
      if (attempt) await calls.resolveRefund(one, attempt)
    }
  }

  const adjustStock = (request: Omit<AdjustStock, 'now'>) =>
    lanes.adjustStock.submit({ ...request, now: clock.now() })

  return {
    requestRefund,
    refundSurplus,
    decideRefund,
    adjustStock,
  }
}
