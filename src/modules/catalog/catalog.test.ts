import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { openCatalogCache } from './cache.ts'
import { saveCategoryIn } from './categories.ts'
import { createProduct, deleteSku, editProduct, setListed, type WasSold } from './commands.ts'
import { checkDigit } from './decide.ts'
import { listProducts, productPage } from './queries.ts'
import { listShopProducts, managedProduct, priceLog, skusMissingCost } from './queries-shop.ts'
import { endDiscountRule, saveDiscountRule } from './rules.ts'
import type { Editor, Product, ProductDraft, SkuDraft } from './types-edit.ts'

const now = new Date('2026-03-01T02:00:00Z')
const platform: Editor = { id: 'staff-1', shopId: null }
const neverSold: WasSold = async () => false
const plenty = async (ids: readonly number[]) => new Map(ids.map((id) => [id, 500]))

let database: TestDatabase
let categoryId = 0
let shopA = 0
let shopB = 0

const addShop = async (code: string): Promise<number> => {
  const { rows } = await sql<{ id: number }>`
    insert into shop (code, name, name_en, logo, kind, self_operated, auto_confirm, pay_window_minutes, currency,
      base_freight, free_over, warehouse_id, state, version, catalog_version, created_at, updated_at)
    values (${code}, ${code}, ${code}, '', 'retail', true, true, 30, 'CNY', 800, 9900, 1, 'open', 1,
      next_catalog_version(), ${now}, ${now}) returning id`.execute(database.db)
  return rows[0]!.id
}

beforeAll(async () => {
  database = await testDatabase()
  shopA = await addShop('a')
  shopB = await addShop('b')
  const saved = await database.db.transaction().execute((tx) =>
    saveCategoryIn(tx, {
      code: 'shirts',
      parentId: null,
      name: '衬衫',
      nameEn: 'Shirts',
      sort: 1,
      by: platform,
    }),
  )
  if (saved.ok) categoryId = saved.value.categoryId
})
afterAll(() => database.drop())

const sku = (size: string, more: Partial<SkuDraft> = {}): SkuDraft => ({
  spec: { 尺码: size },
  price: 19_900,
  listPrice: 25_900,
  cost: 8_000,
  currency: 'CNY',
  barcode: '4006381333931',
  weightG: 220,
  volumeCm3: 1_500,
  image: '/media/shirt.svg',
  state: 'active',
  ...more,
})
const shirt = (more: Partial<ProductDraft> = {}): ProductDraft => ({
  categoryId,
  title: '亚麻衬衫',
  titleEn: 'Linen shirt',
  subtitle: '',
  subtitleEn: '',
  description: '',
  descriptionEn: '',
  images: ['/media/shirt.svg'],
  attributes: [{ name: '面料', nameEn: 'Fabric', value: '亚麻', valueEn: 'Linen' }],
  options: [
    { name: '尺码', nameEn: 'Size', values: ['S', 'M', 'L'].map((value) => ({ value, valueEn: value })) },
  ],
  skus: [sku('S'), sku('M'), sku('L', { cost: null })],
  ...more,
})

const created = async (more: { shopId?: number; draft?: ProductDraft } = {}): Promise<Product> => {
  const answer = await createProduct(database.db, {
    shopId: more.shopId ?? shopA,
    draft: more.draft ?? shirt(),
    by: platform,
    now,
  })
  if (!answer.ok) throw new Error(answer.rejection.code)
  return answer.value
}
const codeOf = (answer: { ok: true } | { ok: false; rejection: { code: string } }) =>
  answer.ok ? 'accepted' : answer.rejection.code

