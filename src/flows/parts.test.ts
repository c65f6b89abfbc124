import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { fund } from '../../test/support/wallet.ts'
import { audit } from '../auditor/index.ts'
import { HOUR, MINUTE } from '../kernel/clock.ts'
import { findOrders } from '../modules/order/index.ts'
import { DEFAULT_SETTINGS, findPayment, policiesOf } from '../modules/payment/index.ts'
import { findWallet } from '../modules/wallet/index.ts'

let market: Market
/** Plan two alone: several parts may be under way at once. */
let parallel: Market
let keys = 0
beforeAll(async () => {
  market = await openMarket()
  const plan = { ...DEFAULT_SETTINGS['plan.retail'], isOneAtATime: false }
  parallel = await openMarket({ policies: policiesOf({ ...DEFAULT_SETTINGS, 'plan.retail': plan }) })
})
afterAll(async () => {
  await market.close()
  await parallel.close()
})

type How = Partial<Parameters<Market['flows']['pay']>[0]>
const pay = (at: Market, buyerId: string, tradeNo: string, how: How = {}) =>
  at.flows.pay({
    caller: `buyer:${buyerId}`,
    key: `part${++keys}`,
    requestHash: '',
    tradeNo,
    orderNo: null,
    channel: 'mock',
    method: 'native',
    actor: { id: `buyer:${buyerId}`, by: 'buyer' },
    ...how,
  })
const receive = async (at: Market, attemptNo: string) => {
  at.provider.pay(attemptNo)
  await at.deliver(at.provider.takeNotices())
}
const view = async (at: Market, tradeNo: string) => (await findPayment(at.database.db, tradeNo))!
const orderOf = async (at: Market, no: string) => (await findOrders(at.database.db, [no]))[0]!
const clean = async (at: Market) => {
  const { found } = await audit(at.database.db, 'whole', at.clock.now())
  expect(found).toEqual([])
}

