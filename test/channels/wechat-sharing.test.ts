import { afterAll, beforeAll, expect, test } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { MINUTE } from '../../src/kernel/clock.ts'
import { findRefund } from '../../src/modules/payment/index.ts'
import { sharingsOfPayable } from '../../src/modules/sharing/index.ts'
import { value } from '../support/outcome.ts'
import { type Market, openMarket } from '../support/shop.ts'
import { wechatSubject } from './wechat-subject.ts'

let wechat: Awaited<ReturnType<typeof wechatSubject>>
let market: Market
let keys = 0
beforeAll(async () => {
  wechat = await wechatSubject()
  market = await openMarket({
    time: wechat.other.clock,
    hand: { wechat: wechat.channel },
    sharingChannels: new Set(['wechat']),
  })
})
afterAll(async () => {
  await market.close()
  wechat.channel.dispose()
  await wechat.other.stop()
})

const key = (caller: string) => ({ caller, key: `k${++keys}`, requestHash: '' })
const turn = async () => {
  await market.flows.sweeps.queryAttempts()
  await market.flows.sweeps.sendSharings()
  await market.flows.sweeps.sendRefunds()
  await wechat.other.settle()
  await market.advance(MINUTE)
}

test('[P7] at WeChat Pay: frozen, shared, returned, and only then refunded', async () => {
  const placed = value(await market.buy('b1', [[11, 1]]))
  const attempt = value(
    await market.flows.pay({
      ...key('buyer:b1'),
      tradeNo: placed.tradeNo,
      orderNo: null,
      channel: 'wechat',
      method: 'native',
      actor: { id: 'buyer:b1', by: 'buyer' },
    }),
  )
  expect(await wechat.other.pay(attempt.attemptNo)).toBe(true)
  await turn()
  await turn()
  const asked = value(
    await market.flows.requestSharing({
      ...key('staff:a'),
      attemptNo: attempt.attemptNo,
      receivers: [
        {
          type: 'merchant',
          account: '1900000110',
          name: '杭州茶叶有限公司',
          amount: 2_000,
          description: '货款',
          shopId: 1,
        },
      ],
      isLast: false,
      reason: 'split',
      requestedBy: 'staff:a',
    }),
  )
  const decision = { sharingNo: asked.sharingNo, action: 'approve', actor: 'staff:b', reason: null } as const
  value(await market.flows.decideSharing({ ...key('staff:b'), ...decision }))
  for (let i = 0; i < 3; i++) await turn()
  const { sharings } = await sharingsOfPayable(market.database.db, placed.tradeNo)
  expect(sharings[0]).toMatchObject({ state: 'finished', shared: 2_000 })

  const orderNo = placed.orders[0]!.orderNo
  const request = { orderNo, units: null, reason: 'broken', actor: 'staff:a' }
  const { refundNo } = value(await market.flows.requestRefund({ ...key('staff:a'), ...request }))
  const approval = { refundNo, action: 'approve', actor: 'staff:b', reason: null } as const
  value(await market.flows.decideRefund({ ...key('staff:b'), ...approval }))
  const held = await sharingsOfPayable(market.database.db, placed.tradeNo)
  expect(held.returns).toMatchObject([{ account: '1900000110', amount: 2_000, state: 'requested' }])
  expect(await findRefund(market.database.db, refundNo)).toMatchObject({ state: 'approved', tries: 1 })
  for (let i = 0; i < 8; i++) await turn()
  const { returns } = await sharingsOfPayable(market.database.db, placed.tradeNo)
  expect(returns).toMatchObject([{ state: 'succeeded' }])
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
  const refund = await findRefund(market.database.db, refundNo)
  expect(refund).toMatchObject({ state: 'succeeded' })
  expect(returns[0]!.succeededAt! <= refund!.succeededAt!).toBe(true)
})
