import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { audit } from '../../auditor/index.ts'
import { seedDemo, seedYear } from '../index.ts'
import { crowdOf } from './crowd.ts'
import { planYear } from './plan.ts'

const now = new Date('2026-11-21T14:00:00Z')
const TRADES = 400
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

const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
  (await query.execute(database.db)).rows

describe("the demo's past year", () => {
  test('[AB5] is played through the real commands: every kind of end, dated in its time, and no invariant broken', async () => {
    const counts = await seedYear({ db: database.db, now, seed: 1, trades: TRADES })
    expect(counts?.placed).toBeGreaterThan(TRADES * 0.85)
    const { rows: readers } = await sql<{ told: number; head: number }>`
      select reader.next_position as told, head.next_position as head
      from outbox_reader reader, outbox_head head where name = 'push'`.execute(database.db)
    expect(readers[0]?.told, 'nobody is told today of a year that is over').toBe(readers[0]?.head)
    expect(readers[0]?.head).toBeGreaterThan(TRADES)
    expect((counts?.placed ?? 0) + (counts?.refused ?? 0)).toBe(TRADES)

    const states = await rows(
      sql<{ state: string; n: number }>`select state, count(*) as n from trade group by 1`,
    )
    const of = (state: string) => states.find((row) => row.state === state)?.n ?? 0
    expect(of('paid')).toBeGreaterThan(TRADES * 0.6)
    expect(of('closed')).toBeGreaterThan(TRADES * 0.05)
    const orders = await rows(sql<{ state: string }>`select distinct state from shop_order`)
    expect(orders.map(({ state }) => state)).toEqual(
      expect.arrayContaining(['completed', 'created_cancelled']),
    )
    const refunds = await rows(sql<{ n: number }>`select count(*) as n from refund where state = 'succeeded'`)
    expect(refunds[0]?.n).toBeGreaterThan(5)

    const [span] = await rows(sql<{ first: Date; last: Date; astray: number }>`
      select min(placed_at) as first, max(placed_at) as last, count(*) filter (where
        substr(trade_no, 3, 12) <> to_char(placed_at at time zone 'Asia/Shanghai', 'YYMMDDHH24MISS')) as astray
      from trade`)
    expect(span?.first.getTime()).toBeGreaterThan(now.getTime() - 367 * 86_400_000)
    expect(span?.last.getTime()).toBeLessThan(now.getTime())
    expect(span?.last.getTime()).toBeGreaterThan(now.getTime() - 5 * 86_400_000)
    expect(span?.astray).toBe(0)

    const found = await audit(database.db, 'whole', now)
    expect(found.results.length).toBeGreaterThan(20)
    expect(found.found).toEqual([])
  }, 120_000)

  test('[AB5] is played once: where trades stand, nothing is added', async () => {
    expect(await seedYear({ db: database.db, now, seed: 2, trades: 10 })).toBeNull()
  })

  test('the plan follows from its seed alone', () => {
    const until = now
    const since = new Date('2025-11-21T14:00:00Z')
    const wares = Array.from({ length: 50 }, (_, i) => ({
      skuId: i + 1,
      shopId: (i % 3) + 1,
      weight: 50 - i,
    }))
    const year = (seed: number) =>
      planYear({ seed, since, until, trades: 300, shoppers: crowdOf(seed, 40), wares })
    expect(year(1)).toEqual(year(1))
    expect(year(2)).not.toEqual(year(1))
    const plan = year(1)
    expect(plan.map(({ at }) => at.getTime())).toEqual(
      plan.map(({ at }) => at.getTime()).sort((a, b) => a - b),
    )
    expect(plan.filter(({ fate }) => fate === 'paid_short')).toHaveLength(1)
    const skus = plan.flatMap(({ lines }) => lines.map(({ skuId }) => skuId))
    expect(skus.filter((id) => id <= 10).length).toBeGreaterThan(skus.filter((id) => id > 40).length)
  })
})
