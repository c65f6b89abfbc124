import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { openFlows } from '../flows/index.ts'
import { MINUTE } from '../kernel/clock.ts'
import { stocksOf } from '../modules/inventory/index.ts'
import { openAccountBook } from '../modules/ledger/index.ts'
import { findTrade } from '../modules/order/index.ts'
import type { CrashPoint } from '../platform/lane.ts'

let market: Market
afterEach(() => market.close())

const placed = async (buyerId: string): Promise<string> => {
  const outcome = await market.buy(buyerId, [[11, 2]])
  if (!outcome.ok) throw new Error(outcome.rejection.code)
  return outcome.value.tradeNo
}

const moves = async (tradeNo: string): Promise<string[]> =>
  (
    await sql<{ move: string }>`select move from history where no = ${tradeNo} order by version`.execute(
      market.database.db,
    )
  ).rows.map(({ move }) => move)

const CLOSED = ['trade:open>begin_close>closing', 'trade:closing>close>closed']

it.each<CrashPoint>(['claimed', 'loaded', 'decided', 'saved', 'committed'])(
  '[L8] killed at "%s" while an expiry fires: it fires once',
  async (point) => {
    let armed = false
    market = await openMarket({
      crash: (at) => {
        if (armed && at === point) throw new Error('killed here')
      },
    })
    const { flows, database } = market
    const no = await placed('b1')
    await market.advance(31 * MINUTE)
    armed = true
    await flows.sweeps.expireTrades().catch(() => {})
    await flows.sweeps.finishCloses().catch(() => {})
    armed = false
    for (let round = 0; round < 3; round++) {
      await flows.sweeps.expireTrades()
      await flows.sweeps.finishCloses()
    }
    expect((await findTrade(database.db, no))?.state).toBe('closed')
    expect((await moves(no)).filter((move) => move.startsWith('trade:'))).toEqual(CLOSED)
    expect(await stocksOf(database.db, [11])).toMatchObject([{ available: 100, reserved: 0 }])
  },
)

it('[L8] two processes that sweep the same moment close every trade once', async () => {
  market = await openMarket({ stock: 1_000 })
  const { database, clock, numbers, flows } = market
  const nos: string[] = []
  for (let i = 0; i < 20; i++) nos.push(await placed(`b${i}`))
  await market.advance(31 * MINUTE)
  const catalog = {
    version: () => 1,
    skuFacts: () => undefined,
    shopFacts: () => undefined,
    discountRules: () => [],
  }
  const other = openFlows({
    db: database.db,
    clock,
    numbers,
    catalog,
    channels: {},
    accounts: openAccountBook(),
    notifyUrl: () => '',
    channelTimeoutMs: 1_000,
  })
  for (let round = 0; round < 3; round++) {
    await Promise.all([flows, other].map(({ sweeps }) => sweeps.expireTrades()))
    await Promise.all([flows, other].map(({ sweeps }) => sweeps.finishCloses()))
  }
  for (const no of nos) expect((await moves(no)).filter((move) => move.startsWith('trade:'))).toEqual(CLOSED)
  expect(await stocksOf(database.db, [11])).toMatchObject([{ available: 1_000, reserved: 0 }])
})

it('[N19] while the channel does not answer, no transaction is open and the attempt is already written', async () => {
  market = await openMarket()
  const { database, clock, numbers, channel } = market
  const reached = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const slow = openFlows({
    db: database.db,
    clock,
    numbers,
    catalog: {
      version: () => 1,
      skuFacts: () => undefined,
      shopFacts: () => undefined,
      discountRules: () => [],
    },
    channels: {
      mock: {
        ...channel,
        startPayment: async (request, signal) => {
          reached.resolve()
          await release.promise
          return channel.startPayment(request, signal)
        },
      },
    },
    accounts: openAccountBook(),
    notifyUrl: () => 'https://shop.example/notices',
    channelTimeoutMs: 5_000,
  })
  const tradeNo = await placed('b1')
  const paying = slow.pay({
    caller: 'buyer:b1',
    key: 'slow',
    requestHash: '',
    tradeNo,
    orderNo: null,
    channel: 'mock',
    method: 'native',
    actor: { id: 'buyer:b1', by: 'buyer' },
  })
  await reached.promise
  const { rows } = await sql<{ query: string }>`
    select query from pg_stat_activity
    where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`.execute(
    database.db,
  )
  expect(rows).toEqual([])
  const attempts = await sql<{
    state: string
  }>`select state from attempt where payable_no = ${tradeNo}`.execute(database.db)
  expect(attempts.rows).toEqual([{ state: 'created' }])
  release.resolve()
  expect(await paying).toMatchObject({ ok: true, value: { state: 'ready' } })
})
