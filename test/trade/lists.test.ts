import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listOrders } from '../../src/modules/order/index.ts'
import {
  type EntryKey,
  listDisputes,
  listEntries,
  listPayments,
  listRefunds,
} from '../../src/modules/payment/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await fill()
})
afterAll(() => database.drop())

/** A sale a minute; every twentieth by a server, every tenth given back, every thousandth disputed. */
const fill = async (): Promise<void> => {
  const { db } = database
  await sql`create table sale as
    select i, i % 100 as shard, at, case when i % 20 = 0 then '4' else '1' end as channel,
      to_char(at at time zone 'UTC' + interval '8 hours', 'YYMMDDHH24MISS') || '00' || lpad((i % 10000)::text, 4, '0')
        || lpad((i % 100)::text, 2, '0') as tail
    from (select i, timestamptz '2026-01-01 00:00:00Z' + i * interval '1 minute' as at
      from generate_series(1, 40000) as i) as every_minute`.execute(db)
  await sql`insert into shop_order (shard, order_no, trade_no, shop_id, buyer_id, state, payment_state, scene, currency,
      goods_amount, shop_discount, platform_discount, points_amount, freight_amount, payable_amount, auto_confirm, placed_at)
    select shard, '2' || channel || tail, '1' || channel || tail, i % 30, 'buyer', 'completed', 'paid', 'retail', 'CNY',
      100, 0, 0, 0, 0, 100, true, at from sale`.execute(db)
  await sql`insert into trade (shard, trade_no, buyer_id, state, scene, currency, goods_amount, shop_discount,
      platform_discount, points_amount, freight_amount, payable_amount, order_nos, quote_hash, placed_at, expires_at)
    select shard, '1' || channel || tail, 'buyer', 'paid', 'retail', 'CNY', 100, 0, 0, 0, 0, 100,
      array['2' || channel || tail], 'hash', at, at from sale`.execute(db)
  await sql`insert into payment (shard, payable_no, buyer_id, state, currency, due, expires_at, created_at)
    select shard, '1' || channel || tail, 'buyer', 'paid', 'CNY', 100, at, at from sale`.execute(db)
  await sql`insert into refund (shard, refund_no, payable_no, item_no, attempt_no, source, state, amount, currency,
      reason, requested_by, requested_at, request_no)
    select shard, '40' || tail, '1' || channel || tail, '2' || channel || tail, '30' || tail, 'item', 'succeeded', 100,
      'CNY', 'r', 'x', at, '40' || tail from sale where i % 10 = 0`.execute(db)
  await sql`insert into dispute (shard, dispute_no, channel, channel_dispute_no, payable_no, attempt_no, state, amount,
      currency, reason, opened_at)
    select shard, '00' || tail, 'stripe', i::text, '1' || channel || tail, '30' || tail, 'lost', 100, 'CNY', 'r', at
    from sale where i % 10 = 0`.execute(db)
  await sql`analyze trade, shop_order, payment, refund, dispute`.execute(db)
}

/** How often these tables were read from end to end until now. */
const readWhole = async (): Promise<number> => {
  await sql`select pg_stat_force_next_flush()`.execute(database.db)
  const { rows } = await sql<{ count: number }>`
    select sum(seq_scan)::int as count from pg_stat_user_tables
    where relname in ('trade', 'shop_order', 'payment', 'refund', 'dispute')`.execute(database.db)
  return rows[0]!.count
}

it('lists of everything are walked from their newest end: no page reads a table, whatever it looks for', async () => {
  const { db } = database
  const before = await readWhole()
  const day = { from: new Date('2026-01-10T00:00:00Z'), to: new Date('2026-01-11T00:00:00Z') }
  const orders = await listOrders(db, { limit: 40 })
  expect(orders.items.map(({ placedAt }) => placedAt)).toEqual(
    orders.items.map(({ placedAt }) => placedAt).toSorted((a, b) => b.getTime() - a.getTime()),
  )
  expect(new Set(orders.items.map(({ orderNo }) => orderNo[1]))).toEqual(new Set(['1', '4']))
  const next = await listOrders(db, { limit: 40, cursor: orders.nextCursor! })
  expect(next.items[0]!.placedAt.getTime()).toBe(orders.items.at(-1)!.placedAt.getTime() - 60_000)

  expect((await listOrders(db, { ...day, limit: 100 })).items).toHaveLength(100)
  const far = await listOrders(db, { states: ['pending_confirmation'] })
  expect([far.items.length, far.nextCursor !== null]).toEqual([0, true])
  expect((await listOrders(db, { shopId: 7, states: ['pending_confirmation'] })).nextCursor).toBeNull()
  const [one] = orders.items
  for (const no of [one!.orderNo, one!.tradeNo, one!.orderNo.slice(-14)])
    expect((await listOrders(db, { no })).items.map(({ orderNo }) => orderNo)).toEqual([one!.orderNo])

  expect((await listPayments(db, { limit: 40 })).items.map(({ payableNo }) => payableNo.slice(2))).toEqual(
    orders.items.map(({ tradeNo }) => tradeNo.slice(2)),
  )
  expect((await listPayments(db, { state: 'partly_paid' })).items).toEqual([])
  expect((await listRefunds(db, { state: 'requested' })).items).toEqual([])
  expect((await listRefunds(db, { limit: 10 })).items).toHaveLength(10)
  expect((await listDisputes(db, { open: true, limit: 10 })).items).toHaveLength(10)
  expect(await readWhole()).toBe(before)
})

it('entries by hand are read to the last, page by page, also where many were made at one moment', async () => {
  const { db } = database
  await sql`insert into hand_entry (shard, subject_no, seq, direction, amount, currency, reference, occurred_at,
      recorded_by, recorded_at, is_confirmed, decided_by, decided_at)
    select shard, '30' || tail, seq, 'in', 1, 'CNY', 'r', at, 'a', date_trunc('hour', at),
      case when seq = 1 then true end, case when seq = 1 then 'b' end, case when seq = 1 then at end
    from sale, generate_series(1, 2) as seq where i <= 130`.execute(db)
  const read = async (waiting?: boolean): Promise<string[]> => {
    const found: string[] = []
    for (let beyond: EntryKey | null | undefined; beyond !== null; ) {
      const page = await listEntries(db, {
        limit: 17,
        ...(beyond ? { beyond } : {}),
        ...(waiting === undefined ? {} : { waiting }),
      })
      found.push(
        ...page.items.map(
          ({ recordedAt, subjectNo, seq }) => `${recordedAt.toISOString()} ${subjectNo} ${seq}`,
        ),
      )
      beyond = page.next
    }
    return found
  }
  const all = await read()
  expect([all.length, new Set(all).size, (await read(true)).length]).toEqual([260, 260, 130])
  expect(all.map((one) => one.slice(0, 24))).toEqual(
    all
      .map((one) => one.slice(0, 24))
      .toSorted()
      .reverse(),
  )
})
