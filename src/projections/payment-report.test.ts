import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { DAY, MINUTE, SECOND } from '../kernel/clock.ts'
import { linesOf, paymentReport, type ReportFilter } from './index.ts'

let market: Market
let whole: ReportFilter
let n = 0
const by = (caller: string) => ({ caller, key: `r${++n}`, requestHash: '', actor: caller })

beforeAll(async () => {
  market = await openMarket({ stock: 1_000 })
  const from = market.clock.now()
  for (let i = 0; i < 5; i++) await paid([[11, i + 1]], (20 + i) * SECOND)
  await paid(
    [
      [11, 1],
      [21, 1],
    ],
    3 * SECOND,
  )
  await market.advance(DAY)
  await refunded(await paid([[21, 1]], SECOND))
  await refunded(await paid([[21, 2]], SECOND))
  const { attemptNo: wrong } = await started([[11, 1]])
  market.provider.pay(wrong, { amount: 9_999 })
  await hear()
  const { attemptNo: failed } = await started([[11, 1]])
  await sql`update attempt set state = 'failed', failure_code = 'insufficient_funds', next_query_at = null
    where attempt_no = ${failed}`.execute(market.database.db)
  const { attemptNo: odd } = await started([[11, 1]])
  await sql`update attempt set state = 'failed', failure_code = 'NO_SUCH_WORD', next_query_at = null
    where attempt_no = ${odd}`.execute(market.database.db)
  market.provider.arm('timeout_after')
  await started([[12, 1]])
  await closed()
  await lateAfterClose()
  await started([[31, 1]])
  await sql`update attempt set fee_amount = captured_amount * 60 / 10000 where state = 'succeeded'`.execute(
    market.database.db,
  )
  await market.advance(MINUTE)
  const until = market.clock.now()
  await started([[11, 1]])
  whole = { from, until, currency: 'CNY', channel: null, method: null, shopId: null }
})
afterAll(() => market.close())

const hear = () => market.deliver(market.provider.takeNotices())
async function started(lines: [number, number][]) {
  const buyerId = `p${++n}`
  const { tradeNo, orders } = value(await market.buy(buyerId, lines))
  const { attemptNo } = value(await market.pay(buyerId, tradeNo))
  return { buyerId, tradeNo, attemptNo, orderNo: orders[0]!.orderNo }
}
async function paid(lines: [number, number][], tookMs: number) {
  const one = await started(lines)
  await market.advance(tookMs)
  market.provider.pay(one.attemptNo)
  const notices = market.provider.takeNotices()
  await market.advance(2 * SECOND)
  await market.deliver(notices)
  return one
}
async function refunded({ orderNo }: { orderNo: string }) {
  const { refundNo } = value(
    await market.flows.requestRefund({ ...by('staff:a'), orderNo, units: null, reason: 'broken' }),
  )
  value(await market.flows.decideRefund({ ...by('staff:b'), refundNo, action: 'approve', reason: null }))
  await market.advance(30 * SECOND)
  market.provider.settleRefunds()
  await hear()
}
const cancel = async ({ tradeNo, buyerId }: { tradeNo: string; buyerId: string }) => {
  const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
  value(await market.flows.cancelTrade({ ...by(actor.id), tradeNo, actor, reason: 'changed my mind' }))
  await market.flows.sweeps.finishCloses()
}
const closed = async () => cancel(await started([[11, 1]]))
/** It was paid as it was closed, and the word of it comes after the end: all of it is surplus. */
async function lateAfterClose() {
  const one = await started([[11, 2]])
  await cancel(one)
  market.provider.pay(one.attemptNo, { inFlight: true })
  await hear()
}

const figuresOf = async (filter: Partial<ReportFilter> = {}) => {
  const report = await paymentReport(market.database.db, { ...whole, ...filter })
  return { report, of: Object.fromEntries(report.figures.map(({ code, value: is }) => [code, is])) }
}
type Row = Record<string, unknown> & { state: string; channel: string }
const attempts = async (): Promise<Row[]> => {
  const { rows } = await sql<Row>`
    select *, created_at as created, succeeded_at as succeeded from attempt
    where created_at >= ${whole.from} and created_at < ${whole.until}`.execute(market.database.db)
  return rows
}
/** As one would count on paper: sorted, the value at a share of the way, between two neighbours if need be. */
const at = (share: number, values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const low = sorted[Math.floor(place)]!
  return Math.round(low + (sorted[Math.ceil(place)]! - low) * (place - Math.floor(place)))
}
const tookOf = (row: Row): number => (row.succeeded as Date).getTime() - (row.created as Date).getTime()

