import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { movesOf, stocksOf } from '../modules/inventory/index.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket({ stock: 100 })
})
afterAll(() => market.close())

const stockOf = async (skuId: number) => (await stocksOf(market.database.db, [skuId]))[0]!
const adjust = (key: string, bucket: 'available' | 'damaged', quantity: number) =>
  market.flows.adjustStock({
    caller: 'staff:a',
    key,
    requestHash: '',
    skuId: 12,
    warehouseId: 1,
    bucket,
    quantity,
    kind: 'adjust',
    reason: 'count',
    actor: 'staff:a',
  })

describe('stock', () => {
  it('[S2] 500 buyers want one of 100: exactly 100 get it, the others hear why', async () => {
    const outcomes = await Promise.all(Array.from({ length: 500 }, (_, i) => market.buy(`s${i}`, [[11, 1]])))
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(100)
    const refused = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.rejection.code]))
    expect(new Set(refused)).toEqual(new Set(['out_of_stock']))
    expect(await stockOf(11)).toMatchObject({ available: 0, reserved: 100, onHand: 100 })
  })

  it('[S1] [S4] on hand is the sum of its buckets, and every bucket the sum of its journal', async () => {
    expect((await adjust('a1', 'available', -5)).ok).toBe(true)
    expect((await adjust('a2', 'damaged', 5)).ok).toBe(true)
    const stock = await stockOf(12)
    expect(stock).toMatchObject({ available: 95, damaged: 5, onHand: 100 })
    const moves = await movesOf(market.database.db, { skuId: 12, warehouseId: 1 })
    expect(moves.reduce((total, move) => total + move.available, 0)).toBe(stock.available)
    expect(moves.reduce((total, move) => total + move.damaged, 0)).toBe(stock.damaged)
    expect(moves.map((move) => move.version)).toEqual([3, 2, 1])
  })

  it('[S1] two people may use the same key, and a key that was forgotten may be used again', async () => {
    const one = { skuId: 31, warehouseId: 3, bucket: 'available', quantity: 1, kind: 'receive' } as const
    const receive = (caller: string) =>
      market.flows.adjustStock({
        ...one,
        caller,
        key: 'monday',
        requestHash: '',
        reason: 'in',
        actor: caller,
      })
    expect((await receive('staff:a')).ok && (await receive('staff:b')).ok).toBe(true)
    await sql`delete from command_key where caller = 'staff:a'`.execute(market.database.db)
    expect((await receive('staff:a')).ok).toBe(true)
    expect((await stockOf(31)).available).toBe(103)
  })

  it('[S1] a change that would take a bucket below zero is refused and changes nothing', async () => {
    const before = await stockOf(12)
    const refused = await adjust('a3', 'available', -1_000)
    expect(refused).toMatchObject({ ok: false, rejection: { code: 'stock_below_zero' } })
    expect(await stockOf(12)).toEqual(before)
  })

  it('[S2] PostgreSQL itself refuses to resolve a line’s hold twice', async () => {
    const { rows } = await sql<{ ref_no: string }>`
      select ref_no from stock_move where kind = 'reserve' limit 1`.execute(market.database.db)
    const resolve = (kind: string, version: number) =>
      sql`
      insert into stock_move (sku_id, warehouse_id, version, kind, ref_no, ref_line, step, actor, occurred_at)
      values (11, 1, ${version}, ${kind}, ${rows[0]!.ref_no}, 1, 2, 'test', now())`.execute(
        market.database.db,
      )
    await resolve('commit', 100_001)
    await expect(resolve('release', 100_002)).rejects.toThrow('stock_move_once')
  })
})

describe('goods that went to somebody else between the decision and the lock', () => {
  it('[S2] the batch is decided again under the lock: who comes too late hears so, the others get theirs', async () => {
    const taken = Promise.withResolvers<void>()
    let steals = 1
    const slow = await openMarket({
      stock: 10,
      crash: async (point, operation) => {
        if (operation !== 'trade.place' || point !== 'decided' || steals-- !== 1) return
        await sql`update stock set available = available - 8, on_hand = on_hand - 8, version = version + 1
          where sku_id = 11`.execute(slow.database.db)
        taken.resolve()
      },
    })
    try {
      const outcomes = await Promise.all([1, 2, 3, 4].map((i) => slow.buy(`late${i}`, [[11, 1]])))
      await taken.promise
      expect(outcomes.map((outcome) => (outcome.ok ? 'placed' : outcome.rejection.code))).toEqual([
        'placed',
        'placed',
        'out_of_stock',
        'out_of_stock',
      ])
      const [left] = await stocksOf(slow.database.db, [11])
      expect(left).toMatchObject({ available: 0, reserved: 2, onHand: 2 })
      const moves = await movesOf(slow.database.db, { skuId: 11, warehouseId: 1 })
      expect(moves.filter(({ kind }) => kind === 'reserve')).toHaveLength(2)
    } finally {
      await slow.close()
    }
  })
})
