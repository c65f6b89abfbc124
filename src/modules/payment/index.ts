/**
 * Payment 支付: what is due, who tried to pay it, what came in and what went back.
 * Owns: payments, their items, attempts, refunds, flows, and the evidence for all of it. Knows no order.
 * Invariants: captured ≤ due; what comes beyond it is surplus, in suspense or on its way back; refunding + refunded ≤
 * captured, per item; a fact of money is never overwritten; "unknown" has an owner and a deadline.
 */
export * from './decide.ts'
export * from './disputes.ts'
export * from './disputes-store.ts'
export * from './duplicates.ts'
export * from './evidence.ts'
export * from './hand.ts'
export { findEntries, listEntries, loadEntries, saveEntries } from './hand-store.ts'
export * from './holds.ts'
export { findCapture } from './holds-store.ts'
export * from './house.ts'
export * from './legs.ts'
export { attemptMachine, disputeMachine, paymentMachine, refundMachine } from './machine.ts'
export { paymentHistoryNo } from './moves.ts'
export * from './plan.ts'
export { type DuePart, dueParts, findSchedule } from './plan-store.ts'
export * from './policy.ts'
export * from './policy-store.ts'
export * from './queries.ts'
export { type Applied, applyHeld, applyPaid, type HeldReport, type PaidReport } from './receive.ts'
export { type LimitsOf, noLimits } from './refund-limits.ts'
export * from './refunds.ts'
export { reissueRefund } from './reissue.ts'
export { forgetForgeries } from './retention.ts'
export { savePayments } from './save.ts'
export * from './standing.ts'
export * from './start.ts'
export { lockPayments, payableNosOf, payablesUnder } from './store.ts'
export * from './types.ts'
