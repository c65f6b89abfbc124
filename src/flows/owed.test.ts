import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { findLines, findOrders, findTrade } from '../modules/order/index.ts'
import { findAttempt, findPayment, findRefund, findSchedule } from '../modules/payment/index.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket({ stock: 1_000 })
})
afterAll(() => market.close())

const ROOM = 58_800
let n = 0
const by = (caller: string) => ({ caller, key: `o${++n}`, requestHash: '', actor: caller })
const SHOP = { id: 'staff:1', by: 'merchant' as const }

const pays = async (buyerId: string, tradeNo: string) => {
  const attempt = value(await market.pay(buyerId, tradeNo))
  market.provider.pay(attempt.attemptNo)
  await market.deliver(market.provider.takeNotices())
  return attempt
}
/** A paid room; then supplements, each of so much, asked for and not paid. */
async function owing(...amounts: number[]) {
  const buyerId = `b${++n}`
  const { tradeNo, orders } = value(await market.buy(buyerId, [[31, 1]]))
  const orderNo = orders[0]!.orderNo
  await pays(buyerId, tradeNo)
  for (const amount of amounts) value(await supplement(orderNo, amount))
  return { buyerId, tradeNo, orderNo }
}
type Owing = Awaited<ReturnType<typeof owing>>
const supplement = (orderNo: string, amount: number) =>
  market.flows.askSupplement({
    ...by('staff:1'),
    actor: SHOP,
    orderNo,
    amount,
    title: '迷你吧',
    reason: 'minibar',
  })
const waive = (orderNo: string, amount: number | null = null) =>
  market.flows.waiveSupplement({ ...by('staff:1'), actor: SHOP, orderNo, amount, reason: 'asked in error' })
const request = (orderNo: string, units: Record<string, number> | null = null) =>
  market.flows.requestRefund({ ...by('staff:1'), orderNo, units, reason: 'left early' })
const decide = (refundNo: string, action: 'approve' | 'reject') =>
  market.flows.decideRefund({ ...by('staff:2'), refundNo, action, reason: null })
async function refunded(orderNo: string, units: Record<string, number> | null = null) {
  const asked = value(await request(orderNo, units))
  value(await decide(asked.refundNo, 'approve'))
  await market.flows.sweeps.sendRefunds()
  market.provider.settleRefunds()
  await market.deliver(market.provider.takeNotices())
  return asked
}
const stateOf = async ({ orderNo, tradeNo }: Owing) => {
  const [order] = await findOrders(market.database.db, [orderNo])
  const trade = await findTrade(market.database.db, tradeNo)
  return `${order?.state}/${order?.paymentState} ${trade?.state}`
}
const payables = async ({ orderNo }: Owing) =>
  (await findLines(market.database.db, [orderNo])).map(({ amounts }) => amounts.payable)
const sumsOf = async ({ tradeNo }: Owing) => {
  const { due, captured, refunded, state } = (await findPayment(market.database.db, tradeNo))!.payment
  return { due, captured, refunded, state }
}
const partsOf = async ({ tradeNo }: Owing) =>
  (await findSchedule(market.database.db, tradeNo)).map(({ amount }) => amount)
const sound = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])

