import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import type { DisputeReport } from '../channels/index.ts'
import { HOUR, MINUTE } from '../kernel/clock.ts'
import { listAccounts } from '../modules/ledger/index.ts'
import { findOrders } from '../modules/order/index.ts'
import { findPayment, listDisputes } from '../modules/payment/index.ts'

let market: Market
let keys = 0
beforeAll(async () => {
  market = await openMarket({ stock: 1_000 })
})
afterAll(() => market.close())
const db = () => market.database.db
const key = (caller: string) => ({ caller, key: `di${++keys}`, requestHash: '' })

type Told = Pick<DisputeReport, 'amount' | 'state'>

async function hear(attemptNo: string, told: Told, of = 'a'): Promise<void> {
  const { verifyNotice } = market.channel
  const body = JSON.stringify({ of, attemptNo, ...told })
  const report: DisputeReport = {
    ...told,
    disputeNo: `dp_${of}_${attemptNo}`,
    attemptNo,
    channelNo: 'by attempt',
    currency: 'CNY',
    reason: 'product_not_received',
    openedAt: market.clock.now(),
    isWithdrawn: told.state !== 'won',
    raw: { status: 200, headers: {}, body },
  }
  const facts = { noticeId: body, occurredAt: market.clock.now(), plain: body }
  market.channel.verifyNotice = () => ({
    verified: true,
    notice: { ...facts, channel: 'mock', kind: 'dispute', report },
  })
  await market.deliver([{ headers: {}, body: Buffer.from(body) }])
  market.channel.verifyNotice = verifyNotice
}

const refundsOf = async (tradeNo: string) =>
  (await findPayment(db(), tradeNo))!.refunds.map(({ amount, state }) => `${amount} ${state}`)
const disputeOf = async (attemptNo: string) =>
  (await listDisputes(db(), { limit: 100 })).items.find((one) => one.attemptNo === attemptNo)!
const shareOf = async (tradeNo: string) => (await findPayment(db(), tradeNo))!.shares[0]!
const balance = async (purpose: string): Promise<number> =>
  (await listAccounts(db()))
    .filter((one) => one.purpose === purpose)
    .reduce((sum, one) => sum + one.balance, 0)
const sweep = async () => {
  await market.advance(HOUR + 1)
  await market.flows.sweeps.sendRefunds()
  await market.flows.sweeps.settleDisputes()
}
const arrive = async () => {
  market.provider.settleRefunds()
  await market.deliver(market.provider.takeNotices())
}
const healthy = async () =>
  expect((await audit(db(), 'whole', market.clock.now())).found, 'every invariant holds').toEqual([])

/** An order that was sold. Its refund was agreed on when its bank asked for the money: the channel refunds none of it. */
async function contested(buyer: string, amount: number) {
  const { tradeNo } = value(await market.buy(buyer, [[11, 1]]))
  const { attemptNo } = value(await market.pay(buyer, tradeNo))
  market.provider.pay(attemptNo)
  await market.deliver(market.provider.takeNotices())
  const orderNo = (await findPayment(db(), tradeNo))!.items[0]!.itemNo
  const before = { pending: await balance('merchant_pending'), clearing: await balance('refund_clearing') }
  const asked = { orderNo, units: null, reason: 'broken', actor: 'staff:1' }
  const { refundNo } = value(await market.flows.requestRefund({ ...key('staff:1'), ...asked }))
  const { refund } = market.channel
  market.channel.refund = async () => ({ kind: 'refused', code: 'DISPUTED', reason: 'd', retry: 'never' })
  const approval = { refundNo, action: 'approve', actor: 'staff:2', reason: null } as const
  value(await market.flows.decideRefund({ ...key('staff:2'), ...approval }))
  await hear(attemptNo, { amount, state: 'needs_response' })
  await market.flows.sweeps.sendRefunds()
  expect(await refundsOf(tradeNo)).toEqual(['10000 failed'])
  expect(await disputeOf(attemptNo), 'the refund had set it aside').toMatchObject({ kept: {} })
  const end = async (state: 'won' | 'lost') => {
    await hear(attemptNo, { amount, state })
    market.channel.refund = refund
    // The channel is asked once more what it has refused before that is believed.
    await sweep()
    await sweep()
  }
  const orderOf = async () => (await findOrders(db(), [orderNo]))[0]!
  return { tradeNo, attemptNo, orderNo, refundNo, before, end, orderOf }
}

