import { sql } from 'kysely'
import type { Amount, Currency } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db } from '../../platform/db.ts'
import { marginOf, mayManage } from './decide.ts'
import type { Page } from './queries.ts'
import { loadProduct } from './store.ts'
import type { SpuState } from './types.ts'
import type { CatalogRejection, Editor, Product, Sku } from './types-edit.ts'

/** A product as its shop sees it in a list. */
export type ShopProduct = {
  readonly id: number
  readonly shopId: number
  readonly shopName: string
  readonly shopNameEn: string
  readonly categoryId: number
  readonly title: string
  readonly titleEn: string
  readonly image: string
  readonly state: SpuState
  readonly minPrice: Amount | null
  readonly maxPrice: Amount | null
  readonly currency: Currency
  readonly skuCount: number
  readonly costMissing: number
  readonly version: number
  readonly updatedAt: Date
}

/** The products this person may manage, newest first, delisted ones too (row A14). */
export async function listShopProducts(
  db: Db,
  filter: { by: Editor; shopId?: number; state?: SpuState; q?: string; after?: number; limit: number },
): Promise<Outcome<Page<ShopProduct>, CatalogRejection>> {
  const { by, state = null, q = '', after = null, limit } = filter
  if (filter.shopId !== undefined && !mayManage(by, filter.shopId)) return reject('foreign_shop')
  const shopId = filter.shopId ?? by.shopId
  const { rows } = await sql<ShopProduct>`
    select p.id, p.shop_id as "shopId", s.name as "shopName", s.name_en as "shopNameEn",
      p.category_id as "categoryId", p.title, p.title_en as "titleEn", coalesce(p.images[1], '') as image, p.state, k.*, s.currency, p.version,
      p.updated_at as "updatedAt"
    from spu p join shop s on s.id = p.shop_id
    cross join lateral (
      select min(price) as "minPrice", max(price) as "maxPrice", count(*)::int as "skuCount",
        (count(*) filter (where cost is null))::int as "costMissing"
      from sku where spu_id = p.id and state = 'active'
    ) k
    where (${shopId}::bigint is null or p.shop_id = ${shopId})
      and (${state}::text is null or p.state = ${state})
      and (${after}::bigint is null or p.id < ${after})
      and (strpos(lower(p.title || ' ' || p.title_en), lower(${q})) > 0 or p.id::text = ${q}
        or exists (select from sku where spu_id = p.id and (barcode = ${q} or id::text = ${q})))
    order by p.id desc limit ${limit + 1}`.execute(db)
  const items = rows.slice(0, limit)
  return accept({ items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null })
}

export type ManagedProduct = Omit<Product, 'skus'> & {
  /** `margin`: price less cost in fen, null where the cost is missing (row A3). */
  readonly skus: readonly (Sku & { readonly margin: Amount | null; readonly costMissing: boolean })[]
}

/** Everything about a product, for its own shop and the platform (row A14). */
export async function managedProduct(
  db: Db,
  asked: { spuId: number; by: Editor },
): Promise<Outcome<ManagedProduct, CatalogRejection>> {
  const product = await db.transaction().execute((tx) => loadProduct(tx, asked.spuId, 'look'))
  if (!product) return reject('product_not_found')
  if (!mayManage(asked.by, product.shopId)) return reject('foreign_shop')
  const skus = product.skus.map((sku) => ({ ...sku, margin: marginOf(sku), costMissing: sku.cost === null }))
  return accept({ ...product, skus })
}

export type CostMissing = {
  readonly skuId: number
  readonly spuId: number
  readonly shopId: number
  readonly title: string
  readonly price: Amount
  readonly currency: Currency
  readonly since: Date
}

/** Active SKUs without a cost: margin cannot be computed for them (row A3). `shopId` null: of every shop. */
export async function skusMissingCost(
  db: Db,
  asked: { shopId: number | null; limit: number },
): Promise<CostMissing[]> {
  const { rows } = await sql<CostMissing>`
    select k.id as "skuId", p.id as "spuId", p.shop_id as "shopId", p.title, k.price, k.currency,
      k.created_at as since
    from sku k join spu p on p.id = k.spu_id
    where k.cost is null and k.state = 'active' and (${asked.shopId}::bigint is null or p.shop_id = ${asked.shopId})
    order by k.id limit ${asked.limit}`.execute(db)
  return rows
}

export type PriceLogEntry = {
  readonly skuId: number
  readonly field: 'price' | 'list_price' | 'cost'
  readonly before: Amount | null
  readonly after: Amount | null
  readonly by: string
  readonly at: Date
}

/** Every change of an amount of a product's SKUs, newest first (row A11). */
export async function priceLog(db: Db, skuIds: readonly number[]): Promise<PriceLogEntry[]> {
  const { rows } = await sql<PriceLogEntry>`
    select sku_id as "skuId", field, old_amount as before, new_amount as after, changed_by as by, changed_at as at
    from price_change where sku_id = any(${[...skuIds]}::bigint[]) order by id desc limit 500`.execute(db)
  return rows
}

/** Every SKU of a shop, retired ones too. */
export async function skuIdsOf(db: Db, shopId: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select k.id from sku k join spu p on p.id = k.spu_id where p.shop_id = ${shopId} order by k.id`.execute(
    db,
  )
  return rows.map(({ id }) => id)
}
