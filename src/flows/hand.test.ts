import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { createHandChannels } from '../channels/hand/index.ts'
import { DAY, HOUR, MINUTE } from '../kernel/clock.ts'
import { findLines, findOrders, findTrade } from '../modules/order/index.ts'
import { findAttempt, findEntries, findPayment, findRefund } from '../modules/payment/index.ts'

const ACCOUNT = { bank: '招商银行', accountName: '通宝', accountNo: '622200001111' }

let market: Market
beforeAll(async () => {
  market = await openMarket({ stock: 1_000, hand: createHandChannels(ACCOUNT) })
  market.shops.set(2, { ...market.shops.get(2)!, autoConfirm: false })
})
afterAll(() => market.close())

let n = 0
const by = (caller: string) => ({ caller, key: `h${++n}`, requestHash: '', actor: caller })
const staff = (caller = 'staff:1') => ({
  ...by(caller),
  actor: { id: caller, by: 'platform' as const },
  reason: null,
})

async function bought(lines: [number, number][], channel: 'cod' | 'offline') {
  const buyerId = `b${++n}`
  const { tradeNo, orders } = value(await market.buy(buyerId, lines))
  const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
  const method = channel === 'cod' ? 'on_delivery' : 'transfer'
  const paid = await market.flows.pay({ ...by(actor.id), actor, tradeNo, orderNo: null, channel, method })
  return { buyerId, actor, tradeNo, orderNos: orders.map(({ orderNo }) => orderNo), paid }
}
const states = async (nos: readonly string[]) =>
  (await findOrders(market.database.db, nos)).map(({ state, paymentState }) => `${state}/${paymentState}`)
const sound = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
const record = (subjectNo: string, amount: number, actor = 'staff:1') =>
  market.flows.actOnEntry({
    ...by(actor),
    subjectNo,
    act: {
      kind: 'record',
      amount,
      currency: 'CNY',
      reference: `R${++n}`,
      note: null,
      occurredAt: market.clock.now().toISOString(),
    },
  })
const decide = (subjectNo: string, kind: 'confirm' | 'reject', actor = 'staff:2') =>
  market.flows.actOnEntry({ ...by(actor), subjectNo, act: { kind } })
const sweep = async () => {
  await market.flows.sweeps.applyEvidence()
  await market.flows.sweeps.expireTrades()
  await market.flows.sweeps.queryAttempts()
  await market.flows.sweeps.sendRefunds()
  await market.flows.sweeps.finishCloses()
}

