import { sql } from 'kysely'
import { createProduct, saveCategoryIn, setListed } from '../../src/modules/catalog/index.ts'
import { openShopIn } from '../../src/modules/shop/index.ts'
import type { Db } from '../../src/platform/db.ts'
import type { TestHouse } from './house.ts'

const PLATFORM = { id: 'test', shopId: null }
const now = new Date('2026-01-01T00:00:00Z')

const value = <T>(outcome: { ok: true; value: T } | { ok: false; rejection: { code: string } }): T => {
  if (!outcome.ok) throw new Error(outcome.rejection.code)
  return outcome.value
}

export type Shelf = { readonly shopId: number; readonly spuId: number; readonly skuId: number }

/** A shop with one product of one SKU, listed and in stock. */
export const fillShelf = async (
  house: TestHouse,
  { code, price, pieces, title = code }: { code: string; price: number; pieces: number; title?: string },
): Promise<Shelf> => {
  const { db } = house.database
  const category = await db
    .transaction()
    .execute((tx) =>
      saveCategoryIn(tx, { code: 'all', parentId: null, name: '全部', nameEn: 'All', sort: 1, by: PLATFORM }),
    )
  const shop = await db.transaction().execute((tx) =>
    openShopIn(tx, {
      draft: {
        code,
        name: code,
        nameEn: code,
        logo: '',
        kind: 'retail',
        selfOperated: false,
        autoConfirm: false,
        payWindowMinutes: 30,
        currency: 'CNY',
        baseFreight: 500,
        freeOver: null,
        warehouseId: 1,
        state: 'open',
      },
      by: PLATFORM,
      now,
    }),
  )
  const shopId = value(shop).id
  const sku = {
    spec: {},
    price,
    listPrice: price,
    cost: 100,
    currency: 'CNY',
    barcode: null,
    weightG: 100,
    volumeCm3: 100,
    image: '',
    state: 'active' as const,
  }
  const words = { subtitle: '', subtitleEn: '', description: '', descriptionEn: '', titleEn: title }
  const lists = { images: [], attributes: [], options: [], skus: [sku] }
  const draft = { categoryId: value(category).categoryId, title, ...words, ...lists }
  const made = value(await createProduct(db, { shopId, draft, by: PLATFORM, now }))
  const { spuId } = made
  value(await setListed(db, { spuId, expectedVersion: made.version, listed: true, by: PLATFORM, now }))
  const skuId = made.skus[0]!.skuId
  await stock(db, skuId, pieces)
  await house.core.catalog.refresh()
  return { shopId, spuId, skuId }
}

/** Puts pieces on the shelf as the inventory would, with the move that explains them. */
const stock = async (db: Db, skuId: number, pieces: number): Promise<void> => {
  await sql`insert into stock (sku_id, warehouse_id) values (${skuId}, 1) on conflict do nothing`.execute(db)
  await sql`update stock set on_hand = ${pieces}, available = ${pieces}, version = 1 where sku_id = ${skuId}`.execute(
    db,
  )
  await sql`insert into stock_move (sku_id, warehouse_id, version, kind, available, ref_no, ref_line, step, actor, occurred_at)
    values (${skuId}, 1, 1, 'receive', ${pieces}, ${`seed ${skuId}`}, 0, 0, 'test', ${now})`.execute(db)
}