describe('[N5] a refund of an item that its channel refused because a bank had asked for the money', () => {
  it('is over once that dispute is lost: the shop bears it once, the platform nothing', async () => {
    const { tradeNo, attemptNo, refundNo, before, end, orderOf } = await contested('i1', 10_000)
    await end('lost')
    expect(await refundsOf(tradeNo)).toEqual(['10000 rejected'])
    expect(await disputeOf(attemptNo)).toMatchObject({ state: 'lost', covered: 0, nextAt: null })
    expect(await shareOf(tradeNo)).toMatchObject({ refunding: 0, refunded: 0, disputed: 10_000 })
    expect(await orderOf()).toMatchObject({ refunded: 0, received: 10_000 })
    expect([await balance('dispute_loss'), await balance('disputed')]).toEqual([0, 0])
    expect(await balance('merchant_pending')).toBe(before.pending - 10_000)
    expect(await balance('refund_clearing')).toBe(before.clearing)
    const again = { refundNo, action: 'retry', actor: 'staff:2', reason: null } as const
    expect((await market.flows.decideRefund({ ...key('staff:2'), ...again })).ok).toBe(false)
    await sweep()
    expect(market.provider.refunds.has(refundNo), 'nothing is sent').toBe(false)
    await healthy()
  })

  it('lost in part: what it left goes out as it was agreed, under a number of its own', async () => {
    const { tradeNo, attemptNo, before, end, orderOf } = await contested('i2', 4_000)
    await end('lost')
    await sweep()
    await arrive()
    expect(await refundsOf(tradeNo)).toEqual(['10000 rejected', '6000 succeeded'])
    expect(await shareOf(tradeNo)).toMatchObject({ refunded: 6_000, disputed: 4_000 })
    expect(await disputeOf(attemptNo)).toMatchObject({ nextAt: null })
    expect(await orderOf()).toMatchObject({ refunded: 6_000 })
    expect([await balance('dispute_loss'), await balance('merchant_pending')]).toEqual([
      0,
      before.pending - 10_000,
    ])
    await healthy()
  })

  it('won, it is sent again by itself', async () => {
    const { tradeNo, end } = await contested('i3', 10_000)
    await end('won')
    await arrive()
    expect(await refundsOf(tradeNo)).toEqual(['10000 succeeded'])
    await healthy()
  })

  it('that its channel paid all the same is the platform’s loss: the payer has it twice', async () => {
    const { tradeNo, attemptNo } = await contested('i4', 10_000)
    const refund = (await findPayment(db(), tradeNo))!.refunds[0]!
    market.provider.acceptRefund(market.provider.orders.get(attemptNo)!, refund.refundNo, 10_000)
    await hear(attemptNo, { amount: 10_000, state: 'lost' })
    expect((await disputeOf(attemptNo)).nextAt, 'how the refund ends decides').not.toBeNull()
    await arrive()
    await sweep()
    expect(await refundsOf(tradeNo)).toEqual(['10000 succeeded'])
    expect(await disputeOf(attemptNo)).toMatchObject({ nextAt: null, kept: {} })
    expect(await balance('dispute_loss')).toBe(10_000)
    await healthy()
  })
})

describe('[N5] what a lost dispute could not keep', () => {
  it('it keeps once a person gives the refund up that had it, and the shop bears it', async () => {
    const lost = await balance('dispute_loss')
    const { tradeNo } = value(await market.buy('k1', [[11, 1]]))
    const { attemptNo } = value(await market.pay('k1', tradeNo))
    market.provider.pay(attemptNo)
    await market.deliver(market.provider.takeNotices())
    const orderNo = (await findPayment(db(), tradeNo))!.items[0]!.itemNo
    const pending = await balance('merchant_pending')
    const asked = { orderNo, units: null, reason: 'broken', actor: 'staff:1' }
    const { refundNo } = value(await market.flows.requestRefund({ ...key('staff:1'), ...asked }))
    await hear(attemptNo, { amount: 10_000, state: 'lost' })
    expect(await balance('dispute_loss')).toBe(lost + 10_000)
    const decision = { refundNo, action: 'reject', actor: 'staff:2', reason: null } as const
    value(await market.flows.decideRefund({ ...key('staff:2'), ...decision }))
    expect([await balance('dispute_loss'), await balance('merchant_pending')]).toEqual([
      lost,
      pending - 10_000,
    ])
    await healthy()
  })

  it('it keeps once another dispute about the money is won', async () => {
    const lost = await balance('dispute_loss')
    const { tradeNo } = value(await market.buy('k2', [[11, 1]]))
    const { attemptNo } = value(await market.pay('k2', tradeNo))
    market.provider.pay(attemptNo)
    await market.deliver(market.provider.takeNotices())
    await hear(attemptNo, { amount: 7_000, state: 'needs_response' }, 'first')
    await hear(attemptNo, { amount: 6_000, state: 'lost' }, 'second')
    expect(await balance('dispute_loss')).toBe(lost + 3_000)
    await market.advance(MINUTE)
    await hear(attemptNo, { amount: 7_000, state: 'won' }, 'first')
    expect(await shareOf(tradeNo)).toMatchObject({ disputed: 6_000 })
    expect(await balance('dispute_loss')).toBe(lost)
    await healthy()
  })
})
