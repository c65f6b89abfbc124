/**
 * Profit sharing 分账: money of a payment that its channel pays to others, and what comes back of it.
 * Owns: sharings, their returns, and which attempts were frozen for it. Knows no order; what it must know of an attempt
 * it is told.
 * Invariants: shared and not returned ≤ captured − refunds; a refund never goes before the shared money it needs is
 * back (row P7); a number shares or returns once.
 */
export * from './decide.ts'
export { type FreezeAttempt, freezeLane } from './freeze.ts'
export { sharingMachine, sharingReturnMachine } from './machine.ts'
export * from './make-way.ts'
export type { Moved } from './moves.ts'
export * from './owed.ts'
export * from './queries.ts'
export * from './returns.ts'
export { saveSharings } from './save.ts'
export { lockSharings, payableNosOfSharings, returnedWithRefund, sharedAttempts } from './store.ts'
export * from './types.ts'
