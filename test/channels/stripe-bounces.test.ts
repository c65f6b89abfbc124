import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { happened } from '../../simulator/stripe/events.ts'
import { settleRefund } from '../../simulator/stripe/refunds.ts'
import { refundView } from '../../simulator/stripe/views.ts'
import { audit } from '../../src/auditor/index.ts'
import { MINUTE } from '../../src/kernel/clock.ts'
import { findOrders } from '../../src/modules/order/index.ts'
import { findPayment, findRefund, standingOf } from '../../src/modules/payment/index.ts'
import { countQueues, QUEUES } from '../../src/projections/work-queue.ts'
import { codeOf, value } from '../support/outcome.ts'
import { type Market, openMarket } from '../support/shop.ts'
import { openStripe, type StripeSide } from './stripe-side.ts'

let side: StripeSide
let market: Market
let keys = 0
beforeAll(async () => {
  side = await openStripe()
  market = await openMarket({
    time: side.clock,
    hand: { stripe: side.channel },
    notifyUrl: () => side.receiver.url,
  })
})
afterAll(async () => {
  await market.close()
  await side.stop()
})

const key = (caller: string) => ({ caller, key: `k${++keys}`, requestHash: '' })
/** What has arrived is told; with `reversed` the newest first. */
const hear = async (reversed = false) => {
  await side.settle()
  const notices = side.receiver.take()
  for (const { headers, body } of reversed ? notices.toReversed() : notices)
    await market.flows.receiveNotice('stripe', headers, body)
  await market.flows.idle()
  await market.flows.sweeps.applyEvidence()
}
const turn = async (rounds = 1) => {
  for (let i = 0; i < rounds; i++) {
    await market.flows.sweeps.queryAttempts()
    await market.flows.sweeps.sendRefunds()
    await hear()
    await market.advance(2 * MINUTE)
  }
}
const refundOf = async (no: string) => (await findRefund(market.database.db, no))!
const orderOf = async (no: string) => (await findOrders(market.database.db, [no]))[0]!
const healthy = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
const decide = (
  refundNo: string,
  action: 'approve' | 'reject' | 'retry' | 'reissue',
  { actor = 'staff:b', toWallet = false } = {},
) => market.flows.decideRefund({ ...key(actor), refundNo, action, actor, reason: null, toWallet })
const idOf = (refundNo: string) =>
  [...side.world.refund.values()].find(({ metadata }) => metadata.refund_no === refundNo)!.id
/** What payers have back of this payment, as the provider counts it. */
const back = (attemptNo: string) =>
  side.provider
    .movements()
    .filter(({ kind, no }) => kind === 'refunded' && no === attemptNo)
    .reduce((sum, { amount }) => sum + amount, 0)

/** An order whose refund is back with its buyer. */
async function refunded(buyer: string, units: Record<string, number> | null = null) {
  const placed = value(await market.buy(buyer, [[11, 2]]))
  const asked = { tradeNo: placed.tradeNo, orderNo: null, channel: 'stripe', method: 'card' } as const
  const actor = { id: `buyer:${buyer}`, by: 'buyer' } as const
  const { attemptNo } = value(await market.flows.pay({ ...key(`buyer:${buyer}`), ...asked, actor }))
  // A start that took too long is made known again by the sweep.
  if (!side.provider.pay(attemptNo, { payer: '' }).paid) {
    await turn(1)
    expect(side.provider.pay(attemptNo, { payer: '' })).toEqual({ paid: true })
  }
  await turn(1)
  const orderNo = placed.orders[0]!.orderNo
  const request = { orderNo, units, reason: 'broken', actor: 'staff:a' }
  const { refundNo, amount } = value(await market.flows.requestRefund({ ...key('staff:a'), ...request }))
  value(await decide(refundNo, 'approve'))
  await turn(3)
  expect(await refundOf(refundNo)).toMatchObject({ state: 'succeeded' })
  return { refundNo, orderNo, attemptNo, amount, tradeNo: placed.tradeNo }
}

