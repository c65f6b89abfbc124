import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { fund } from '../../test/support/wallet.ts'
import { audit } from '../auditor/index.ts'
import { HOUR } from '../kernel/clock.ts'
import { findOrders } from '../modules/order/index.ts'
import { findPayment } from '../modules/payment/index.ts'
import { findWallet } from '../modules/wallet/index.ts'

let market: Market
let keys = 0
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.close())

type How = Partial<Parameters<Market['flows']['pay']>[0]>
const pay = (buyerId: string, tradeNo: string, how: How = {}) =>
  market.flows.pay({
    caller: `buyer:${buyerId}`,
    key: `p${++keys}`,
    requestHash: '',
    tradeNo,
    orderNo: null,
    channel: 'mock',
    method: 'native',
    actor: { id: `buyer:${buyerId}`, by: 'buyer' },
    ...how,
  })
const placed = async (buyerId: string, quantity = 1) => value(await market.buy(buyerId, [[11, quantity]]))
const view = async (tradeNo: string) => (await findPayment(market.database.db, tradeNo))!
const legs = async (tradeNo: string) =>
  (await view(tradeNo)).attempts
    .map(({ channel, state, amount }) => `${channel} ${state} ${amount}`)
    // Legs of one act are made in one moment, and their numbers do not tell their order.
    .sort()
const wallet = (buyerId: string) => findWallet(market.database.db, buyerId)
const clean = async () => {
  const { found } = await audit(market.database.db, 'whole', market.clock.now())
  expect(found).toEqual([])
}

describe('combined payment 组合支付', () => {
  it('[N8] [N20] wallet and points are held while the channel runs, and all are taken in the commit of its success', async () => {
    await fund(market, 'c1', 3_000)
    await fund(market, 'c1', 2_000, 'points')
    const { tradeNo } = await placed('c1')
    const channel = value(await pay('c1', tradeNo, { walletAmount: 3_000, points: 2_000 }))
    expect(await legs(tradeNo)).toEqual([
      'mock ready 5000',
      'points authorized 2000',
      'wallet authorized 3000',
    ])
    expect(await wallet('c1')).toEqual({ wallet: { free: 0, held: 3_000 }, points: { free: 0, held: 2_000 } })
    market.provider.pay(channel.attemptNo)
    await market.deliver(market.provider.takeNotices())
    expect((await view(tradeNo)).payment).toMatchObject({ state: 'covered', captured: 10_000, surplus: 0 })
    expect(await legs(tradeNo)).toEqual([
      'mock succeeded 5000',
      'points succeeded 2000',
      'wallet succeeded 3000',
    ])
    expect(await wallet('c1')).toEqual({ wallet: { free: 0, held: 0 }, points: { free: 0, held: 0 } })
    await clean()
  })

  it('[N7] [N20] what was held comes back when the channel’s leg is switched, and when the time is over', async () => {
    await fund(market, 'c2', 4_000)
    const { tradeNo } = await placed('c2')
    value(await pay('c2', tradeNo, { walletAmount: 4_000 }))
    value(await pay('c2', tradeNo, { walletAmount: 1_000 }))
    expect(await legs(tradeNo)).toEqual([
      'mock closed 6000',
      'mock ready 9000',
      'wallet authorized 1000',
      'wallet closed 4000',
    ])
    expect((await wallet('c2')).wallet).toEqual({ free: 3_000, held: 1_000 })
    await market.advance(HOUR)
    await market.flows.sweeps.expireTrades()
    await market.flows.sweeps.queryAttempts()
    await market.flows.sweeps.finishCloses()
    expect((await wallet('c2')).wallet).toEqual({ free: 4_000, held: 0 })
    expect((await view(tradeNo)).payment.state).toBe('closed')
    await clean()
  })

  it('[N20] a wallet that has enough pays alone, at once; one that has not is refused and nothing is written', async () => {
    await fund(market, 'c3', 10_000)
    const first = await placed('c3')
    const paid = value(await pay('c3', first.tradeNo, { channel: 'wallet', method: 'balance' }))
    expect(paid).toMatchObject({ channel: 'wallet', state: 'succeeded', captured: 10_000 })
    const [order] = await findOrders(market.database.db, [first.orders[0]!.orderNo])
    expect(order).toMatchObject({ state: 'booked', paymentState: 'paid', received: 10_000 })
    const second = await placed('c3')
    expect(codeOf(await pay('c3', second.tradeNo, { channel: 'wallet', method: 'balance' }))).toBe(
      'not_enough_balance',
    )
    expect(codeOf(await pay('c3', second.tradeNo, { points: 100 }))).toBe('not_enough_points')
    expect(codeOf(await pay('c3', second.tradeNo, { points: 9_999 }))).toBe('points_limit')
    expect(await findPayment(market.database.db, second.tradeNo)).toBeUndefined()
    await clean()
  })
})
