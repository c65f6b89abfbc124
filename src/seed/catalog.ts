import { assert, Defect, present } from '../kernel/assert.ts'
import type { Outcome } from '../kernel/outcome.ts'
import {
  createProductIn,
  type Editor,
  type Product,
  saveCategoryIn,
  saveDiscountRuleIn,
  setListedIn,
} from '../modules/catalog/index.ts'
import { adjust, lockStock, openStock, saveStock } from '../modules/inventory/index.ts'
import { openShopIn } from '../modules/shop/index.ts'
import type { Tx } from '../platform/db.ts'
import { CATEGORIES } from './categories.ts'
import { demoRules } from './discounts.ts'
import type { Goods } from './goods/table.ts'
import { openingStock, productOf, skuCountOf } from './product.ts'
import { chanceOf } from './random.ts'
import { type DemoShop, SHOPS } from './shops.ts'

const SEEDER: Editor = { id: 'seed', shopId: null }
/** Products that wait in the back room, so that the console has some to list. */
const DELISTED: ReadonlySet<string> = new Set(['paper-10', 'train-11', 'plant-10'])

export type Seeding = {
  /** When the shops opened: everything dates from then. */
  readonly opened: Date
  readonly now: Date
  readonly seed: number
}

function done<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Defect(`the demo's data is refused: ${JSON.stringify(outcome.rejection)}`)
  return outcome.value
}

/** Shops, categories, products, opening stock and discount rules of the demo, all or nothing. */
export async function seedCatalog(tx: Tx, seeding: Seeding): Promise<void> {
  const categories = await seedCategories(tx)
  const shops = new Map<string, number>()
  for (const { draft } of SHOPS) {
    shops.set(draft.code, done(await openShopIn(tx, { draft, by: SEEDER, now: seeding.opened })).id)
  }
  const products = new Map<string, number>()
  const stocked: Stocked[] = []
  for (const item of shuffled(seeding.seed)) {
    const product = await seedProduct(tx, item, {
      ...seeding,
      categoryId: present(categories.get(item.goods.category), 'category'),
      shopId: present(shops.get(item.shop.draft.code), 'shop'),
    })
    products.set(item.goods.code, product.spuId)
    stocked.push({ item, product })
  }
  await seedStock(tx, stocked, seeding)
  for (const draft of demoRules(seeding.now, { shops, products })) {
    done(await saveDiscountRuleIn(tx, { draft, by: SEEDER }))
  }
}

async function seedCategories(tx: Tx): Promise<Map<string, number>> {
  const ids = new Map<string, number>()
  for (const [sort, { code, parent, name, nameEn }] of CATEGORIES.entries()) {
    const parentId = parent === null ? null : present(ids.get(parent), 'parent category')
    const saved = done(await saveCategoryIn(tx, { code, parentId, name, nameEn, sort, by: SEEDER }))
    ids.set(code, saved.categoryId)
  }
  return ids
}

type Item = { readonly goods: Goods; readonly shop: DemoShop; readonly firstSku: number }
type Stocked = { readonly item: Item; readonly product: Product }

/** All goods in a seeded order, so that shops and categories mix on the first page. */
function shuffled(seed: number): Item[] {
  const items = SHOPS.flatMap((shop) => {
    let firstSku = 1
    return shop.goods.map((goods): Item => {
      const item = { goods, shop, firstSku }
      firstSku += skuCountOf(goods)
      return item
    })
  })
  const chance = chanceOf(seed, 'order of goods')
  return items
    .map((item) => ({ item, at: chance.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

async function seedProduct(
  tx: Tx,
  { goods, shop, firstSku }: Item,
  place: Seeding & { categoryId: number; shopId: number },
): Promise<Product> {
  const { categoryId, shopId, seed, opened: now } = place
  const category = present(
    CATEGORIES.find(({ code }) => code === goods.category),
    'category',
  )
  const draft = productOf(goods, { shop, category, categoryId, firstSku, seed })
  const product = done(await createProductIn(tx, { shopId, draft, by: SEEDER, now }))
  if (DELISTED.has(goods.code)) return product
  const { spuId, version } = product
  return done(await setListedIn(tx, { spuId, expectedVersion: version, listed: true, by: SEEDER, now }))
}

async function seedStock(tx: Tx, stocked: readonly Stocked[], { seed, opened }: Seeding): Promise<void> {
  const shelves = stocked.flatMap(({ item, product }) => {
    const chance = chanceOf(seed, `stock of ${item.goods.code}`)
    const { kind, warehouseId } = item.shop.draft
    return product.skus.map(({ skuId }) => ({ skuId, warehouseId, pieces: openingStock(chance, kind) }))
  })
  await openStock(tx, shelves)
  const book = await lockStock(tx, shelves)
  for (const { skuId, warehouseId, pieces } of shelves) {
    if (pieces === 0) continue
    const target = {
      skuId,
      warehouseId,
      kind: 'receive',
      change: { available: pieces },
      refNo: `opening-${skuId}`,
    } as const
    done(adjust(book, target, SEEDER.id, '期初库存', opened))
  }
  assert(book.moves.length > 0, 'the demo has no stock')
  await saveStock(tx, book)
}
