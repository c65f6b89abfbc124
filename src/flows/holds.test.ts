import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { DAY, HOUR } from '../kernel/clock.ts'
import { findLines, findOrders, findTrade } from '../modules/order/index.ts'
import { findAttempt, findPayment } from '../modules/payment/index.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket({ stock: 1_000 })
  const hotel = market.shops.get(3)!
  market.shops.set(3, { ...hotel, autoConfirm: false })
  market.shops.set(2, { ...market.shops.get(2)!, autoConfirm: false })
})
afterAll(() => market.close())

let n = 0
const by = (caller: string) => ({ caller, key: `h${++n}`, requestHash: '', actor: caller })
const staff = (caller = 'staff:1') => ({
  ...by(caller),
  actor: { id: caller, by: 'platform' as const },
  reason: null,
})

/** Bought, and its money held by the channel. */
async function held(lines: [number, number][], tell = true) {
  const buyerId = `b${++n}`
  const { tradeNo, orders } = value(await market.buy(buyerId, lines))
  const attempt = value(
    await market.flows.pay({
      caller: `buyer:${buyerId}`,
      key: `p${++n}`,
      requestHash: '',
      tradeNo,
      orderNo: null,
      channel: 'mock',
      method: 'native',
      capture: 'manual',
      actor: { id: `buyer:${buyerId}`, by: 'buyer' },
    }),
  )
  expect(market.provider.pay(attempt.attemptNo)).toBe(true)
  if (tell) await market.deliver(market.provider.takeNotices())
  return { buyerId, tradeNo, orderNos: orders.map(({ orderNo }) => orderNo), attemptNo: attempt.attemptNo }
}

const ordersOf = async (nos: readonly string[]) =>
  (await findOrders(market.database.db, nos)).map(({ state, paymentState }) => `${state}/${paymentState}`)
const stateOf = async (attemptNo: string) => (await findAttempt(market.database.db, attemptNo))?.state
const sweep = async () => {
  const { sweeps } = market.flows
  await sweeps.applyEvidence()
  await sweeps.expireTrades()
  await sweeps.queryAttempts()
  await sweeps.sendRefunds()
  await sweeps.finishCloses()
  await market.flows.idle()
}
const sound = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])

