import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { type Market, openMarket } from '../support/shop.ts'

let market: Market
let tradeNo = ''
let attemptNo = ''

beforeAll(async () => {
  market = await openMarket()
  market.rules.push({
    ruleId: 1,
    bearer: 'platform',
    shopId: null,
    title: '满200减30',
    titleEn: '30 off 200',
    threshold: 20_000,
    amountOff: 3_000,
    currency: 'CNY',
    startsAt: new Date(0),
    endsAt: new Date('2099-01-01'),
    excludedSpuIds: new Set(),
    version: 1,
  })
  const placed = await market.buy('b1', [
    [11, 2],
    [21, 1],
  ])
  if (!placed.ok) throw new Error(placed.rejection.code)
  tradeNo = placed.value.tradeNo
  const tried = await market.pay('b1', tradeNo)
  if (!tried.ok) throw new Error(tried.rejection.code)
  attemptNo = tried.value.attemptNo
  market.provider.pay(attemptNo)
  await market.deliver(market.provider.takeNotices())
})
afterAll(() => market.close())

/** The founding list of an order's fields 订单系统的字段, and the column that holds each. */
const fields: readonly [field: string, table: string, column: string][] = [
  ['店铺信息', 'shop_order', 'shop_id'],
  ['商品名称', 'order_line', 'title'],
  ['商品规格', 'order_line', 'spec_text'],
  ['商品数量', 'order_line', 'quantity'],
  ['商品单价', 'order_line', 'unit_price'],
  ['订单编号', 'shop_order', 'order_no'],
  ['订单主状态', 'shop_order', 'state'],
  ['支付状态', 'shop_order', 'payment_state'],
  ['订单创建时间', 'shop_order', 'placed_at'],
  ['订单支付时间', 'shop_order', 'paid_at'],
  ['订单确认时间', 'shop_order', 'confirmed_at'],
  ['订单状态机的变化时间', 'history', 'occurred_at'],
  ['用户ID', 'shop_order', 'buyer_id'],
  ['用户姓名、地址、联系方式', 'trade', 'address'],
  ['付款方式', 'attempt', 'channel'],
  ['付款时间', 'attempt', 'succeeded_at'],
  ['商品金额', 'shop_order', 'goods_amount'],
  ['其他金额：运费', 'shop_order', 'freight_amount'],
  ['优惠金额：店铺', 'shop_order', 'shop_discount'],
  ['优惠金额：平台', 'shop_order', 'platform_discount'],
  ['应付金额', 'shop_order', 'payable_amount'],
]

describe('what an order and its money must say', () => {
  it.each(fields)('[H1] %s stands in %s.%s of a paid order', async (_field, table, column) => {
    const { rows } = await sql<{ value: unknown }>`
      select ${sql.ref(column)} as value from ${sql.table(table)}`.execute(market.database.db)
    expect(rows.length).toBeGreaterThan(0)
    for (const { value } of rows) expect(value).not.toBeNull()
  })

  it('[H1] times of cancelling, the remark and the invoice have their columns and wait to be filled', async () => {
    const { rows } = await sql<{ column: string }>`
      select table_name || '.' || column_name as column from information_schema.columns
      where table_schema = 'public'`.execute(market.database.db)
    const known = rows.map(({ column }) => column)
    for (const column of ['shop_order.cancelled_at', 'shop_order.remark', 'trade.invoice'])
      expect(known).toContain(column)
  })

  it('[N2] a flow names itself, the order, the channel’s number, amount, time, goods and direction, and is never rewritten', async () => {
    const { rows } =
      await sql`select source_no, payable_no, channel_no, amount, occurred_at, description, direction
      from payment_flow`.execute(market.database.db)
    expect(rows).toEqual([
      {
        source_no: attemptNo,
        payable_no: tradeNo,
        channel_no: expect.stringMatching(/./),
        amount: 42_000,
        occurred_at: expect.any(Date),
        description: expect.stringContaining('商品11'),
        direction: 'in',
      },
    ])
    const rewrite = sql`update payment_flow set amount = 1`.execute(market.database.db)
    await expect(rewrite).rejects.toThrow('append-only')
    const { rows: sides } = await sql<{ debit: number; credit: number }>`
      select sum(amount) filter (where amount > 0)::bigint as debit, -sum(amount) filter (where amount < 0)::bigint as credit
      from posting`.execute(market.database.db)
    expect(sides[0]?.debit).toBe(sides[0]?.credit)
  })

  it('[N4] due is goods and freight less discounts; received is the sum of the flows; the subsidy is in the books', async () => {
    const { rows } = await sql<Record<string, number>>`
      select goods_amount as goods, shop_discount + platform_discount as discount, freight_amount as freight,
        payable_amount as due, (select sum(received_amount)::bigint from shop_order) as received,
        (select sum(amount)::bigint from payment_flow where direction = 'in') as flowed,
        (select b.debit from account a join balance b on b.account_id = a.id where a.purpose = 'promotion_cost') as subsidy
      from trade`.execute(market.database.db)
    const { goods, discount, freight, due, received, flowed, subsidy } = rows[0]!
    expect({ goods, discount, freight, due }).toEqual({
      goods: 45_000,
      discount: 3_000,
      freight: 0,
      due: 42_000,
    })
    expect(due).toBe(goods! + freight! - discount!)
    expect(received).toBe(flowed)
    expect(subsidy, 'what the platform owes the shops for its own promotion').toBe(3_000)
  })

  it('[N6] what is asked for at the channel is the server’s amount; a caller’s other one is refused unless parts are taken, and never above what is open', async () => {
    const { rows } = await sql<{ amount: number; due: number }>`
      select a.amount, t.payable_amount as due from attempt a join trade t on t.trade_no = a.payable_no`.execute(
      market.database.db,
    )
    expect(rows).toEqual([{ amount: 42_000, due: 42_000 }])
    const sly = {
      caller: 'buyer:b2',
      key: 'sly',
      requestHash: '',
      channel: 'mock',
      method: 'native',
      amount: 1,
    }
    const placed = await market.buy('b2', [[12, 1]])
    if (!placed.ok) throw new Error(placed.rejection.code)
    const no = placed.value.tradeNo
    const pay = (given: object) =>
      market.flows.pay({
        ...sly,
        ...given,
        tradeNo: no,
        orderNo: null,
        actor: { id: 'buyer:b2', by: 'buyer' },
      })
    for (const amount of [1, 3_335, -1])
      expect(await pay({ amount, key: `sly ${amount}` })).toMatchObject({
        ok: false,
        rejection: { code: expect.stringMatching(/part_not_taken|above_open|part_too_small/) },
      })
    const tried = await pay({ amount: undefined })
    expect(tried.ok && tried.value.amount).toBe(3_334)
  })

  it('[N4] the auditor agrees', async () => {
    expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
  })
})
