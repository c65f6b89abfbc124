import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { createHandChannels } from '../channels/hand/index.ts'
import { DAY } from '../kernel/clock.ts'
import { findOrders, findTrade } from '../modules/order/index.ts'
import { findPayment } from '../modules/payment/index.ts'

const ACCOUNT = { bank: '招商银行', accountName: '通宝', accountNo: '622200001111' }
const CASH = { channel: 'cod', method: 'on_delivery' }

let market: Market
beforeAll(async () => {
  market = await openMarket({ stock: 1_000, hand: createHandChannels(ACCOUNT) })
})
afterAll(() => market.close())

let n = 0
const by = (caller: string) => ({ caller, key: `d${++n}`, requestHash: '', actor: caller })

/** Something of each of two shops, 100.00 and 250.00 unless told otherwise. */
async function bought(
  lines: [number, number][] = [
    [11, 1],
    [21, 1],
  ],
) {
  const buyerId = `b${++n}`
  const { tradeNo, orders } = value(await market.buy(buyerId, lines))
  const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
  const promise = () => market.flows.pay({ ...by(actor.id), actor, tradeNo, orderNo: null, ...CASH })
  return { buyerId, actor, tradeNo, orderNos: orders.map(({ orderNo }) => orderNo), promise }
}
type Bought = Awaited<ReturnType<typeof bought>>
/** Promised at the door; the promise of each order by its number. */
async function promised(lines?: [number, number][]) {
  const goods = await bought(lines)
  value(await goods.promise())
  const [one, two] = await attemptsOf(goods)
  return { ...goods, one: one!, two: two! }
}
const attemptsOf = async ({ tradeNo, orderNos }: Pick<Bought, 'tradeNo' | 'orderNos'>) => {
  const view = await findPayment(market.database.db, tradeNo)
  return orderNos.map((no) => view!.attempts.find(({ itemNos }) => itemNos.join() === no))
}
const states = async ({ orderNos }: Pick<Bought, 'orderNos'>) =>
  (await findOrders(market.database.db, orderNos)).map(
    ({ state, paymentState }) => `${state}/${paymentState}`,
  )
const tradeState = async ({ tradeNo }: Pick<Bought, 'tradeNo'>) =>
  (await findTrade(market.database.db, tradeNo))?.state
const collect = (attempt: { attemptNo: string; amount: number }, amount = attempt.amount) =>
  market.flows.actOnEntry({
    ...by('staff:courier'),
    subjectNo: attempt.attemptNo,
    act: {
      kind: 'record',
      amount,
      currency: 'CNY',
      reference: `R${++n}`,
      note: null,
      occurredAt: market.clock.now().toISOString(),
    },
  })
const confirm = (attempt: { attemptNo: string }) =>
  market.flows.actOnEntry({ ...by('staff:2'), subjectNo: attempt.attemptNo, act: { kind: 'confirm' } })
const act = (orderNo: string, action: 'withdraw' | 'decline') =>
  market.flows.actOnOrder({
    ...by('staff:1'),
    actor: { id: 'staff:1', by: 'merchant' },
    orderNo,
    action,
    reason: 'refused at the door',
  })
const sound = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
const availableOf = async (skuId: number) =>
  (
    await sql<{ available: number }>`select available from stock where sku_id = ${skuId}`.execute(
      market.database.db,
    )
  ).rows[0]!.available

