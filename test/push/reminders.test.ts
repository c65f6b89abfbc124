import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/kernel/clock.ts'
import { setLead } from '../../src/modules/push/index.ts'
import { value } from '../support/outcome.ts'
import { openPushStage, type PushStage } from './stage.ts'

let stage: PushStage
beforeAll(async () => {
  stage = await openPushStage()
})
afterAll(() => stage.market.close())
beforeEach(() => stage.forget())

const reminders = async () => (await stage.messages()).filter(({ node }) => node === 'pay_reminder')
const wayOf = ({ way }: { way: string }) => way

describe('[L7] a reminder before the close', () => {
  it('each open trade is reminded once over each way, however many look and however often', async () => {
    const { tradeNo } = await stage.order()
    await stage.market.advance(24 * MINUTE)
    expect(await stage.teller.remindBeforeClose()).toBe(0)
    expect(await reminders()).toEqual([])
    await stage.market.advance(MINUTE)
    const found = await Promise.all([
      stage.teller.remindBeforeClose(),
      stage.other.remindBeforeClose(),
      stage.teller.remindBeforeClose(),
    ])
    expect(found.reduce((sum, count) => sum + count, 0)).toBe(1)
    await stage.market.advance(MINUTE)
    expect(await stage.other.remindBeforeClose()).toBe(0)
    const told = await reminders()
    expect(told.map(wayOf).sort()).toEqual(['app', 'mail', 'site', 'sms'])
    expect(new Set(told.map(({ subject_no }) => subject_no))).toEqual(new Set([tradeNo]))
    // 04:00 UTC and 30 minutes, as people there read it.
    expect(told[0]!.body_zh).toBe(
      `订单 ${tradeNo} 还有 ¥100.00 未付，请在 03-01 12:30 前完成支付，逾期将自动关闭。`,
    )
    await stage.market.flows.sweeps.expireTrades()
  })

  it('nobody is reminded of what is paid, cancelled or over', async () => {
    const [paid, cancelled] = [await stage.order(), await stage.order()]
    const attempt = value(await stage.market.pay('b1', paid.tradeNo))
    stage.market.provider.pay(attempt.attemptNo)
    await stage.market.deliver(stage.market.provider.takeNotices())
    await stage.market.flows.cancelTrade({
      caller: 'buyer:b1',
      key: 'cancel',
      requestHash: '',
      tradeNo: cancelled.tradeNo,
      actor: { id: 'buyer:b1', by: 'buyer' },
      reason: 'changed_mind',
    })
    const late = await stage.order()
    await stage.market.advance(31 * MINUTE)
    expect(await stage.teller.remindBeforeClose()).toBe(0)
    expect(await reminders()).toEqual([])
    expect(late.tradeNo).toHaveLength(22)
    await stage.market.flows.sweeps.expireTrades()
  })

  it('the time before the close goes by scene; a short time is halved, so no reminder comes with the order', async () => {
    const at = { by: 'staff:a', now: stage.market.clock.now() }
    await setLead(stage.market.database.db, {
      scene: 'hotel',
      beforeCloseMinutes: 12,
      partPaidMinutes: 60,
      ...at,
    })
    const room = await stage.order('b1', 31)
    await stage.market.advance(7 * MINUTE)
    expect(await stage.teller.remindBeforeClose()).toBe(0)
    await stage.market.advance(MINUTE)
    expect(await stage.teller.remindBeforeClose()).toBe(1)
    expect((await reminders())[0]?.subject_no).toBe(room.tradeNo)
    await stage.market.advance(10 * MINUTE)
    await stage.market.flows.sweeps.expireTrades()
  })

  it('what is paid meanwhile is not asked for any more: the letter that still waits is cancelled', async () => {
    const { tradeNo } = await stage.order()
    await stage.market.advance(26 * MINUTE)
    await stage.teller.remindBeforeClose()
    const attempt = value(await stage.market.pay('b1', tradeNo))
    stage.market.provider.pay(attempt.attemptNo)
    await stage.market.deliver(stage.market.provider.takeNotices())
    await stage.readAll()
    const states = Object.fromEntries((await reminders()).map(({ way, state }) => [way, state]))
    expect(states).toEqual({ site: 'delivered', sms: 'cancelled', mail: 'cancelled', app: 'cancelled' })
  })
})

