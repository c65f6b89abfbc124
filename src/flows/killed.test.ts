import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Deed } from '../../test/support/doomed.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { MINUTE } from '../kernel/clock.ts'
import type { CrashPoint } from '../platform/lane.ts'
import { listTimers } from '../projections/index.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket({ stock: 1_000 })
})
afterAll(() => market.close())

const POINTS: readonly CrashPoint[] = ['claimed', 'loaded', 'decided', 'saved', 'committed']
const doomed = fileURLToPath(new URL('../../test/support/doomed.ts', import.meta.url))

/** Runs a deed in a process that dies by SIGKILL at the point; resolves with the signal that ended it. */
const die = async (operation: string, point: CrashPoint, deed: Deed): Promise<string | null> => {
  const args = [doomed, market.database.url, operation, point, JSON.stringify(deed)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  return signal
}
const now = () => market.clock.now().toISOString()

type World = {
  trades: number
  orders: number
  lines: number
  reserved: number
  available: number
  moves: number
  keys: number
  events: number
}
/** Everything that placing an order writes, counted in one statement. */
const world = async (): Promise<World> => {
  const { rows } = await sql<World>`
    select (select count(*) from trade) as trades, (select count(*) from shop_order) as orders,
      (select count(*) from order_line) as lines, (select sum(reserved)::bigint from stock) as reserved,
      (select sum(available)::bigint from stock) as available, (select count(*) from stock_move) as moves,
      (select count(*) from command_key where operation = 'trade.place') as keys,
      (select coalesce(sum(event_count), 0)::bigint from outbox) as events`.execute(market.database.db)
  return rows[0]!
}

describe('a process killed while it places an order', () => {
  it.each(POINTS)('[H7] at "%s": order, stock, key and event stand together or not at all', async (point) => {
    const before = await world()
    const lines: [number, number][] = [
      [11, 2],
      [21, 1],
    ]
    const deed = { kind: 'place', buyerId: `b-${point}`, key: 'only-key', lines, at: now() } as const
    expect(await die('trade.place', point, deed)).toBe('SIGKILL')
    const left = await world()
    const placed = {
      trades: before.trades + 1,
      orders: before.orders + 2,
      lines: before.lines + 2,
      reserved: before.reserved + 3,
      available: before.available - 3,
      moves: before.moves + 2,
      keys: before.keys + 1,
      events: left.events,
    }
    if (point === 'committed') {
      expect(left).toEqual(placed)
      expect(left.events).toBeGreaterThan(before.events)
    } else expect(left).toEqual(before)
    // The buyer, who got no answer, asks again with the same key: in all cases he has one order.
    expect((await market.buy(deed.buyerId, lines, deed.key)).ok).toBe(true)
    const done = await world()
    expect(done).toEqual({ ...placed, events: done.events })
    expect((await market.buy(deed.buyerId, lines, deed.key)).ok).toBe(true)
    expect(await world()).toEqual(done)
  })
})

describe('a process killed while a timer fires', () => {
  const movesOf = async (no: string): Promise<string[]> => {
    const { rows } = await sql<{ move: string }>`
      select move from history where no = ${no} order by version`.execute(market.database.db)
    return rows.map(({ move }) => move)
  }

  it.each(POINTS)(
    '[L8] at "%s": the timer stays in the list until it has fired, and fires once',
    async (point) => {
      const placed = await market.buy(`t-${point}`, [[12, 2]])
      const no = placed.ok ? placed.value.tradeNo : ''
      const timersOf = async () => {
        const { items } = await listTimers(market.database.db, {
          now: market.clock.now(),
          after: null,
          limit: 100,
        })
        return items.filter(({ subject }) => subject === no)
      }
      expect(await timersOf()).toMatchObject([{ kind: 'trade_expiry', overdue: false }])
      await market.advance(31 * MINUTE)
      expect(await die('trade.expire', point, { kind: 'expire', at: now() })).toBe('SIGKILL')
      const waits = point === 'committed' ? [] : [{ kind: 'trade_expiry', overdue: true }]
      expect(await timersOf()).toMatchObject(waits)
      for (let round = 0; round < 3; round++) await market.flows.sweeps.expireTrades()
      expect(await movesOf(no)).toEqual(['trade:open>begin_close>closing', 'trade:closing>close>closed'])
      expect(await timersOf()).toEqual([])
      const { rows } = await sql<{ kind: string }>`
      select kind from stock_move where ref_no in (select order_no from shop_order where trade_no = ${no})
      order by version`.execute(market.database.db)
      expect(rows.map(({ kind }) => kind)).toEqual(['reserve', 'release'])
    },
  )
})

describe('a process killed between the capture of held money and its record', () => {
  it('[N12] [N19] a hotel: held, booked, taken once; the intent stands, another process asks again and it is paid', async () => {
    const buyerId = 'b-hotel'
    const placed = await market.buy(buyerId, [[31, 1]])
    if (!placed.ok) throw new Error(placed.rejection.code)
    const { tradeNo } = placed.value
    const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
    const wish = {
      channel: 'mock',
      method: 'native',
      capture: 'manual' as const,
      tradeNo,
      orderNo: null,
      actor,
    }
    const paid = await market.flows.pay({ caller: actor.id, key: 'hold', requestHash: '', ...wish })
    if (!paid.ok) throw new Error(paid.rejection.code)
    const { attemptNo } = paid.value
    market.provider.pay(attemptNo)
    await market.deliver(market.provider.takeNotices())
    const state = async () => {
      const { rows } = await sql<{ order: string; attempt: string; taken: number; stock: string }>`
        select o.state || '/' || o.payment_state as order, a.state as attempt,
          (select count(*)::int from payment_flow f where f.source_no = a.attempt_no) as taken,
          (select string_agg(kind, ' ' order by step) from stock_move m where m.ref_no = o.order_no and m.step > 0) as stock
        from attempt a join shop_order o on o.trade_no = a.payable_no where a.attempt_no = ${attemptNo}`.execute(
        market.database.db,
      )
      return rows[0]
    }
    expect(await state()).toEqual({
      order: 'booked/unpaid',
      attempt: 'authorized',
      taken: 0,
      stock: 'reserve commit',
    })
    expect(await die('none', 'claimed', { kind: 'capture', attemptNo, at: now() })).toBe('SIGKILL')
    // The channel has it: it took the money in the very call that its caller did not survive.
    market.provider.capture(market.provider.orders.get(attemptNo)!, `${attemptNo}C`, 58_800)
    market.provider.takeNotices()
    expect(await state()).toMatchObject({ order: 'booked/unpaid', attempt: 'authorized', taken: 0 })
    await market.advance(MINUTE)
    await market.flows.sweeps.queryAttempts()
    expect(await state()).toEqual({
      order: 'booked/paid',
      attempt: 'succeeded',
      taken: 1,
      stock: 'reserve commit',
    })
    expect(market.provider.money.filter((one) => one.attemptNo === attemptNo)).toHaveLength(1)
  })
})
