/**
 * Routing 支付路由: which account at which channel takes a payment, and what it is expected to keep of it.
 * Owns: routing rules, channel fees, and the live picture of how the accounts answer.
 * Invariants: a rule or a broken account only orders the accounts; an attempt is never taken for failed because of it.
 */
export { emptyRoutingBook, openRoutingBook, type RoutingBook } from './book.ts'
export { drawOf, feeOf, feeRuleOf, route, type Standing } from './decide.ts'
export { type AccountHealth, type CallEnd, type Health, openHealth } from './health.ts'
export { type FeeDraft, judgeFee, judgeRule, type RoutingRuleDraft } from './judge.ts'
export { addFee, deleteRoutingRule, saveRoutingRule } from './store.ts'
export * from './types.ts'