describe('products', () => {
  test('[A1] a shirt in S, M and L is one SPU with three SKUs; a sold SKU is not deleted', async () => {
    const product = await created()
    expect(product.skus.map(({ spec }) => spec)).toEqual([{ 尺码: 'S' }, { 尺码: 'M' }, { 尺码: 'L' }])
    const counts = await sql<{ spus: number; skus: number }>`
      select (select count(*) from spu where id = ${product.spuId}) as spus,
        (select count(*) from sku where spu_id = ${product.spuId}) as skus`.execute(database.db)
    expect(counts.rows[0]).toEqual({ spus: 1, skus: 3 })

    const [small, medium, large] = product.skus
    const target = { spuId: product.spuId, by: platform, now }
    const soldMedium: WasSold = async (_tx, id) => id === medium!.skuId
    expect(codeOf(await deleteSku(database.db, { ...target, skuId: medium!.skuId }, soldMedium))).toBe(
      'sku_sold',
    )
    expect(codeOf(await deleteSku(database.db, { ...target, skuId: small!.skuId }, soldMedium))).toBe(
      'accepted',
    )
    expect(codeOf(await deleteSku(database.db, { ...target, skuId: large!.skuId }, soldMedium))).toBe(
      'accepted',
    )
    expect(codeOf(await deleteSku(database.db, { ...target, skuId: medium!.skuId }, neverSold))).toBe(
      'last_sku',
    )
    expect(codeOf(await deleteSku(database.db, { ...target, skuId: 999_999 }, neverSold))).toBe(
      'sku_not_found',
    )
  })

  test('[A3] margin is price less cost; a missing cost is flagged and listed, never taken for zero', async () => {
    const product = await created()
    const seen = await managedProduct(database.db, { spuId: product.spuId, by: platform })
    if (!seen.ok) throw new Error(seen.rejection.code)
    expect(seen.value.skus.map(({ margin, costMissing }) => [margin, costMissing])).toEqual([
      [11_900, false],
      [11_900, false],
      [null, true],
    ])
    expect(seen.value.skus[0]).toMatchObject({
      price: 19_900,
      listPrice: 25_900,
      cost: 8_000,
      barcode: '4006381333931',
      weightG: 220,
      volumeCm3: 1_500,
      image: '/media/shirt.svg',
    })
    const missing = await skusMissingCost(database.db, { shopId: shopA, limit: 100 })
    expect(missing.map(({ skuId }) => skuId)).toContain(product.skus[2]!.skuId)
    expect(missing.map(({ skuId }) => skuId)).not.toContain(product.skus[0]!.skuId)
  })

  test('[A14] a person of another shop is refused every read and edit of a product', async () => {
    const product = await created()
    const stranger: Editor = { id: 'clerk-b', shopId: shopB }
    const target = { spuId: product.spuId, expectedVersion: 1, by: stranger, now }
    const refused = [
      await managedProduct(database.db, { spuId: product.spuId, by: stranger }),
      await listShopProducts(database.db, { by: stranger, shopId: shopA, limit: 10 }),
      await createProduct(database.db, { shopId: shopA, draft: shirt(), by: stranger, now }),
      await editProduct(database.db, { ...target, draft: shirt() }),
      await setListed(database.db, { ...target, listed: true }),
      await deleteSku(database.db, { ...target, skuId: product.skus[0]!.skuId }, neverSold),
    ]
    expect(refused.map(codeOf)).toEqual(refused.map(() => 'foreign_shop'))
    const own = await listShopProducts(database.db, { by: stranger, limit: 100 })
    expect(own.ok && own.value.items.every(({ shopId }) => shopId === shopB)).toBe(true)
    const owner: Editor = { id: 'owner-a', shopId: shopA }
    expect(codeOf(await setListed(database.db, { ...target, by: owner, listed: true }))).toBe('accepted')
  })

  test('[H2] an edit logs each changed amount and leaves the earlier version as it was', async () => {
    const product = await created()
    const [small] = product.skus
    const later = new Date('2026-03-02T02:00:00Z')
    const draft = shirt({
      title: '亚麻衬衫 2026',
      skus: [sku('S', { skuId: small!.skuId, price: 17_900, cost: null })],
    })
    const answer = await editProduct(database.db, {
      spuId: product.spuId,
      expectedVersion: 1,
      draft,
      by: platform,
      now: later,
    })
    if (!answer.ok) throw new Error(answer.rejection.code)
    expect(answer.value.version).toBe(2)
    expect(answer.value.skus.map(({ price }) => price)).toEqual([17_900, 19_900, 19_900])
    const log = await priceLog(database.db, [small!.skuId])
    expect(log.map(({ field, before, after, by, at }) => [field, before, after, by, at])).toEqual([
      ['cost', 8_000, null, 'staff-1', later],
      ['price', 19_900, 17_900, 'staff-1', later],
    ])
    const kept = await sql<{ version: number; title: string; prices: number[] }>`
      select version, snapshot ->> 'title' as title, jsonb_path_query_array(snapshot, '$.skus[*].price') as prices
      from spu_version where spu_id = ${product.spuId} order by version`.execute(database.db)
    expect(kept.rows).toEqual([
      { version: 1, title: '亚麻衬衫', prices: [19_900, 19_900, 19_900] },
      { version: 2, title: '亚麻衬衫 2026', prices: [17_900, 19_900, 19_900] },
    ])
    await expect(sql`update spu_version set snapshot = '{}'`.execute(database.db)).rejects.toThrow(
      /append-only/,
    )
  })

  test('of two edits from the same version one is refused', async () => {
    const product = await created()
    const edit = { spuId: product.spuId, expectedVersion: 1, draft: shirt({ skus: [] }), by: platform, now }
    const answers = await Promise.all([editProduct(database.db, edit), editProduct(database.db, edit)])
    expect(answers.map(codeOf).sort()).toEqual(['accepted', 'version_conflict'])
  })

  test.each<[string, Partial<ProductDraft>, string]>([
    ['no category', { categoryId: 999_999 }, 'category_not_found'],
    ['no SKU', { skus: [] }, 'too_many_skus'],
    ['a value that is no option', { skus: [sku('XXL')] }, 'spec_mismatch'],
    ['a value too many', { skus: [sku('S', { spec: { 尺码: 'S', 颜色: '白' } })] }, 'spec_mismatch'],
    ['one spec twice', { skus: [sku('S'), sku('S')] }, 'duplicate_spec'],
    [
      'an option without values',
      { options: [{ name: '尺码', nameEn: 'Size', values: [] }] },
      'options_invalid',
    ],
    ['price zero', { skus: [sku('S', { price: 0 })] }, 'amount_out_of_range'],
    ['a price that is no integer', { skus: [sku('S', { price: 1.5 })] }, 'amount_out_of_range'],
    ['a price above the list price', { skus: [sku('S', { price: 30_000 })] }, 'amount_out_of_range'],
    ['a negative cost', { skus: [sku('S', { cost: -1 })] }, 'amount_out_of_range'],
    ['another currency', { skus: [sku('S', { currency: 'USD' })] }, 'currency_mismatch'],
    ['a wrong check digit', { skus: [sku('S', { barcode: '4006381333932' })] }, 'barcode_invalid'],
  ])('refuses %s', async (_what, more, code) => {
    const answer = await createProduct(database.db, { shopId: shopA, draft: shirt(more), by: platform, now })
    expect(codeOf(answer)).toBe(code)
  })

  test.each([
    ['400638133393', 1],
    ['629104150021', 3],
    ['9638507', 4],
    ['03600029145', 2],
  ])('check digit of %s is %i', (digits, digit) => expect(checkDigit(digits)).toBe(digit))
})

