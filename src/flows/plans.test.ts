import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { DAY, HOUR, MINUTE } from '../kernel/clock.ts'
import { findLines, findOrders, findTrade } from '../modules/order/index.ts'
import { dueParts, findPayment, findSchedule, partsOf } from '../modules/payment/index.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket({ stock: 1_000 })
})
afterAll(() => market.close())

const ROOM = 58_800
const DEPOSIT = 17_640
let n = 0
const by = (caller: string) => ({ caller, key: `h${++n}`, requestHash: '', actor: caller })
const staff = { id: 'staff:1', by: 'merchant' as const }

async function planned(lines: [number, number][], plan: string) {
  const buyerId = `b${++n}`
  const { tradeNo, orders } = value(await market.buy(buyerId, lines))
  const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
  const chosen = await market.flows.choosePlan({ ...by(actor.id), actor, tradeNo, plan })
  return { buyerId, actor, tradeNo, orderNos: orders.map(({ orderNo }) => orderNo), chosen }
}
type Planned = Awaited<ReturnType<typeof planned>>

/** Pays what is due next, and the channel tells of it. */
async function payNext({ buyerId, tradeNo }: Pick<Planned, 'buyerId' | 'tradeNo'>) {
  const attempt = value(await market.pay(buyerId, tradeNo))
  market.provider.pay(attempt.attemptNo)
  await market.deliver(market.provider.takeNotices())
  return attempt
}
const states = async (nos: readonly string[]) =>
  (await findOrders(market.database.db, nos)).map(({ state, paymentState }) => `${state}/${paymentState}`)
const scheduleOf = async (tradeNo: string) => {
  const view = await findPayment(market.database.db, tradeNo)
  const schedule = await findSchedule(market.database.db, tradeNo)
  return partsOf(view!.payment.due, view!.payment.captured, schedule).map(
    ({ kind, amount, paid }) => `${kind} ${paid}/${amount}`,
  )
}
const stockOf = async (skuId: number) =>
  (
    await sql<{ available: number; committed: number }>`
      select available, committed from stock where sku_id = ${skuId}`.execute(market.database.db)
  ).rows[0]!
const sound = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
const sweep = async () => {
  const { sweeps } = market.flows
  await sweeps.expireTrades()
  await sweeps.queryAttempts()
  await sweeps.finishCloses()
  await sweeps.sendRefunds()
  market.provider.settleRefunds()
  await market.deliver(market.provider.takeNotices())
}
const pass = async (ms: number) => {
  await market.advance(ms)
  await sweep()
  await market.advance(11 * MINUTE)
  await sweep()
}

