import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { specText, specTextEn } from './decide.ts'
import type { DiscountRule, ShopFacts, SkuFacts } from './types.ts'
import type { Option, Spec } from './types-edit.ts'

/** What has changed since a version of the catalog. */
export type Changes = {
  readonly version: number
  readonly shops: readonly ShopFacts[]
  /** Every SKU of each changed product (or of a changed shop); a product without SKUs has an empty list. */
  readonly products: readonly { readonly spuId: number; readonly skus: readonly SkuFacts[] }[]
  /** All rules when one of them changed, else null. */
  readonly rules: readonly DiscountRule[] | null
}

type ProductRow = {
  spuId: number
  shopId: number
  categoryId: number
  warehouseId: number
  title: string
  titleEn: string
  options: readonly Option[]
  onSale: boolean
  version: number
  skus: readonly SkuRow[]
}
type SkuRow = Pick<
  SkuFacts,
  'skuId' | 'unitPrice' | 'listPrice' | 'cost' | 'currency' | 'weightG' | 'image'
> & {
  spec: Spec
  active: boolean
}

/** Reads, in one snapshot, what changed after `since`; null when nothing did. */
export async function loadChanges(db: Db, since: number): Promise<Changes | null> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const { rows } = await sql<{ version: number }>`select version from catalog_version`.execute(tx)
      const version = rows[0]?.version ?? 0
      if (version <= since) return null
      const shops = await sql<Omit<ShopFacts, 'freight'> & { baseFreight: number; freeOver: number | null }>`
        select id as "shopId", name, name_en as "nameEn", kind, kind as scene, self_operated as "selfOperated",
          auto_confirm as "autoConfirm", pay_window_minutes as "payWindowMinutes", base_freight as "baseFreight",
          free_over as "freeOver", warehouse_id as "warehouseId", currency, state, version
        from shop where catalog_version > ${since}`.execute(tx)
      const products = await sql<ProductRow>`
        select p.id as "spuId", p.shop_id as "shopId", p.category_id as "categoryId",
          s.warehouse_id as "warehouseId", p.title, p.title_en as "titleEn", p.options,
          p.state = 'listed' and s.state = 'open' as "onSale", p.version,
          coalesce((select jsonb_agg(jsonb_build_object('skuId', k.id, 'unitPrice', k.price,
            'listPrice', k.list_price, 'cost', k.cost, 'currency', k.currency, 'weightG', k.weight_g,
            'image', k.image, 'spec', k.spec, 'active', k.state = 'active')) from sku k where k.spu_id = p.id),
            '[]'::jsonb) as skus
        from spu p join shop s on s.id = p.shop_id
        where p.catalog_version > ${since} or s.catalog_version > ${since}`.execute(tx)
      return {
        version,
        shops: shops.rows.map(({ baseFreight, freeOver, ...shop }) => ({
          ...shop,
          freight: { baseFreight, freeOver },
        })),
        products: products.rows.map((row) => ({
          spuId: row.spuId,
          skus: row.skus.map((sku) => facts(row, sku)),
        })),
        rules: await loadRules(tx, since),
      }
    })
}

function facts(product: ProductRow, { spec, active, ...sku }: SkuRow): SkuFacts {
  const { spuId, shopId, categoryId, warehouseId, title, titleEn, options, version, onSale } = product
  return {
    ...sku,
    spuId,
    shopId,
    categoryId,
    warehouseId,
    title,
    titleEn,
    specText: specText(options, spec),
    specTextEn: specTextEn(options, spec),
    state: onSale && active ? 'on_sale' : 'delisted',
    version,
  }
}

async function loadRules(db: Db, since: number): Promise<DiscountRule[] | null> {
  const changed = await sql`select 1 from discount_rule where catalog_version > ${since} limit 1`.execute(db)
  if (changed.rows.length === 0) return null
  const { rows } = await sql<Omit<DiscountRule, 'excludedSpuIds'> & { excluded: number[] }>`
    select id as "ruleId", bearer, shop_id as "shopId", title, title_en as "titleEn", threshold,
      amount_off as "amountOff", currency, starts_at as "startsAt", ends_at as "endsAt",
      excluded_spu_ids as excluded, version
    from discount_rule order by id`.execute(db)
  return rows.map(({ excluded, ...rule }) => ({ ...rule, excludedSpuIds: new Set(excluded) }))
}
