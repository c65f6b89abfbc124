import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { MINUTE, SECOND } from '../kernel/clock.ts'
import { findOrders, findTrade } from '../modules/order/index.ts'
import { evidenceOf, findAttempt, findPayment, waitingEvidence } from '../modules/payment/index.ts'
import { nextPosition } from '../platform/outbox.ts'

let market: Market
const defects: string[] = []
beforeAll(async () => {
  market = await openMarket({ onDefect: (_, what) => defects.push(what) })
})
afterAll(() => market.close())

const db = () => market.database.db
const started = async (buyer: string, skuId = 11) => {
  const { tradeNo } = value(await market.buy(buyer, [[skuId, 1]]))
  return { tradeNo, attemptNo: value(await market.pay(buyer, tradeNo)).attemptNo }
}
const stateOf = async (attemptNo: string) => (await findAttempt(db(), attemptNo))!.state
const evidence = (sourceId: string, subjectNo: string, channelNo: string) => ({
  caller: 'rule',
  key: sourceId,
  requestHash: '',
  now: market.clock.now(),
  channel: 'mock',
  kind: 'notice' as const,
  sourceId,
  verified: true,
  verdict: 'verified',
  subjectNo,
  report: {
    about: 'attempt' as const,
    kind: 'paid' as const,
    channelNo,
    amount: 10_000,
    currency: 'CNY',
    succeededAt: market.clock.now().toISOString(),
    isOurs: true,
  },
  headers: {},
  body: Buffer.from('{}'),
})

