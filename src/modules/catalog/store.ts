import { sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import type { Tx } from '../../platform/db.ts'
import type { SpuState } from './types.ts'
import type { Editor, PriceChange, Product, ProductDraft, SkuDraft } from './types-edit.ts'

type Made = { readonly by: Editor; readonly now: Date }

/** Takes the next version of the catalog: locks it until the commit, which also tells every process. */
export async function nextCatalogVersion(tx: Tx): Promise<number> {
  const { rows } = await sql<{ version: number }>`select next_catalog_version() as version`.execute(tx)
  return present(rows[0], 'catalog version').version
}

/** Writes a product and its SKUs; new SKUs get their ids. Returns the product's id. */
export async function insertProduct(
  tx: Tx,
  product: { shopId: number; draft: ProductDraft },
  made: Made,
): Promise<number> {
  const { shopId, draft } = product
  const catalog = await nextCatalogVersion(tx)
  const { rows } = await sql<{ id: number }>`
    insert into spu (shop_id, category_id, title, title_en, subtitle, subtitle_en, description, description_en,
      images, attributes, options, state, version, catalog_version, created_at, updated_at)
    values (${shopId}, ${draft.categoryId}, ${draft.title}, ${draft.titleEn}, ${draft.subtitle},
      ${draft.subtitleEn}, ${draft.description}, ${draft.descriptionEn}, ${draft.images},
      ${JSON.stringify(draft.attributes)}::jsonb, ${JSON.stringify(draft.options)}::jsonb, 'delisted', 1,
      ${catalog}, ${made.now}, ${made.now})
    returning id`.execute(tx)
  const spuId = present(rows[0], 'inserted product').id
  await saveSkus(tx, spuId, draft.skus, made.now)
  await keepVersion(tx, spuId, made)
  return spuId
}

/** Saves an edit decided on the locked product. */
export async function updateProduct(
  tx: Tx,
  spuId: number,
  edit: { draft: ProductDraft; changes: readonly PriceChange[] } & Made,
): Promise<void> {
  const { draft, changes, now, by } = edit
  const catalog = await nextCatalogVersion(tx)
  await sql`
    update spu set category_id = ${draft.categoryId}, title = ${draft.title}, title_en = ${draft.titleEn},
      subtitle = ${draft.subtitle}, subtitle_en = ${draft.subtitleEn}, description = ${draft.description},
      description_en = ${draft.descriptionEn}, images = ${draft.images},
      attributes = ${JSON.stringify(draft.attributes)}::jsonb, options = ${JSON.stringify(draft.options)}::jsonb,
      version = version + 1, catalog_version = ${catalog}, updated_at = ${now}
    where id = ${spuId}`.execute(tx)
  await saveSkus(tx, spuId, draft.skus, now)
  if (changes.length > 0) await logPrices(tx, changes, edit)
  await keepVersion(tx, spuId, { by, now })
}

export async function setState(tx: Tx, spuId: number, state: SpuState, made: Made): Promise<void> {
  const catalog = await nextCatalogVersion(tx)
  await sql`
    update spu set state = ${state}, version = version + 1, catalog_version = ${catalog}, updated_at = ${made.now}
    where id = ${spuId}`.execute(tx)
  await keepVersion(tx, spuId, made)
}

export async function removeSku(tx: Tx, sku: { spuId: number; skuId: number }, made: Made): Promise<void> {
  const catalog = await nextCatalogVersion(tx)
  await sql`delete from sku where id = ${sku.skuId} and spu_id = ${sku.spuId}`.execute(tx)
  await sql`
    update spu set version = version + 1, catalog_version = ${catalog}, updated_at = ${made.now}
    where id = ${sku.spuId}`.execute(tx)
  await keepVersion(tx, sku.spuId, made)
}

async function saveSkus(tx: Tx, spuId: number, skus: readonly SkuDraft[], now: Date): Promise<void> {
  const rows = JSON.stringify(
    skus.map((sku, position) => ({
      id: sku.skuId ?? null,
      position,
      spec: sku.spec,
      price: sku.price,
      list_price: sku.listPrice,
      cost: sku.cost,
      currency: sku.currency,
      barcode: sku.barcode,
      weight_g: sku.weightG,
      volume_cm3: sku.volumeCm3,
      image: sku.image,
      state: sku.state,
    })),
  )
  await sql`
    update sku set position = d.position, spec = d.spec, price = d.price, list_price = d.list_price,
      cost = d.cost, barcode = d.barcode, weight_g = d.weight_g, volume_cm3 = d.volume_cm3, image = d.image,
      state = d.state
    from jsonb_populate_recordset(null::sku, ${rows}::jsonb) d
    where sku.id = d.id and sku.spu_id = ${spuId}`.execute(tx)
  await sql`
    insert into sku (spu_id, position, spec, price, list_price, cost, currency, barcode, weight_g, volume_cm3,
      image, state, created_at)
    select ${spuId}, position, spec, price, list_price, cost, currency, barcode, weight_g, volume_cm3,
      image, state, ${now}
    from jsonb_populate_recordset(null::sku, ${rows}::jsonb) where id is null order by position`.execute(tx)
}

async function logPrices(tx: Tx, changes: readonly PriceChange[], made: Made): Promise<void> {
  const rows = JSON.stringify(
    changes.map(({ skuId, field, before, after }) => ({
      sku_id: skuId,
      field,
      old_amount: before,
      new_amount: after,
    })),
  )
  await sql`
    insert into price_change (sku_id, field, old_amount, new_amount, changed_by, changed_at)
    select sku_id, field, old_amount, new_amount, ${made.by.id}, ${made.now}
    from jsonb_populate_recordset(null::price_change, ${rows}::jsonb)`.execute(tx)
}

/** Keeps the product as it now is, under its version: orders point here, later edits change nothing (row H2). */
async function keepVersion(tx: Tx, spuId: number, made: Made): Promise<void> {
  await sql`
    insert into spu_version (spu_id, version, catalog_version, snapshot, changed_by, changed_at)
    select id, version, catalog_version,
      to_jsonb(spu) || jsonb_build_object('skus',
        (select coalesce(jsonb_agg(to_jsonb(sku) order by position), '[]') from sku where spu_id = spu.id)),
      ${made.by.id}, ${made.now}
    from spu where id = ${spuId}`.execute(tx)
}

type ProductRow = Omit<Product, 'skus'> & { skus: Product['skus'] | null }

/** The product with its SKUs. `lock` holds it against other edits until the commit. */
export async function loadProduct(tx: Tx, spuId: number, lock: 'lock' | 'look'): Promise<Product | null> {
  if (lock === 'lock') await sql`select from spu where id = ${spuId} for no key update`.execute(tx)
  const { rows } = await sql<ProductRow>`
    select id as "spuId", shop_id as "shopId", category_id as "categoryId", title, title_en as "titleEn",
      subtitle, subtitle_en as "subtitleEn", description, description_en as "descriptionEn", images,
      attributes, options, state, version,
      (select jsonb_agg(jsonb_build_object('skuId', id, 'spec', spec, 'price', price, 'listPrice', list_price,
        'cost', cost, 'currency', currency, 'barcode', barcode, 'weightG', weight_g, 'volumeCm3', volume_cm3,
        'image', image, 'state', state) order by position, id) from sku where spu_id = spu.id) as skus
    from spu where id = ${spuId}`.execute(tx)
  const row = rows[0]
  return row ? { ...row, skus: row.skus ?? [] } : null
}

export async function shopCurrency(tx: Tx, shopId: number): Promise<string | null> {
  const { rows } = await sql<{ currency: string }>`select currency from shop where id = ${shopId}`.execute(tx)
  return rows[0]?.currency ?? null
}

/** Locks the category's existence until the commit. */
export async function categoryExists(tx: Tx, categoryId: number): Promise<boolean> {
  const { rows } = await sql`select 1 from category where id = ${categoryId} for key share`.execute(tx)
  return rows.length > 0
}
