import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { HOUR, MINUTE } from '../../src/kernel/clock.ts'
import { findTrade } from '../../src/modules/order/index.ts'
import { evidenceOf, findPayment } from '../../src/modules/payment/index.ts'
import { codeOf, value } from '../support/outcome.ts'
import { openWechatMarket, type WechatMarket } from '../support/wechat-market.ts'

let market: WechatMarket
let keys = 0
beforeAll(async () => {
  market = await openWechatMarket()
})
afterAll(() => market.close())

const statesOf = (tradeNos: readonly string[]) =>
  Promise.all(tradeNos.map(async (no) => (await findTrade(market.database.db, no))?.state))
const attemptsOn = async (tradeNo: string): Promise<string[]> =>
  ((await findPayment(market.database.db, tradeNo))?.attempts ?? [])
    .map(({ state, combinedNo }) => `${state} ${combinedNo === null ? 'alone' : 'together'}`)
    // Made in one second, their numbers do not tell their order.
    .sort()
const clean = async () => {
  const { found } = await audit(market.database.db, 'whole', market.clock.now())
  expect(found).toEqual([])
}
const begun = async (buyerId: string, ...skuIds: number[]) => {
  const nos = await market.placed(buyerId, ...skuIds)
  return { nos, ...value(await market.together(buyerId, nos)) }
}
const buyer = (buyerId: string) => ({ id: `buyer:${buyerId}`, by: 'buyer' as const })
const payAlone = (buyerId: string, tradeNo: string, channel: 'mock' | 'wechat') =>
  market.flows.pay({
    caller: `buyer:${buyerId}`,
    key: `alone ${++keys}`,
    requestHash: '',
    tradeNo,
    orderNo: null,
    channel,
    method: 'native',
    actor: buyer(buyerId),
  })

describe('several trades paid at once 合并付款', () => {
  it('[I2] one code, one payment; each trade has its own attempt, number, money and evidence', async () => {
    const { nos, combinedNo, parts } = await begun('g1', 11, 21, 12)
    expect(parts.map(({ state }) => state)).toEqual(['ready', 'ready', 'ready'])
    expect(new Set(parts.map(({ presentation }) => JSON.stringify(presentation))).size).toBe(1)
    expect(new Set(parts.map(({ attemptNo }) => attemptNo)).size).toBe(3)
    expect(parts.map(({ payableNo }) => payableNo).sort()).toEqual([...nos].sort())
    expect(market.confirm(combinedNo)).toBe(true)
    expect(await market.notified()).toBe(1)
    expect(await market.states(combinedNo)).toEqual(['succeeded', 'succeeded', 'succeeded'])
    expect(await statesOf(nos)).toEqual(['paid', 'paid', 'paid'])
    for (const { attemptNo, amount, payableNo } of parts) {
      const view = await findPayment(market.database.db, payableNo)
      expect(view?.payment).toMatchObject({ captured: amount, due: amount, surplus: 0 })
      const [piece] = await evidenceOf(market.database.db, [attemptNo])
      expect(piece).toMatchObject({ kind: 'notice', outcome: 'captured' })
    }
    await clean()
  })

  it('[I2] a part is refunded alone, by its own number', async () => {
    const { nos, combinedNo } = await begun('g2', 11, 21)
    market.confirm(combinedNo)
    await market.notified()
    const order = (await findPayment(market.database.db, nos[0] ?? ''))?.items[0]?.itemNo ?? ''
    const by = (actor: string) => ({ caller: actor, key: `refund ${order}`, requestHash: '', actor })
    const { refundNo } = value(
      await market.flows.requestRefund({ ...by('staff:a'), orderNo: order, units: null, reason: '不想要了' }),
    )
    value(await market.flows.decideRefund({ ...by('staff:b'), refundNo, action: 'approve', reason: null }))
    await market.flows.sweeps.sendRefunds()
    await market.notified()
    const [first, second] = await Promise.all(nos.map((no) => findPayment(market.database.db, no)))
    expect([first?.payment.refunded, second?.payment.refunded]).toEqual([10_000, 0])
    expect(
      market.world.money.filter(({ kind }) => kind === 'refunded').map(({ orderNo }) => orderNo),
    ).toContain(first?.attempts[0]?.attemptNo)
    await clean()
  })

  it('[I2] the day bill of the channel names each part by its own number', async () => {
    const { combinedNo, parts } = await begun('g3', 11, 12)
    market.confirm(combinedNo)
    await market.notified()
    const bills = market.wechat.bills!
    market.clock.advance(30 * HOUR)
    const got = await bills.download('2026-03-01', 'trade')
    if (got.kind !== 'bill') throw new Error(got.kind)
    const nos = [...bills.read(got.file).lines].map(({ attemptNo }) => attemptNo)
    for (const { attemptNo } of parts) expect(nos).toContain(attemptNo)
    expect(nos).not.toContain(combinedNo)
    market.clock.advance(-30 * HOUR)
  })
})

