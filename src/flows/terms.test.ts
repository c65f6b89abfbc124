import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { createHandChannels } from '../channels/hand/index.ts'
import { DAY, HOUR } from '../kernel/clock.ts'
import { findOrders, findTrade } from '../modules/order/index.ts'
import { DEFAULT_POLICIES, DEFAULT_TERMS, findSchedule, type Terms } from '../modules/payment/index.ts'

const ACCOUNT = { bank: '招商银行', accountName: '通宝', accountNo: '622200001111' }

/** Retail's terms, version by version, as staff make them in these tests. */
const versions: { since: Date; terms: Terms }[] = []
const change = (terms: Partial<Terms>): void => {
  const before = versions.at(-1)?.terms ?? DEFAULT_TERMS.retail
  versions.push({ since: market.clock.now(), terms: { ...before, ...terms } })
}

let market: Market
beforeAll(async () => {
  market = await openMarket({
    stock: 1_000,
    hand: createHandChannels(ACCOUNT),
    policies: {
      ...DEFAULT_POLICIES,
      terms: (scene, at) =>
        scene === 'retail'
          ? (versions.findLast(({ since }) => since <= at)?.terms ?? DEFAULT_TERMS.retail)
          : DEFAULT_TERMS[scene],
    },
  })
})
afterAll(() => market.close())

let n = 0
const by = (caller: string) => ({ caller, key: `t${++n}`, requestHash: '', actor: caller })
async function placed(lines: [number, number][]) {
  const buyerId = `b${++n}`
  const { tradeNo, orders } = value(await market.buy(buyerId, lines))
  const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
  return { actor, tradeNo, orderNos: orders.map(({ orderNo }) => orderNo) }
}
type Placed = Awaited<ReturnType<typeof placed>>
const plan = ({ actor, tradeNo }: Placed, name: string) =>
  market.flows.choosePlan({ ...by(actor.id), actor, tradeNo, plan: name })
const pay = ({ actor, tradeNo }: Placed, channel: string, method: string) =>
  market.flows.pay({ ...by(actor.id), actor, tradeNo, orderNo: null, channel, method })
const amountsOf = async ({ tradeNo }: Placed) =>
  (await findSchedule(market.database.db, tradeNo)).map(({ amount }) => amount)
const sound = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])

describe('the terms of a kind of business are versions', () => {
  it('[N16] a trade keeps the plan it was placed under; a later one has the new parts', async () => {
    const before = await placed([[21, 5]])
    await market.advance(1_000)
    const [parts3] = DEFAULT_TERMS.retail.plans
    const halves = [
      { bps: 5_000, afterDays: 0 },
      { bps: 5_000, afterDays: 10 },
    ]
    change({ plans: [{ ...parts3!, name: 'halves', parts: halves, from: 1 }] })
    const after = await placed([[21, 5]])
    expect(codeOf(await plan(after, 'parts3'))).toBe('not_offered')
    expect(codeOf(await plan(before, 'halves'))).toBe('not_offered')
    value(await plan(before, 'parts3'))
    value(await plan(after, 'halves'))
    expect(await amountsOf(before)).toEqual([42_500, 41_250, 41_250])
    expect(await amountsOf(after)).toEqual([62_500, 62_500])
    const [, second] = await findSchedule(market.database.db, after.tradeNo)
    expect(second!.dueAt.getTime() - market.clock.now().getTime()).toBe(10 * DAY)
    await sound()
  })

  it('[N14] cash on delivery and a transfer are offered as on the day of the placing', async () => {
    const [cash, transfer] = [await placed([[11, 1]]), await placed([[11, 1]])]
    await market.advance(1_000)
    change({ onDeliveryUpTo: null, transferWithinHours: 2 })
    expect(codeOf(await pay(await placed([[11, 1]]), 'cod', 'on_delivery'))).toBe('not_offered')
    value(await pay(cash, 'cod', 'on_delivery'))
    expect((await findOrders(market.database.db, cash.orderNos)).map(({ state }) => state)).toEqual([
      'booked',
    ])
    const late = await placed([[11, 1]])
    for (const [trade, hours] of [
      [transfer, 72],
      [late, 2],
    ] as const) {
      value(await pay(trade, 'offline', 'transfer'))
      const { expiresAt } = (await findTrade(market.database.db, trade.tradeNo))!
      expect(expiresAt.getTime() - market.clock.now().getTime()).toBe(hours * HOUR)
    }
    change({ onDeliveryUpTo: 15_000, transferWithinHours: null })
    await market.advance(1_000)
    expect(codeOf(await pay(await placed([[11, 2]]), 'cod', 'on_delivery')), 'above it').toBe('not_offered')
    expect(codeOf(await pay(await placed([[11, 1]]), 'offline', 'transfer'))).toBe('not_offered')
    await sound()
  })

  it('[N14] how much one person may record alone is a control, so it holds at once', async () => {
    change({ onDeliveryUpTo: 500_000, aloneUpTo: 50_000 })
    await market.advance(1_000)
    const cash = await placed([[11, 1]])
    const { attemptNo } = value(await pay(cash, 'cod', 'on_delivery'))
    await market.advance(1_000)
    change({ aloneUpTo: 0 })
    const act = {
      kind: 'record' as const,
      amount: 10_000,
      currency: 'CNY',
      reference: 'R1',
      note: null,
      occurredAt: market.clock.now().toISOString(),
    }
    const said = await market.flows.actOnEntry({ ...by('staff:1'), subjectNo: attemptNo, act })
    expect(value(said)).toMatchObject({ isConfirmed: null })
    await sound()
  })
})
