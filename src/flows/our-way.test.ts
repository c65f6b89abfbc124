import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { DAY, HOUR, MINUTE } from '../kernel/clock.ts'
import { findOrders } from '../modules/order/index.ts'
import { findRefund } from '../modules/payment/index.ts'
import { findWallet } from '../modules/wallet/index.ts'
import { countQueues, QUEUES } from '../projections/work-queue.ts'

let market: Market
let keys = 0
beforeAll(async () => {
  market = await openMarket({ stock: 1_000 })
})
afterAll(() => market.close())

const key = (caller: string) => ({ caller, key: `ow${++keys}`, requestHash: '' })
type Action = Parameters<Market['flows']['decideRefund']>[0]['action']
const decide = (refundNo: string, action: Action, actor = 'staff:b') =>
  market.flows.decideRefund({ ...key(actor), refundNo, action, actor, reason: null })
const redirect = (refundNo: string, way: 'wallet' | 'hand' | 'card', requestedBy = 'staff:a') =>
  market.flows.askRedirect({ ...key(requestedBy), refundNo, way, card: null, reason: 'refused', requestedBy })
const refundOf = async (no: string) => (await findRefund(market.database.db, no))!
const turn = async (rounds = 1) => {
  for (let i = 0; i < rounds; i++) {
    await market.flows.sweeps.sendRefunds()
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    await market.flows.sweeps.applyEvidence()
    await market.advance(5 * MINUTE)
  }
}
const queued = async (code: string) => {
  const queues = QUEUES.filter((one) => one.code === code)
  const [queue] = await countQueues(market.database.db, queues, { now: market.clock.now(), shopId: null })
  return queue!.count
}
const healthy = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
const balanceOf = async (purpose: string, owner: string) =>
  (
    await sql<{ balance: number }>`
      select coalesce(sum(debit - credit), 0)::bigint as balance
      from balance b join account a on a.id = b.account_id
      where a.purpose = ${purpose} and a.owner_id = ${owner}`.execute(market.database.db)
  ).rows[0]!.balance
const received = async (orderNo: string) => (await findOrders(market.database.db, [orderNo]))[0]!.refunded
const freeOf = async (buyer: string) => (await findWallet(market.database.db, buyer)).wallet.free

/** An approved refund of a whole order; `refuses`: how often its channel turns it down. */
async function refunding(
  buyer: string,
  fault: 'refund_refused' | 'refund_short' | 'refund_closed',
  times = 1,
) {
  const placed = value(await market.buy(buyer, [[11, 1]]))
  const { attemptNo } = value(await market.pay(buyer, placed.tradeNo))
  market.provider.pay(attemptNo)
  await market.deliver(market.provider.takeNotices())
  const { orderNo } = placed.orders[0]!
  const request = { orderNo, units: null, reason: 'broken', actor: 'staff:a' }
  const { refundNo, amount } = value(await market.flows.requestRefund({ ...key('staff:a'), ...request }))
  for (let i = 0; i < times; i++) market.provider.arm(fault, attemptNo)
  value(await decide(refundNo, 'approve'))
  return { buyer, refundNo, orderNo, attemptNo, amount }
}
type Refunding = Awaited<ReturnType<typeof refunding>>
/** One that its channel has refused, and does not know when asked again. */
async function refused(buyer: string): Promise<Refunding> {
  const of = await refunding(buyer, 'refund_refused')
  expect(codeOf(await redirect(of.refundNo, 'wallet'))).toBe('refund_in_doubt')
  await turn(1)
  await turn(1)
  expect(await refundOf(of.refundNo)).toMatchObject({
    state: 'failed',
    failureCode: 'window_over',
    nextAt: null,
  })
  return of
}
/** The channel takes and pays it after all, though it had refused it. */
const takesItAfterAll = ({ refundNo, attemptNo, amount }: Refunding) =>
  market.provider.acceptRefund(market.provider.orders.get(attemptNo)!, refundNo, amount)
type Act = Parameters<Market['flows']['actOnEntry']>[0]['act']
const entry = (subjectNo: string, actor: string, act: Act) =>
  market.flows.actOnEntry({ ...key(actor), subjectNo, actor, act })
const transferred = ({ amount }: Refunding, isBack = false): Act => ({
  kind: 'record',
  isBack,
  amount,
  currency: 'CNY',
  reference: 'BANK-1',
  note: null,
  occurredAt: market.clock.now().toISOString(),
})

