/**
 * Pricing 定价: what a checkout costs and why, to the fen.
 * Owns: the stages and their order, the allocation of whole-order amounts to lines, what a line gives back.
 * Invariants: Σ stages of a line = its payable; Σ lines = totals; no component below zero.
 */
export { price, totalOf } from './decide.ts'
export { quote } from './quote.ts'
export { type RefundableLine, refundable } from './refundable.ts'
export { bestReductions } from './rules.ts'
export * from './types.ts'
