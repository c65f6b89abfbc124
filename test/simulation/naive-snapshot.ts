import type { DomainEvent, Step } from '../../src/kernel/fact.ts'
import type { StockMove } from '../../src/modules/inventory/index.ts'
import type { Journal } from '../../src/modules/ledger/index.ts'
import type { Order, OrderLine, Trade } from '../../src/modules/order/index.ts'
import type {
  Attempt,
  Capture,
  Dispute,
  Flow,
  HoldPart,
  Instalment,
  Payment,
  PaymentItem,
  Refund,
  Share,
} from '../../src/modules/payment/index.ts'
import type { Sharing, SharingReturn } from '../../src/modules/sharing/index.ts'

/** Everything that is stored, as plain arrays. */
export type Snapshot = {
  readonly trades: readonly Trade[]
  readonly orders: readonly Order[]
  readonly lines: readonly OrderLine[]
  readonly payments: readonly Payment[]
  readonly items: readonly PaymentItem[]
  readonly shares: readonly Share[]
  readonly attempts: readonly Attempt[]
  readonly refunds: readonly Refund[]
  readonly captures: readonly Capture[]
  readonly parts: readonly HoldPart[]
  readonly disputes: readonly Dispute[]
  readonly sharings: readonly Sharing[]
  readonly returns: readonly SharingReturn[]
  readonly instalments: readonly Instalment[]
  readonly flows: readonly Flow[]
  readonly journals: readonly Journal[]
  /** By kind and buyer, as `points/b1`. */
  readonly wallets: readonly { readonly name: string; readonly free: number; readonly held: number }[]
  readonly stocks: readonly { skuId: number; available: number; reserved: number; committed: number }[]
  readonly moves: readonly StockMove[]
  readonly steps: readonly Step[]
  readonly events: readonly DomainEvent[]
  /** What buyers were told: the trade that their key made. */
  readonly acknowledged: readonly { readonly key: string; readonly tradeNo: string }[]
}

export const big = (values: readonly number[]): bigint =>
  values.reduce((sum, value) => sum + BigInt(value), 0n)

export const grouped = <T>(rows: readonly T[], key: (row: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const row of rows) {
    const held = groups.get(key(row))
    if (held) held.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}
