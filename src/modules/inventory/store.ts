import { sql } from 'kysely'
import { assert } from '../../kernel/assert.ts'
import { ints, texts, times } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import { onHand, type StockBook, stockKey } from './decide.ts'
import type { Stock } from './types.ts'

export type StockId = { readonly skuId: number; readonly warehouseId: number }

/** Locks the stocks in the global order and reads them after the lock. Missing ones are simply absent. */
export async function lockStock(tx: Tx, ids: readonly StockId[]): Promise<StockBook> {
  const book: StockBook = { stocks: new Map(), holds: new Map(), moves: [] }
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
    for no key update of s`.execute(tx)
  for (const row of rows) book.stocks.set(stockKey(row.skuId, row.warehouseId), row)
  return book
}

/** Reads which steps were made for the lines of these orders; call it after `lockStock`. */
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

/** One update per stock from its loaded to its final state; the journal keeps every move. */
export async function saveStock(tx: Tx, book: StockBook): Promise<void> {
  const { moves } = book
  if (moves.length === 0) return
  const first = new Map<string, number>()
  for (const m of moves) {
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
  const of = (bucket: keyof (typeof moves)[number]['change']) => ints(moves.map((m) => m.change[bucket] ?? 0))
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