describe('the payment report', () => {
  it('[N17] equals the attempts, counted one by one, of a market with every kind of end', async () => {
    const rows = await attempts()
    const { of, report } = await figuresOf()
    const count = (...states: string[]) => rows.filter(({ state }) => states.includes(state)).length
    const won = rows.filter(({ state }) => state === 'succeeded')
    const ends = count('succeeded', 'failed', 'closed', 'conflicted')
    const sumOf = (list: Row[], field: string) => list.reduce((sum, row) => sum + Number(row[field]), 0)
    for (const state of ['succeeded', 'failed', 'closed', 'unknown', 'conflicted', 'ready'])
      expect(count(state), `the market has ${state}`).toBeGreaterThan(0)
    expect(of).toMatchObject({
      started: rows.length,
      succeeded: won.length,
      failed: 2,
      closed: count('closed'),
      unknown: 1,
      open: count('created', 'ready', 'authorized', 'closing'),
      conflicted: 1,
      success_rate: Math.round((10_000 * won.length) / ends),
      failure_rate: Math.round(20_000 / ends),
      received: sumOf(won, 'received_amount'),
      fees: sumOf(won, 'fee_amount'),
      surplus_count: 2,
      surplus: sumOf(rows, 'surplus_amount'),
      took_median: at(0.5, won.map(tookOf)),
      took_p95: at(0.95, won.map(tookOf)),
      heard_median: 2_000,
    })
    expect(of.surplus).toBeGreaterThan(9_999)
    expect(report.reasons.map(({ code, count: times }) => [code, times])).toEqual([
      ['declined', 1],
      ['insufficient_funds', 1],
    ])
    for (const one of report.figures) expect(one.definition.zh && one.definition.en, one.code).toBeTruthy()
  })

  it('[N17] channels, days and states add up to the whole, and nobody else’s attempt is in it', async () => {
    const { of, report } = await figuresOf()
    for (const part of [report.channels, report.days]) {
      expect(part.reduce((sum, { started: one }) => sum + one, 0)).toBe(of.started)
      expect(part.reduce((sum, { received }) => sum + received, 0)).toBe(of.received)
    }
    expect(report.channels).toMatchObject([
      { channel: 'mock', method: 'native', mixCountBps: 10_000, mixAmountBps: 10_000 },
    ])
    expect(report.days).toHaveLength(2)
    for (const { started: all, ...one } of report.days)
      expect(one.succeeded + one.failed + one.closed + one.unknown + one.open + one.conflicted).toBe(all)
    expect((await figuresOf({ channel: 'wechat' })).of).toMatchObject({ started: 0, success_rate: null })
    expect((await figuresOf({ currency: 'USD' })).of.started).toBe(0)
    expect((await figuresOf({ until: whole.from, from: new Date(0) })).of.started).toBe(0)
  })

  it('[Y6] the report of a day is the day in the report', async () => {
    const { report } = await figuresOf()
    const midnight = (day: string) => new Date(`${day}T00:00:00+08:00`)
    for (const { day, started: all, received } of report.days) {
      const end = new Date(midnight(day).getTime() + DAY)
      const { of } = await figuresOf({ from: midnight(day), until: end })
      expect(of.started, day).toBe(end > whole.until ? all + 1 : all)
      expect(of.received).toBe(received)
    }
  })

  it('[N17] refunds stand by their state, with the time they took', async () => {
    const { of, report } = await figuresOf()
    const { rows } = await sql<{ state: string; count: number; amount: number }>`
      select state, count(*)::int as count, sum(amount)::bigint as amount from refund group by state`.execute(
      market.database.db,
    )
    expect(report.refunds.map(({ title: _, ...one }) => one)).toEqual(
      rows.toSorted((a, b) => (a.state < b.state ? -1 : 1)),
    )
    expect(of).toMatchObject({ refunds: rows.reduce((sum, { count }) => sum + count, 0) })
    expect(of.refunds_done).toBeGreaterThan(1)
    expect(of.refund_median).toBeGreaterThanOrEqual(30_000)
  })

  it('[N17] a shop sees its own part: the attempts for its orders, its share of the money, no surplus and no fee', async () => {
    const shops = await Promise.all([1, 2, 3].map((shopId) => figuresOf({ shopId })))
    const { of } = await figuresOf()
    const captured = (await attempts())
      .filter(({ state }) => state === 'succeeded')
      .reduce((sum, row) => sum + Number(row.captured_amount), 0)
    expect(
      shops.reduce((sum, one) => sum + one.of.received!, 0),
      'all shares are what was captured',
    ).toBe(captured)
    expect(
      shops.reduce((sum, one) => sum + one.of.started!, 0),
      'one attempt was for two shops',
    ).toBe(of.started! + 1)
    for (const one of shops) expect(Object.keys(one.of)).not.toContain('fees')
  })

  it('[N17] the table says every number of the report, once', async () => {
    const { report } = await figuresOf()
    const lines = linesOf(report)
    expect(new Set(lines.map(({ part, item, code, unit }) => [part, item, code, unit].join('/'))).size).toBe(
      lines.length,
    )
    expect(lines.filter(({ part }) => part === 'figures').map(({ value: is }) => is)).toEqual(
      report.figures.map(({ value: is }) => is),
    )
    const parts = { channels: 14, days: 12, refunds: 2, reasons: 1 } as const
    for (const [part, columns] of Object.entries(parts))
      expect(lines.filter((one) => one.part === part)).toHaveLength(
        report[part as keyof typeof parts].length * columns,
      )
  })
})