describe('what a buyer reads', () => {
  test('lists listed products of a category and all below, by cursor and by words; pages show their options', async () => {
    const { db } = database
    const product = await created({ draft: shirt({ title: '海岛 100% 短袖', titleEn: 'Island tee' }) })
    const words = { q: 'ISLAND 短袖', limit: 10 }
    expect((await listProducts(db, words, plenty)).items).toEqual([])
    expect(await productPage(db, product.spuId, plenty)).toBeNull()
    await setListed(db, { spuId: product.spuId, expectedVersion: 1, listed: true, by: platform, now })
    const found = await listProducts(db, { ...words, categoryId }, plenty)
    expect(found.items).toMatchObject([
      { id: product.spuId, minPrice: 19_900, soldOut: false, shop: { id: shopA } },
    ])
    expect((await listProducts(db, { q: '100%', limit: 10 }, plenty)).items).toHaveLength(1)
    expect((await listProducts(db, { q: '1_0%', limit: 10 }, plenty)).items).toEqual([])
    const empty = await listProducts(db, words, async () => new Map())
    expect(empty.items[0]?.soldOut).toBe(true)

    const second = await created({ shopId: shopB })
    await setListed(db, { spuId: second.spuId, expectedVersion: 1, listed: true, by: platform, now })
    const first = await listProducts(db, { limit: 1 }, plenty)
    expect(first.items[0]?.id).toBe(second.spuId)
    const rest = await listProducts(db, { limit: 1, after: first.next! }, plenty)
    expect(rest.items[0]?.id).toBe(product.spuId)

    const page = await productPage(db, product.spuId, plenty)
    expect(page?.options[0]?.values.map(({ value }) => value)).toEqual(['S', 'M', 'L'])
    expect(page?.skus.map(({ specText, available }) => [specText, available])).toEqual([
      ['S', 99],
      ['M', 99],
      ['L', 99],
    ])
  })
})

