import type { RejectionTable } from '../../kernel/outcome.ts'

/**
 * The buckets of a SKU in a warehouse. On hand 实物 = available 可售 + reserved 锁定 + committed 已占 +
 * damaged 残次 + activity 活动; in transit 在途 is on its way and not on hand yet.
 */
export type Buckets = {
  available: number
  reserved: number
  committed: number
  damaged: number
  activity: number
  in_transit: number
}

export type Bucket = keyof Buckets

export type Stock = Buckets & {
  readonly skuId: number
  readonly warehouseId: number
  /** Gap-free count of the moves of this stock. */
  version: number
}

/** Step 1 holds stock for a line, step 2 resolves the hold, step 3 follows a commit. 0: not about a line. */
export type MoveKind = 'reserve' | 'commit' | 'release' | 'uncommit' | 'receive' | 'adjust'
export const STEP_OF = { reserve: 1, commit: 2, release: 2, uncommit: 3 } as const

export type StockMove = {
  readonly skuId: number
  readonly warehouseId: number
  readonly version: number
  readonly kind: MoveKind
  readonly change: Partial<Buckets>
  readonly refNo: string
  readonly refLine: number
  readonly step: number
  readonly actor: string
  readonly reason: string | null
  readonly occurredAt: Date
}

/** A line's claim on stock. */
export type Hold = {
  readonly skuId: number
  readonly warehouseId: number
  readonly quantity: number
  readonly refNo: string
  readonly refLine: number
}

export const inventoryRejections = {
  out_of_stock: { status: 409, retry: 'later', title: { zh: '库存不足', en: 'Not enough stock' } },
  stock_below_zero: {
    status: 409,
    retry: 'later',
    title: { zh: '库存不能为负', en: 'Stock would fall below zero' },
  },
  unknown_stock: { status: 404, retry: 'never', title: { zh: '没有该库存', en: 'No such stock' } },
} as const satisfies RejectionTable

export type InventoryRejection = keyof typeof inventoryRejections