describe('a refund of an order that owes a supplement', () => {
  it('[N12] of the whole order: what was paid goes back, what is owed is waived in the commit of the approval', async () => {
    const stay = await owing(4_800)
    const asked = value(await request(stay.orderNo))
    expect(asked.amount, 'what was paid, nothing of what is owed').toBe(ROOM)
    expect(await stateOf(stay), 'nothing is waived before the second person').toBe('booked/partly_paid open')
    expect(await payables(stay)).toEqual([ROOM, 4_800])
    value(await decide(asked.refundNo, 'approve'))
    expect(await payables(stay)).toEqual([ROOM, 0])
    expect(await partsOf(stay)).toEqual([0])
    const [, line] = await findLines(market.database.db, [stay.orderNo])
    expect(line, 'the price says so by a stage of its own').toMatchObject({
      stages: [66, 65],
      stageAmounts: [4_800, -4_800],
    })
    const { rows } = await sql<{ actor: string; reason: string }>`
      select actor, reason from history where no = ${stay.orderNo} and reason is not null
      order by version desc limit 1`.execute(market.database.db)
    expect(rows).toEqual([{ actor: 'staff:2', reason: `refund ${asked.refundNo}` }])
    expect((await findRefund(market.database.db, asked.refundNo))?.components).toMatchObject({
      waives: { '2': 4_800 },
    })
    await market.flows.sweeps.sendRefunds()
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    expect(await stateOf(stay)).toBe('cancelled/paid paid')
    expect(await sumsOf(stay)).toEqual({ due: ROOM, captured: ROOM, refunded: ROOM, state: 'covered' })
    await sound()
  })

  it('[N12] rejected, it is owed as before', async () => {
    const stay = await owing(4_800)
    const { refundNo } = value(await request(stay.orderNo))
    value(await decide(refundNo, 'reject'))
    expect(await stateOf(stay)).toBe('booked/partly_paid open')
    expect((await pays(stay.buyerId, stay.tradeNo)).amount).toBe(4_800)
    expect(await stateOf(stay)).toBe('booked/paid paid')
    await sound()
  })

  it('[N12] of one line leaves the supplement owed; of the supplement itself it is waived', async () => {
    const stay = await owing(3_000, 2_000)
    await pays(stay.buyerId, stay.tradeNo)
    expect(await stateOf(stay), 'the first of two is paid').toBe('booked/partly_paid open')
    expect((await refunded(stay.orderNo, { '2': 1 })).amount).toBe(3_000)
    expect(await stateOf(stay)).toBe('booked/partly_paid open')
    expect(await payables(stay)).toEqual([ROOM, 3_000, 2_000])
    await sound()
    expect(codeOf(await request(stay.orderNo, { '3': 1 })), 'there is no money in it').toBe('refund_exceeds')
    expect(value(await waive(stay.orderNo)).amount).toBe(2_000)
    expect(await stateOf(stay)).toBe('booked/paid paid')
    expect(await payables(stay)).toEqual([ROOM, 3_000, 0])
    expect((await refunded(stay.orderNo)).amount, 'all that is left').toBe(ROOM)
    expect(await stateOf(stay)).toBe('cancelled/paid paid')
    await sound()
  })

  it('[N12] supplements are reduced; of those that are named what was paid goes back, and the rest is waived', async () => {
    const stay = await owing(4_000)
    const part = value(
      await market.flows.pay({
        ...by(`buyer:${stay.buyerId}`),
        actor: { id: `buyer:${stay.buyerId}`, by: 'buyer' },
        tradeNo: stay.tradeNo,
        orderNo: null,
        channel: 'mock',
        method: 'native',
      }),
    )
    market.provider.pay(part.attemptNo)
    await market.deliver(market.provider.takeNotices())
    value(await supplement(stay.orderNo, 1_500))
    value(await waive(stay.orderNo, 500))
    expect(await payables(stay), 'reduced').toEqual([ROOM, 4_000, 1_000])
    expect(await partsOf(stay)).toEqual([4_000, 1_000])
    expect(await stateOf(stay)).toBe('booked/partly_paid open')
    const asked = await refunded(stay.orderNo, { '2': 1, '3': 1 })
    expect(asked.amount).toBe(4_000)
    expect(await payables(stay)).toEqual([ROOM, 4_000, 0])
    expect(await stateOf(stay)).toBe('booked/paid paid')
    await sound()
  })

  it('[N12] [N9] what the buyer was about to pay is called off; what comes all the same goes back', async () => {
    const stay = await owing(4_800)
    const late = value(await market.pay(stay.buyerId, stay.tradeNo))
    expect(late.amount).toBe(4_800)
    const { refundNo } = value(await request(stay.orderNo))
    value(await decide(refundNo, 'approve'))
    expect(await findAttempt(market.database.db, late.attemptNo)).toMatchObject({ state: 'closing' })
    market.provider.pay(late.attemptNo)
    await market.deliver(market.provider.takeNotices())
    const view = await findPayment(market.database.db, stay.tradeNo)
    expect(view?.payment).toMatchObject({ due: ROOM, captured: ROOM, surplus: 4_800 })
    expect(view?.refunds.map(({ source, amount }) => [source, amount])).toContainEqual(['surplus', 4_800])
    await market.flows.sweeps.sendRefunds()
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    await sound()
  })

  it('[N12] paid between the request and the approval, nothing is left to waive', async () => {
    const stay = await owing(4_800)
    const { refundNo } = value(await request(stay.orderNo))
    await pays(stay.buyerId, stay.tradeNo)
    value(await decide(refundNo, 'approve'))
    expect(await payables(stay)).toEqual([ROOM, 4_800])
    expect(await stateOf(stay)).toBe('booked/paid paid')
    await market.flows.sweeps.sendRefunds()
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    expect((await refunded(stay.orderNo)).amount, 'and it can be asked for as well').toBe(4_800)
    expect(await stateOf(stay)).toBe('cancelled/paid paid')
    await sound()
  })

  it('[N12] where all that was paid is back, nothing is owed: the supplement goes with the order', async () => {
    const stay = await owing(4_800)
    expect((await refunded(stay.orderNo, { '1': 1 })).amount).toBe(ROOM)
    expect(await payables(stay)).toEqual([ROOM, 0])
    expect(await stateOf(stay)).toBe('cancelled/paid paid')
    await sound()
    const later = await owing()
    const { refundNo } = value(await request(later.orderNo))
    value(await supplement(later.orderNo, 700))
    value(await decide(refundNo, 'approve'))
    expect(await stateOf(later), 'asked for after the request').toBe('booked/partly_paid open')
    await market.flows.sweeps.sendRefunds()
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    expect(await stateOf(later)).toBe('cancelled/paid paid')
    await sound()
  })

  it('[N12] a shop gives up no more than is owed, and nothing of an order that owes nothing', async () => {
    const stay = await owing(4_800)
    expect(codeOf(await waive(stay.orderNo, 4_801))).toBe('above_open')
    value(await waive(stay.orderNo))
    expect(codeOf(await waive(stay.orderNo))).toBe('illegal_move')
    expect(codeOf(await waive('2026030112000000000001'))).toBe('not_found')
    await sound()
  })
})
