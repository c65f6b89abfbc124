/**
 * Ledger 账本: the ground of money, in double entry.
 * Owns: accounts, balances, journals, postings, and the rules which accounts an event moves.
 * Invariants: a journal sums to zero per currency; a balance = Σ of its postings, versions gap-free; an event of
 * one reference is booked once; nothing is ever changed or deleted.
 */
export { balanced, signed } from './decide.ts'
export { LEDGER_EVENTS, type LedgerEvent } from './events.ts'
export * from './queries.ts'
export * as rules from './rules.ts'
export * as walletRules from './rules-wallet.ts'
export { POINTS, type WalletMoney } from './rules-wallet.ts'
export {
  type AccountBook,
  AccountsMissing,
  lockPending,
  openAccountBook,
  openAccounts,
  pendingOf,
  saveJournals,
} from './store.ts'
export * from './types.ts'
