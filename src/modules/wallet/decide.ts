import { assert, present } from '../../kernel/assert.ts'
import { step } from '../../kernel/machine.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { type Entry, type WalletMoney, walletRules } from '../ledger/index.ts'
import { adjustmentMachine } from './machine.ts'
import type {
  Adjustment,
  AdjustmentBook,
  WalletBalance,
  WalletBook,
  WalletKind,
  WalletRejection,
} from './types.ts'

export const walletKey = (kind: WalletKind, buyerId: string): string => `${kind}/${buyerId}`

/** What is in a locked wallet; an account that was never opened holds nothing. */
export function balanceOf(book: WalletBook, kind: WalletKind, buyerId: string): WalletBalance {
  assert(book.locked.has(buyerId), `the wallet of ${buyerId} is not locked`)
  const key = walletKey(kind, buyerId)
  const known = book.balances.get(key)
  if (known) return known
  const empty = { free: 0, held: 0 }
  book.balances.set(key, empty)
  return empty
}

const sizeOf = ({ kind, amount, units }: WalletMoney): number => (kind === 'points' ? units : amount)
const ofMoney = (book: WalletBook, of: WalletMoney): WalletBalance => balanceOf(book, of.kind, of.buyerId)

/** Whether so much can be set aside or taken: the decision that keeps every wallet at or above its floor (row N20). */
export const holds = (book: WalletBook, of: WalletMoney): boolean => ofMoney(book, of).free >= sizeOf(of)

/** Each moves the locked wallet and returns what it books. */
export function hold(book: WalletBook, of: WalletMoney): Entry[] {
  const balance = ofMoney(book, of)
  balance.free -= sizeOf(of)
  balance.held += sizeOf(of)
  assert(balance.free >= 0, `the wallet of ${of.buyerId} is overdrawn`)
  return walletRules.holdPlaced(of)
}

export function release(book: WalletBook, of: WalletMoney): Entry[] {
  const balance = ofMoney(book, of)
  balance.held -= sizeOf(of)
  balance.free += sizeOf(of)
  assert(balance.held >= 0, `the wallet of ${of.buyerId} releases more than it holds`)
  return walletRules.holdReleased(of)
}

export function take(
  book: WalletBook,
  of: WalletMoney,
  shares: Parameters<typeof walletRules.holdTaken>[1],
): Entry[] {
  const balance = ofMoney(book, of)
  balance.held -= sizeOf(of)
  assert(balance.held >= 0, `the wallet of ${of.buyerId} gives more than it holds`)
  return walletRules.holdTaken(of, shares)
}

export function giveBack(book: WalletBook, of: WalletMoney & { readonly channel: string }): Entry[] {
  ofMoney(book, of).free += sizeOf(of)
  return walletRules.refundToWallet(of)
}

/** Enters a request of the first of two people. What is to be taken out must be there when it is approved. */
export function requestAdjustment(
  book: AdjustmentBook,
  request: Omit<Adjustment, 'state' | 'decidedBy' | 'decidedAt' | 'decisionReason' | 'version'>,
): Adjustment {
  const adjustment: Adjustment = {
    ...request,
    state: 'requested',
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    version: 1,
  }
  book.adjustments.set(adjustment.adjustmentNo, adjustment)
  book.added.add(adjustment)
  return adjustment
}

/** The second of two people decides. Approved, the wallet moves; returns what that books, nothing where it is refused. */
export function decideAdjustment(
  { book, wallets }: { readonly book: AdjustmentBook; readonly wallets: WalletBook },
  adjustmentNo: string,
  action: 'approve' | 'reject',
  moved: { readonly actor: string; readonly at: Date; readonly reason: string | null },
): Outcome<Entry[], WalletRejection> {
  const adjustment = book.adjustments.get(adjustmentNo)
  if (!adjustment) return reject('not_found')
  const { state, requestedBy, direction } = adjustment
  if (state !== 'requested') return reject('illegal_move', { detail: { state } })
  if (requestedBy === moved.actor) return reject('same_person')
  const balance = ofMoney(wallets, adjustment)
  const size = sizeOf(adjustment)
  if (action === 'approve' && direction === 'out' && balance.free < size)
    return reject('wallet_too_low', { detail: { free: balance.free } })
  const { to, move } = step(adjustmentMachine, state, action)
  adjustment.state = present(to, 'a state')
  adjustment.version += 1
  adjustment.decidedBy = moved.actor
  adjustment.decidedAt = moved.at
  adjustment.decisionReason = moved.reason
  book.touched.add(adjustment)
  const { actor, at, reason } = moved
  book.steps.push({ no: adjustmentNo, version: adjustment.version, move, actor, reason, occurredAt: at })
  if (action === 'reject') return accept([])
  balance.free += direction === 'in' ? size : -size
  return accept(walletRules.walletAdjusted(adjustment))
}