describe('held money', () => {
  it('[N12] sends the order to its shop with its stock committed, and is not ours: nothing is posted', async () => {
    const { tradeNo, orderNos, attemptNo } = await held([[31, 1]])
    expect(await ordersOf(orderNos)).toEqual(['pending_confirmation/unpaid'])
    expect(await findTrade(market.database.db, tradeNo)).toMatchObject({ state: 'open', securedBy: 'hold' })
    const { rows } = await sql`select 1 from journal where ref_no = ${attemptNo}`.execute(market.database.db)
    expect(rows).toEqual([])
    await market.advance(2 * HOUR)
    await sweep()
    expect(await ordersOf(orderNos), 'no time limit closes it').toEqual(['pending_confirmation/unpaid'])
    await sound()
  })

  it('[N12] is taken when the shop confirms, and then the order is paid', async () => {
    const { tradeNo, orderNos, attemptNo } = await held([[11, 1]])
    await market.deliver(market.provider.takeNotices())
    await sweep()
    expect(await stateOf(attemptNo)).toBe('succeeded')
    expect(await ordersOf(orderNos)).toEqual(['booked/paid'])
    expect(await findTrade(market.database.db, tradeNo)).toMatchObject({ state: 'paid' })
    await sound()
  })

  it('[N12] a hotel takes less than it held: the rest goes back, and the price says that it was waived', async () => {
    const { tradeNo, orderNos, attemptNo } = await held([[31, 1]])
    value(await market.flows.actOnOrder({ ...staff(), orderNo: orderNos[0]!, action: 'confirm' }))
    expect(await ordersOf(orderNos)).toEqual(['booked/unpaid'])
    const early = await market.flows.actOnOrder({ ...staff(), orderNo: orderNos[0]!, action: 'complete' })
    expect(early).toMatchObject({ ok: false, rejection: { code: 'not_paid' } })
    const much = await market.flows.actOnHold({
      ...by('staff:1'),
      attemptNo,
      action: 'capture',
      amount: 58_801,
    })
    expect(much).toMatchObject({ ok: false, rejection: { code: 'above_open' } })
    value(await market.flows.actOnHold({ ...by('staff:1'), attemptNo, action: 'capture', amount: 50_000 }))
    expect(await ordersOf(orderNos)).toEqual(['booked/paid'])
    const view = await findPayment(market.database.db, tradeNo)
    expect(view?.payment).toMatchObject({ due: 50_000, captured: 50_000, state: 'covered' })
    const [line] = await findLines(market.database.db, orderNos)
    expect(line?.amounts).toMatchObject({ goods: 58_800, shopDiscount: 8_800, payable: 50_000 })
    expect(market.provider.money.filter((one) => one.attemptNo === attemptNo)).toEqual([
      { kind: 'paid', attemptNo, amount: 50_000 },
    ])
    value(await market.flows.actOnOrder({ ...staff(), orderNo: orderNos[0]!, action: 'complete' }))
    await sound()
  })

  it.each(['timeout_before', 'timeout_after', 'error_after'] as const)(
    '[N12] a capture whose answer is "%s" is asked for again under its one number, and takes once',
    async (fault) => {
      const { orderNos, attemptNo } = await held([[31, 1]])
      value(await market.flows.actOnOrder({ ...staff(), orderNo: orderNos[0]!, action: 'confirm' }))
      market.provider.arm(fault, attemptNo)
      value(await market.flows.actOnHold({ ...by('staff:1'), attemptNo, action: 'capture', amount: null }))
      market.provider.takeNotices()
      // What was taken is found by asking, at once.
      const isTaken = fault.endsWith('_after')
      expect(await stateOf(attemptNo)).toBe(isTaken ? 'succeeded' : 'authorized')
      const again = await market.flows.actOnHold({
        ...by('staff:1'),
        attemptNo,
        action: 'void',
        amount: null,
      })
      expect(again, 'what is taken, or being taken, cannot be let go').toMatchObject({
        ok: false,
        rejection: { code: isTaken ? 'illegal_move' : 'capture_asked' },
      })
      await market.advance(DAY / 24)
      await sweep()
      expect(await stateOf(attemptNo)).toBe('succeeded')
      expect(market.provider.money.filter((one) => one.attemptNo === attemptNo)).toHaveLength(1)
      await sound()
    },
  )

  it('[N12] a declined order lets go of its money; nothing is refunded, because nothing came in', async () => {
    const { tradeNo, orderNos, attemptNo } = await held([[31, 1]])
    value(await market.flows.actOnOrder({ ...staff(), orderNo: orderNos[0]!, action: 'decline' }))
    await sweep()
    expect(await stateOf(attemptNo)).toBe('closed')
    expect(market.provider.orders.get(attemptNo)).toMatchObject({ state: 'closed' })
    expect(await ordersOf(orderNos)).toEqual(['booking_failed/unpaid'])
    expect(await findTrade(market.database.db, tradeNo)).toMatchObject({ state: 'closed' })
    expect((await findPayment(market.database.db, tradeNo))?.refunds).toEqual([])
    await sound()
  })

  it('[N12] two shops, one hold: it is taken once both have answered, for what is left', async () => {
    const { tradeNo, orderNos, attemptNo } = await held([
      [21, 1],
      [31, 1],
    ])
    const hotel = await findOrders(market.database.db, orderNos)
    const [goods, room] = hotel.sort((a, b) => a.shopId - b.shopId).map(({ orderNo }) => orderNo)
    value(await market.flows.actOnOrder({ ...staff(), orderNo: goods!, action: 'confirm' }))
    expect(await stateOf(attemptNo)).toBe('authorized')
    value(await market.flows.actOnOrder({ ...staff(), orderNo: room!, action: 'decline' }))
    await sweep()
    expect(await ordersOf([goods!, room!])).toEqual(['booked/paid', 'booking_failed/unpaid'])
    expect((await findPayment(market.database.db, tradeNo))?.payment).toMatchObject({
      due: 25_000,
      captured: 25_000,
    })
    expect(await findTrade(market.database.db, tradeNo)).toMatchObject({ state: 'paid' })
    await sound()
  })

  it('[N12] the buyer cancels before the shop has confirmed: the hold is voided, the order ends without a refund', async () => {
    const { buyerId, tradeNo, orderNos, attemptNo } = await held([[31, 1]])
    const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
    value(await market.flows.cancelTrade({ ...by(actor.id), actor, tradeNo, reason: 'changed my mind' }))
    await sweep()
    expect(await stateOf(attemptNo)).toBe('closed')
    expect(await ordersOf(orderNos)).toEqual(['cancelled/unpaid'])
    await sound()
  })

  it('[N12] a hold for a trade that closed meanwhile is let go at once', async () => {
    const { buyerId, tradeNo, attemptNo } = await held([[31, 1]], false)
    const late = market.provider.takeNotices()
    market.provider.arm('timeout_before', attemptNo)
    const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
    value(await market.flows.cancelTrade({ ...by(actor.id), actor, tradeNo, reason: 'changed my mind' }))
    await market.deliver(late)
    await market.advance(HOUR)
    await sweep()
    await sweep()
    expect(await stateOf(attemptNo)).toBe('closed')
    expect(market.provider.orders.get(attemptNo)).toMatchObject({ state: 'closed' })
    expect(await findTrade(market.database.db, tradeNo)).toMatchObject({ state: 'closed' })
    await sound()
  })

  it('[N12] before it lapses it is taken for what is booked, and let go where nobody confirmed', async () => {
    const booked = await held([[31, 1]])
    value(await market.flows.actOnOrder({ ...staff(), orderNo: booked.orderNos[0]!, action: 'confirm' }))
    const waiting = await held([[31, 1]])
    await market.advance(6 * DAY + HOUR)
    await sweep()
    expect(await stateOf(booked.attemptNo)).toBe('succeeded')
    expect(await ordersOf(booked.orderNos)).toEqual(['booked/paid'])
    await sweep()
    expect(await stateOf(waiting.attemptNo)).toBe('closed')
    await sound()
    await market.advance(DAY + HOUR)
    await sweep()
    expect(await ordersOf(waiting.orderNos)).toEqual(['cancelled/timed_out'])
    await sound()
  })
})
