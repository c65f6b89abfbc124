import { afterAll, beforeAll, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { MINUTE } from '../../src/kernel/clock.ts'
import { findRefund } from '../../src/modules/payment/index.ts'
import { findWallet } from '../../src/modules/wallet/index.ts'
import { codeOf, value } from '../support/outcome.ts'
import { type Market, openMarket } from '../support/shop.ts'
import { type AlipayStage, openAlipay } from './alipay-stage.ts'

let side: AlipayStage
let market: Market
let keys = 0
beforeAll(async () => {
  side = await openAlipay()
  market = await openMarket({
    time: side.clock,
    hand: { alipay: side.channel },
    notifyUrl: () => side.receiver.url,
  })
})
afterAll(async () => {
  await market.close()
  await side.stop()
})

const key = (caller: string) => ({ caller, key: `ar${++keys}`, requestHash: '' })
const turn = async (rounds = 1) => {
  for (let i = 0; i < rounds; i++) {
    await market.flows.sweeps.queryAttempts()
    await market.flows.sweeps.sendRefunds()
    await side.settle()
    side.receiver.take()
    await market.advance(2 * MINUTE)
  }
}
const decide = (refundNo: string, actor = 'staff:b') =>
  market.flows.decideRefund({ ...key(actor), refundNo, action: 'approve', actor, reason: null })

it('[N15] a trade that Alipay has finished is refunded into the wallet, never by Alipay', async () => {
  const placed = value(await market.buy('f1', [[11, 1]]))
  const asked = { tradeNo: placed.tradeNo, orderNo: null, channel: 'alipay', method: 'native' } as const
  const actor = { id: 'buyer:f1', by: 'buyer' } as const
  const { attemptNo } = value(await market.flows.pay({ ...key('buyer:f1'), ...asked, actor }))
  expect(side.pay(attemptNo)).toBe(true)
  await turn(2)
  const { orderNo } = placed.orders[0]!
  const request = { orderNo, units: null, reason: 'broken', actor: 'staff:a' }
  const { refundNo, amount } = value(await market.flows.requestRefund({ ...key('staff:a'), ...request }))
  side.provider.control('POST /orders/:/finish', attemptNo, {}, new URL('http://simulator/'))
  value(await decide(refundNo))
  const refund = async () => (await findRefund(market.database.db, refundNo))!
  expect(await refund()).toMatchObject({ state: 'failed', failureCode: 'ACQ.TRADE_HAS_FINISHED' })
  await turn(2)
  expect(await refund()).toMatchObject({ state: 'failed', nextAt: null })
  const way = { refundNo, way: 'wallet', card: null, reason: 'too late', requestedBy: 'staff:a' } as const
  value(await market.flows.askRedirect({ ...key('staff:a'), ...way }))
  expect(codeOf(await decide(refundNo, 'staff:a'))).toBe('same_person')
  value(await decide(refundNo))
  expect(await refund()).toMatchObject({ state: 'succeeded', redirect: { paid: 'wallet' } })
  expect((await findWallet(market.database.db, 'f1')).wallet.free).toBe(amount)
  await turn(2)
  expect(side.world.refunds.size).toBe(0)
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
})
