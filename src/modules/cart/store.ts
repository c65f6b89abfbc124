import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { LINE_LIMIT } from './decide.ts'
import type { CartRow, CartSku } from './types.ts'

/** The buyer's lines, the newest shop first and in it the newest line. */
export async function readCartRows(db: Db, buyerId: string): Promise<CartRow[]> {
  const { rows } = await sql<CartRow>`
    select sku_id as "skuId", spu_id as "spuId", shop_id as "shopId", title, quantity, selected,
      price_when_added as "priceWhenAdded"
    from cart_line where buyer_id = ${buyerId}
    order by max(added_at) over (partition by shop_id) desc, shop_id, added_at desc, sku_id`.execute(db)
  return rows
}

export type Put = {
  readonly buyerId: string
  readonly skuId: number
  readonly quantity: number
  readonly selected: boolean
  readonly now: Date
}

export async function isInCart(db: Db, line: { buyerId: string; skuId: number }): Promise<boolean> {
  const { rows } = await sql`
    select from cart_line where buyer_id = ${line.buyerId} and sku_id = ${line.skuId}`.execute(db)
  return rows.length > 0
}

/** Adds or changes a line, noting the price of now; false when the cart is full. */
export async function putRow(db: Db, put: Put, sku: CartSku): Promise<boolean> {
  const { rows } = await sql`
    insert into cart_line (buyer_id, sku_id, spu_id, shop_id, title, quantity, selected, price_when_added, added_at,
      updated_at)
    select ${put.buyerId}, ${put.skuId}::bigint, ${sku.spuId}::bigint, ${sku.shopId}::bigint, ${sku.title},
      ${put.quantity}::int, ${put.selected}::boolean, ${sku.unitPrice}::bigint, ${put.now}::timestamptz,
      ${put.now}::timestamptz
    where (select count(*) from cart_line where buyer_id = ${put.buyerId} and sku_id <> ${put.skuId}) < ${LINE_LIMIT}
    on conflict (buyer_id, sku_id) do update set quantity = excluded.quantity, selected = excluded.selected,
      title = excluded.title, price_when_added = excluded.price_when_added, updated_at = excluded.updated_at
    returning sku_id`.execute(db)
  return rows.length > 0
}

/** Changes a line whose SKU can no longer be named: its price stays what it was. */
export async function unselectRow(db: Db, put: Put): Promise<void> {
  await sql`
    update cart_line set quantity = ${put.quantity}, selected = false, updated_at = ${put.now}
    where buyer_id = ${put.buyerId} and sku_id = ${put.skuId}`.execute(db)
}

/** Takes lines out; lines that are not there are no error. */
export async function deleteRows(db: Db, buyerId: string, skuIds: readonly number[]): Promise<void> {
  await sql`
    delete from cart_line where buyer_id = ${buyerId} and sku_id = any(${[...skuIds]}::bigint[])`.execute(db)
}
