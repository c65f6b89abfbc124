import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { virtualClock } from '../kernel/clock.ts'
import {
  deleteSku,
  editProduct,
  endDiscountRule,
  managedProduct,
  openCatalogCache,
} from '../modules/catalog/index.ts'
import { hasMoved } from '../modules/inventory/index.ts'
import { openAccountBook } from '../modules/ledger/index.ts'
import { editAddress, listAddresses } from '../modules/member/index.ts'
import { openNumbers } from '../platform/numbers.ts'
import { DEMO_BUYERS, seedDemo } from '../seed/index.ts'
import { openFlows } from './index.ts'

const now = new Date('2026-03-01T02:00:00Z')
const staff = { id: 'staff-1', shopId: null }
let database: TestDatabase
let mediaFolder = ''
beforeAll(async () => {
  database = await testDatabase()
  mediaFolder = await mkdtemp(join(tmpdir(), 'tongbao-media-'))
  await seedDemo({ db: database.db, mediaFolder, now, seed: 1 })
})
afterAll(async () => {
  await database.drop()
  await rm(mediaFolder, { recursive: true, force: true })
})

/** The whole of what was bought, as it stands in the tables. */
const bought = async (tradeNo: string): Promise<unknown> => {
  const { rows } = await sql<{ kept: unknown }>`
    select jsonb_build_object('trade', to_jsonb(t),
      'orders', (select jsonb_agg(to_jsonb(o) order by order_no) from shop_order o where o.trade_no = t.trade_no),
      'lines', (select jsonb_agg(to_jsonb(l) order by l.order_no, line_no) from order_line l
        join shop_order o using (shard, order_no) where o.trade_no = t.trade_no)) as kept
    from trade t where trade_no = ${tradeNo}`.execute(database.db)
  return rows[0]?.kept
}

test('[H2] [A1] goods, price, promotion and address stand in the order: edits of all of them change nothing', async () => {
  const { db } = database
  const clock = virtualClock(now)
  const catalog = await openCatalogCache(db)
  const numbers = await openNumbers(db, clock)
  const flows = openFlows({
    db,
    clock,
    numbers,
    catalog,
    channels: {},
    accounts: openAccountBook(),
    notifyUrl: () => '',
    channelTimeoutMs: 1,
  })
  const { rows } = await sql<{ skuId: number; spuId: number }>`
    select k.id as "skuId", k.spu_id as "spuId" from sku k join spu p on p.id = k.spu_id join stock s on s.sku_id = k.id
    join shop on shop.id = p.shop_id
    where p.state = 'listed' and s.available > 20 and k.price between 30000 and 50000 and shop.code = 'shanlan'
    order by k.id limit 1`.execute(db)
  const { skuId, spuId } = rows[0]!
  const buyer = DEMO_BUYERS[0]!
  const [address] = await listAddresses(db, buyer.id)
  const lines = [{ skuId, quantity: 2 }]
  const priced = flows.quote(lines)
  if (!priced.ok) throw new Error(priced.rejection.code)
  expect(priced.value.quote.applied.map(({ stage }) => stage)).toEqual(['shop_discount', 'platform_discount'])
  const placed = await flows.place({
    caller: `buyer:${buyer.id}`,
    key: 'snapshot',
    requestHash: '',
    buyerId: buyer.id,
    lines,
    quoteHash: priced.value.quote.hash,
    address: address!,
    invoice: null,
    remarks: {},
    channel: 'web',
  })
  if (!placed.ok) throw new Error(placed.rejection.code)
  const { tradeNo } = placed.value
  const before = await bought(tradeNo)
  expect(before).toMatchObject({ trade: { address: { street: address!.street } } })

  const seen = await managedProduct(db, { spuId, by: staff })
  if (!seen.ok) throw new Error(seen.rejection.code)
  const { skus, version, ...product } = seen.value
  const draft = {
    ...product,
    title: '改名之后',
    images: [],
    skus: skus.map((sku) => ({ ...sku, price: sku.price + 100, listPrice: sku.listPrice + 100, image: '' })),
  }
  const edited = await editProduct(db, { spuId, expectedVersion: version, draft, by: staff, now })
  expect(edited.ok).toBe(true)
  for (const rule of catalog.discountRules(now)) {
    expect((await endDiscountRule(db, { ruleId: rule.ruleId, by: staff, now })).ok).toBe(true)
  }
  const moved = { id: address!.id, buyerId: buyer.id, draft: { ...address!, street: '搬家之后 9 号' }, now }
  expect((await editAddress(db, moved)).ok).toBe(true)
  const deleted = await deleteSku(db, { spuId, skuId, by: staff, now }, hasMoved)
  expect(deleted.ok ? 'deleted' : deleted.rejection.code).toBe('sku_sold')
  await catalog.refresh()

  expect(catalog.skuFacts(skuId)?.title).toBe('改名之后')
  expect(await bought(tradeNo)).toEqual(before)
  const again = flows.quote(lines)
  expect(again.ok && again.value.quote.hash).not.toBe(priced.value.quote.hash)
  await numbers.release()
})