describe('cash on delivery over several shops', () => {
  it('[N14] each order is promised and collected by itself; the trade is paid with the last', async () => {
    const goods = await promised()
    expect([goods.one.amount, goods.two.amount]).toEqual([10_000, 25_000])
    expect([goods.one.state, goods.two.state]).toEqual(['authorized', 'authorized'])
    expect(await states(goods)).toEqual(['booked/unpaid', 'booked/unpaid'])
    await market.advance(4 * DAY)
    await market.flows.sweeps.expireTrades()
    await market.flows.sweeps.queryAttempts()
    await sound()
    value(await collect(goods.two))
    expect(await states(goods)).toEqual(['booked/unpaid', 'booked/paid'])
    expect(await tradeState(goods), 'no time limit ends the other').toBe('open')
    await sound()
    value(await collect(goods.one))
    expect(await states(goods)).toEqual(['booked/paid', 'booked/paid'])
    expect(await tradeState(goods)).toBe('paid')
    await sound()
  })

  it('[N14] a delivery that is refused leaves the other order as it was, before its money and after', async () => {
    const before = await promised()
    const stock = await availableOf(21)
    value(await act(before.orderNos[1]!, 'withdraw'))
    expect(await states(before)).toEqual(['booked/unpaid', 'cancelled/unpaid'])
    expect((await attemptsOf(before)).map((one) => one?.state)).toEqual(['authorized', 'closed'])
    expect(await availableOf(21), 'its stock alone is free').toBe(stock + 1)
    expect(await tradeState(before)).toBe('open')
    expect(codeOf(await collect(before.two)), 'nobody collects what was refused').toBe('illegal_move')
    await sound()
    value(await collect(before.one))
    expect(await states(before)).toEqual(['booked/paid', 'cancelled/unpaid'])
    expect(await tradeState(before)).toBe('paid')
    await sound()

    const after = await promised()
    value(await collect(after.one))
    value(await act(after.orderNos[1]!, 'withdraw'))
    expect(await states(after)).toEqual(['booked/paid', 'cancelled/unpaid'])
    expect(await tradeState(after)).toBe('paid')
    const view = await findPayment(market.database.db, after.tradeNo)
    expect(view).toMatchObject({ payment: { captured: 10_000, refunding: 0, state: 'covered' }, refunds: [] })
    await sound()
  })

  it('[N14] with the last delivery refused nothing was sold', async () => {
    const goods = await promised()
    for (const no of goods.orderNos) value(await act(no, 'withdraw'))
    expect(await states(goods)).toEqual(['cancelled/unpaid', 'cancelled/unpaid'])
    expect(await tradeState(goods)).toBe('closed')
    await sound()
  })

  it('[N14] a shop that declines lets its own promise go', async () => {
    const shop = market.shops.get(2)!
    market.shops.set(2, { ...shop, autoConfirm: false })
    const goods = await promised()
    market.shops.set(2, shop)
    expect(await states(goods)).toEqual(['booked/unpaid', 'pending_confirmation/unpaid'])
    value(await act(goods.orderNos[1]!, 'decline'))
    expect(await states(goods)).toEqual(['booked/unpaid', 'booking_failed/unpaid'])
    expect((await attemptsOf(goods)).map((one) => one?.state)).toEqual(['authorized', 'closed'])
    value(await collect(goods.one))
    expect(await tradeState(goods)).toBe('paid')
    await sound()
  })

  it('[N14] less that two people mean is waived in that order’s price alone', async () => {
    const goods = await promised()
    expect(value(await collect(goods.two, 24_000))).toMatchObject({ isConfirmed: null })
    value(await confirm(goods.two))
    expect(await states(goods)).toEqual(['booked/unpaid', 'booked/paid'])
    const orders = await findOrders(market.database.db, goods.orderNos)
    expect(orders.map(({ amounts }) => amounts.payable)).toEqual([10_000, 24_000])
    value(await collect(goods.one))
    expect(await tradeState(goods)).toBe('paid')
    await sound()
  })

  it('[N14] the limits go by order: of the shop’s kind for what is promised, of one person’s word for what is counted', async () => {
    const hotel = await bought([
      [11, 1],
      [31, 1],
    ])
    expect(codeOf(await hotel.promise()), 'a hotel takes no cash at the door').toBe('not_offered')
    const much = await bought([
      [11, 1],
      [21, 21],
    ])
    expect(codeOf(await much.promise()), 'one order above it').toBe('not_offered')
    const both = await promised([
      [11, 40],
      [21, 15],
    ])
    expect(await states(both), '4000 and 3750, together above the limit of 5000').toEqual([
      'booked/unpaid',
      'booked/unpaid',
    ])
    const counted = await promised([
      [11, 2],
      [21, 4],
    ])
    expect(value(await collect(counted.one))).toMatchObject({ isConfirmed: true })
    expect(value(await collect(counted.two)), 'above 500').toMatchObject({ isConfirmed: null })
    await sound()
  })

  it('[N14] what was paid apart is not collected again; chosen twice, it is promised once', async () => {
    const goods = await bought()
    const online = value(await market.pay(goods.buyerId, goods.tradeNo, goods.orderNos[0]))
    market.provider.pay(online.attemptNo)
    await market.deliver(market.provider.takeNotices())
    const first = value(await goods.promise())
    expect(first.amount).toBe(25_000)
    expect(value(await goods.promise()).attemptNo).toBe(first.attemptNo)
    expect(await states(goods)).toEqual(['booked/paid', 'booked/unpaid'])
    await sound()
    const both = await promised()
    const again = value(await both.promise())
    expect([both.one.attemptNo, both.two.attemptNo]).toContain(again.attemptNo)
    expect((await findPayment(market.database.db, both.tradeNo))?.attempts).toHaveLength(2)
    await sound()
  })

  it('[N14] what one order gives back does not touch the promise of the other', async () => {
    const goods = await promised()
    value(await collect(goods.one))
    const wish = { orderNo: goods.orderNos[0]!, units: null, reason: 'broken' }
    const { refundNo } = value(await market.flows.requestRefund({ ...by('staff:1'), ...wish }))
    value(await market.flows.decideRefund({ ...by('staff:2'), refundNo, action: 'approve', reason: null }))
    value(
      await market.flows.actOnEntry({
        ...by('staff:1'),
        subjectNo: refundNo,
        act: {
          kind: 'record',
          amount: 1,
          currency: 'CNY',
          reference: 'paid out',
          note: null,
          occurredAt: market.clock.now().toISOString(),
        },
      }),
    )
    value(await market.flows.actOnEntry({ ...by('staff:2'), subjectNo: refundNo, act: { kind: 'confirm' } }))
    expect(await states(goods)).toEqual(['cancelled/paid', 'booked/unpaid'])
    expect(await tradeState(goods)).toBe('open')
    await sound()
    value(await collect(goods.two))
    expect(await states(goods)).toEqual(['cancelled/paid', 'booked/paid'])
    expect(await tradeState(goods)).toBe('paid')
    await sound()
  })
})