describe('nothing stays unresolved', () => {
  it('[N7] a refusal to show the code again does not end the attempt that the buyer can still pay', async () => {
    const { tradeNo, attemptNo } = await started('u1')
    await market.flows.lanes.tellAttempt
      .submit({
        caller: 'rule',
        key: attemptNo,
        requestHash: '',
        now: market.clock.now(),
        subject: attemptNo,
        actor: 'channel:mock',
        reason: null,
        news: { kind: 'started', answer: { kind: 'refused', code: 'busy' } },
      })
      .then(value)
    expect(await stateOf(attemptNo)).toBe('ready')
    expect((await findPayment(db(), tradeNo))!.attempts).toMatchObject([{ attemptNo, isOpen: true }])
  })

  it('[N11] attempts of a channel that is gone, or that fail, do not keep others from being asked about', async () => {
    const gone = await started('u2')
    const broken = await started('u3')
    const lost = await started('u4')
    market.provider.pay(lost.attemptNo)
    market.provider.takeNotices() // lost
    await market.advance(20 * SECOND)
    await sql`update attempt set channel = 'gone', next_query_at = '2026-01-01' where attempt_no = ${gone.attemptNo}`.execute(
      db(),
    )
    await sql`update attempt set next_query_at = '2026-01-02' where attempt_no = ${broken.attemptNo}`.execute(
      db(),
    )
    const query = market.channel.query
    market.channel.query = (no, signal) => {
      if (no === broken.attemptNo) throw new Error('a defect of the channel')
      return query(no, signal)
    }
    for (let i = 0; i < 8 && (await stateOf(lost.attemptNo)) !== 'succeeded'; i++)
      await market.flows.sweeps.queryAttempts(1)
    market.channel.query = query
    expect(await stateOf(lost.attemptNo)).toBe('succeeded')
    expect(await stateOf(broken.attemptNo)).toBe('ready')
    expect(defects).toContain(`attempt ${broken.attemptNo}`)
    await sql`update attempt set channel = 'mock' where attempt_no = ${gone.attemptNo}`.execute(db())
  })

  it('[N5] a genuine notice that says nothing decisive, or is about nothing of ours, waits for nobody', async () => {
    const { attemptNo } = await started('u5')
    const order = market.provider.orders.get(attemptNo)!
    const body = Buffer.from(JSON.stringify({ id: 'N-pending', at: Date.now(), order }))
    await market.deliver([{ body, headers: market.provider.sign(body) }])
    expect(await evidenceOf(db(), [attemptNo])).toMatchObject([{ report: null, outcome: 'noted' }])
    const other = Buffer.from(JSON.stringify({ id: 'N-other', at: Date.now() }))
    await market.deliver([{ body: other, headers: market.provider.sign(other) }])
    const foreign = { ...order, attemptNo: '3-of-another-till', state: 'paid', paid: { amount: 1, at: 0 } }
    const theirs = Buffer.from(JSON.stringify({ id: 'N-theirs', at: Date.now(), order: { ...foreign } }))
    await market.deliver([{ body: theirs, headers: market.provider.sign(theirs) }])
    await market.flows.sweeps.applyEvidence()
    expect(await waitingEvidence(db())).toEqual([])
    const { rows } = await sql`select from evidence where verified and applied_at is null`.execute(db())
    expect(rows).toEqual([])
  })

  it('[N6] evidence that cannot be applied does not keep the rest from being applied', async () => {
    const paid = await started('u6')
    await market.flows.lanes.storeEvidence.submit(evidence('E-paid', paid.attemptNo, 'SAME')).then(value)
    await market.flows.sweeps.applyEvidence()
    const poisoned = await started('u7')
    const healthy = await started('u8')
    // The channel gives one transaction's number to two attempts: a fault that people must look into.
    await market.flows.lanes.storeEvidence
      .submit(evidence('E-poison', poisoned.attemptNo, 'SAME'))
      .then(value)
    await market.flows.lanes.storeEvidence.submit(evidence('E-good', healthy.attemptNo, 'OWN')).then(value)
    for (let i = 0; i < 3; i++) await market.flows.sweeps.applyEvidence(1)
    expect(await stateOf(healthy.attemptNo)).toBe('succeeded')
    expect(await stateOf(poisoned.attemptNo)).toBe('ready')
    expect(defects.some((what) => what.startsWith('evidence '))).toBe(true)
    await sql`update evidence set applied_at = now(), outcome = 'noted' where source_id = 'E-poison'`.execute(
      db(),
    )
  })

  it('[L8] a trade that cannot be closed does not keep the others open', async () => {
    const bad = value(await market.buy('u9', [[12, 1]]))
    const good = value(await market.buy('u10', [[12, 1]]))
    await sql`update trade set order_nos = array_append(order_nos, '2026030112000000000000') where trade_no = ${bad.tradeNo}`.execute(
      db(),
    )
    await market.advance(31 * MINUTE)
    await market.flows.sweeps.expireTrades()
    await market.flows.sweeps.finishCloses()
    expect((await findTrade(db(), good.tradeNo))!.state).toBe('closed')
    expect(defects).toContain(`trade ${bad.tradeNo}`)
    await sql`update trade set order_nos = order_nos[:1] where trade_no = ${bad.tradeNo}`.execute(db())
    await market.flows.sweeps.expireTrades()
    expect((await findTrade(db(), bad.tradeNo))!.state).toBe('closed')
  })

  it('[H12] a buyer who gives "timeout" as his reason has cancelled all the same', async () => {
    const { tradeNo, orders } = value(await market.buy('u11', [[12, 1]]))
    await market.flows
      .cancelTrade({
        caller: 'buyer:u11',
        key: 'cancel',
        requestHash: '',
        tradeNo,
        actor: { id: 'buyer:u11', by: 'buyer' },
        reason: 'timeout',
      })
      .then(value)
    expect((await findOrders(db(), [orders[0]!.orderNo]))[0]).toMatchObject({
      state: 'created_cancelled',
      paymentState: 'unpaid',
    })
  })

  it('[N7] a start that reaches the channel after the close began is closed there, and no code is shown', async () => {
    const { tradeNo } = value(await market.buy('u12', [[12, 1]]))
    const start = market.channel.startPayment
    market.channel.startPayment = async (request, signal) => {
      market.channel.startPayment = start
      await market.flows
        .cancelTrade({
          caller: 'buyer:u12',
          key: 'cancel',
          requestHash: '',
          tradeNo,
          actor: { id: 'buyer:u12', by: 'buyer' },
          reason: 'changed my mind',
        })
        .then(value)
      return start(request, signal)
    }
    const attempt = value(await market.pay('u12', tradeNo))
    expect(attempt).toMatchObject({ state: 'closing', presentation: null })
    await market.advance(10 * SECOND)
    await market.flows.sweeps.queryAttempts()
    expect(market.provider.orders.get(attempt.attemptNo)?.state).toBe('closed')
    expect(await stateOf(attempt.attemptNo)).toBe('closed')
    expect((await findTrade(db(), tradeNo))!.state).toBe('closed')
  })

  it('[N9] late money of which one order was cancelled pays the rest, and the cancelled part goes back', async () => {
    const placed = value(
      await market.buy('u13', [
        [11, 1],
        [21, 1],
      ]),
    )
    const attempt = value(await market.pay('u13', placed.tradeNo))
    const cancelled = await market.flows.cancelOrder({
      caller: 'buyer:u13',
      key: 'cancel',
      requestHash: '',
      orderNo: placed.orders[0]!.orderNo,
      actor: { id: 'buyer:u13', by: 'buyer' },
      reason: null,
    })
    expect(cancelled.ok).toBe(true)
    market.provider.pay(attempt.attemptNo, { inFlight: true })
    await market.deliver(market.provider.takeNotices())
    expect((await findTrade(db(), placed.tradeNo))!.state).toBe('paid')
    expect((await findPayment(db(), placed.tradeNo))!.payment).toMatchObject({
      state: 'covered',
      due: 25_000,
      captured: 25_000,
      surplus: 10_000,
      surplusRefunding: 10_000,
    })
  })

  it('[N5] the right amount after a wrong one changes nothing: the money is recorded once and people decide', async () => {
    const { tradeNo, attemptNo } = await started('u14')
    market.provider.pay(attemptNo, { amount: 9_999 })
    await market.deliver(market.provider.takeNotices())
    await market.flows.lanes.storeEvidence.submit(evidence('E-right', attemptNo, 'RIGHT')).then(value)
    await market.flows.sweeps.applyEvidence()
    const { payment, flows } = (await findPayment(db(), tradeNo))!
    expect(payment).toMatchObject({ captured: 0, surplus: 9_999 })
    expect(flows).toHaveLength(1)
    expect((await evidenceOf(db(), [attemptNo])).map((one) => one.outcome)).toEqual([
      'conflicted',
      'superseded',
    ])
  })

  it('[N5] money of another currency, or none at all, is a conflict: counted in its own, and given back in it', async () => {
    const usd = await started('u15')
    const other = evidence('E-usd', usd.attemptNo, 'USD-1')
    await market.flows.lanes.storeEvidence
      .submit({ ...other, report: { ...other.report, currency: 'USD' } })
      .then(value)
    const none = await started('u16')
    const nothing = evidence('E-none', none.attemptNo, 'NONE-1')
    await market.flows.lanes.storeEvidence
      .submit({ ...nothing, report: { ...nothing.report, amount: 0 } })
      .then(value)
    await market.flows.sweeps.applyEvidence()
    expect((await findPayment(db(), usd.tradeNo))!).toMatchObject({
      payment: { captured: 0, surplus: 0 },
      attempts: [{ state: 'conflicted', received: 10_000, receivedCurrency: 'USD' }],
      flows: [{ amount: 10_000, currency: 'USD' }],
    })
    expect((await findPayment(db(), none.tradeNo))!).toMatchObject({
      payment: { captured: 0, surplus: 0 },
      attempts: [{ state: 'conflicted', received: 0 }],
      flows: [],
    })
    const back = value(
      await market.flows.refundSurplus({
        ...{ caller: 'staff:1', key: 'usd', requestHash: '', actor: 'staff:1' },
        ...{ attemptNo: usd.attemptNo, reason: 'foreign' },
      }),
    )
    expect(back).toMatchObject({ amount: 10_000 })
    expect((await findPayment(db(), usd.tradeNo))!.refunds).toMatchObject([{ currency: 'USD' }])
    expect((await audit(db(), 'whole', market.clock.now())).found).toEqual([])
    const decided = { ...{ caller: 'staff:2', key: 'usd', requestHash: '' }, refundNo: back.refundNo }
    value(await market.flows.decideRefund({ ...decided, action: 'reject', actor: 'staff:2', reason: null }))
  })

  it('[N9] a close overtaken by a payer who was confirming takes his money for what it was meant', async () => {
    const { tradeNo, attemptNo } = await started('u17')
    market.provider.arm('pay_after_close', attemptNo)
    const again = await market.flows.pay({
      ...{ caller: 'buyer:u17', key: 'again', requestHash: '', tradeNo, orderNo: null, channel: 'mock' },
      ...{ method: 'other', actor: { id: 'buyer:u17', by: 'buyer' as const } },
    })
    expect(again).toMatchObject({ ok: false })
    const closed = await market.flows.cancelTrade({
      ...{ caller: 'buyer:u17', key: 'cancel', requestHash: '', tradeNo, reason: 'mind' },
      actor: { id: 'buyer:u17', by: 'buyer' },
    })
    expect(closed.ok).toBe(true)
    expect((await findPayment(db(), tradeNo))!.payment).toMatchObject({ captured: 10_000, surplus: 0 })
    expect((await findTrade(db(), tradeNo))!.state).toBe('paid')
    market.provider.takeNotices()
  })

  it('[N15] a refund that the channel took and then does not know is sent again under its number', async () => {
    const { tradeNo, attemptNo } = await started('u18')
    market.provider.pay(attemptNo)
    await market.deliver(market.provider.takeNotices())
    const orderNo = (await findTrade(db(), tradeNo))!.orderNos[0]!
    const asked = value(
      await market.flows.requestRefund({
        ...{ caller: 'staff:1', key: 'r18', requestHash: '', orderNo, units: null, reason: 'forgotten' },
        actor: 'staff:1',
      }),
    )
    const decided = { ...{ caller: 'staff:2', key: 'd18', requestHash: '' }, refundNo: asked.refundNo }
    value(await market.flows.decideRefund({ ...decided, action: 'approve', actor: 'staff:2', reason: null }))
    await market.flows.sweeps.sendRefunds()
    const refund = async () => (await findPayment(db(), tradeNo))!.refunds[0]!
    expect((await refund()).state).toBe('processing')
    market.provider.refunds.delete(asked.refundNo)
    const order = market.provider.orders.get(attemptNo)!
    market.provider.orders.set(attemptNo, { ...order, refunded: 0 })
    await market.advance(MINUTE)
    await market.flows.sweeps.sendRefunds()
    expect(market.provider.refunds.get(asked.refundNo)).toMatchObject({ state: 'processing' })
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    expect((await refund()).state).toBe('succeeded')
    expect(market.provider.money.filter((line) => line.refundNo === asked.refundNo)).toHaveLength(1)
  })

  it('[N5] a refund said to come back is asked about, and what is about nothing of ours waits for people', async () => {
    const { tradeNo } = await started('u19')
    const { refunds } = (await findPayment(db(), tradeNo))!
    expect(refunds).toEqual([])
    const { rows } = await sql<{ refund_no: string }>`
      select refund_no from refund where state = 'succeeded' limit 1`.execute(db())
    const gone = evidence('E-bounced', rows[0]!.refund_no, 'X')
    await market.flows.lanes.storeEvidence
      .submit({ ...gone, report: { about: 'refund', kind: 'failed', code: 'abnormal' } })
      .then(value)
    await market.flows.lanes.storeEvidence
      .submit(evidence('E-nobody', '3026030112313000999966', 'Y'))
      .then(value)
    await market.flows.sweeps.applyEvidence()
    // It is asked about, and the channel says that it stands.
    await market.flows.sweeps.sendRefunds()
    const { rows: stands } = await sql<{ state: string; next_at: Date | null }>`
      select state, next_at from refund where refund_no = ${rows[0]!.refund_no}`.execute(db())
    expect(stands).toEqual([{ state: 'succeeded', next_at: null }])
    const { rows: waiting } = await sql`
      select source_id as "sourceId", outcome from evidence
      where outcome in ('no_subject', 'contradicted') and source_id like 'E-%' order by id`.execute(db())
    expect(waiting).toEqual([{ sourceId: 'E-nobody', outcome: 'no_subject' }])
  })

  it('[L8] every invariant holds afterwards, and nothing is overdue', async () => {
    for (let i = 0; i < 6; i++) {
      await market.advance(10 * MINUTE)
      await market.flows.sweeps.expireTrades()
      await market.flows.sweeps.queryAttempts()
      await market.flows.sweeps.finishCloses()
      await market.flows.sweeps.sendRefunds()
      market.provider.settleRefunds()
      await market.deliver(market.provider.takeNotices())
    }
    expect(await nextPosition(db())).toBe(1)
    expect((await audit(db(), 'whole', market.clock.now())).found).toEqual([])
  })
})
