import { type Journal, pendingOf } from '../../src/modules/ledger/index.ts'

/** What shops have not been paid yet, as their journals leave it. */
export function pendingIn(journals: readonly Journal[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { purpose, ownerId, currency, ...entry } of journals.flatMap(({ entries }) => entries)) {
    if (purpose !== 'merchant_pending') continue
    const name = pendingOf({ shopId: Number(ownerId), currency })
    sums.set(name, (sums.get(name) ?? 0) + ('credit' in entry ? entry.credit : -entry.debit))
  }
  return sums
}
