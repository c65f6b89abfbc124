import { shardOf } from '../kernel/number.ts'
import { reject } from '../kernel/outcome.ts'
import { findAdjustment } from '../modules/wallet/index.ts'
import type { DecideAdjustment, RequestAdjustment } from './adjust.ts'
import type { CallerKey, FlowDeps } from './deps.ts'
import type { Lanes } from './lanes.ts'

/** What people do to wallets by hand. Their right to it was proven at the door. */
export function walletFlow({ db, clock, numbers }: FlowDeps, lanes: Lanes) {
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

  return { requestAdjustment, decideAdjustment }
}
