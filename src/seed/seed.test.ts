import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { checkDigit, listProducts, openCatalogCache } from '../modules/catalog/index.ts'
import { availableOf, stocksOf } from '../modules/inventory/index.ts'
import { listAddresses } from '../modules/member/index.ts'
import { seedDemo } from './index.ts'
import { demoPictures } from './pictures/write.ts'

const now = new Date('2026-03-01T02:00:00Z')
let database: TestDatabase
let mediaFolder = ''
let fresh = false
beforeAll(async () => {
  database = await testDatabase()
  mediaFolder = await mkdtemp(join(tmpdir(), 'tongbao-media-'))
  fresh = (await seedDemo({ db: database.db, mediaFolder, now, seed: 1 })).fresh
})
afterAll(async () => {
  await database.drop()
  await rm(mediaFolder, { recursive: true, force: true })
})

const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T> =>
  (await query.execute(database.db)).rows[0]!
const fingerprint = () =>
  one(sql<{ skus: string; people: number; moves: number; versions: number }>`
    select (select md5(string_agg(concat_ws('|', p.title, k.spec, k.price, k.list_price, k.cost, k.barcode, s.available),
        ',' order by k.id)) from sku k join spu p on p.id = k.spu_id left join stock s on s.sku_id = k.id) as skus,
      (select count(*) from person) as people, (select count(*) from stock_move) as moves,
      (select count(*) from spu_version) as versions`)

describe('the demo', () => {
  test('[AB5] has two shops and a hotel, 200 products of 1 to 9 SKUs, priced, coded and stocked', async () => {
    expect(fresh).toBe(true)
    const shape = await one(sql`
      select count(distinct shop_id) as shops, count(*) as products, min(n) as least, max(n) as most,
        count(*) filter (where title_en = '' or subtitle = '' or description = '' or description_en = '') as wordless
      from (select p.*, (select count(*) from sku where spu_id = p.id) as n from spu p) p`)
    expect(shape).toEqual({ shops: 3, products: 200, least: 1, most: 9, wordless: 0 })
    const { rows } = await sql<{ barcode: string | null; price: number; cost: number | null; id: number }>`
      select id, barcode, price, cost from sku`.execute(database.db)
    const barcodes = rows.flatMap(({ barcode }) => barcode ?? [])
    expect(new Set(barcodes).size).toBe(barcodes.length)
    expect(barcodes.filter((code) => checkDigit(code.slice(0, -1)) !== Number(code.at(-1)))).toEqual([])
    const missing = rows.filter(({ cost }) => cost === null).length
    expect(missing).toBeGreaterThan(5)
    expect(missing).toBeLessThan(rows.length / 10)
    expect(rows.filter(({ cost, price }) => cost !== null && cost >= price)).toEqual([])
    const stocks = await stocksOf(
      database.db,
      rows.map(({ id }) => id),
    )
    expect(stocks).toHaveLength(rows.length)
    const empty = stocks.filter(({ available }) => available === 0).length
    expect(empty).toBeGreaterThan(3)
    expect(empty).toBeLessThan(rows.length / 10)
  })

  test('[AB5] started again it changes nothing; another database with the same seed gets the same goods', async () => {
    const before = await fingerprint()
    expect(
      await seedDemo({ db: database.db, mediaFolder, now: new Date(now.getTime() + 1e9), seed: 1 }),
    ).toEqual({
      fresh: false,
    })
    expect(await fingerprint()).toEqual(before)
    const twin = await testDatabase()
    try {
      await seedDemo({ db: twin.db, mediaFolder, now, seed: 1 })
      const other = await sql<{ titles: string }>`
        select string_agg(title, ',' order by id) as titles from spu`.execute(twin.db)
      const own = await one(
        sql<{ titles: string }>`select string_agg(title, ',' order by id) as titles from spu`,
      )
      expect(other.rows[0]).toEqual(own)
    } finally {
      await twin.drop()
    }
  }, 120_000)

  test('every picture that the catalog names stands in the media folder and needs nothing from outside', async () => {
    const { rows } = await sql<{ image: string }>`
      select image from sku union select unnest(images) from spu union select logo from shop`.execute(
      database.db,
    )
    const files = new Set((await readdir(join(mediaFolder, 'demo'))).map((name) => `/media/demo/${name}`))
    expect(rows.map(({ image }) => image).filter((image) => !files.has(image))).toEqual([])
    for (const svg of demoPictures().values()) {
      expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|<script|undefined|NaN/)
    }
    const first = [...demoPictures()][5]!
    expect(await readFile(join(mediaFolder, first[0]), 'utf8')).toBe(first[1])
  })

  test('buyers have addresses, the first page mixes shops, and rules hold now', async () => {
    expect((await listAddresses(database.db, 'demo-buyer-1')).map(({ isDefault }) => isDefault)).toEqual([
      true,
      false,
    ])
    const page = await listProducts(database.db, { limit: 20 }, (ids) => availableOf(database.db, ids))
    expect(new Set(page.items.map(({ shop }) => shop.id)).size).toBeGreaterThan(1)
    const facts = await openCatalogCache(database.db)
    expect(
      facts.discountRules(now).map(({ bearer, excludedSpuIds }) => [bearer, excludedSpuIds.size]),
    ).toEqual([
      ['shop', 1],
      ['shop', 2],
      ['platform', 0],
    ])
  })
})
