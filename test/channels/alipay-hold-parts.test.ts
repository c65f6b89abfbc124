import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { MINUTE } from '../../src/kernel/clock.ts'
import { findOrders, findTrade } from '../../src/modules/order/index.ts'
import { findAttempt, findPayment } from '../../src/modules/payment/index.ts'
import { value } from '../support/outcome.ts'
import { type Market, openMarket } from '../support/shop.ts'
import { openAlipay } from './alipay-stage.ts'

let side: Awaited<ReturnType<typeof openAlipay>>
let market: Market
beforeAll(async () => {
  side = await openAlipay()
  market = await openMarket({ stock: 10, time: side.clock, hand: { alipay: side.channel } })
})
afterAll(async () => {
  await market.close()
  side.channel.dispose()
  await side.simulator.close()
})

let n = 0
const by = (caller: string) => ({ caller, key: `a${++n}`, requestHash: '', actor: caller })
const sound = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])

test('[N12] [N14] a hotel takes a frozen amount in parts at Alipay, lets the rest go, and gives all of it back', async () => {
  const { tradeNo, orders } = value(await market.buy('b1', [[31, 1]]))
  const orderNo = orders[0]!.orderNo
  const actor = { id: 'buyer:b1', by: 'buyer' as const }
  const wish = { channel: 'alipay', method: 'native', capture: 'manual' as const }
  const { attemptNo } = value(
    await market.flows.pay({ ...by(actor.id), actor, tradeNo, orderNo: null, ...wish }),
  )
  expect(side.pay(attemptNo)).toBe(true)
  await market.flows.checkAttempt(attemptNo)
  expect(await findAttempt(market.database.db, attemptNo)).toMatchObject({
    state: 'authorized',
    held: 58_800,
  })
  const capture = (amount: number, keepsRest: boolean) =>
    market.flows.actOnHold({ ...by('staff:1'), attemptNo, action: 'capture', amount, keepsRest })

  const { partNo } = value(await capture(20_000, true))
  expect(await findAttempt(market.database.db, partNo!)).toMatchObject({
    state: 'succeeded',
    captured: 20_000,
  })
  expect(side.world.trades.get(partNo!)).toMatchObject({ paid: { amount: 20_000 } })
  side.arm('timeout_after')
  const doubtful = value(await capture(10_000, true))
  await market.advance(10 * MINUTE)
  await market.flows.sweeps.queryAttempts()
  expect(await findAttempt(market.database.db, doubtful.partNo!)).toMatchObject({ state: 'succeeded' })
  expect(await findAttempt(market.database.db, attemptNo)).toMatchObject({ held: 28_800 })
  await sound()

  value(await capture(25_000, false))
  expect(side.world.holds.get(attemptNo)).toMatchObject({
    status: 'FINISH',
    captured: 55_000,
    unfrozen: 3_800,
  })
  expect((await findOrders(market.database.db, [orderNo]))[0]).toMatchObject({ paymentState: 'paid' })
  expect(await findTrade(market.database.db, tradeNo)).toMatchObject({ state: 'paid' })
  expect((await findPayment(market.database.db, tradeNo))?.payment).toMatchObject({
    due: 55_000,
    captured: 55_000,
  })
  await sound()

  const all = { orderNo, units: null, reason: 'flooded' }
  const { refundNo } = value(await market.flows.requestRefund({ ...by('staff:1'), ...all }))
  value(await market.flows.decideRefund({ ...by('staff:2'), refundNo, action: 'approve', reason: null }))
  for (let turn = 0; turn < 6; turn++) {
    await market.advance(10 * MINUTE)
    await market.flows.sweeps.sendRefunds()
  }
  expect((await findPayment(market.database.db, tradeNo))?.payment).toMatchObject({ refunded: 55_000 })
  for (const no of [partNo!, doubtful.partNo!, attemptNo])
    expect(side.world.trades.get(no)?.refunded, 'each trade gives back its own').toBeGreaterThan(0)
  await sound()
})

test('[N12] [N14] after a part the rest is unfrozen at Alipay, and the hold is over', async () => {
  const { tradeNo } = value(await market.buy('b2', [[31, 1]]))
  const actor = { id: 'buyer:b2', by: 'buyer' as const }
  const wish = { channel: 'alipay', method: 'native', capture: 'manual' as const }
  const { attemptNo } = value(
    await market.flows.pay({ ...by(actor.id), actor, tradeNo, orderNo: null, ...wish }),
  )
  side.pay(attemptNo)
  await market.flows.checkAttempt(attemptNo)
  const act = (action: 'capture' | 'void', amount: number | null) =>
    market.flows.actOnHold({ ...by('staff:1'), attemptNo, action, amount, keepsRest: action === 'capture' })
  value(await act('capture', 20_000))
  value(await market.flows.actOnHold({ ...by('staff:1'), attemptNo, action: 'void', amount: null }))
  await market.flows.sweeps.queryAttempts()
  expect(await findAttempt(market.database.db, attemptNo)).toMatchObject({ state: 'closed', held: 0 })
  expect(side.world.holds.get(attemptNo)).toMatchObject({ captured: 20_000, unfrozen: 38_800 })
  await sound()
})
