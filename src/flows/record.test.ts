import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { MINUTE, SECOND } from '../kernel/clock.ts'
import { listAccounts } from '../modules/ledger/index.ts'
import { findLines, findOrders, findTrade, timelineOf } from '../modules/order/index.ts'
import { findPayment } from '../modules/payment/index.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.close())

const value = <T>(outcome: { ok: true; value: T } | { ok: false; rejection: { code: string } }): T => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.rejection.code}`)
  return outcome.value
}
const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0)
let keys = 0
const by = (actor: string) => ({ caller: actor, key: `r${++keys}`, requestHash: '', actor })
const sold = async (buyerId: string, lines: [number, number][]) => {
  const placed = value(await market.buy(buyerId, lines))
  const attempt = value(await market.pay(buyerId, placed.tradeNo))
  market.provider.pay(attempt.attemptNo)
  await market.deliver(market.provider.takeNotices())
  return { ...placed, attemptNo: attempt.attemptNo }
}
/** Everything goes back: one asks, another approves, the channel pays out. */
const giveBack = async (orderNo: string): Promise<void> => {
  const ask = { ...by('staff:a'), orderNo, units: null, reason: '不想要了' }
  const { refundNo } = value(await market.flows.requestRefund(ask))
  value(await market.flows.decideRefund({ ...by('staff:b'), refundNo, action: 'approve', reason: null }))
  for (let i = 0; i < 3; i++) {
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    await market.advance(10 * SECOND)
    await market.flows.sweeps.sendRefunds()
  }
}

const refusals = async (statements: Readonly<Record<string, RawBuilder<unknown>>>): Promise<string[]> => {
  const heard: string[] = []
  for (const statement of Object.values(statements)) {
    const refused = await statement.execute(market.database.db).then(
      () => 'done',
      (error: unknown) => String(error),
    )
    heard.push(refused)
  }
  return heard
}

describe('event log of an order', () => {
  it('[H12] each change says who, when, from what to what by which event, and why', async () => {
    const placed = value(await market.buy('h1', [[11, 1]]))
    const orderNo = placed.orders[0]?.orderNo ?? ''
    await market.advance(5 * MINUTE)
    const at = market.clock.now()
    const actor = { id: 'buyer:h1', by: 'buyer' as const }
    value(
      await market.flows.cancelTrade({ ...by('buyer:h1'), tradeNo: placed.tradeNo, actor, reason: '拍错了' }),
    )
    const log = await timelineOf(market.database.db, [placed.tradeNo, orderNo])
    const begun = log.find(({ move }) => move === 'trade:open>begin_close>closing')
    expect(begun).toMatchObject({
      no: placed.tradeNo,
      actor: 'buyer:h1',
      reason: '拍错了',
      at,
      recordedAt: at,
    })
    expect(log.map(({ move }) => move)).toContain('order:created>cancel>created_cancelled')
    for (const row of log) {
      expect(row.actor).toMatch(/^(buyer|staff|channel|rule):\w+$/)
      expect(row.move).toMatch(/^\w+:\w+>\w+>\w+$/)
    }
  })

  it('[H12] versions are gap-free, so that nothing can be missing', async () => {
    const { tradeNo, orders, attemptNo } = await sold('h2', [
      [11, 1],
      [21, 1],
    ])
    for (const no of [tradeNo, attemptNo, ...orders.map(({ orderNo }) => orderNo)]) {
      const versions = (await timelineOf(market.database.db, [no])).map(({ version }) => version)
      expect(versions.length).toBeGreaterThan(0)
      const first = versions[0] ?? 0
      expect([...versions].sort((a, b) => a - b)).toEqual(versions.map((_, i) => first + i))
    }
    const trade = await findTrade(market.database.db, tradeNo)
    const last = (await timelineOf(market.database.db, [tradeNo])).at(-1)
    expect(last?.version).toBe(trade?.version)
  })

  it('[H12] PostgreSQL refuses the application to change, remove or empty it, and to write a move that no machine has', async () => {
    const heard = await refusals({
      update: sql`update history set reason = 'better' where version = 2`,
      delete: sql`delete from history where version = 2`,
      truncate: sql`truncate history`,
    })
    for (const refusal of heard) expect(refusal).toContain('history is append-only')
    const [illegal] = await refusals({
      insert: sql`
        insert into history (shard, no, version, move, actor, occurred_at, recorded_at)
        values (1, '2000000000000000000001', 2, 'order:completed>cancel>created', 'staff:x', now(), now())`,
    })
    expect(illegal).toContain('history_legal_move')
  })
})

describe('flows of money 流水', () => {
  it('[N2] each has our number, the merchant’s, the channel’s, amount, time, goods and direction', async () => {
    const { tradeNo, attemptNo } = await sold('n1', [[11, 1]])
    const paidAt = market.clock.now()
    const view = await findPayment(market.database.db, tradeNo)
    expect(view?.flows).toEqual([
      {
        sourceNo: attemptNo,
        payableNo: tradeNo,
        direction: 'in',
        channel: 'mock',
        channelNo: view?.attempts[0]?.channelNo,
        amount: 10_000,
        currency: 'CNY',
        description: '商品11',
        occurredAt: paidAt,
        recordedAt: paidAt,
      },
    ])
    expect(view?.attempts[0]?.channelNo).toMatch(/\S/)
  })

  it('[N2] when all is given back, what went out is what came in, and the channel owes nothing for it', async () => {
    const owed = async () =>
      (await listAccounts(market.database.db)).find(({ purpose }) => purpose === 'channel_receivable')
        ?.balance
    const before = await owed()
    const { tradeNo, orders } = await sold('n2', [
      [12, 3],
      [21, 2],
    ])
    for (const { orderNo } of orders) await giveBack(orderNo)
    const flows = (await findPayment(market.database.db, tradeNo))?.flows ?? []
    const total = (direction: string) =>
      sum(flows.filter((flow) => flow.direction === direction).map(({ amount }) => amount))
    expect(flows.map(({ direction }) => direction)).toEqual(['in', 'out', 'out'])
    expect(total('in')).toBe(60_002)
    expect(total('out')).toBe(total('in'))
    expect(await owed()).toBe(before)
  })

  it('[N2] they are append-only, and the same flow cannot be written twice', async () => {
    const heard = await refusals({
      update: sql`update payment_flow set amount = amount + 1`,
      delete: sql`delete from payment_flow`,
      truncate: sql`truncate payment_flow`,
    })
    for (const refusal of heard) expect(refusal).toContain('payment_flow is append-only')
    const [twice] = await refusals({
      insert: sql`insert into payment_flow select * from payment_flow order by recorded_at limit 1`,
    })
    expect(twice).toContain('duplicate key')
  })
})

describe('amounts of a payment', () => {
  const rule = (ruleId: number, shopId: number | null, threshold: number, amountOff: number) => ({
    ruleId,
    bearer: shopId === null ? ('platform' as const) : ('shop' as const),
    shopId,
    title: `满减${ruleId}`,
    titleEn: `Off ${ruleId}`,
    threshold,
    amountOff,
    currency: 'CNY',
    startsAt: new Date('2026-01-01T00:00:00Z'),
    endsAt: new Date('2027-01-01T00:00:00Z'),
    excludedSpuIds: new Set<number>(),
    version: 1,
  })

  it('[N4] 应收 = 总额 − 优惠; 实收 = Σ 流水; the platform bears its subsidy 补贴, for the trade, its orders and lines', async () => {
    const shop = market.shops.get(1)
    if (shop) market.shops.set(1, { ...shop, freight: { baseFreight: 800, freeOver: null } })
    market.rules.push(rule(1, 1, 20_000, 1_500), rule(2, null, 40_000, 3_333))
    const subsidy = async () =>
      (await listAccounts(market.database.db)).find(({ purpose }) => purpose === 'promotion_cost')?.balance ??
      0
    const before = await subsidy()
    const { tradeNo, orders } = await sold('n4', [
      [11, 2],
      [12, 1],
      [21, 1],
    ])
    const trade = await findTrade(market.database.db, tradeNo)
    const view = await findPayment(market.database.db, tradeNo)
    const kept = await findOrders(
      market.database.db,
      orders.map(({ orderNo }) => orderNo),
    )
    const lines = await findLines(
      market.database.db,
      orders.map(({ orderNo }) => orderNo),
    )
    expect(trade?.amounts).toMatchObject({
      goods: 48_334,
      shopDiscount: 1_500,
      platformDiscount: 3_333,
      freight: 800,
      payable: 44_301,
    })
    for (const { amounts } of [...(trade ? [trade] : []), ...kept, ...lines]) {
      const { goods, freight, shopDiscount, platformDiscount, points, payable } = amounts
      expect(payable).toBe(goods + freight - shopDiscount - platformDiscount - points)
    }
    expect(sum(kept.map(({ amounts }) => amounts.goods))).toBe(trade?.amounts.goods)
    const due = trade?.amounts.payable
    expect(view?.payment).toMatchObject({ due, captured: due })
    expect(sum(view?.flows.map(({ amount }) => amount) ?? [])).toBe(due)
    expect(sum(kept.map(({ received }) => received))).toBe(due)
    expect((await subsidy()) - before).toBe(trade?.amounts.platformDiscount)
  })
})
