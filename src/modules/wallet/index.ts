/**
 * Wallet 钱包 and points 积分: what a buyer has with us. Its balances are accounts of the ledger and nothing else; a
 * payment first holds what it will take, so that the same fen is never spent twice.
 * Owns: changes by hand, which take two people. Invariants: no wallet is below zero, what is held is what payments under
 * way hold; points balance in points, what they are worth in money.
 */
export {
  balanceOf,
  decideAdjustment,
  giveBack,
  hold,
  holds,
  release,
  requestAdjustment,
  take,
} from './decide.ts'
export { adjustmentMachine, revaluationMachine } from './machine.ts'
export * from './queries.ts'
export * from './revaluation.ts'
export {
  findPoints,
  listRevaluations,
  lockPoints,
  lockRevaluations,
  saveRevaluations,
} from './revaluation-store.ts'
export { lockAdjustments, lockWallets, saveAdjustments } from './store.ts'
export * from './types.ts'