describe('a deposit', () => {
  it('[N12] [H8] [J2] books the room with its stock in one commit; the rest completes it; a supplement is owed beyond', async () => {
    const stock = await stockOf(31)
    const stay = await planned([[31, 1]], 'deposit')
    expect(value(stay.chosen)).toEqual({ tradeNo: stay.tradeNo, plan: 'deposit' })
    expect(await scheduleOf(stay.tradeNo)).toEqual([`deposit 0/${DEPOSIT}`, `balance 0/${ROOM - DEPOSIT}`])
    const first = await payNext(stay)
    expect(first.amount).toBe(DEPOSIT)
    expect(await states(stay.orderNos)).toEqual(['booked/partly_paid'])
    expect(await stockOf(31)).toEqual({ available: stock.available - 1, committed: stock.committed + 1 })
    const trade = await findTrade(market.database.db, stay.tradeNo)
    expect(trade).toMatchObject({ state: 'open', securedBy: null })
    expect(trade!.expiresAt.getTime() - market.clock.now().getTime()).toBeGreaterThan(6 * DAY)
    await sound()

    const early = { ...by('staff:1'), actor: staff, orderNo: stay.orderNos[0]!, reason: null }
    expect(codeOf(await market.flows.actOnOrder({ ...early, action: 'complete' }))).toBe('not_paid')
    await market.advance(5 * DAY)
    expect((await payNext(stay)).amount).toBe(ROOM - DEPOSIT)
    expect(await states(stay.orderNos)).toEqual(['booked/paid'])
    expect(await findTrade(market.database.db, stay.tradeNo)).toMatchObject({ state: 'paid' })
    await sound()

    const ask = {
      ...by('staff:1'),
      actor: staff,
      orderNo: stay.orderNos[0]!,
      amount: 4_800,
      title: '迷你吧',
      reason: 'minibar',
    }
    expect(value(await market.flows.askSupplement(ask))).toMatchObject({ seq: 3 })
    expect(await states(stay.orderNos)).toEqual(['booked/partly_paid'])
    expect(await findTrade(market.database.db, stay.tradeNo)).toMatchObject({ state: 'open' })
    expect(await scheduleOf(stay.tradeNo)).toEqual([
      `deposit ${DEPOSIT}/${DEPOSIT}`,
      `balance ${ROOM - DEPOSIT}/${ROOM - DEPOSIT}`,
      'supplement 0/4800',
    ])
    const lines = await findLines(market.database.db, stay.orderNos)
    expect(lines.map(({ kind, amounts }) => [kind, amounts.payable])).toEqual([
      ['goods', ROOM],
      ['supplement', 4_800],
    ])
    await sound()
    await pass(8 * DAY)
    expect(await states(stay.orderNos), 'a supplement is never given up by time').toEqual([
      'booked/partly_paid',
    ])
    expect((await payNext(stay)).amount).toBe(4_800)
    expect(await states(stay.orderNos)).toEqual(['booked/paid'])
    value(await market.flows.actOnOrder({ ...early, ...by('staff:1'), actor: staff, action: 'complete' }))
    expect(await states(stay.orderNos)).toEqual(['completed/paid'])
    expect(await stockOf(31)).toEqual({ available: stock.available - 1, committed: stock.committed + 1 })
    await sound()
  })

  it('[N12] [H8] whose rest is not paid in time ends the booking: the deposit stays with the shop, its stock is free', async () => {
    const stock = await stockOf(31)
    const stay = await planned([[31, 1]], 'deposit')
    await payNext(stay)
    await pass(7 * DAY + HOUR)
    expect(await states(stay.orderNos)).toEqual(['cancelled/timed_out'])
    expect(await stockOf(31)).toEqual(stock)
    const view = await findPayment(market.database.db, stay.tradeNo)
    expect(view?.items).toMatchObject([{ captured: DEPOSIT, kept: DEPOSIT, refunding: 0, refunded: 0 }])
    expect(view?.refunds).toEqual([])
    const { rows } = await sql`
      select purpose, sum(p.amount)::bigint as amount from journal j join posting p using (journal_no)
      join account a on a.id = p.account_id where j.event = 'deposit_kept' and j.ref_no = ${stay.orderNos[0]!}
      group by purpose order by purpose`.execute(market.database.db)
    expect(rows).toEqual([
      { purpose: 'deposit_kept', amount: -DEPOSIT },
      { purpose: 'merchant_pending', amount: DEPOSIT },
    ])
    await sound()
  })

  it('[N12] goes back whole when the shop declines', async () => {
    market.shops.set(3, { ...market.shops.get(3)!, autoConfirm: false })
    const stay = await planned([[31, 1]], 'deposit')
    market.shops.set(3, { ...market.shops.get(3)!, autoConfirm: true })
    await payNext(stay)
    expect(await states(stay.orderNos)).toEqual(['pending_confirmation/partly_paid'])
    const decline = {
      ...by('staff:1'),
      actor: staff,
      orderNo: stay.orderNos[0]!,
      action: 'decline' as const,
      reason: 'full',
    }
    value(await market.flows.actOnOrder(decline))
    await sweep()
    expect(await states(stay.orderNos)).toEqual(['booking_failed/partly_paid'])
    const view = await findPayment(market.database.db, stay.tradeNo)
    expect(view?.payment).toMatchObject({ captured: DEPOSIT, refunded: DEPOSIT })
    expect(await findTrade(market.database.db, stay.tradeNo)).toMatchObject({ state: 'closed' })
    await sound()
  })

  it('[N12] a deposit that is not paid in time books nothing', async () => {
    const stay = await planned([[31, 1]], 'deposit')
    await pass(HOUR)
    expect(await states(stay.orderNos)).toEqual(['created_cancelled/timed_out'])
    await sound()
  })

  it('[N12] the buyer who withdraws leaves it; all may be paid at once instead', async () => {
    const stay = await planned([[31, 1]], 'deposit')
    await payNext(stay)
    value(
      await market.flows.cancelTrade({
        ...by(stay.actor.id),
        actor: stay.actor,
        tradeNo: stay.tradeNo,
        reason: 'ill',
      }),
    )
    expect(await states(stay.orderNos)).toEqual(['cancelled/partly_paid'])
    const view = await findPayment(market.database.db, stay.tradeNo)
    expect(view?.items).toMatchObject([{ kept: DEPOSIT }])
    await sound()
    const whole = await planned([[31, 1]], 'deposit')
    const paid = value(
      await market.flows.pay({
        ...by(whole.actor.id),
        actor: whole.actor,
        tradeNo: whole.tradeNo,
        orderNo: null,
        channel: 'mock',
        method: 'native',
        amount: ROOM,
      } as Parameters<Market['flows']['pay']>[0]),
    )
    market.provider.pay(paid.attemptNo)
    await market.deliver(market.provider.takeNotices())
    expect(await states(whole.orderNos)).toEqual(['booked/paid'])
    await sound()
  })
})