describe('cash on delivery', () => {
  it('[N14] [M2] the order goes to its shop unpaid, and a refund before the money is collected moves nothing', async () => {
    const { tradeNo, orderNos, paid } = await bought([[11, 2]], 'cod')
    expect(value(paid)).toMatchObject({ state: 'authorized', held: 0 })
    expect(await states(orderNos)).toEqual(['booked/unpaid'])
    await market.advance(3 * DAY)
    await sweep()
    expect(await findTrade(market.database.db, tradeNo), 'no time limit closes it').toMatchObject({
      state: 'open',
    })
    const asked = await market.flows.requestRefund({
      ...by('staff:1'),
      orderNo: orderNos[0]!,
      units: null,
      reason: 'broken',
    })
    expect(asked).toMatchObject({ ok: false, rejection: { code: 'refund_exceeds', detail: { left: 0 } } })
    const { rows } = await sql`select 1 from journal where ref_no in (${tradeNo}, ${orderNos[0]!})`.execute(
      market.database.db,
    )
    expect(rows).toEqual([])
    await sound()
  })

  it('[N14] [M2] small cash as it was asked is one person’s word; then the order is paid and a refund is paid out by two', async () => {
    const { tradeNo, orderNos, paid } = await bought([[11, 2]], 'cod')
    const { attemptNo } = value(paid)
    expect(value(await record(attemptNo, 20_000))).toMatchObject({ isConfirmed: true })
    expect(await states(orderNos)).toEqual(['booked/paid'])
    expect(await findTrade(market.database.db, tradeNo)).toMatchObject({ state: 'paid' })
    expect(codeOf(await record(attemptNo, 20_000))).toBe('already_paid')
    const { refundNo } = value(
      await market.flows.requestRefund({
        ...by('staff:1'),
        orderNo: orderNos[0]!,
        units: { '1': 1 },
        reason: 'broken',
      }),
    )
    value(await market.flows.decideRefund({ ...by('staff:2'), refundNo, action: 'approve', reason: null }))
    await sweep()
    expect(await findRefund(market.database.db, refundNo)).toMatchObject({
      state: 'processing',
      amount: 10_000,
    })
    value(await record(refundNo, 1))
    expect(codeOf(await decide(refundNo, 'confirm', 'staff:1'))).toBe('same_person')
    value(await decide(refundNo, 'confirm'))
    expect(await findRefund(market.database.db, refundNo)).toMatchObject({ state: 'succeeded' })
    await sound()
  })

  it('[N14] an amount above the limit waits for a second person, and so does less than was asked', async () => {
    const much = await bought([[21, 4]], 'cod')
    value(await market.flows.actOnOrder({ ...staff(), orderNo: much.orderNos[0]!, action: 'confirm' }))
    const { attemptNo } = value(much.paid)
    expect(value(await record(attemptNo, 100_000))).toMatchObject({ isConfirmed: null })
    expect(await states(much.orderNos)).toEqual(['booked/unpaid'])
    expect(codeOf(await record(attemptNo, 100_000)), 'one word at a time').toBe('entry_waits')
    value(await decide(attemptNo, 'reject'))
    value(await record(attemptNo, 99_000))
    value(await decide(attemptNo, 'confirm'))
    expect(await states(much.orderNos)).toEqual(['booked/paid'])
    const view = await findPayment(market.database.db, much.tradeNo)
    expect(view?.payment).toMatchObject({ due: 99_000, captured: 99_000 })
    expect((await findLines(market.database.db, much.orderNos))[0]?.amounts).toMatchObject({
      shopDiscount: 1_000,
    })
    expect((await findEntries(market.database.db, attemptNo)).map(({ isConfirmed }) => isConfirmed)).toEqual([
      false,
      true,
    ])
    await sound()
  })

  it('[N14] more than was promised is not taken', async () => {
    const { paid } = await bought([[11, 1]], 'cod')
    expect(codeOf(await record(value(paid).attemptNo, 10_001))).toBe('above_open')
  })

  it('[N14] what comes back uncollected is cancelled with nothing to refund, and its stock is free', async () => {
    const { tradeNo, orderNos, paid } = await bought([[12, 3]], 'cod')
    const stock = async () =>
      (
        await sql<{ available: number }>`select available from stock where sku_id = 12`.execute(
          market.database.db,
        )
      ).rows[0]?.available
    const before = (await stock())!
    value(
      await market.flows.actOnOrder({
        ...staff(),
        orderNo: orderNos[0]!,
        action: 'withdraw',
        reason: 'nobody home',
      }),
    )
    expect(await states(orderNos)).toEqual(['cancelled/unpaid'])
    expect(await stock()).toBe(before + 3)
    expect(await findAttempt(market.database.db, value(paid).attemptNo)).toMatchObject({ state: 'closed' })
    expect(await findTrade(market.database.db, tradeNo)).toMatchObject({ state: 'closed' })
    expect((await findPayment(market.database.db, tradeNo))?.refunds).toEqual([])
    expect(codeOf(await record(value(paid).attemptNo, 10_002))).toBe('illegal_move')
    await sound()
  })

  it('[N14] is offered by the shop’s scene and up to its limit', async () => {
    const refused = async (lines: [number, number][]) => codeOf((await bought(lines, 'cod')).paid)
    expect(await refused([[31, 1]]), 'a hotel').toBe('not_offered')
    expect(await refused([[21, 21]]), 'above the limit').toBe('not_offered')
  })

  it('[N14] the buyer ends it while no shop has confirmed, and not after', async () => {
    const waiting = await bought([[21, 1]], 'cod')
    const { actor, tradeNo } = waiting
    value(await market.flows.cancelTrade({ ...by(actor.id), actor, tradeNo, reason: 'no' }))
    expect(await states(waiting.orderNos)).toEqual(['cancelled/unpaid'])
    const booked = await bought([[11, 1]], 'cod')
    const late = { ...by(booked.actor.id), actor: booked.actor, tradeNo: booked.tradeNo, reason: 'no' }
    expect(codeOf(await market.flows.cancelTrade(late))).toBe('illegal_move')
    const other = { ...by(booked.actor.id), actor: booked.actor, tradeNo: booked.tradeNo, orderNo: null }
    const online = await market.flows.pay({ ...other, channel: 'mock', method: 'native' })
    expect(codeOf(online), 'it is on its way: it is paid at the door').toBe('attempt_open')
    await sound()
  })
})

