import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { MINUTE, SECOND } from '../kernel/clock.ts'
import { stocksOf } from '../modules/inventory/index.ts'
import { findOrders } from '../modules/order/index.ts'
import { findPayment, findRefund } from '../modules/payment/index.ts'

let market: Market
let keys = 0
beforeAll(async () => {
  market = await openMarket()
  // Shop 2 confirms by hand.
  market.shops.set(2, { ...market.shops.get(2)!, autoConfirm: false })
})
afterAll(() => market.close())

const ask = (orderNo: string, units: Record<string, number> | null, actor = 'staff:a') =>
  market.flows.requestRefund({
    caller: actor,
    key: `ask${++keys}`,
    requestHash: '',
    orderNo,
    units,
    reason: 'broken',
    actor,
  })
const decide = (refundNo: string, action: 'approve' | 'reject' | 'retry', actor = 'staff:b') =>
  market.flows.decideRefund({
    caller: actor,
    key: `decide${++keys}`,
    requestHash: '',
    refundNo,
    action,
    actor,
    reason: null,
  })
const askSurplus = (attemptNo: string) =>
  market.flows.refundSurplus({
    caller: 'staff:a',
    key: `surplus${++keys}`,
    requestHash: '',
    attemptNo,
    reason: 'not ours',
    actor: 'staff:a',
  })
const act = (orderNo: string, action: 'confirm' | 'decline') =>
  market.flows.actOnOrder({
    caller: 'staff:m',
    key: `act${++keys}`,
    requestHash: '',
    orderNo,
    action,
    actor: { id: 'staff:m', by: 'merchant' },
    reason: null,
  })
const bought = async (buyer: string, lines: [number, number][]) => {
  const placed = value(await market.buy(buyer, lines))
  const attempt = value(await market.pay(buyer, placed.tradeNo))
  market.provider.pay(attempt.attemptNo)
  await market.deliver(market.provider.takeNotices())
  return {
    tradeNo: placed.tradeNo,
    attemptNo: attempt.attemptNo,
    orderNos: placed.orders.map((o) => o.orderNo),
  }
}
const settle = async () => {
  for (let i = 0; i < 4; i++) {
    await market.flows.sweeps.sendRefunds()
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    await market.advance(10 * SECOND)
  }
}
const orderOf = async (no: string) => (await findOrders(market.database.db, [no]))[0]!
const balanceOf = async (purpose: string) =>
  (
    await sql<{ balance: number }>`
      select coalesce(sum(debit - credit), 0)::bigint as balance
      from balance b join account a on a.id = b.account_id where a.purpose = ${purpose}`.execute(
      market.database.db,
    )
  ).rows[0]!.balance