describe('facts in memory', () => {
  test('show an edit after the refresh, drop what was deleted, and follow the shop', async () => {
    const { db } = database
    const product = await created()
    const facts = await openCatalogCache(db)
    const [small, medium] = product.skus
    expect(facts.skuFacts(small!.skuId)).toMatchObject({
      unitPrice: 19_900,
      specText: 'S',
      state: 'delisted',
      version: 1,
    })
    await setListed(db, { spuId: product.spuId, expectedVersion: 1, listed: true, by: platform, now })
    await deleteSku(db, { spuId: product.spuId, skuId: medium!.skuId, by: platform, now }, neverSold)
    const before = facts.version()
    await Promise.all([facts.refresh(), facts.refresh(), facts.refresh()])
    expect(facts.version()).toBe(before + 2)
    expect(facts.skuFacts(small!.skuId)).toMatchObject({ state: 'on_sale', version: 3, shopId: shopA })
    expect(facts.skuFacts(medium!.skuId)).toBeUndefined()
    expect(facts.shopFacts(shopA)).toMatchObject({
      freight: { baseFreight: 800, freeOver: 9_900 },
      scene: 'retail',
    })
    await sql`update shop set state = 'closed', catalog_version = next_catalog_version() where id = ${shopA}`.execute(
      db,
    )
    await facts.refresh()
    expect(facts.skuFacts(small!.skuId)?.state).toBe('delisted')
    await sql`update shop set state = 'open', catalog_version = next_catalog_version() where id = ${shopA}`.execute(
      db,
    )
  })

  test('hold discount rules to the instant: from startsAt on, no longer at endsAt', async () => {
    const { db } = database
    const facts = await openCatalogCache(db)
    const startsAt = new Date('2026-06-01T00:00:00Z')
    const endsAt = new Date('2026-06-19T00:00:00Z')
    const draft = {
      code: 'june',
      shopId: shopA,
      title: '满300减40',
      titleEn: '40 off 300',
      threshold: 30_000,
      amountOff: 4_000,
      currency: 'CNY',
      startsAt,
      endsAt,
      excludedSpuIds: [7],
    }
    const stranger: Editor = { id: 'clerk-b', shopId: shopB }
    expect(codeOf(await saveDiscountRule(db, { draft, by: stranger }))).toBe('foreign_shop')
    expect(codeOf(await saveDiscountRule(db, { draft: { ...draft, shopId: null }, by: stranger }))).toBe(
      'foreign_shop',
    )
    const saved = await saveDiscountRule(db, { draft, by: platform })
    if (!saved.ok) throw new Error(saved.rejection.code)
    await facts.refresh()
    const held = (at: Date) => facts.discountRules(at).map(({ ruleId }) => ruleId)
    expect(held(new Date(startsAt.getTime() - 1))).toEqual([])
    expect(held(startsAt)).toEqual([saved.value.ruleId])
    expect(held(new Date(endsAt.getTime() - 1))).toEqual([saved.value.ruleId])
    expect(held(endsAt)).toEqual([])
    expect(facts.discountRules(startsAt)[0]).toMatchObject({ bearer: 'shop', excludedSpuIds: new Set([7]) })
    const middle = new Date('2026-06-10T00:00:00Z')
    expect(codeOf(await endDiscountRule(db, { ruleId: saved.value.ruleId, by: platform, now: middle }))).toBe(
      'accepted',
    )
    await facts.refresh()
    expect(held(middle)).toEqual([])
  })
})
