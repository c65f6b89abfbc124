import { shardOf } from '../kernel/number.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import { type AccountBook, type Journal, openAccounts, saveJournals } from '../modules/ledger/index.ts'
import { DEFAULT_POLICIES, type PaymentPolicies, worthOf } from '../modules/payment/index.ts'
import {
  type Adjustment,
  type AdjustmentBook,
  decideAdjustment,
  emptyAdjustmentBook,
  emptyWalletBook,
  lockAdjustments,
  lockWallets,
  requestAdjustment,
  saveAdjustments,
  type WalletBook,
  type WalletRejection,
  walletRejections,
} from '../modules/wallet/index.ts'
import type { Db } from '../platform/db.ts'
import type { Command, LaneSpec } from '../platform/lane.ts'
import type { NextNo } from './deps.ts'
import { latest } from './world.ts'

/** Money or points into a wallet or out of it by hand (row N18): one person asks, another decides. */
export type RequestAdjustment = Command & {
  readonly adjustmentNo: string
  readonly buyerId: string
  readonly kind: Adjustment['kind']
  readonly direction: Adjustment['direction']
  /** Fen, or points. */
  readonly size: number
  readonly reason: string
  readonly actor: string
}

export type DecideAdjustment = Command & {
  readonly adjustmentNo: string
  readonly buyerId: string
  readonly action: 'approve' | 'reject'
  readonly reason: string | null
  readonly actor: string
}

type AdjustmentWorld = {
  readonly book: AdjustmentBook
  readonly wallets: WalletBook
  readonly journals: Journal[]
  readonly now: Date
}

type Wiring = { readonly db: Db; readonly accounts: AccountBook; readonly nextNo: NextNo }
const retryOf = (code: WalletRejection) => walletRejections[code].retry

export const requestAdjustmentLane = (
  { db, accounts }: Wiring,
  policies: PaymentPolicies = DEFAULT_POLICIES,
): LaneSpec<RequestAdjustment, AdjustmentWorld, Adjustment, WalletRejection> => ({
  operation: 'adjustment.request',
  keys: 'table',
  retryOf,
  load: async (_tx, commands) => ({
    book: emptyAdjustmentBook(),
    wallets: emptyWalletBook(),
    journals: [],
    now: latest(commands),
  }),
  decide: ({ book }, { adjustmentNo, buyerId, kind, direction, size, reason, actor, now }) => {
    const isPoints = kind === 'points'
    const { mostMoney, mostPoints } = policies.adjustment()
    const most = isPoints ? mostPoints : mostMoney
    if (size > most) return reject('adjustment_too_large', { param: 'size', detail: { most } })
    const amount = isPoints ? worthOf(size, policies.points()) : size
    const facts = { adjustmentNo, buyerId, kind, direction, currency: 'CNY', amount, reason }
    const units = isPoints ? size : 0
    return accept(requestAdjustment(book, { ...facts, units, requestedBy: actor, requestedAt: now }))
  },
  save: (tx, { book, now }) => saveAdjustments(tx, book, now),
  beforeRetry: (error, now) => openAccounts(db, accounts, error, now),
})

/** `buyerId` was read beforehand; it never changes, so the wallet is locked with its adjustment. */
export const decideAdjustmentLane = ({
  db,
  accounts,
  nextNo,
}: Wiring): LaneSpec<DecideAdjustment, AdjustmentWorld, Adjustment, WalletRejection> => ({
  operation: 'adjustment.decide',
  keys: 'table',
  retryOf,
  load: async (tx, commands) => ({
    book: await lockAdjustments(
      tx,
      commands.map(({ adjustmentNo }) => adjustmentNo),
    ),
    wallets: await lockWallets(
      tx,
      commands.map(({ buyerId }) => buyerId),
    ),
    journals: [],
    now: latest(commands),
  }),
  decide: (world, command) => decide(world, command, nextNo),
  save: async (tx, { book, journals, now }) => {
    await saveAdjustments(tx, book, now)
    await saveJournals(tx, accounts, journals, now)
  },
  beforeRetry: (error, now) => openAccounts(db, accounts, error, now),
})

function decide(
  { book, wallets, journals }: AdjustmentWorld,
  { adjustmentNo, buyerId, action, actor, reason, now }: DecideAdjustment,
  nextNo: NextNo,
): Outcome<Adjustment, WalletRejection> {
  if (book.adjustments.get(adjustmentNo)?.buyerId !== buyerId) return reject('not_found')
  const decided = decideAdjustment({ book, wallets }, adjustmentNo, action, { actor, at: now, reason })
  if (!decided.ok) return decided
  if (decided.value.length > 0) {
    const journalNo = nextNo('journal', shardOf(buyerId))
    const event = 'wallet_adjusted'
    journals.push({ journalNo, event, refNo: adjustmentNo, effectiveAt: now, entries: decided.value })
  }
  return accept(book.adjustments.get(adjustmentNo)!)
}
