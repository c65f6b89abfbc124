/**
 * Payment channels: wire formats and signatures. They know no SQL and no trade; one conformance suite holds them
 * all. A channel reports facts about an attempt or a refund; the payment module decides what they mean.
 *
 * Invariants: what is not certain is `unknown`, never a failure; an answer or a notice without a valid signature
 * changes nothing; keys are never logged; every call may be repeated with the same numbers.
 */
export type * from './abilities.ts'
export { type AlipayConfig, createAlipayChannel } from './alipay/index.ts'
export { BillFault } from './bill-fault.ts'
export { type FailureWords, failureWords, type NextStep } from './reasons.ts'
export {
  type BuyerReason,
  buyerWords,
  isRefundCode,
  type RefundReason,
  refundReasonOf,
  refundReasons,
} from './refund-reasons.ts'
export { createStripeChannel, type StripeConfig } from './stripe/index.ts'
export { type Device, devicesOf, titleOf } from './titles.ts'
export type * from './types.ts'
