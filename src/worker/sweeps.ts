import { auditWhenDue } from '../auditor/index.ts'
import type { Flows } from '../flows/index.ts'
import { DAY, HOUR, MINUTE } from '../kernel/clock.ts'
import { forgetNonces } from '../modules/account/index.ts'
import type { CatalogCache } from '../modules/catalog/index.ts'
import { type PolicyCache, trimUnverified } from '../modules/payment/index.ts'
import type { RoutingBook } from '../modules/routing/index.ts'
import type { Db } from '../platform/db.ts'
import type { Numbers } from '../platform/numbers.ts'
import type { LoopSpec } from './loop.ts'

const TRADES = 500
/** Asked about at once; the sockets of a channel bound how many are on their way to it. */
const ATTEMPTS = 500
/** So many pieces of evidence without a valid signature are kept: enough to look into, too few to fill a disk. */
const UNVERIFIED_KEPT = 10_000

/**
 * What is due, by its time (row L8). A loop whose work can stay due never hurries: it looks again after its pause. An
 * attempt that was asked about is due later, whatever came of it, so a full round of those is followed at once.
 */
export const sweepLoops = (db: Db, sweeps: Flows['sweeps']): LoopSpec[] => [
  { name: 'trade_expiry', everyMs: 1_000, full: TRADES, run: () => sweeps.expireTrades(TRADES) },
  { name: 'trade_close', everyMs: 1_000, full: TRADES, run: () => sweeps.finishCloses(TRADES) },
  { name: 'attempt_query', everyMs: 1_000, full: ATTEMPTS, run: () => sweeps.queryAttempts(ATTEMPTS) },
  { name: 'refund', everyMs: 1_000, run: () => sweeps.sendRefunds(100) },
  { name: 'sharing', everyMs: 2_000, run: () => sweeps.sendSharings(100) },
  { name: 'sharing_owed', everyMs: 60_000, run: () => sweeps.coverOwed() },
  { name: 'dispute', everyMs: 5_000, run: () => sweeps.settleDisputes(100) },
  { name: 'evidence', everyMs: 2_000, run: () => sweeps.applyEvidence(500) },
  { name: 'duplicate_scan', everyMs: HOUR, run: () => sweeps.scanDuplicates() },
  { name: 'signing_nonces', everyMs: MINUTE, run: (now) => forgetNonces(db, now) },
  { name: 'evidence_trim', everyMs: 60_000, run: () => trimUnverified(db, UNVERIFIED_KEPT) },
]

/** Without these a process could soon make no number, or would sell at yesterday's price. */
export const upkeepLoops = (
  numbers: Numbers,
  catalog: CatalogCache,
  routing: RoutingBook,
  policies: PolicyCache,
): LoopSpec[] => [
  { name: 'number_lease', everyMs: 10_000, run: () => numbers.renew().then(() => 0) },
  { name: 'catalog', everyMs: 5_000, run: () => catalog.refresh().then(() => 0) },
  { name: 'routing', everyMs: 5_000, run: () => routing.refresh().then(() => 0) },
  { name: 'payment_settings', everyMs: 5_000, run: () => policies.refresh().then(() => 0) },
]

/** The auditor never sleeps: every minute over what changed, once a day over everything. `tell` hears of what is broken. */
export const auditLoops = (
  db: Db,
  tell: (scope: 'changed' | 'whole', breaks: number) => void,
): LoopSpec[] => {
  const audit = async (scope: 'changed' | 'whole', everyMs: number, now: Date): Promise<number> => {
    const breaks = await auditWhenDue(db, scope, everyMs, now)
    if (breaks > 0) tell(scope, breaks)
    return breaks
  }
  return [
    { name: 'audit_changed', everyMs: MINUTE, run: (now) => audit('changed', MINUTE / 2, now) },
    { name: 'audit_whole', everyMs: HOUR, run: (now) => audit('whole', DAY, now) },
  ]
}
