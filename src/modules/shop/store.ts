import { sql } from 'kysely'
import type { Db, Tx } from '../../platform/db.ts'
import type { Shop, ShopDraft } from './types.ts'

/** All shops, or the one asked for; `lock` holds them until the commit. */
export async function readShops(db: Db | Tx, shopId: number | null = null): Promise<Shop[]> {
  const { rows } = await sql<Shop>`
    select id, code, name, name_en as "nameEn", logo, kind, self_operated as "selfOperated",
      auto_confirm as "autoConfirm", pay_window_minutes as "payWindowMinutes", currency,
      base_freight as "baseFreight", free_over as "freeOver", warehouse_id as "warehouseId", state, version
    from shop where ${shopId}::bigint is null or id = ${shopId} order by id`.execute(db)
  return rows
}

export async function lockShop(tx: Tx, shopId: number): Promise<Shop | null> {
  await sql`select from shop where id = ${shopId} for no key update`.execute(tx)
  return (await readShops(tx, shopId))[0] ?? null
}

/** Null when the code is taken. */
export async function insertShop(tx: Tx, draft: ShopDraft, now: Date): Promise<number | null> {
  const { rows } = await sql<{ id: number }>`
    insert into shop (code, name, name_en, logo, kind, self_operated, auto_confirm, pay_window_minutes, currency,
      base_freight, free_over, warehouse_id, state, version, catalog_version, created_at, updated_at)
    values (${draft.code}, ${draft.name}, ${draft.nameEn}, ${draft.logo}, ${draft.kind}, ${draft.selfOperated},
      ${draft.autoConfirm}, ${draft.payWindowMinutes}, ${draft.currency}, ${draft.baseFreight},
      ${draft.freeOver}, ${draft.warehouseId}, ${draft.state}, 1, next_catalog_version(), ${now}, ${now})
    on conflict (code) do nothing returning id`.execute(tx)
  return rows[0]?.id ?? null
}

export async function saveShop(tx: Tx, shop: { id: number; draft: ShopDraft; now: Date }): Promise<void> {
  const { id, draft, now } = shop
  await sql`
    update shop set name = ${draft.name}, name_en = ${draft.nameEn}, logo = ${draft.logo},
      kind = ${draft.kind}, self_operated = ${draft.selfOperated}, auto_confirm = ${draft.autoConfirm},
      pay_window_minutes = ${draft.payWindowMinutes}, base_freight = ${draft.baseFreight},
      free_over = ${draft.freeOver}, warehouse_id = ${draft.warehouseId}, state = ${draft.state},
      version = version + 1, catalog_version = next_catalog_version(), updated_at = ${now}
    where id = ${id}`.execute(tx)
}