describe('[N5] a refund that a bank gives back after it had arrived', () => {
  it('is asked about, is failed everywhere again, and is asked for once more by two people', async () => {
    const of = await refunded('z1')
    expect(await orderOf(of.orderNo)).toMatchObject({ refunded: of.amount })
    settleRefund(side.world, idOf(of.refundNo), 'failed')
    await hear()
    // The notice alone changes nothing: the channel is asked.
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'succeeded', nextAt: market.clock.now() })
    await market.flows.sweeps.sendRefunds()
    const bounced = await refundOf(of.refundNo)
    expect(bounced).toMatchObject({ state: 'failed', failureCode: 'closed', nextAt: null, succeededAt: null })
    expect(bounced.bounceNo).toMatch(/^4\d{21}$/)
    expect(await orderOf(of.orderNo)).toMatchObject({ refunded: 0 })
    const view = (await findPayment(market.database.db, of.tradeNo))!
    expect(view.payment).toMatchObject({ refunded: 0, refunding: of.amount })
    expect(view.flows.map(({ direction, amount }) => [direction, amount])).toEqual(
      expect.arrayContaining([
        ['out', of.amount],
        ['in', of.amount],
      ]),
    )
    const [queue] = await countQueues(
      market.database.db,
      QUEUES.filter(({ code }) => code === 'refunds_failed'),
      { now: market.clock.now(), shopId: null },
    )
    expect(queue!.count).toBe(1)
    await healthy()
    // The same number stays what it is, however often it is sent.
    value(await decide(of.refundNo, 'retry'))
    await turn(1)
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'failed', failureCode: 'closed' })
    const again = value(await decide(of.refundNo, 'reissue', { actor: 'staff:a' }))
    expect(codeOf(await decide(again.refundNo, 'approve', { actor: 'staff:a' }))).toBe('same_person')
    value(await decide(again.refundNo, 'approve'))
    await turn(3)
    expect(await refundOf(again.refundNo)).toMatchObject({ state: 'succeeded' })
    expect(await orderOf(of.orderNo)).toMatchObject({ refunded: of.amount })
    expect(back(of.attemptNo)).toBe(of.amount)
    await healthy()
  })

  it('goes into the wallet by choice, and not through the bank as well', async () => {
    const of = await refunded('z2')
    settleRefund(side.world, idOf(of.refundNo), 'failed')
    await turn(2)
    const again = value(await decide(of.refundNo, 'reissue', { actor: 'staff:a', toWallet: true }))
    value(await decide(again.refundNo, 'approve'))
    expect(await refundOf(again.refundNo)).toMatchObject({ state: 'succeeded', toWallet: true })
    expect(back(of.attemptNo)).toBe(0)
    for (const action of ['retry', 'reissue'] as const)
      expect(codeOf(await decide(of.refundNo, action))).toBe('illegal_move')
    await healthy()
  })

  it('stands on the payment as money that is not back', async () => {
    const of = await refunded('z3', { 1: 1 })
    const standing = async () => {
      const { payment } = (await findPayment(market.database.db, of.tradeNo))!
      return standingOf(payment, 1)
    }
    expect(await standing()).toBe('part_refunded')
    settleRefund(side.world, idOf(of.refundNo), 'failed')
    await turn(2)
    expect(await standing()).toBe('paid')
    await healthy()
  })

  it('told in the wrong order ends as it is at the channel', async () => {
    const of = await refunded('z4')
    const id = idOf(of.refundNo)
    settleRefund(side.world, id, 'failed')
    await turn(2)
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'failed' })
    // An old word of success, told late.
    const view = { ...refundView(side.world.refund.get(id)!), status: 'succeeded' }
    side.world.commit(happened(side.world, 'refund.updated', of.attemptNo, view))
    await hear()
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'failed', nextAt: market.clock.now() })
    await turn(1)
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'failed', nextAt: null })
    await healthy()
  })

  it('is not believed where the channel, when asked, says that it stands', async () => {
    const of = await refunded('z5')
    const id = idOf(of.refundNo)
    const view = { ...refundView(side.world.refund.get(id)!), status: 'failed' }
    side.world.commit(happened(side.world, 'refund.failed', of.attemptNo, view))
    await hear()
    side.arm('timeout_before', of.attemptNo)
    await turn(4)
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'succeeded', nextAt: null, bounceNo: null })
    expect(await orderOf(of.orderNo)).toMatchObject({ refunded: of.amount })
    await healthy()
  })
})
