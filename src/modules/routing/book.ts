import type { Amount } from '../../kernel/money.ts'
import type { Db } from '../../platform/db.ts'
import { feeOf, feeRuleOf } from './decide.ts'
import { type Health, openHealth } from './health.ts'
import { type Loaded, loadRouting, routingVersion } from './store.ts'
import type { FeeRule, RoutingRule } from './types.ts'

/** The rules in memory, and how the accounts do. */
export type RoutingBook = {
  readonly rules: () => readonly RoutingRule[]
  readonly fees: () => readonly FeeRule[]
  /** What the channel is expected to keep; null where no fee was agreed. */
  readonly feeOf: (paid: {
    readonly channel: string
    readonly method: string
    readonly currency: string
    readonly at: Date
    readonly amount: Amount
  }) => Amount | null
  readonly health: Health
  /** Reads the rules again if they have changed. */
  readonly refresh: () => Promise<void>
}

export async function openRoutingBook(db: Db): Promise<RoutingBook> {
  let loaded: Loaded = await loadRouting(db)
  return {
    rules: () => loaded.rules,
    fees: () => loaded.fees,
    feeOf: (paid) => {
      const rule = feeRuleOf(loaded.fees, paid)
      return rule ? feeOf(rule, paid.amount) : null
    },
    health: openHealth(),
    refresh: async () => {
      if ((await routingVersion(db)) !== loaded.version) loaded = await loadRouting(db)
    },
  }
}

/** Without rules and fees: each channel is its own account. */
export const emptyRoutingBook = (): RoutingBook => ({
  rules: () => [],
  fees: () => [],
  feeOf: () => null,
  health: openHealth(),
  refresh: async () => {},
})
