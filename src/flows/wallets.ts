import { shardOf } from '../kernel/number.ts'
import { reject } from '../kernel/outcome.ts'
import { DEFAULT_POLICIES } from '../modules/payment/index.ts'
import { findAdjustment, findPoints } from '../modules/wallet/index.ts'
import type { DecideAdjustment, RequestAdjustment } from './adjust.ts'
import type { CallerKey, FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'
import { type DecideRevaluation, POINTS_CURRENCY, type RequestRevaluation, valuationOf } from './revalue.ts'

/** What people do to wallets by hand. Their right to it was proven at the door. */
export function walletFlow({ db, clock, numbers, policies }: FlowDeps, lanes: Lanes) {
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

  type RevaluationRequest = CallerKey & Omit<RequestRevaluation, 'revaluationNo' | 'now'>
  const requestRevaluation = (request: RevaluationRequest) => {
    const revaluationNo = numbers.next('adjustment', 'system', 0)
    return lanes.requestRevaluation.submit({ ...request, revaluationNo, now: clock.now() })
  }

  type RevaluationDecision = CallerKey & Omit<DecideRevaluation, 'now'>
  const decideRevaluation = (request: RevaluationDecision) =>
    lanes.decideRevaluation.submit({ ...request, now: clock.now() })

  /** What the books say of all points, and what they are worth now. */
  const pointsValuation = async () =>
    valuationOf(await findPoints(db, POINTS_CURRENCY), policies ?? DEFAULT_POLICIES)

  return { requestAdjustment, decideAdjustment, requestRevaluation, decideRevaluation, pointsValuation }
}
