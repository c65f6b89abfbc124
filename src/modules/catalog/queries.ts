import { sql } from 'kysely'
import type { Amount, Currency } from '../../kernel/money.ts'
import type { Db } from '../../platform/db.ts'
import { specText, specTextEn } from './decide.ts'
import type { ShopKind } from './types.ts'
import type { Attribute, Option, Spec } from './types-edit.ts'

/** How many of each SKU can be sold now; SKUs it does not name have none. The inventory answers. */
export type Available = (skuIds: readonly number[]) => Promise<ReadonlyMap<number, number>>

export type ShopOfProduct = {
  readonly id: number
  readonly name: string
  readonly nameEn: string
  readonly kind: ShopKind
}

/** A product in a list. Prices in fen over its active SKUs. */
export type ProductCard = {
  readonly id: number
  readonly categoryId: number
  readonly title: string
  readonly titleEn: string
  readonly subtitle: string
  readonly subtitleEn: string
  readonly image: string
  readonly minPrice: Amount
  readonly maxPrice: Amount
  readonly listPrice: Amount
  readonly currency: Currency
  readonly shop: ShopOfProduct
  readonly soldOut: boolean
}

export type ProductFilter = {
  readonly categoryId?: number
  readonly shopId?: number
  /** Words that stand in the title, subtitle, shop or category. */
  readonly q?: string
  /** The id of the last product of the page before. */
  readonly after?: number
  /** 1 … 100 */
  readonly limit: number
}

export type Page<T> = { readonly items: T[]; readonly next: number | null }

/** Listed products of open shops, newest first; a category includes all below it. */
export async function listProducts(
  db: Db,
  filter: ProductFilter,
  available: Available,
): Promise<Page<ProductCard>> {
  const { categoryId = null, shopId = null, after = null, limit } = filter
  const words = filter.q?.trim().split(/\s+/).filter(Boolean).map(likePattern) ?? []
  const { rows } = await sql<Omit<ProductCard, 'soldOut'> & { skuIds: number[] }>`
    with recursive wanted as (
      select id from category where id = ${categoryId}
      union all select c.id from category c join wanted w on c.parent_id = w.id
    )
    select p.id, p.category_id as "categoryId", p.title, p.title_en as "titleEn", p.subtitle,
      p.subtitle_en as "subtitleEn", coalesce(p.images[1], '') as image, k.min as "minPrice",
      k.max as "maxPrice", k.list as "listPrice", s.currency, k.ids as "skuIds",
      jsonb_build_object('id', s.id, 'name', s.name, 'nameEn', s.name_en, 'kind', s.kind) as shop
    from spu p
    join shop s on s.id = p.shop_id and s.state = 'open'
    join category c on c.id = p.category_id
    cross join lateral (
      select min(price), max(price), min(list_price) as list, array_agg(id order by position) as ids
      from sku where spu_id = p.id and state = 'active' having count(*) > 0
    ) k
    where p.state = 'listed'
      and (${categoryId}::bigint is null or p.category_id in (select id from wanted))
      and (${shopId}::bigint is null or p.shop_id = ${shopId})
      and (${after}::bigint is null or p.id < ${after})
      and concat_ws(' ', p.title, p.title_en, p.subtitle, p.subtitle_en, s.name, s.name_en, c.name, c.name_en)
        ilike all (${words}::text[])
    order by p.id desc limit ${limit + 1}`.execute(db)
  const page = rows.slice(0, limit)
  const stock = await available(page.flatMap(({ skuIds }) => skuIds))
  return {
    items: page.map(({ skuIds, ...card }) => ({
      ...card,
      soldOut: skuIds.every((id) => (stock.get(id) ?? 0) <= 0),
    })),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  }
}

const likePattern = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`

/** Availability is told up to this: the true figure is the shop's own. */
export const AVAILABLE_SHOWN = 99

export type SkuOnPage = {
  readonly id: number
  readonly spec: Spec
  readonly specText: string
  readonly specTextEn: string
  readonly price: Amount
  readonly listPrice: Amount
  readonly currency: Currency
  readonly image: string
  readonly barcode: string | null
  readonly weightG: number
  readonly available: number
}

export type ProductPage = {
  readonly id: number
  readonly categoryId: number
  readonly title: string
  readonly titleEn: string
  readonly subtitle: string
  readonly subtitleEn: string
  readonly description: string
  readonly descriptionEn: string
  readonly images: readonly string[]
  readonly shop: ShopOfProduct
  readonly attributes: readonly Attribute[]
  readonly options: readonly Option[]
  readonly skus: readonly SkuOnPage[]
  readonly version: number
}

/** A listed product of an open shop with its active SKUs, or null. */
export async function productPage(db: Db, spuId: number, available: Available): Promise<ProductPage | null> {
  type Row = Omit<ProductPage, 'skus'> & {
    skus: readonly Omit<SkuOnPage, 'specText' | 'specTextEn' | 'available'>[] | null
  }
  const { rows } = await sql<Row>`
    select p.id, p.category_id as "categoryId", p.title, p.title_en as "titleEn", p.subtitle,
      p.subtitle_en as "subtitleEn", p.description, p.description_en as "descriptionEn", p.images,
      p.attributes, p.options, p.version,
      jsonb_build_object('id', s.id, 'name', s.name, 'nameEn', s.name_en, 'kind', s.kind) as shop,
      (select jsonb_agg(jsonb_build_object('id', id, 'spec', spec, 'price', price, 'listPrice', list_price,
        'currency', currency, 'image', image, 'barcode', barcode, 'weightG', weight_g) order by position, id)
        from sku where spu_id = p.id and state = 'active') as skus
    from spu p join shop s on s.id = p.shop_id
    where p.id = ${spuId} and p.state = 'listed' and s.state = 'open'`.execute(db)
  const row = rows[0]
  if (!row?.skus) return null
  const stock = await available(row.skus.map(({ id }) => id))
  const skus = row.skus.map((sku) => ({
    ...sku,
    specText: specText(row.options, sku.spec),
    specTextEn: specTextEn(row.options, sku.spec),
    available: Math.max(0, Math.min(AVAILABLE_SHOWN, stock.get(sku.id) ?? 0)),
  }))
  return { ...row, skus }
}
