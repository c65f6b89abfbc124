/**
 * Order 订单: what was sold to whom, for how much and why.
 * Owns: trades, orders, lines with their frozen price, the words for their states.
 * Invariants: Σ lines = order, Σ orders = trade, for every amount; a state changes only by a move of its machine and
 * stands in the history; what was placed is never re-priced.
 */

export { supplement, waive, waiveLine } from './adjust.ts'
export {
  beginClose,
  cancelUnpaid,
  complete,
  confirm,
  coverOrder,
  decline,
  finishClose,
  markRefunded,
  ordersOf,
  payPart,
  place,
  recordRefund,
  settleTrade,
  unrecordRefund,
} from './decide.ts'
export { type BuyerTab, type Display, display, LEGAL_TUPLES, TAB_STATES } from './labels.ts'
export { orderMachine, orderPaymentMachine, tradeMachine } from './machine.ts'
export * from './queries.ts'
export * from './secure.ts'
export { lockTrades, saveOrders, tradeNosOf } from './store.ts'
export * from './types.ts'
export { type NearEnd, type TradeFacts, tradeFacts, tradesNearEnd } from './unpaid.ts'