describe('a transfer', () => {
  it('[N14] shows where to, gives days instead of minutes, and pays once two people have said so', async () => {
    const { tradeNo, orderNos, paid } = await bought([[11, 1]], 'offline')
    const { attemptNo, presentation } = value(paid)
    expect(presentation).toEqual({ kind: 'transfer', ...ACCOUNT, reference: attemptNo })
    await market.advance(2 * DAY)
    await sweep()
    expect(await findTrade(market.database.db, tradeNo)).toMatchObject({ state: 'open' })
    value(await record(attemptNo, 10_000))
    expect(await states(orderNos)).toEqual(['created/unpaid'])
    expect(codeOf(await decide(attemptNo, 'confirm', 'staff:1'))).toBe('same_person')
    value(await decide(attemptNo, 'confirm'))
    expect(await states(orderNos)).toEqual(['booked/paid'])
    const { rows } =
      await sql`select kind, verdict, outcome from evidence where subject_no = ${attemptNo}`.execute(
        market.database.db,
      )
    expect(rows).toEqual([{ kind: 'operator', verdict: 'two_people', outcome: 'captured' }])
    await sound()
  })

  it('[N14] in a wrong amount is a conflict, in suspense, and given back by hand', async () => {
    const { orderNos, paid } = await bought([[11, 1]], 'offline')
    const { attemptNo } = value(paid)
    value(await record(attemptNo, 10_001))
    value(await decide(attemptNo, 'confirm'))
    expect(await findAttempt(market.database.db, attemptNo)).toMatchObject({
      state: 'conflicted',
      surplus: 10_001,
    })
    expect(await states(orderNos)).toEqual(['created/unpaid'])
    const { refundNo } = value(
      await market.flows.refundSurplus({ ...by('staff:1'), attemptNo, reason: 'one fen off' }),
    )
    value(await market.flows.decideRefund({ ...by('staff:2'), refundNo, action: 'approve', reason: null }))
    value(await record(refundNo, 1))
    value(await decide(refundNo, 'confirm'))
    expect(await findRefund(market.database.db, refundNo)).toMatchObject({
      state: 'succeeded',
      amount: 10_001,
    })
    await sound()
  })

  it('[N14] [N8] of less than was asked for is a part, where parts are taken; the rest is paid otherwise', async () => {
    const { buyerId, tradeNo, orderNos, paid } = await bought([[11, 1]], 'offline')
    const { attemptNo } = value(paid)
    value(await record(attemptNo, 4_000))
    value(await decide(attemptNo, 'confirm'))
    expect(await states(orderNos)).toEqual(['created/partly_paid'])
    const rest = value(await market.pay(buyerId, tradeNo))
    expect(rest.amount).toBe(6_000)
    market.provider.pay(rest.attemptNo)
    await market.deliver(market.provider.takeNotices())
    expect(await states(orderNos)).toEqual(['booked/paid'])
    await sound()
  })

  it('[N14] [N9] that comes after the close is recorded and goes back', async () => {
    const { tradeNo, orderNos, paid } = await bought([[11, 1]], 'offline')
    const { attemptNo } = value(paid)
    await market.advance(3 * DAY + HOUR)
    await sweep()
    await market.advance(11 * MINUTE)
    await sweep()
    expect(await states(orderNos)).toEqual(['created_cancelled/timed_out'])
    value(await record(attemptNo, 10_000))
    value(await decide(attemptNo, 'confirm'))
    const view = await findPayment(market.database.db, tradeNo)
    expect(view?.payment).toMatchObject({ state: 'closed', captured: 0, surplus: 10_000 })
    expect(view?.refunds).toMatchObject([{ source: 'surplus', amount: 10_000 }])
    await sweep()
    await sound()
  })

  it('[N7] makes way at once for another way to pay: nobody can be asked, so the close is ours alone', async () => {
    const { tradeNo, actor, paid } = await bought([[11, 1]], 'offline')
    const { attemptNo } = value(paid)
    const wish = { tradeNo, orderNo: null, channel: 'mock', method: 'native' }
    const other = value(await market.flows.pay({ ...by(actor.id), ...wish, actor }))
    expect(other.state).toBe('ready')
    expect(await findAttempt(market.database.db, attemptNo)).toMatchObject({ state: 'closed' })
    await sound()
  })

  it('[N14] is confirmed once: the evidence stands in the commit of the confirmation, so a crash loses nothing', async () => {
    const { orderNos, paid } = await bought([[11, 1]], 'offline')
    const { attemptNo } = value(paid)
    value(await record(attemptNo, 10_000))
    // The process dies after the commit: nobody applies what was confirmed.
    const command = {
      ...by('staff:2'),
      now: market.clock.now(),
      subject: attemptNo,
      act: { kind: 'confirm' as const },
    }
    value(await market.flows.lanes.actOnEntry.submit(command))
    expect(await states(orderNos)).toEqual(['created/unpaid'])
    await market.flows.sweeps.applyEvidence()
    expect(await states(orderNos)).toEqual(['booked/paid'])
    await sound()
  })
})
