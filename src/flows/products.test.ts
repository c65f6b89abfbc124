import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import {
  openCatalogCache,
  type ProductDraft,
  type SkuDraft,
  saveCategoryIn,
} from '../modules/catalog/index.ts'
import { stocksOf } from '../modules/inventory/index.ts'
import { openShop } from '../modules/shop/index.ts'
import { openEar } from '../worker/index.ts'
import { changeProduct, makeProduct } from './products.ts'

const now = new Date('2026-03-01T02:00:00Z')
const by = { id: 'staff-1', shopId: null }

let database: TestDatabase
let categoryId = 0
let shopId = 0
beforeAll(async () => {
  database = await testDatabase()
  const shop = await openShop(database.db, {
    draft: {
      code: 'one',
      name: '一号店',
      nameEn: 'Shop One',
      logo: '',
      kind: 'retail',
      selfOperated: true,
      autoConfirm: true,
      payWindowMinutes: 30,
      currency: 'CNY',
      baseFreight: 800,
      freeOver: 9_900,
      warehouseId: 7,
      state: 'open',
    },
    by,
    now,
  })
  if (shop.ok) shopId = shop.value.id
  const saved = await database.db
    .transaction()
    .execute((tx) =>
      saveCategoryIn(tx, { code: 'c', parentId: null, name: '茶', nameEn: 'Tea', sort: 1, by }),
    )
  if (saved.ok) categoryId = saved.value.categoryId
})
afterAll(() => database.drop())

const sku = (size: string): SkuDraft => ({
  spec: { 规格: size },
  price: 1_000,
  listPrice: 1_000,
  cost: null,
  currency: 'CNY',
  barcode: null,
  weightG: 1,
  volumeCm3: 1,
  image: '',
  state: 'active',
})
const draft = (...sizes: string[]): ProductDraft => ({
  categoryId,
  title: '龙井',
  titleEn: 'Longjing',
  subtitle: '',
  subtitleEn: '',
  description: '',
  descriptionEn: '',
  images: [],
  attributes: [],
  options: [
    { name: '规格', nameEn: 'Size', values: ['S', 'M', 'L'].map((value) => ({ value, valueEn: value })) },
  ],
  skus: sizes.map(sku),
})
const make = (...sizes: string[]) =>
  database.db.transaction().execute((tx) => makeProduct(tx, { shopId, draft: draft(...sizes), by, now }))

describe('products and their shelves', () => {
  test("each SKU of a new product, and each that an edit adds, has an empty shelf in the shop's warehouse", async () => {
    const made = await make('S')
    if (!made.ok) throw new Error(made.rejection.code)
    const { spuId } = made.value
    const edited = await database.db
      .transaction()
      .execute((tx) => changeProduct(tx, { spuId, expectedVersion: 1, draft: draft('M', 'L'), by, now }))
    if (!edited.ok) throw new Error(edited.rejection.code)
    const shelves = await stocksOf(
      database.db,
      edited.value.skus.map(({ skuId }) => skuId),
    )
    expect(shelves.map(({ warehouseId, available }) => [warehouseId, available])).toEqual([
      [7, 0],
      [7, 0],
      [7, 0],
    ])
  })

  test('another process sees an edit after its notice, and also after its notice connection was broken', async () => {
    const facts = await openCatalogCache(database.db)
    const again = () => void facts.refresh()
    const ear = openEar(database.url, { catalog: again }, again)
    const priceOf = (made: Awaited<ReturnType<typeof make>>) =>
      made.ok ? facts.skuFacts(made.value.skus[0]!.skuId)?.unitPrice : undefined
    try {
      const first = await make('S')
      await vi.waitFor(() => expect(priceOf(first)).toBe(1_000), 5_000)
      await database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where application_name = 'tongbao ear' and datname = current_database()`,
      )
      const second = await make('S')
      await vi.waitFor(() => expect(priceOf(second)).toBe(1_000), 10_000)
    } finally {
      await ear.close()
    }
  })
})