describe('instalments', () => {
  it('[N16] three parts by their days, each recorded; the schedule is honoured and is what is due', async () => {
    const goods = await planned([[21, 5]], 'parts3')
    expect(await scheduleOf(goods.tradeNo)).toEqual([
      'instalment 0/42500',
      'instalment 0/41250',
      'instalment 0/41250',
    ])
    for (const [i, amount] of [42_500, 41_250, 41_250].entries()) {
      expect((await payNext(goods)).amount).toBe(amount)
      expect(await states(goods.orderNos)).toEqual([i < 2 ? 'booked/partly_paid' : 'booked/paid'])
      await sound()
      if (i < 2) await market.advance(29 * DAY)
    }
    expect(await findTrade(market.database.db, goods.tradeNo)).toMatchObject({ state: 'paid' })
  })

  it('[N16] what falls due is found beforehand, by part and with what is open of it', async () => {
    const goods = await planned([[21, 5]], 'parts3')
    await payNext(goods)
    await market.advance(29 * DAY)
    const now = market.clock.now()
    const due = await dueParts(market.database.db, {
      now,
      until: new Date(now.getTime() + 2 * DAY),
      limit: 10,
    })
    expect(due).toMatchObject([
      { tradeNo: goods.tradeNo, buyerId: goods.buyerId, part: 2, amount: 41_250, currency: 'CNY' },
    ])
    await payNext(goods)
    const later = await dueParts(market.database.db, {
      now,
      until: new Date(now.getTime() + 2 * DAY),
      limit: 10,
    })
    expect(later).toEqual([])
  })

  it('[N16] whose rest is not paid in time end: without a deposit all of it goes back', async () => {
    const goods = await planned([[21, 5]], 'parts3')
    await payNext(goods)
    await pass(31 * DAY)
    expect(await states(goods.orderNos)).toEqual(['cancelled/timed_out'])
    await sweep()
    const view = await findPayment(market.database.db, goods.tradeNo)
    expect(view?.payment).toMatchObject({ captured: 42_500, refunded: 42_500 })
    await sound()
  })

  it('[N16] a plan is offered by scene and amount, chosen once, before the first payment; less than the part is not taken', async () => {
    expect(codeOf((await planned([[21, 1]], 'parts3')).chosen), 'below its limit').toBe('not_offered')
    expect(codeOf((await planned([[21, 5]], 'deposit')).chosen), 'another scene').toBe('not_offered')
    const goods = await planned([[21, 5]], 'parts3')
    const again = { ...by(goods.actor.id), actor: goods.actor, tradeNo: goods.tradeNo, plan: 'parts3' }
    expect(codeOf(await market.flows.choosePlan(again))).toBe('plan_chosen')
    const less = { ...by(goods.actor.id), actor: goods.actor, tradeNo: goods.tradeNo, orderNo: null }
    const outcome = await market.flows.pay({
      ...less,
      channel: 'mock',
      method: 'native',
      amount: 100,
    } as Parameters<Market['flows']['pay']>[0])
    expect(codeOf(outcome)).toBe('part_too_small')
    const stranger = { ...again, ...by('buyer:x'), actor: { id: 'buyer:x', by: 'buyer' as const } }
    expect(codeOf(await market.flows.choosePlan(stranger))).toBe('not_found')
  })
})

describe('a supplement', () => {
  it('[N12] is for what is booked and paid; its line holds no stock; a refund gives it back like any line', async () => {
    const { buyerId, tradeNo, orderNos } = await (async () => {
      const id = `b${++n}`
      const placed = value(await market.buy(id, [[31, 1]]))
      return { buyerId: id, tradeNo: placed.tradeNo, orderNos: placed.orders.map(({ orderNo }) => orderNo) }
    })()
    const ask = (amount: number) =>
      market.flows.askSupplement({
        ...by('staff:1'),
        actor: staff,
        orderNo: orderNos[0]!,
        amount,
        title: '早餐',
        reason: 'used',
      })
    expect(codeOf(await ask(100))).toBe('illegal_move')
    await payNext({ buyerId, tradeNo })
    const { seq } = value(await ask(6_000))
    expect(seq).toBe(1)
    expect(await scheduleOf(tradeNo)).toEqual(['supplement 0/6000'])
    await payNext({ buyerId, tradeNo })
    const { refundNo } = value(
      await market.flows.requestRefund({
        ...by('staff:1'),
        orderNo: orderNos[0]!,
        units: { '2': 1 },
        reason: 'cold',
      }),
    )
    value(await market.flows.decideRefund({ ...by('staff:2'), refundNo, action: 'approve', reason: null }))
    await sweep()
    expect((await findPayment(market.database.db, tradeNo))?.payment).toMatchObject({
      due: ROOM + 6_000,
      refunded: 6_000,
    })
    expect(await states(orderNos)).toEqual(['booked/paid'])
    await sound()
  })
})
