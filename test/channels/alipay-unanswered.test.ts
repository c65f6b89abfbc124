import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/kernel/clock.ts'
import { findAttempt, findRefund } from '../../src/modules/payment/index.ts'
import { sharingsOfPayable } from '../../src/modules/sharing/index.ts'
import { listQueue, QUEUES } from '../../src/projections/work-queue.ts'
import { value } from '../support/outcome.ts'
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
    sharingChannels: new Set(['alipay']),
    notifyUrl: () => side.receiver.url,
    stock: 100,
  })
})
afterAll(async () => {
  await market.close()
  await side.stop()
})
beforeEach(() => side.world.faults.clear())

const by = (actor: string) => ({ caller: actor, key: `un${++keys}`, requestHash: '', actor })
const queued = async (code: string) => {
  const queue = QUEUES.find((one) => one.code === code)!
  const view = { now: market.clock.now(), shopId: null }
  return (await listQueue(market.database.db, queue, { view, after: null, limit: 50 })).items
}
const silent = (times: number, no?: string) => {
  for (let i = 0; i < times; i++) side.arm('timeout_before', no)
}
const turn = async (rounds: number, ms = 2 * MINUTE) => {
  for (let i = 0; i < rounds; i++) {
    await market.flows.sweeps.queryAttempts()
    await market.flows.sweeps.sendSharings()
    await market.flows.sweeps.sendRefunds()
    await side.settle()
    side.receiver.take()
    await market.advance(ms)
  }
}
const pay = async (buyer: string, skuId: number, capture?: 'manual') => {
  const { tradeNo, orders } = value(await market.buy(buyer, [[skuId, 1]]))
  const actor = { id: `buyer:${buyer}`, by: 'buyer' as const }
  const wish = { channel: 'alipay', method: 'native', ...(capture ? { capture } : {}) } as const
  const { attemptNo } = value(
    await market.flows.pay({ ...by(actor.id), actor, tradeNo, orderNo: null, ...wish }),
  )
  expect(side.pay(attemptNo)).toBe(true)
  await market.flows.checkAttempt(attemptNo)
  return { tradeNo, orderNo: orders[0]!.orderNo, attemptNo }
}
const refund = async (orderNo: string) => {
  const asked = { orderNo, units: null, reason: 'broken' }
  const { refundNo } = value(await market.flows.requestRefund({ ...by('staff:a'), ...asked }))
  value(await market.flows.decideRefund({ ...by('staff:b'), refundNo, action: 'approve', reason: null }))
  return refundNo
}

it('[N12] [AB2] a part of held money that Alipay never answers for waits for people, and leaves when it does', async () => {
  const { attemptNo, tradeNo } = await pay('p1', 31, 'manual')
  const capture = { attemptNo, action: 'capture', amount: 20_000, keepsRest: true } as const
  silent(60)
  const { partNo } = value(await market.flows.actOnHold({ ...by('staff:1'), ...capture }))
  await turn(3)
  expect(await findAttempt(market.database.db, partNo!)).toMatchObject({ state: 'created' })
  const waiting = (await queued('attempts_unknown')).find(({ no }) => no === partNo)
  expect(waiting).toMatchObject({ amount: 20_000, state: 'created', link: `/payments/${tradeNo}` })
  expect(waiting!.tries).toBeGreaterThan(1)
  expect(market.clock.now().getTime() - waiting!.since.getTime()).toBeGreaterThanOrEqual(6 * MINUTE)
  side.world.faults.clear()
  await turn(6, HOUR)
  expect(await findAttempt(market.database.db, partNo!)).toMatchObject({ state: 'succeeded' })
  expect((await queued('attempts_unknown')).map(({ no }) => no)).not.toContain(partNo)
})

it('[N15] [AB2] a refund that Alipay never answers for waits for people, with how often it was asked', async () => {
  const { orderNo, attemptNo } = await pay('r1', 11)
  silent(60, attemptNo)
  const refundNo = await refund(orderNo)
  await turn(4)
  expect((await queued('refunds_unanswered')).map(({ no }) => no)).not.toContain(refundNo)
  await turn(10, 10 * MINUTE)
  expect(await findRefund(market.database.db, refundNo)).toMatchObject({ state: 'approved' })
  const waiting = (await queued('refunds_unanswered')).find(({ no }) => no === refundNo)
  expect(waiting).toMatchObject({ state: 'approved', link: null, subject: 'broken' })
  expect(waiting!.tries).toBeGreaterThan(3)
  side.world.faults.clear()
  await turn(3, HOUR)
  expect(await findRefund(market.database.db, refundNo)).toMatchObject({ state: 'succeeded' })
  expect(await queued('refunds_unanswered')).toEqual([])
})

it('[P7] [AB2] a shared part of a refund of which Alipay says nothing waits for people', async () => {
  const of = await pay('s1', 11)
  await turn(1)
  const part = { type: 'merchant', account: '2088000000000301', name: null, amount: 4_000 } as const
  const asked = value(
    await market.flows.requestSharing({
      ...by('staff:a'),
      attemptNo: of.attemptNo,
      receivers: [{ ...part, description: '货款', shopId: 1 }],
      isLast: false,
      reason: 'split',
      requestedBy: 'staff:a',
    }),
  )
  const decision = { sharingNo: asked.sharingNo, action: 'approve', reason: null } as const
  value(await market.flows.decideSharing({ ...by('staff:b'), ...decision }))
  await turn(2)
  const refundNo = await refund(of.orderNo)
  const told = [...side.world.refunds.values()].find(({ no }) => no === refundNo)!
  side.world.commit({ refund: { ...told, royalties: [] } })
  await turn(8, 10 * MINUTE)
  const [back] = (await sharingsOfPayable(market.database.db, of.tradeNo)).returns
  expect(back).toMatchObject({ state: 'requested', refundNo })
  expect(await queued('sharings_unanswered')).toMatchObject([
    { no: back!.returnNo, subject: part.account, amount: 4_000, link: `/sharings/${asked.sharingNo}` },
  ])
  side.world.commit({ refund: told })
  await turn(2, HOUR)
  expect(await queued('sharings_unanswered')).toEqual([])
})
