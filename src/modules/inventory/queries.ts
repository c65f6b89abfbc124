import { sql } from 'kysely'
import { ints } from '../../platform/arrays.ts'
import type { Db } from '../../platform/db.ts'
import type { MoveKind, Stock } from './types.ts'

/** How many pieces of each SKU can be sold now, over all warehouses. A reading, never a promise. */
export async function availableOf(db: Db, skuIds: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ sku_id: number; available: number }>`
    select sku_id, sum(available)::bigint as available from stock
    where sku_id = any(${ints(skuIds)}::bigint[]) group by sku_id`.execute(db)
  return new Map(rows.map((row) => [row.sku_id, row.available]))
}

export async function stocksOf(db: Db, skuIds: readonly number[]): Promise<(Stock & { onHand: number })[]> {
  const { rows } = await sql<Stock & { onHand: number }>`
    select sku_id as "skuId", warehouse_id as "warehouseId", on_hand as "onHand", available, reserved, committed,
      damaged, activity, in_transit, version
    from stock where sku_id = any(${ints(skuIds)}::bigint[]) order by sku_id, warehouse_id`.execute(db)
  return rows
}

export type MoveRow = {
  version: number
  kind: MoveKind
  available: number
  reserved: number
  committed: number
  damaged: number
  activity: number
  inTransit: number
  refNo: string
  refLine: number
  actor: string
  reason: string | null
  occurredAt: Date
}

/** The journal of a stock, newest first, from `before` (exclusive) down. */
export async function movesOf(
  db: Db,
  stock: { skuId: number; warehouseId: number },
  { before = Number.MAX_SAFE_INTEGER, limit = 50 }: { before?: number; limit?: number } = {},
): Promise<MoveRow[]> {
  const { rows } = await sql<MoveRow>`
    select version, kind, available, reserved, committed, damaged, activity, in_transit as "inTransit",
      ref_no as "refNo", ref_line as "refLine", actor, reason, occurred_at as "occurredAt"
    from stock_move where sku_id = ${stock.skuId} and warehouse_id = ${stock.warehouseId} and version < ${before}
    order by version desc limit ${limit}`.execute(db)
  return rows
}

/** Whether a SKU was ever sold or moved: then it may be retired, never deleted (row A1). */
export async function hasMoved(db: Db, skuId: number): Promise<boolean> {
  const { rows } = await sql`
    select from stock_move where sku_id = ${skuId} and step > 0 limit 1`.execute(db)
  return rows.length > 0
}

export type StockListing = {
  /** Only these SKUs; null: all. */
  readonly skuIds: readonly number[] | null
  /** The SKU after which the page begins. */
  readonly after: number
  readonly limit: number
}

/** Which SKUs have a stock, in the order of their ids: a page of the console. */
export async function stockedSkus(db: Db, { skuIds, after, limit }: StockListing): Promise<number[]> {
  const wanted = skuIds && ints(skuIds)
  const { rows } = await sql<{ sku_id: number }>`
    select distinct sku_id from stock
    where sku_id > ${after} and (${wanted}::bigint[] is null or sku_id = any(${wanted}::bigint[]))
    order by sku_id limit ${limit}`.execute(db)
  return rows.map((row) => row.sku_id)
}