describe('[N15] a refund that its channel refuses for good', () => {
  it('goes into the wallet by the word of two people, once, under its own number', async () => {
    const of = await refused('w1')
    expect(codeOf(await redirect(of.refundNo, 'card'))).toBe('not_redirectable')
    value(await redirect(of.refundNo, 'wallet'))
    expect([await queued('refunds_to_approve'), await freeOf('w1')]).toEqual([1, 0])
    expect(codeOf(await decide(of.refundNo, 'approve', 'staff:a'))).toBe('same_person')
    value(await decide(of.refundNo, 'approve'))
    const done = await refundOf(of.refundNo)
    expect(done).toMatchObject({
      state: 'succeeded',
      redirect: { way: 'wallet', isOpen: false, paid: 'wallet', decidedBy: 'staff:b', second: null },
    })
    expect([await freeOf('w1'), await received(of.orderNo)]).toEqual([of.amount, of.amount])
    expect(codeOf(await decide(of.refundNo, 'approve'))).toBe('illegal_move')
    expect(codeOf(await decide(of.refundNo, 'retry'))).toBe('illegal_move')
    expect(market.provider.refunds.has(of.refundNo)).toBe(false)
    await healthy()
  })

  it('is transferred by hand: two decide on it, two say that it was done', async () => {
    const of = await refused('h1')
    const bank = await balanceOf('channel_receivable', 'offline')
    value(await redirect(of.refundNo, 'hand'))
    expect(codeOf(await entry(of.refundNo, 'staff:c', transferred(of)))).toBe('unknown_channel')
    value(await decide(of.refundNo, 'approve'))
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'approved', nextAt: null })
    expect(await queued('refunds_to_transfer')).toBe(1)
    await turn(1)
    expect(market.provider.refunds.has(of.refundNo)).toBe(false)
    value(await entry(of.refundNo, 'staff:c', transferred(of)))
    expect(codeOf(await entry(of.refundNo, 'staff:c', { kind: 'confirm' }))).toBe('same_person')
    value(await entry(of.refundNo, 'staff:b', { kind: 'confirm' }))
    await market.flows.sweeps.applyEvidence()
    expect(await refundOf(of.refundNo)).toMatchObject({
      state: 'succeeded',
      channelRefundNo: 'BANK-1',
      redirect: { way: 'hand', paid: 'offline', isOpen: false },
    })
    expect(await balanceOf('channel_receivable', 'offline')).toBe(bank - of.amount)
    expect([await received(of.orderNo), await queued('refunds_to_transfer')]).toEqual([of.amount, 0])
    await healthy()
  })

  it('is turned down by the second person, or back from a transfer nobody made, and waits again', async () => {
    const of = await refused('k1')
    value(await redirect(of.refundNo, 'hand'))
    value(await decide(of.refundNo, 'reject'))
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'failed', failureCode: 'window_over' })
    value(await redirect(of.refundNo, 'hand'))
    value(await decide(of.refundNo, 'approve'))
    expect(codeOf(await decide(of.refundNo, 'reject', 'staff:a'))).toBe('same_person')
    value(await decide(of.refundNo, 'reject'))
    expect(await refundOf(of.refundNo)).toMatchObject({
      state: 'failed',
      redirect: { isOpen: false, paid: null },
    })
    expect(codeOf(await entry(of.refundNo, 'staff:c', transferred(of)))).toBe('unknown_channel')
    value(await redirect(of.refundNo, 'wallet'))
    value(await decide(of.refundNo, 'approve'))
    expect(await freeOf('k1')).toBe(of.amount)
    await healthy()
  })

  it('is left to its channel where that takes it while two people agree on another way', async () => {
    const of = await refused('l1')
    value(await redirect(of.refundNo, 'wallet'))
    takesItAfterAll(of)
    // Just before it pays, the channel is asked once more.
    expect(codeOf(await decide(of.refundNo, 'approve'))).toBe('refund_in_doubt')
    await turn(2)
    expect(await refundOf(of.refundNo)).toMatchObject({
      state: 'succeeded',
      redirect: { paid: null, second: null },
    })
    expect([await freeOf('l1'), await received(of.orderNo)]).toEqual([0, of.amount])
    await healthy()
  })

  it('is left to its channel where that takes it before the transfer was said', async () => {
    const of = await refused('l2')
    value(await redirect(of.refundNo, 'hand'))
    value(await decide(of.refundNo, 'approve'))
    takesItAfterAll(of)
    await turn(1)
    expect(await refundOf(of.refundNo)).toMatchObject({
      state: 'succeeded',
      redirect: { isOpen: false, failure: 'taken_by_channel', paid: null },
    })
    expect(codeOf(await entry(of.refundNo, 'staff:c', transferred(of)))).toBe('unknown_channel')
    expect(await balanceOf('refund_overpaid', 'mock')).toBe(0)
    await healthy()
  })

  it('paid by its channel as well is found, booked, told to people, and claimed back', async () => {
    const of = await refused('t1')
    value(await redirect(of.refundNo, 'wallet'))
    value(await decide(of.refundNo, 'approve'))
    const owed = await balanceOf('channel_receivable', 'mock')
    takesItAfterAll(of)
    await turn(2)
    const twice = await refundOf(of.refundNo)
    expect(twice).toMatchObject({
      state: 'succeeded',
      nextAt: null,
      redirect: { paid: 'wallet', second: { channel: 'mock', backNo: null } },
    })
    expect(await balanceOf('channel_receivable', 'mock')).toBe(owed - of.amount)
    expect(await balanceOf('refund_overpaid', 'mock')).toBe(of.amount)
    // The order gave its money back once.
    expect([await received(of.orderNo), await queued('refunds_paid_twice')]).toEqual([of.amount, 1])
    await healthy()
    value(await entry(of.refundNo, 'staff:c', transferred(of, true)))
    expect(codeOf(await entry(of.refundNo, 'staff:c', { kind: 'confirm' }))).toBe('same_person')
    value(await entry(of.refundNo, 'staff:b', { kind: 'confirm' }))
    await market.flows.sweeps.applyEvidence()
    expect([await balanceOf('refund_overpaid', 'mock'), await queued('refunds_paid_twice')]).toEqual([0, 0])
    expect(codeOf(await entry(of.refundNo, 'staff:c', transferred(of, true)))).toBe('illegal_move')
    await healthy()
  })

  it('paid by its channel without a word is found a day later; one that was not is asked about once', async () => {
    const [of, quiet] = [await refused('d1'), await refused('d2')]
    for (const { refundNo } of [of, quiet]) {
      value(await redirect(refundNo, 'wallet'))
      value(await decide(refundNo, 'approve'))
    }
    takesItAfterAll(of)
    market.provider.settleRefunds()
    expect(market.provider.takeNotices().length, 'all of them are lost').toBeGreaterThan(0)
    await market.advance(HOUR)
    await turn(1)
    expect(await refundOf(of.refundNo)).toMatchObject({ redirect: { second: null } })
    await market.advance(DAY)
    await turn(2)
    expect(await refundOf(of.refundNo)).toMatchObject({
      nextAt: null,
      redirect: { second: { channel: 'mock' } },
    })
    expect(await refundOf(quiet.refundNo)).toMatchObject({
      state: 'succeeded',
      nextAt: null,
      redirect: { second: null },
    })
    await healthy()
  })

  it('transferred by hand while its channel paid it is found as well', async () => {
    const of = await refused('t2')
    const before = await balanceOf('refund_overpaid', 'mock')
    value(await redirect(of.refundNo, 'hand'))
    value(await decide(of.refundNo, 'approve'))
    value(await entry(of.refundNo, 'staff:c', transferred(of)))
    takesItAfterAll(of)
    await turn(2)
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'succeeded', redirect: { paid: null } })
    value(await entry(of.refundNo, 'staff:b', { kind: 'confirm' }))
    await market.flows.sweeps.applyEvidence()
    expect(await refundOf(of.refundNo)).toMatchObject({ redirect: { second: { channel: 'offline' } } })
    expect(await balanceOf('refund_overpaid', 'mock')).toBe(before + of.amount)
    expect(await received(of.orderNo)).toBe(of.amount)
    await healthy()
  })

  it('refused again and again for now is stopped by people, asked about once more, and paid another way', async () => {
    const of = await refunding('s1', 'refund_short', 2)
    await turn(2)
    expect(await refundOf(of.refundNo)).toMatchObject({
      state: 'approved',
      tries: 2,
      failureCode: 'balance_short',
    })
    value(await decide(of.refundNo, 'stop'))
    expect(codeOf(await redirect(of.refundNo, 'wallet'))).toBe('refund_in_doubt')
    await market.advance(5 * MINUTE)
    await turn(1)
    expect(market.provider.refunds.has(of.refundNo)).toBe(false)
    value(await redirect(of.refundNo, 'wallet'))
    value(await decide(of.refundNo, 'approve'))
    expect(await freeOf('s1')).toBe(of.amount)
    await healthy()
  })

  it('ended by its channel goes the same way', async () => {
    const of = await refunding('c1', 'refund_closed')
    await turn(2)
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'failed', failureCode: 'closed' })
    value(await redirect(of.refundNo, 'wallet'))
    value(await decide(of.refundNo, 'approve'))
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'succeeded', redirect: { paid: 'wallet' } })
    expect(await freeOf('c1')).toBe(of.amount)
    await turn(2)
    await healthy()
  })
})