describe('the rest of a part payment', () => {
  it('is asked for regularly until it is paid, by one process at a time', async () => {
    const { market } = stage
    const placed = value(
      await market.buy('b1', [
        [11, 1],
        [21, 1],
      ]),
    )
    await sql`update trade set expires_at = ${new Date(market.clock.now().getTime() + 3 * 1440 * MINUTE)}
      where trade_no = ${placed.tradeNo}`.execute(market.database.db)
    const attempt = value(await market.pay('b1', placed.tradeNo, placed.orders[0]!.orderNo))
    market.provider.pay(attempt.attemptNo)
    await market.deliver(market.provider.takeNotices())
    await stage.readAll()
    const rest = async () =>
      (await stage.messages()).filter(({ node, way }) => node === 'part_paid_reminder' && way === 'mail')
    expect(await rest()).toEqual([])
    await market.advance(1_440 * MINUTE)
    await Promise.all([stage.teller.remindPartPaid(), stage.other.remindPartPaid()])
    expect((await rest()).map(({ body_en }) => body_en)).toEqual([
      `Order ${placed.tradeNo} still needs ¥250.00. Please pay before 03-04 ${(await rest())[0]!.body_en.slice(-6, -1)}.`,
    ])
    await market.advance(1_440 * MINUTE)
    await stage.teller.remindPartPaid()
    expect(await rest()).toHaveLength(2)
    await sql`update trade set state = 'paid' where trade_no = ${placed.tradeNo}`.execute(market.database.db)
    await market.advance(1_440 * MINUTE)
    await stage.teller.remindPartPaid()
    await stage.teller.remindPartPaid()
    expect(await rest()).toHaveLength(2)
  })

  it('of a plan the next part is asked for, a day before its day, and nothing beside it', async () => {
    const { market } = stage
    const { tradeNo } = await stage.order('b1', 31)
    const actor = { id: 'buyer:b1', by: 'buyer' as const }
    const order = { caller: 'buyer:b1', key: 'plan', requestHash: '', tradeNo, actor, plan: 'deposit' }
    value(await market.flows.choosePlan(order))
    await market.advance(9 * MINUTE)
    await stage.teller.remindBeforeClose()
    const first = (await reminders()).find(({ way }) => way === 'mail')
    expect(first?.body_en).toContain('still needs ¥176.40')
    const attempt = value(await market.pay('b1', tradeNo))
    market.provider.pay(attempt.attemptNo)
    await market.deliver(market.provider.takeNotices())
    await stage.readAll()
    expect(await stage.teller.remindDueParts()).toBe(0)
    await market.advance(6 * 1_440 * MINUTE)
    const told = await Promise.all([stage.teller.remindDueParts(), stage.other.remindDueParts()])
    expect(told[0]! + told[1]!).toBe(1)
    await stage.teller.remindPartPaid()
    const rest = (await stage.messages()).filter(({ way, node }) => way === 'mail' && node !== 'pay_reminder')
    const due = rest.filter(({ node }) => node === 'instalment_due')
    expect(due).toHaveLength(1)
    expect(due[0]!.body_en).toContain(`Instalment 2 of order ${tradeNo}, ¥411.60, is due at`)
    expect(rest.filter(({ node }) => node === 'part_paid_reminder')).toEqual([])
  })

  /** Everything that time tells, as the worker's loops ask for it. */
  const look = async () => {
    await stage.readAll()
    await stage.teller.remindBeforeClose()
    await stage.teller.remindPartPaid()
    await stage.teller.remindDueParts()
  }
  const askedOf = async (tradeNo: string) =>
    (await stage.messages())
      .filter(
        ({ way, subject_no, node }) => way === 'mail' && subject_no === tradeNo && /remind|due/.test(node),
      )
      .map(({ node }) => node)
  const pays = async (tradeNo: string) => {
    const attempt = value(await stage.market.pay('b1', tradeNo))
    stage.market.provider.pay(attempt.attemptNo)
    await stage.market.deliver(stage.market.provider.takeNotices())
  }

  it('[N16] [L7] of three parts each is asked for before its own day, on no day between, and not once it is paid', async () => {
    const { market } = stage
    const { tradeNo } = value(await market.buy('b1', [[21, 5]]))
    const actor = { id: 'buyer:b1', by: 'buyer' as const }
    const wish = { caller: 'buyer:b1', key: 'three', requestHash: '', tradeNo, actor, plan: 'parts3' }
    value(await market.flows.choosePlan(wish))
    await pays(tradeNo)
    const days: number[] = []
    for (let day = 1; day <= 45; day++) {
      await market.advance(1_440 * MINUTE)
      const before = (await askedOf(tradeNo)).length
      await look()
      if ((await askedOf(tradeNo)).length > before) days.push(day)
      // The second part is paid on its last day; the third far ahead of its own.
      if (day === 29 || day === 40) await pays(tradeNo)
    }
    expect(days).toEqual([29])
    expect(await askedOf(tradeNo)).toEqual(['instalment_due'])
    await market.advance(20 * 1_440 * MINUTE)
    await look()
    expect(await askedOf(tradeNo), 'paid').toEqual(['instalment_due'])
  })

  it('[N16] [L7] the last minutes of each part are told, also where those of the deposit were', async () => {
    const { market } = stage
    const { tradeNo } = await stage.order('b1', 31)
    const actor = { id: 'buyer:b1', by: 'buyer' as const }
    const wish = { caller: 'buyer:b1', key: 'two', requestHash: '', tradeNo, actor, plan: 'deposit' }
    value(await market.flows.choosePlan(wish))
    await market.advance(9 * MINUTE)
    await look()
    await pays(tradeNo)
    await market.advance(6 * 1_440 * MINUTE)
    await look()
    await market.advance(1_440 * MINUTE - 14 * MINUTE)
    await look()
    await look()
    expect(await askedOf(tradeNo)).toEqual(['pay_reminder', 'instalment_due', 'pay_reminder'])
    const last = (await stage.messages())
      .filter(({ way, node }) => way === 'mail' && node === 'pay_reminder')
      .at(-1)
    expect(last?.body_en).toContain('still needs ¥411.60')
  })

  it('[N12] [L7] a supplement is told a day before its day, again before the next one, and never as what closes the order', async () => {
    const { market } = stage
    const { tradeNo, orderNo } = await stage.order('b1', 31)
    await pays(tradeNo)
    const ask = { caller: 'staff:1', key: 'minibar', requestHash: '', orderNo, amount: 4_800 }
    const actor = { id: 'staff:1', by: 'merchant' as const }
    value(await market.flows.askSupplement({ ...ask, actor, title: '迷你吧', reason: 'minibar' }))
    const days: number[] = []
    for (let day = 1; day <= 15; day++) {
      await market.advance(1_440 * MINUTE)
      const before = (await askedOf(tradeNo)).length
      await look()
      await market.flows.sweeps.expireTrades()
      if ((await askedOf(tradeNo)).length > before) days.push(day)
    }
    expect(days, 'a week each').toEqual([6, 13])
    expect(await askedOf(tradeNo)).toEqual(['instalment_due', 'instalment_due'])
  })

  it('an instalment is told once, whoever finds it due', async () => {
    const { tradeNo } = await stage.order()
    const due = {
      tradeNo,
      buyerId: 'b1',
      part: 2,
      amount: 5_000,
      currency: 'CNY',
      dueAt: stage.market.clock.now(),
    }
    const counts = await Promise.all([
      stage.teller.remindInstalments([due]),
      stage.other.remindInstalments([due]),
    ])
    expect(counts[0]! + counts[1]!).toBe(1)
    const told = (await stage.messages()).filter(({ node }) => node === 'instalment_due')
    expect(told.map(wayOf).sort()).toEqual(['app', 'mail', 'site', 'sms'])
  })
})