describe('refunds', () => {
  it('[N14] goes back through the attempt whose money stands with the order, in whatever order rows are read', async () => {
    const placed = value(
      await market.buy('r1', [
        [11, 1],
        [21, 1],
      ]),
    )
    const [first] = placed.orders
    const whole = value(await market.pay('r1', placed.tradeNo))
    const apart = value(await market.pay('r1', placed.tradeNo, first!.orderNo))
    market.provider.pay(apart.attemptNo)
    await market.deliver(market.provider.takeNotices())
    market.provider.pay(whole.attemptNo, { inFlight: true })
    await market.deliver(market.provider.takeNotices())
    // A row that is written again moves behind the others.
    await sql`update attempt set next_query_at = now() where attempt_no = ${apart.attemptNo}`.execute(
      market.database.db,
    )
    await sql`update attempt set next_query_at = null where attempt_no = ${apart.attemptNo}`.execute(
      market.database.db,
    )
    const asked = value(await ask(first!.orderNo, null))
    expect(await findRefund(market.database.db, asked.refundNo)).toMatchObject({
      attemptNo: apart.attemptNo,
      amount: 10_000,
    })
    value(await decide(asked.refundNo, 'approve'))
    await settle()
    expect((await findPayment(market.database.db, placed.tradeNo))!.payment).toMatchObject({
      refunded: 10_000,
      refunding: 0,
      surplusRefunded: 10_000,
    })
  })

  it('[N9] conflicting money whose refund was rejected can be asked for again, once at a time', async () => {
    const placed = value(await market.buy('r2', [[11, 1]]))
    const attempt = value(await market.pay('r2', placed.tradeNo))
    market.provider.pay(attempt.attemptNo, { amount: 9_999 })
    await market.deliver(market.provider.takeNotices())
    const first = value(await askSurplus(attempt.attemptNo))
    expect(codeOf(await askSurplus(attempt.attemptNo))).toBe('refund_exceeds')
    value(await decide(first.refundNo, 'reject'))
    const second = value(await askSurplus(attempt.attemptNo))
    value(await decide(second.refundNo, 'approve'))
    await settle()
    const { payment, refunds } = (await findPayment(market.database.db, placed.tradeNo))!
    expect(payment).toMatchObject({ surplus: 9_999, surplusRefunded: 9_999, surplusRefunding: 0 })
    expect(refunds.map((refund) => refund.state).sort()).toEqual(['rejected', 'succeeded'])
    expect(codeOf(await askSurplus(attempt.attemptNo))).toBe('refund_exceeds')
  })

  it('[G13] pieces given back after an earlier refund was rejected never exceed their line', async () => {
    market.skus.set(12, { ...market.skus.get(12)!, unitPrice: 100 })
    market.rules.push({
      ruleId: 1,
      bearer: 'platform',
      shopId: null,
      title: '满减',
      titleEn: 'Off',
      threshold: 300,
      amountOff: 100,
      currency: 'CNY',
      startsAt: new Date(0),
      endsAt: new Date('2030-01-01'),
      excludedSpuIds: new Set([110]),
      version: 1,
    })
    // Line 1: three pieces, 200 to pay, 100 from the platform. Line 2: nothing from the platform.
    const { orderNos } = await bought('r3', [
      [12, 3],
      [11, 1],
    ])
    market.rules.length = 0
    const one = value(await ask(orderNos[0]!, { 1: 1 }))
    const two = value(await ask(orderNos[0]!, { 1: 2 }))
    value(await decide(one.refundNo, 'reject'))
    const again = value(await ask(orderNos[0]!, { 1: 1 }))
    const parts = await Promise.all(
      [two, again].map(async ({ refundNo }) => (await findRefund(market.database.db, refundNo))!.components!),
    )
    expect(parts.reduce((sum, part) => sum + part.cash, 0)).toBe(200)
    expect(parts.reduce((sum, part) => sum + part.platformDiscount, 0)).toBe(100)
    const rest = value(await ask(orderNos[0]!, null))
    expect(rest.amount).toBe(10_000)
    for (const refund of [two, again, rest]) value(await decide(refund.refundNo, 'approve'))
    await settle()
    expect(await orderOf(orderNos[0]!)).toMatchObject({ state: 'cancelled', refunded: 10_200 })
    expect(await balanceOf('promotion_cost')).toBe(0)
  })

  it('[J8] twenty ask for the same pieces at once: what was paid goes back once', async () => {
    const { tradeNo, orderNos } = await bought('r4', [[11, 2]])
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => ask(orderNos[0]!, { 1: 1 }, `staff:c${i}`)),
    )
    const accepted = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []))
    expect(accepted).toHaveLength(2)
    await Promise.all(accepted.map(({ refundNo }) => decide(refundNo, 'approve')))
    await settle()
    expect((await findPayment(market.database.db, tradeNo))!.payment).toMatchObject({
      captured: 20_000,
      refunded: 20_000,
    })
  })

  it('[J9] an order that gave all its money back before it was confirmed is cancelled, not confirmed', async () => {
    const before = (await stocksOf(market.database.db, [21]))[0]!
    const { orderNos } = await bought('r5', [[21, 1]])
    expect((await orderOf(orderNos[0]!)).state).toBe('pending_confirmation')
    const asked = value(await ask(orderNos[0]!, null))
    value(await decide(asked.refundNo, 'approve'))
    await settle()
    expect(codeOf(await act(orderNos[0]!, 'confirm'))).toBe('illegal_move')
    expect((await orderOf(orderNos[0]!)).state).toBe('cancelled')
    expect((await stocksOf(market.database.db, [21]))[0]).toMatchObject({
      available: before.available,
      committed: before.committed,
    })
  })

  it('[P1] the merchant is not paid the platform’s share of an order with nothing due that he declined', async () => {
    market.rules.push({
      ruleId: 2,
      bearer: 'platform',
      shopId: null,
      title: '全免',
      titleEn: 'All off',
      threshold: 25_000,
      amountOff: 25_000,
      currency: 'CNY',
      startsAt: new Date(0),
      endsAt: new Date('2030-01-01'),
      excludedSpuIds: new Set(),
      version: 1,
    })
    const owed = await balanceOf('merchant_pending')
    const placed = value(await market.buy('r6', [[21, 1]]))
    market.rules.length = 0
    expect(placed.state).toBe('paid')
    expect(await balanceOf('merchant_pending')).toBe(owed - 25_000)
    value(await act(placed.orders[0]!.orderNo, 'decline'))
    expect(await balanceOf('merchant_pending')).toBe(owed)
    expect(await balanceOf('promotion_cost')).toBe(0)
  })

  it('[N13] [N14] a refund that the channel ended is given up by people, never by who asked for it; the money goes back under another number', async () => {
    const { tradeNo, attemptNo, orderNos } = await bought('r8', [[11, 1]])
    market.provider.arm('refund_closed', attemptNo)
    const first = value(await ask(orderNos[0]!, null))
    value(await decide(first.refundNo, 'approve'))
    await settle()
    expect(await findRefund(market.database.db, first.refundNo)).toMatchObject({
      state: 'failed',
      failureCode: 'closed',
    })
    expect(codeOf(await ask(orderNos[0]!, null))).toBe('refund_exceeds')
    expect(codeOf(await decide(first.refundNo, 'reject', 'staff:a'))).toBe('same_person')
    value(await decide(first.refundNo, 'reject'))
    expect(await balanceOf('refund_clearing')).toBe(0)
    const second = value(await ask(orderNos[0]!, null))
    value(await decide(second.refundNo, 'approve'))
    await settle()
    expect((await findPayment(market.database.db, tradeNo))!.payment).toMatchObject({
      refunded: 10_000,
      refunding: 0,
    })
  })

  it('[N14] where the order was declined, giving up asks again by itself; what a bank refused is not given up', async () => {
    const { tradeNo, attemptNo, orderNos } = await bought('r9', [[21, 1]])
    market.provider.arm('refund_closed', attemptNo)
    value(await act(orderNos[0]!, 'decline'))
    await settle()
    const [failed] = (await findPayment(market.database.db, tradeNo))!.refunds
    value(await decide(failed!.refundNo, 'reject'))
    const again = (await findPayment(market.database.db, tradeNo))!.refunds.find(
      (r) => r.state === 'requested',
    )!
    expect(again.amount).toBe(25_000)
    expect(codeOf(await decide(again.refundNo, 'reject'))).toBe('illegal_move')
    market.provider.arm('refund_abnormal', attemptNo)
    value(await decide(again.refundNo, 'approve'))
    await settle()
    expect(codeOf(await decide(again.refundNo, 'reject'))).toBe('illegal_move')
  })

  it('[N14] a failed refund of which the channel says "processing" is nobody’s overdue timer', async () => {
    const { attemptNo, orderNos } = await bought('r7', [[11, 1]])
    market.provider.arm('refund_abnormal', attemptNo)
    const asked = value(await ask(orderNos[0]!, null))
    value(await decide(asked.refundNo, 'approve'))
    const processing = await findRefund(market.database.db, asked.refundNo)
    await settle()
    expect(await findRefund(market.database.db, asked.refundNo)).toMatchObject({
      state: 'failed',
      nextAt: null,
    })
    await market.flows.lanes.storeEvidence
      .submit({
        caller: 'rule',
        key: 'late',
        requestHash: '',
        now: market.clock.now(),
        channel: 'mock',
        kind: 'notice',
        sourceId: 'late-processing',
        verified: true,
        verdict: 'verified',
        subjectNo: asked.refundNo,
        report: { about: 'refund', kind: 'processing', channelRefundNo: processing!.channelRefundNo! },
        headers: {},
        body: Buffer.from('{}'),
      })
      .then(value)
    await market.flows.sweeps.applyEvidence()
    expect(await findRefund(market.database.db, asked.refundNo)).toMatchObject({
      state: 'failed',
      nextAt: null,
    })
  })

  it('every invariant holds afterwards', async () => {
    await market.advance(40 * MINUTE)
    for (let i = 0; i < 3; i++) {
      await market.flows.sweeps.expireTrades()
      await market.flows.sweeps.queryAttempts()
      await market.flows.sweeps.finishCloses()
    }
    expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
  })
})
