import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { address, type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { MINUTE } from '../kernel/clock.ts'
import { openAccountBook } from '../modules/ledger/index.ts'
import { listPayments, listRefunds } from '../modules/payment/index.ts'
import { type Db, openDb, openPool } from '../platform/db.ts'
import { openNumbers } from '../platform/numbers.ts'
import { type Flows, openFlows } from './index.ts'

/** Two processes over one database: the same buyers, stock, notices and sweeps, at the same moments. */
let market: Market
let other: { flows: Flows; db: Db; numbers: Awaited<ReturnType<typeof openNumbers>> }
const defects: unknown[] = []
const onDefect = (error: unknown) => defects.push(error)

beforeAll(async () => {
  market = await openMarket({ stock: 5_000, onDefect })
  const db = openDb(openPool({ url: market.database.url, max: 10, name: 'tongbao test other' }))
  const numbers = await openNumbers(db, market.clock)
  const flows = openFlows({
    db,
    clock: market.clock,
    numbers,
    catalog: {
      version: () => 1,
      skuFacts: (id) => market.skus.get(id),
      shopFacts: (id) => market.shops.get(id),
      discountRules: () => market.rules,
    },
    channels: { mock: market.channel },
    accounts: openAccountBook(),
    notifyUrl: (code) => `https://shop.example/v1/channels/${code}/notices`,
    channelTimeoutMs: 1_000,
    onDefect,
  })
  other = { flows, db, numbers }
})
afterAll(async () => {
  await other.flows.idle()
  await other.numbers.release()
  await other.db.destroy()
  await market.close()
})

const SKUS = [31, 12, 21, 11]
let keys = 0
const key = (caller: string) => ({ caller, key: `p${++keys}`, requestHash: '' })

/** Everything a buyer and the staff may do with one trade, partly through one process and partly through the other. */
async function story(n: number, here: Flows, there: Flows): Promise<void> {
  const buyer = `b${n % 7}`
  const actor = { id: `buyer:${buyer}`, by: 'buyer' as const }
  // Lines in changing orders: only sorted locks keep two such buyers from waiting for each other.
  const picked = SKUS.map((_, i) => SKUS[(i + n) % SKUS.length]!).slice(0, 3)
  const lines = picked.map((skuId) => ({ skuId, quantity: 1 + (n % 2) }))
  const quoted = here.quote(lines)
  const placed = await here.place({
    ...key(actor.id),
    buyerId: buyer,
    lines,
    quoteHash: quoted.ok ? quoted.value.quote.hash : '',
    address,
    invoice: null,
    remarks: {},
    channel: 'web',
  })
  if (!placed.ok) throw new Error(placed.rejection.code)
  const { tradeNo, orders } = placed.value
  const pay = (flows: Flows, orderNo: string | null) =>
    flows.pay({ ...key(actor.id), tradeNo, orderNo, channel: 'mock', method: 'native', actor })
  const started = await Promise.all([
    pay(here, null),
    pay(there, null),
    here.adjustStock({
      ...key('staff:s'),
      skuId: SKUS[n % 4]!,
      warehouseId: market.skus.get(SKUS[n % 4]!)!.warehouseId,
      bucket: 'available',
      quantity: 1,
      kind: 'receive',
      reason: 'in',
      actor: 'staff:s',
    }),
  ])
  const attempt = started[0].ok ? started[0].value : started[1].ok ? started[1].value : undefined
  if (!attempt) return
  if (n % 3 !== 0) market.provider.pay(attempt.attemptNo, { inFlight: true })
  const notices = market.provider.takeNotices()
  const orderNo = orders[0]!.orderNo
  await Promise.all([
    ...notices.flatMap(({ headers, body }) =>
      [here, there].map((flows) => flows.receiveNotice('mock', headers, body)),
    ),
    n % 2 === 0 ? there.cancelTrade({ ...key(actor.id), tradeNo, actor, reason: 'r' }) : undefined,
    n % 5 === 0 ? here.cancelOrder({ ...key(actor.id), orderNo, actor, reason: null }) : undefined,
    n % 4 === 0 ? pay(there, orderNo) : undefined,
    here.sweeps.applyEvidence(),
    there.sweeps.finishCloses(),
  ])
  const asked = await Promise.all(
    [here, there].map((flows) =>
      flows.requestRefund({ ...key('staff:a'), orderNo, units: null, reason: 'r', actor: 'staff:a' }),
    ),
  )
  await Promise.all(
    asked.flatMap((one) =>
      one.ok
        ? [here, there].map((flows) =>
            flows.decideRefund({
              ...key('staff:b'),
              refundNo: one.value.refundNo,
              action: 'approve',
              actor: 'staff:b',
              reason: null,
            }),
          )
        : [],
    ),
  )
}

/** A backend tells its figures when a statement ends more than a second after it last told them. */
async function deadlocks(): Promise<number> {
  const both = [market.database.db, other.db]
  await Promise.all(
    both.flatMap((db) => Array.from({ length: 10 }, () => sql`select pg_sleep(1.1)`.execute(db))),
  )
  const { rows } = await sql<{ deadlocks: number }>`
    select deadlocks::int from pg_stat_database where datname = current_database()`.execute(
    market.database.db,
  )
  return rows[0]!.deadlocks
}

describe('two processes', () => {
  it('[AB12] [S2] [J8] do everything at once: no deadlock, no defect, no invariant broken', async () => {
    const both = [market.flows, other.flows] as const
    await Promise.all(
      Array.from({ length: 16 }, async (_, worker) => {
        const [here, there] = [both[worker % 2]!, both[(worker + 1) % 2]!]
        for (let i = 0; i < 8; i++) await story(worker * 8 + i, here, there)
      }),
    )
    for (let i = 0; i < 5; i++) {
      await market.advance(11 * MINUTE)
      await other.numbers.renew()
      for (const sweep of [
        'expireTrades',
        'queryAttempts',
        'finishCloses',
        'applyEvidence',
        'sendRefunds',
      ] as const)
        await Promise.all(both.map((flows) => flows.sweeps[sweep]()))
      market.provider.settleRefunds()
      for (const { headers, body } of market.provider.takeNotices())
        await Promise.all(both.map((flows) => flows.receiveNotice('mock', headers, body)))
    }
    await Promise.all(both.map((flows) => flows.idle()))
    expect(defects).toEqual([])
    expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
    expect(await deadlocks()).toBe(0)
    const refunded = market.provider.money.filter((line) => line.kind === 'refunded')
    expect(new Set(refunded.map((line) => line.refundNo)).size).toBe(refunded.length)
    const trades = await sql<{ state: string }>`select distinct state from trade`.execute(market.database.db)
    expect(trades.rows.map((row) => row.state).sort()).toEqual(['closed', 'paid'])
    const payments = await sql<{ no: string }>`select payable_no as no from payment order by 1 desc`.execute(
      market.database.db,
    )
    const first = await listPayments(market.database.db, { limit: 20 })
    const second = await listPayments(market.database.db, { limit: 20, cursor: first.nextCursor! })
    expect([...first.items, ...second.items].map((one) => one.payableNo)).toEqual(
      payments.rows.slice(0, 40).map((row) => row.no),
    )
    const refunds = await sql<{ no: string }>`
      select refund_no as no from refund where state = 'succeeded' order by 1 desc limit 10`.execute(
      market.database.db,
    )
    const listed = await listRefunds(market.database.db, { state: 'succeeded', limit: 10 })
    expect(listed.items.map((one) => one.refundNo)).toEqual(refunds.rows.map((row) => row.no))
  }, 90_000)
})