describe('what may be paid at once', () => {
  it('[N7] asked for again, it is the same combined order; the same key is the same answer', async () => {
    const { nos, combinedNo } = await begun('r1', 11, 21)
    const again = value(await market.together('r1', nos.toReversed()))
    expect(again.combinedNo).toBe(combinedNo)
    const keyed = { key: 'one key', requestHash: 'x' }
    const other = await market.placed('r1', 12, 11)
    const first = value(await market.together('r1', other, keyed))
    expect(value(await market.together('r1', other, keyed)).combinedNo).toBe(first.combinedNo)
    expect(codeOf(await market.together('r1', nos, { ...keyed, requestHash: 'y' }))).toBe(
      'idempotency_conflict',
    )
  })

  it('[N7] over an overlapping set: the first is closed at the channel before the second begins', async () => {
    const [a, b, c] = await market.placed('r2', 11, 21, 12)
    const first = value(await market.together('r2', [a!, b!]))
    const second = value(await market.together('r2', [b!, c!]))
    expect(await market.states(first.combinedNo)).toEqual(['closed', 'closed'])
    expect(await market.states(second.combinedNo)).toEqual(['ready', 'ready'])
    expect(market.confirm(first.combinedNo)).toBe(false)
    expect(market.confirm(second.combinedNo)).toBe(true)
    await market.notified()
    expect(await statesOf([a!, b!, c!])).toEqual(['open', 'paid', 'paid'])
    await clean()
  })

  it('[N7] alone and together: whichever begins later closes the other first', async () => {
    const [a, b] = await market.placed('r3', 11, 21)
    value(await payAlone('r3', a!, 'wechat'))
    const { combinedNo } = value(await market.together('r3', [a!, b!]))
    expect(await attemptsOn(a!)).toEqual(['closed alone', 'ready together'])
    value(await payAlone('r3', b!, 'mock'))
    expect(await attemptsOn(b!)).toEqual(['closed together', 'ready alone'])
    expect(await market.states(combinedNo)).toEqual(['closed', 'closed'])
    const twin = value(await market.together('r3', [a!, b!]))
    // For all of it by the same method it is still another act: that code would pay both.
    value(await payAlone('r3', a!, 'wechat'))
    expect(await market.states(twin.combinedNo)).toEqual(['closed', 'closed'])
    expect((await attemptsOn(a!)).filter((one) => one.startsWith('ready'))).toEqual(['ready alone'])
    await clean()
  })

  it('[N7] a trade that is paid, closed or somebody else’s refuses all of it, and nothing is written on the others', async () => {
    const [a, b] = await market.placed('r4', 11, 21)
    const [foreign] = await market.placed('r4-other', 12)
    expect(await market.together('r4', [a!, foreign!])).toMatchObject({
      rejection: { code: 'not_found', detail: { tradeNo: foreign } },
    })
    const platform = { id: 'staff:a', by: 'platform' as const }
    expect(codeOf(await market.together('r4', [a!, foreign!], { actor: platform }))).toBe('buyers_differ')
    const alone = value(await payAlone('r4', b!, 'mock'))
    market.provider.pay(alone.attemptNo)
    await market.deliver(market.provider.takeNotices())
    expect(await market.together('r4', [a!, b!])).toMatchObject({
      rejection: { code: 'already_paid', detail: { tradeNo: b } },
    })
    expect(await attemptsOn(a!)).toEqual([])
    const [c] = await market.placed('r4', 12)
    await market.flows.cancelTrade({
      caller: 'buyer:r4',
      key: 'cancel',
      requestHash: '',
      tradeNo: c!,
      actor: buyer('r4'),
      reason: 'buyer',
    })
    expect(codeOf(await market.together('r4', [a!, c!]))).toBe('payment_closed')
  })

  it('[N14] a channel that does not combine says so before anything is closed', async () => {
    const [a, b] = await market.placed('r5', 11, 21)
    value(await payAlone('r5', a!, 'mock'))
    expect(codeOf(await market.together('r5', [a!, b!], { channel: 'mock' }))).toBe('cannot_combine')
    expect(codeOf(await market.together('r5', [a!, b!], { channel: 'wallet', method: 'balance' }))).toBe(
      'cannot_combine',
    )
    expect(codeOf(await market.together('r5', [a!, b!], { channel: 'paypal' }))).toBe('unknown_channel')
    const many = Array.from({ length: 51 }, () => a!)
    expect(codeOf(await market.together('r5', many))).toBe('too_many_trades')
    expect(await attemptsOn(a!)).toEqual(['ready alone'])
  })

  it('[N8] what is paid in part is paid the rest of; nothing is ever taken twice', async () => {
    const [a, b] = await market.placed('r6', 11, 21)
    const part = value(
      await market.flows.pay({
        caller: 'buyer:r6',
        key: 'part',
        requestHash: '',
        tradeNo: a!,
        orderNo: null,
        channel: 'mock',
        method: 'native',
        amount: 4_000,
        actor: buyer('r6'),
      }),
    )
    market.provider.pay(part.attemptNo)
    await market.deliver(market.provider.takeNotices())
    const { combinedNo, parts } = value(await market.together('r6', [a!, b!]))
    expect(parts.map(({ amount }) => amount).sort((x, y) => x - y)).toEqual([6_000, 25_000])
    market.confirm(combinedNo)
    await market.notified()
    expect(await statesOf([a!, b!])).toEqual(['paid', 'paid'])
    await clean()
  })

  it('[N7] the whole ends with the trade that ends first, and starts no later than it may', async () => {
    const [a] = await market.placed('r7', 31)
    const [b] = await market.placed('r7', 11)
    const { parts } = value(await market.together('r7', [a!, b!]))
    const first = (await findTrade(market.database.db, a!))!.expiresAt.getTime()
    expect(new Set(parts.map(({ expiresAt }) => expiresAt.getTime()))).toEqual(new Set([first - 10_000]))
    const [c] = await market.placed('r7', 31)
    await market.advance(14 * MINUTE)
    const [d] = await market.placed('r7', 11)
    expect(await market.together('r7', [d!, c!])).toMatchObject({
      rejection: { code: 'too_late_to_pay', detail: { tradeNo: c } },
    })
  })
})
