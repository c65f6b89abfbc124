import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { priceCheckout } from '../../src/flows/checkout.ts'
import { type PlaceTrade, placeLane } from '../../src/flows/place.ts'
import { shardOf } from '../../src/kernel/number.ts'
import { openAccountBook } from '../../src/modules/ledger/index.ts'
import { type Db, openDb, openPool, type Tx } from '../../src/platform/db.ts'
import { openLane } from '../../src/platform/lane.ts'
import { catalog, SKUS } from '../simulation/catalog.ts'
import { counter } from '../simulation/numbers.ts'
import { stockUp } from '../simulation/stage-sql.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { type Cluster, openCluster } from './cluster.ts'

const next = counter()

/** A lane that places trades; `before` is where a careless hand may do something first in its transaction. */
function laneOn(db: Db, before: (tx: Tx) => Promise<void> = async () => {}) {
  const spec = placeLane(catalog, { db, accounts: openAccountBook(), nextNo: next })
  const load: typeof spec.load = async (tx, commands, again) => {
    await before(tx)
    return spec.load(tx, commands, again)
  }
  return openLane({ ...spec, load }, { db })
}

function placement(key: string, skuIds: readonly number[]): PlaceTrade {
  const now = new Date()
  const lines = skuIds.map((skuId) => ({ skuId, quantity: 1 }))
  const priced = priceCheckout(catalog, lines, now)
  if (!priced.ok) throw new Error(priced.rejection.code)
  const shops = new Set(skuIds.map((skuId) => catalog.skuFacts(skuId)?.shopId))
  return {
    caller: 'harness',
    key,
    requestHash: key,
    now,
    buyerId: 'b1',
    lines,
    quoteHash: priced.value.quote.hash,
    address: { name: 'n', phone: 'p', province: '', city: '', district: '', street: '' },
    invoice: null,
    remarks: {},
    channel: 'web',
    tradeNo: next('trade', shardOf('b1')),
    orderNos: [...shops].map(() => next('order', shardOf('b1'))),
  }
}

describe('the harness itself: locks out of order', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase({ max: 6 })
    await stockUp(database.db)
    await sql`update stock set available = 1000000, on_hand = 1000000`.execute(database.db)
  })
  afterAll(() => database.drop())

  const deadlocks = async (): Promise<number> => {
    const { rows } = await sql<{ deadlocks: number }>`
      select deadlocks from pg_stat_database where datname = current_database()`.execute(database.db)
    return Number(rows[0]?.deadlocks)
  }
  const all = SKUS.map(({ skuId }) => skuId)

  /** Two lanes, as of two processes, place the same goods one after another. */
  async function rush(name: string, careless: (tx: Tx) => Promise<void>): Promise<number> {
    const known = await deadlocks()
    const lanes = [laneOn(database.db), laneOn(database.db, careless)]
    await Promise.all(
      lanes.map(async (lane, which) => {
        for (let i = 0; i < 15; i++)
          await lane.submit(placement(`${name} ${which} ${i}`, all)).catch(() => {})
      }),
    )
    await expect.poll(deadlocks, { timeout: 3_000 }).toBeGreaterThanOrEqual(known)
    return (await deadlocks()) - known
  }

  it('no deadlock among lanes that lock in the one order', async () => {
    expect(await rush('sorted', async () => {})).toBe(0)
  }, 60_000)

  it('turns red for a lane that locks its stock one by one, the last first', async () => {
    const backwards = async (tx: Tx): Promise<void> => {
      for (const skuId of [...all].reverse())
        await sql`select pg_sleep(0.01) from stock where sku_id = ${skuId} for no key update`.execute(tx)
    }
    expect(await rush('backwards', backwards)).toBeGreaterThan(0)
  }, 60_000)
})

describe('the harness itself: a database that forgets', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await openCluster()
    const db = openDb(openPool({ url: cluster.url, max: 1 }))
    await stockUp(db)
    await sql`update stock set available = 1000000, on_hand = 1000000`.execute(db)
    // What is not flushed at the commit stays unflushed long enough to be lost.
    await sql`alter system set wal_writer_delay = '10s'`.execute(db)
    await sql`select pg_reload_conf()`.execute(db)
    await db.destroy()
  }, 120_000)
  afterAll(() => cluster.remove(), 60_000)

  /** Acknowledged trades that are gone after PostgreSQL was killed right behind the last acknowledgement. */
  async function lost(synchronousCommit: 'on' | 'off'): Promise<number> {
    const url = `${cluster.url}?options=-c%20synchronous_commit%3D${synchronousCommit}`
    const db = openDb(openPool({ url, max: 2, name: 'tongbao harness' }))
    const lane = laneOn(db)
    const told: string[] = []
    for (let i = 0; i < 30; i++) {
      const placed = await lane.submit(placement(`${synchronousCommit} ${next('trade', 0)}`, [12]))
      if (placed.ok) told.push(placed.value.tradeNo)
    }
    cluster.kill()
    await db.destroy()
    await cluster.back()
    const after = openDb(openPool({ url: cluster.url, max: 1 }))
    const { rows } = await sql<{ trade_no: string }>`select trade_no from trade`.execute(after)
    await after.destroy()
    const stored = new Set(rows.map((row) => row.trade_no))
    expect(told.length).toBe(30)
    return told.filter((tradeNo) => !stored.has(tradeNo)).length
  }

  it('loses nothing as the product runs it', async () => {
    expect(await lost('on')).toBe(0)
  }, 60_000)

  it('turns red for synchronous_commit = off', async () => {
    let losses = 0
    for (let round = 0; round < 5 && losses === 0; round++) losses = await lost('off')
    expect(losses).toBeGreaterThan(0)
  }, 120_000)
})
