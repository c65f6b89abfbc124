import { adjustStockLane } from '../modules/inventory/index.ts'
import { DEFAULT_POLICIES, evidenceLane, type LimitsOf } from '../modules/payment/index.ts'
import { emptyRoutingBook } from '../modules/routing/index.ts'
import { freezeLane } from '../modules/sharing/index.ts'
import { openLane } from '../platform/lane.ts'
import { decideAdjustmentLane, requestAdjustmentLane } from './adjust.ts'
import { beginCloseLane, finishCloseLane } from './close.ts'
import { startCombinedLane } from './combine.ts'
import { channelOf, type FlowDeps, type NextNo } from './deps.ts'
import { disputeLane } from './disputes.ts'
import { evidenceApplyLane } from './evidence.ts'
import { handLane } from './hand.ts'
import { holdLane } from './holds.ts'
import { orderActionLane } from './order-actions.ts'
import { waiveSupplementLane } from './owed.ts'
import { startPaymentLane, tellAttemptLane } from './pay.ts'
import { placeLane } from './place.ts'
import { planLane } from './plans.ts'
import { askRedirectLane, refundSurplusLane, requestRefundLane, tellRefundLane } from './refund.ts'
import { decideRefundLane } from './refund-decide.ts'
import { decideRevaluationLane, requestRevaluationLane } from './revalue.ts'
import {
  decideReturnLane,
  decideSharingLane,
  requestReturnLane,
  requestSharingLane,
  tellReturnLane,
  tellSharingLane,
} from './sharing.ts'
import { actOnOwedLane, offsetReturnLane } from './sharing-owed.ts'
import { makeWayLane, payWalletLane } from './sharing-refunds.ts'
import { supplementLane } from './supplement.ts'

export type Lanes = ReturnType<typeof openLanes>

/** Every command of the trade core, each with its lane in this process. */
export function openLanes(given: FlowDeps) {
  const deps = { ...given, db: given.commandDb ?? given.db }
  const { db, accounts, catalog, numbers } = deps
  const nextNo: NextNo = (kind, shard) => numbers.next(kind, 'system', shard)
  const limitsOf: LimitsOf = (channel) => channelOf(deps.channels, channel)?.capabilities
  const wiring = { db, accounts, nextNo, limitsOf, termsAt: (deps.policies ?? DEFAULT_POLICIES).terms }
  const refundDelaysMs = Object.fromEntries(
    Object.values(deps.channels).map((channel) => [channel.code, channel.capabilities.refundQueryDelaysMs]),
  )
  const terms = { refundDelaysMs, feeOf: (deps.routing ?? emptyRoutingBook()).feeOf, limitsOf }
  return {
    place: openLane(placeLane(catalog, wiring), deps),
    cancelTrade: openLane(beginCloseLane(wiring, 'trade.cancel'), deps),
    expireTrade: openLane(beginCloseLane(wiring, 'trade.expire'), deps),
    finishClose: openLane(finishCloseLane(wiring), deps),
    startPayment: openLane(startPaymentLane(wiring, deps.policies), deps),
    startCombined: openLane(startCombinedLane(wiring, deps.policies), deps),
    tellAttempt: openLane(tellAttemptLane(wiring), deps),
    storeEvidence: openLane(evidenceLane, deps),
    choosePlan: openLane(planLane(wiring, deps.policies), deps),
    askSupplement: openLane(supplementLane(wiring, deps.policies), deps),
    waiveSupplement: openLane(waiveSupplementLane(wiring), deps),
    actOnEntry: openLane(handLane(wiring), deps),
    actOnDispute: openLane(disputeLane(wiring), deps),
    actOnHold: openLane(holdLane(wiring), deps),
    applyEvidence: openLane(evidenceApplyLane(wiring, terms), deps),
    actOnOrder: openLane(orderActionLane(wiring), deps),
    requestRefund: openLane(requestRefundLane(wiring), deps),
    decideRefund: openLane(decideRefundLane(wiring), deps),
    askRedirect: openLane(askRedirectLane(wiring), deps),
    refundSurplus: openLane(refundSurplusLane(wiring), deps),
    tellRefund: openLane(tellRefundLane(wiring), deps),
    freezeAttempt: openLane(freezeLane, deps),
    requestSharing: openLane(requestSharingLane(wiring), deps),
    decideSharing: openLane(decideSharingLane(wiring), deps),
    tellSharing: openLane(tellSharingLane(wiring), deps),
    requestReturn: openLane(requestReturnLane(wiring), deps),
    decideReturn: openLane(decideReturnLane(wiring), deps),
    offsetReturn: openLane(offsetReturnLane(wiring), deps),
    actOnOwed: openLane(actOnOwedLane(wiring), deps),
    tellReturn: openLane(tellReturnLane(wiring), deps),
    makeWay: openLane(makeWayLane(wiring), deps),
    payWallet: openLane(payWalletLane(wiring), deps),
    adjustStock: openLane(adjustStockLane, deps),
    requestAdjustment: openLane(requestAdjustmentLane(wiring, deps.policies), deps),
    decideAdjustment: openLane(decideAdjustmentLane(wiring), deps),
    requestRevaluation: openLane(requestRevaluationLane(wiring), deps),
    decideRevaluation: openLane(decideRevaluationLane(wiring, deps.policies), deps),
  }
}