describe('part payments 方案二', () => {
  it('[N8] 50 and 50 make 100: paid in part, then in full, and not a fen more is taken', async () => {
    const { tradeNo, orders } = value(await market.buy('half', [[11, 1]]))
    const { orderNo } = orders[0]!
    const first = value(await pay(market, 'half', tradeNo, { amount: 5_000 }))
    expect(first.amount).toBe(5_000)
    await receive(market, first.attemptNo)
    expect(await orderOf(market, orderNo)).toMatchObject({
      paymentState: 'partly_paid',
      received: 5_000,
      state: 'created',
    })
    const above = await pay(market, 'half', tradeNo, { amount: 5_001 })
    expect(above.ok ? null : above.rejection).toMatchObject({ code: 'above_open', detail: { open: 5_000 } })
    expect(codeOf(await pay(market, 'half', tradeNo, { amount: 99 }))).toBe('part_too_small')
    const second = value(await pay(market, 'half', tradeNo, { amount: 5_000 }))
    await receive(market, second.attemptNo)
    expect(await orderOf(market, orderNo)).toMatchObject({
      paymentState: 'paid',
      received: 10_000,
      state: 'booked',
    })
    expect((await view(market, tradeNo)).payment).toMatchObject({
      captured: 10_000,
      due: 10_000,
      surplus: 0,
      state: 'covered',
    })
    expect(codeOf(await pay(market, 'half', tradeNo, { amount: 100 }))).toBe('already_paid')
    await clean(market)
  })

  it('[N8] parts under way at once never ask for more than is due, however they race', async () => {
    const { tradeNo } = value(await parallel.buy('race', [[11, 1]]))
    const asked = await Promise.all(
      Array.from({ length: 6 }, () => pay(parallel, 'race', tradeNo, { amount: 3_000 })),
    )
    const made = asked.flatMap((one) => (one.ok ? [one.value] : []))
    expect(made).toHaveLength(3)
    for (const { attemptNo } of made) await receive(parallel, attemptNo)
    const rest = value(await pay(parallel, 'race', tradeNo))
    expect(rest.amount).toBe(1_000)
    await receive(parallel, rest.attemptNo)
    expect((await view(parallel, tradeNo)).payment).toMatchObject({ captured: 10_000, surplus: 0 })
    await clean(parallel)
  })

  it('[N7] under plan one another channel closes the open attempt first; the closed one’s late money goes back', async () => {
    const { tradeNo } = value(await market.buy('switch', [[11, 1]]))
    const first = value(await pay(market, 'switch', tradeNo, { amount: 4_000 }))
    const second = value(await pay(market, 'switch', tradeNo))
    const states = async () =>
      (await view(market, tradeNo)).attempts.map(({ state, amount }) => `${state} ${amount}`).sort()
    expect(await states()).toEqual(['closed 4000', 'ready 10000'])
    await receive(market, second.attemptNo)
    market.provider.pay(first.attemptNo, { inFlight: true })
    await market.deliver(market.provider.takeNotices())
    expect((await view(market, tradeNo)).payment).toMatchObject({ captured: 10_000 })
    await clean(market)
  })

  it('[N9] a late success of a released combination pays what is still due, the rest of it goes back', async () => {
    await fund(market, 'late', 4_000)
    const { tradeNo } = value(await market.buy('late', [[11, 1]]))
    const combined = value(await pay(market, 'late', tradeNo, { walletAmount: 4_000 }))
    const part = value(await pay(market, 'late', tradeNo, { amount: 7_000 }))
    expect((await findWallet(market.database.db, 'late')).wallet).toEqual({ free: 4_000, held: 0 })
    await receive(market, part.attemptNo)
    market.provider.pay(combined.attemptNo, { inFlight: true })
    await market.deliver(market.provider.takeNotices())
    const { payment, attempts } = await view(market, tradeNo)
    const late = attempts.find(({ attemptNo }) => attemptNo === combined.attemptNo)!
    expect(late).toMatchObject({ state: 'succeeded', received: 6_000, captured: 3_000, surplus: 3_000 })
    expect(payment).toMatchObject({ captured: 10_000, state: 'covered', surplusRefunding: 3_000 })
    expect((await findWallet(market.database.db, 'late')).wallet).toEqual({ free: 4_000, held: 0 })
    await clean(market)
  })

  it('[N9] [L1] what was paid in part goes back by itself when the time is over, to where it came from', async () => {
    await fund(market, 'expired', 3_000)
    const { tradeNo, orders } = value(await market.buy('expired', [[11, 1]]))
    const wallet = { channel: 'wallet', method: 'balance', amount: 3_000 }
    value(await pay(market, 'expired', tradeNo, wallet))
    const first = value(await pay(market, 'expired', tradeNo, { amount: 2_000 }))
    await receive(market, first.attemptNo)
    await market.advance(HOUR)
    await market.flows.sweeps.expireTrades()
    await market.flows.sweeps.finishCloses()
    expect(await orderOf(market, orders[0]!.orderNo)).toMatchObject({
      state: 'created_cancelled',
      paymentState: 'timed_out',
      received: 5_000,
    })
    expect((await findWallet(market.database.db, 'expired')).wallet).toEqual({ free: 3_000, held: 0 })
    await market.flows.sweeps.sendRefunds()
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    await market.advance(MINUTE)
    const { payment, refunds } = await view(market, tradeNo)
    expect(payment).toMatchObject({ state: 'closed', captured: 5_000, refunded: 5_000, refunding: 0 })
    expect(refunds).toHaveLength(2)
    await clean(market)
  })

  it('[N8] one order of a trade that was paid in part is cancelled, and its part goes back while the other is paid', async () => {
    const { tradeNo, orders } = value(
      await market.buy('two', [
        [11, 1],
        [21, 1],
      ]),
    )
    const [first, second] = orders
    const part = value(await pay(market, 'two', tradeNo, { orderNo: first!.orderNo, amount: 4_000 }))
    await receive(market, part.attemptNo)
    const actor = { id: 'buyer:two', by: 'buyer' as const }
    const key = { caller: 'buyer:two', key: 'cancel-two', requestHash: '' }
    value(await market.flows.cancelOrder({ ...key, orderNo: first!.orderNo, actor, reason: null }))
    expect(await orderOf(market, first!.orderNo)).toMatchObject({
      state: 'created_cancelled',
      paymentState: 'partly_paid',
    })
    const rest = value(await pay(market, 'two', tradeNo))
    expect(rest.amount).toBe(25_000)
    await receive(market, rest.attemptNo)
    expect(await orderOf(market, second!.orderNo)).toMatchObject({ state: 'booked', paymentState: 'paid' })
    expect((await view(market, tradeNo)).payment).toMatchObject({ state: 'covered', refunding: 4_000 })
    await clean(market)
  })
})
