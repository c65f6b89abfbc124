import { sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import { ints, texts, times } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import { emptyStockBook, onHand, type StockBook, stockKey } from './decide.ts'
import type { Stock, StockMove } from './types.ts'

export type StockId = { readonly skuId: number; readonly warehouseId: number }

/** Locks the stocks in the global order and reads them after the lock. Missing ones are simply absent. */
export const lockStock = (tx: Tx, ids: readonly StockId[]): Promise<StockBook> => loadStock(tx, ids, true)

/** Reads the stocks as they stand; what is decided on them is added up when it is saved, or fails as {@link StockGone}. */
export const readStock = (tx: Tx, ids: readonly StockId[]): Promise<StockBook> => loadStock(tx, ids, false)

/** Others were faster: what was decided on stock that was only read does not fit any more. */
export class StockGone extends Error {}

async function loadStock(tx: Tx, ids: readonly StockId[], isLocked: boolean): Promise<StockBook> {
  const book = emptyStockBook(isLocked)
  const wanted = new Map(ids.map((id) => [stockKey(id.skuId, id.warehouseId), id]))
  if (wanted.size === 0) return book
  const list = [...wanted.values()]
  const { rows } = await sql<Stock>`
    select s.sku_id as "skuId", s.warehouse_id as "warehouseId", s.available, s.reserved, s.committed, s.damaged,
      s.activity, s.in_transit, s.version
    from stock s
    join unnest(${ints(list.map((i) => i.skuId))}::bigint[], ${ints(list.map((i) => i.warehouseId))}::int[])
      as wanted(sku_id, warehouse_id) using (sku_id, warehouse_id)
    order by s.sku_id, s.warehouse_id
    ${isLocked ? sql`for no key update of s` : sql``}`.execute(tx)
  for (const row of rows) book.stocks.set(stockKey(row.skuId, row.warehouseId), row)
  return book
}

/** Reads which steps were made for the lines of these orders; the caller holds the locks of their trades. */
export async function loadHolds(tx: Tx, book: StockBook, refNos: readonly string[]): Promise<void> {
  if (refNos.length === 0) return
  const { rows } = await sql<{ ref_no: string; ref_line: number; step: number }>`
    select ref_no, ref_line, step from stock_move
    where ref_no = any(${texts(refNos)}::text[]) and step > 0`.execute(tx)
  for (const { ref_no, ref_line, step } of rows) {
    const key = `${ref_no}/${ref_line}`
    const steps = book.holds.get(key)
    if (steps) steps.add(step)
    else book.holds.set(key, new Set([step]))
  }
}

/** One update per stock; the journal keeps every move. */
export async function saveStock(tx: Tx, book: StockBook): Promise<void> {
  if (book.moves.length > 0) await saveLoaded(tx, book)
  const added = book.added.length > 0 ? await addUp(tx, book) : []
  await insertMoves(tx, [...book.moves, ...added])
}

/** From the loaded to the final state. */
async function saveLoaded(tx: Tx, book: StockBook): Promise<void> {
  const first = new Map<string, number>()
  for (const m of book.moves) {
    const key = stockKey(m.skuId, m.warehouseId)
    if (!first.has(key)) first.set(key, m.version - 1)
  }
  const changed = [...first.keys()].map((key) => book.stocks.get(key)!)
  const { numAffectedRows } = await sql`
    update stock s set available = n.available, reserved = n.reserved, committed = n.committed, damaged = n.damaged,
      activity = n.activity, in_transit = n.in_transit, on_hand = n.on_hand, version = n.version
    from unnest(${ints(changed.map((s) => s.skuId))}::bigint[], ${ints(changed.map((s) => s.warehouseId))}::int[],
      ${ints(changed.map((s) => s.available))}::bigint[], ${ints(changed.map((s) => s.reserved))}::bigint[],
      ${ints(changed.map((s) => s.committed))}::bigint[], ${ints(changed.map((s) => s.damaged))}::bigint[],
      ${ints(changed.map((s) => s.activity))}::bigint[], ${ints(changed.map((s) => s.in_transit))}::bigint[],
      ${ints(changed.map(onHand))}::bigint[], ${ints(changed.map((s) => s.version))}::bigint[],
      ${ints([...first.values()])}::bigint[])
      as n(sku_id, warehouse_id, available, reserved, committed, damaged, activity, in_transit, on_hand, version, loaded)
    where s.sku_id = n.sku_id and s.warehouse_id = n.warehouse_id and s.version = n.loaded`.execute(tx)
  assert(Number(numAffectedRows) === changed.length, 'a locked stock row changed under the batch')
}

/** Adds what the moves change to stock that was not loaded, in the global order, and gives each move its version. */
async function addUp(tx: Tx, { added: moves, isLocked }: StockBook): Promise<StockMove[]> {
  const totals = new Map<
    string,
    { skuId: number; warehouseId: number; count: number } & Record<Held, number>
  >()
  for (const { skuId, warehouseId, change } of moves) {
    const key = stockKey(skuId, warehouseId)
    const total = totals.get(key) ?? { skuId, warehouseId, count: 0, available: 0, reserved: 0, committed: 0 }
    totals.set(key, total)
    total.count += 1
    for (const bucket of HELD) total[bucket] += change[bucket] ?? 0
  }
  const list = [...totals.values()].sort((a, b) => a.skuId - b.skuId || a.warehouseId - b.warehouseId)
  const ids = sql`${ints(list.map((t) => t.skuId))}::bigint[], ${ints(list.map((t) => t.warehouseId))}::int[]`
  await sql`select from stock join unnest(${ids}) as w(sku_id, warehouse_id) using (sku_id, warehouse_id)
    order by stock.sku_id, stock.warehouse_id for no key update of stock`.execute(tx)
  const { rows } = await sql<{ sku_id: number; warehouse_id: number; version: number }>`
    update stock s set available = s.available + n.available, reserved = s.reserved + n.reserved,
      committed = s.committed + n.committed, on_hand = s.on_hand + n.available + n.reserved + n.committed,
      version = s.version + n.count
    from unnest(${ids}, ${ints(list.map((t) => t.available))}::bigint[], ${ints(list.map((t) => t.reserved))}::bigint[],
      ${ints(list.map((t) => t.committed))}::bigint[], ${ints(list.map((t) => t.count))}::bigint[])
      as n(sku_id, warehouse_id, available, reserved, committed, count)
    where s.sku_id = n.sku_id and s.warehouse_id = n.warehouse_id and s.available + n.available >= 0
    returning s.sku_id, s.warehouse_id, s.version`.execute(tx)
  if (rows.length < list.length && !isLocked) throw new StockGone('stock went to somebody else')
  assert(rows.length === list.length, 'a hold stands on stock that does not exist')
  const next = new Map<string, number>()
  for (const { sku_id, warehouse_id, version } of rows) {
    const key = stockKey(sku_id, warehouse_id)
    next.set(key, version - totals.get(key)!.count)
  }
  return moves.map((move) => {
    const key = stockKey(move.skuId, move.warehouseId)
    const version = next.get(key)! + 1
    next.set(key, version)
    return { ...move, version }
  })
}

/** The buckets that resolving a hold moves. */
const HELD = ['available', 'reserved', 'committed'] as const
type Held = (typeof HELD)[number]

async function insertMoves(tx: Tx, moves: readonly StockMove[]): Promise<void> {
  if (moves.length === 0) return
  const of = (bucket: keyof StockMove['change']) => ints(moves.map((m) => m.change[bucket] ?? 0))
  await sql`
    insert into stock_move (sku_id, warehouse_id, version, kind, available, reserved, committed, damaged, activity,
      in_transit, ref_no, ref_line, step, actor, reason, occurred_at)
    select * from unnest(${ints(moves.map((m) => m.skuId))}::bigint[], ${ints(moves.map((m) => m.warehouseId))}::int[],
      ${ints(moves.map((m) => m.version))}::bigint[], ${texts(moves.map((m) => m.kind))}::text[],
      ${of('available')}::int[], ${of('reserved')}::int[], ${of('committed')}::int[], ${of('damaged')}::int[],
      ${of('activity')}::int[], ${of('in_transit')}::int[], ${texts(moves.map((m) => m.refNo))}::text[],
      ${ints(moves.map((m) => m.refLine))}::smallint[], ${ints(moves.map((m) => m.step))}::smallint[],
      ${texts(moves.map((m) => m.actor))}::text[], ${texts(moves.map((m) => m.reason))}::text[],
      ${times(moves.map((m) => m.occurredAt))}::timestamptz[])`.execute(tx)
}

/** Makes the rows of new SKUs; existing ones are left alone. */
export async function openStock(tx: Tx, ids: readonly StockId[]): Promise<void> {
  await sql`insert into stock (sku_id, warehouse_id)
    select * from unnest(${ints(ids.map((i) => i.skuId))}::bigint[], ${ints(ids.map((i) => i.warehouseId))}::int[])
    order by 1, 2 on conflict do nothing`.execute(tx)
}
