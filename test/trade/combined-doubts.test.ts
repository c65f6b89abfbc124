import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { HOUR, MINUTE, SECOND } from '../../src/kernel/clock.ts'
import { findTrade } from '../../src/modules/order/index.ts'
import { findPayment, partsUnder } from '../../src/modules/payment/index.ts'
import { value } from '../support/outcome.ts'
import { openWechatMarket, type WechatMarket } from '../support/wechat-market.ts'

let market: WechatMarket
beforeAll(async () => {
  market = await openWechatMarket()
})
afterAll(() => market.close())

const statesOf = (tradeNos: readonly string[]) =>
  Promise.all(tradeNos.map(async (no) => (await findTrade(market.database.db, no))?.state))
const viewOf = async (tradeNo: string) => (await findPayment(market.database.db, tradeNo))!
const clean = async () => {
  const { found } = await audit(market.database.db, 'whole', market.clock.now())
  expect(found).toEqual([])
}
const begun = async (buyerId: string, ...skuIds: number[]) => {
  const nos = await market.placed(buyerId, ...skuIds)
  return { nos, ...value(await market.together(buyerId, nos)) }
}
const cancel = async (buyerId: string, tradeNo: string) =>
  value(
    await market.flows.cancelTrade({
      caller: `buyer:${buyerId}`,
      key: `cancel ${tradeNo}`,
      requestHash: '',
      tradeNo,
      actor: { id: `buyer:${buyerId}`, by: 'buyer' },
      reason: 'buyer',
    }),
  )

describe('a combined order in doubt', () => {
  it('[N11] a lost notice is healed by one question about the whole', async () => {
    const { nos, combinedNo } = await begun('d1', 11, 21, 12)
    market.arm('notice_lost', combinedNo)
    market.confirm(combinedNo)
    expect(await market.notified()).toBe(0)
    await market.swept()
    expect(market.questions.filter((one) => one === combinedNo)).toEqual([combinedNo])
    expect(await statesOf(nos)).toEqual(['paid', 'paid', 'paid'])
    await clean()
  })

  it('[N9] told again and again, and by query as well, nothing is taken twice', async () => {
    const { nos, combinedNo } = await begun('d2', 11, 21)
    for (const fault of ['notice_twice', 'notice_duplicated', 'notice_forged', 'notice_tampered'] as const)
      market.arm(fault, combinedNo)
    market.confirm(combinedNo)
    await market.flows.checkCombined(combinedNo)
    expect(await market.notified()).toBeGreaterThan(3)
    for (const no of nos) {
      const { payment, flows } = await viewOf(no)
      expect([payment.captured, payment.surplus, flows.length]).toEqual([payment.due, 0, 1])
    }
    await clean()
  })

  it('[N5] another amount for one part: that part is a conflict, the others are paid', async () => {
    const { combinedNo, parts } = await begun('d3', 11, 21)
    market.arm('paid_wrong_amount', combinedNo)
    market.confirm(combinedNo)
    await market.notified()
    expect((await market.states(combinedNo)).sort()).toEqual(['conflicted', 'succeeded'])
    const off = (await partsUnder(market.database.db, combinedNo)).find(
      ({ state }) => state === 'conflicted',
    )!
    expect(off.received).toBe(parts.find(({ attemptNo }) => attemptNo === off.attemptNo)!.amount - 1)
    expect((await viewOf(off.payableNo)).payment).toMatchObject({ captured: 0, surplus: off.received })
    await clean()
  })

  it('[N11] a lie about one part: what came in is paid, the rest is asked about again', async () => {
    const { combinedNo } = await begun('d4', 11, 21)
    market.arm('notice_lost', combinedNo)
    market.arm('query_notpay', combinedNo)
    market.confirm(combinedNo)
    await market.notified()
    await market.swept()
    expect((await market.states(combinedNo)).sort()).toEqual(['ready', 'succeeded'])
    await market.swept(MINUTE)
    expect(await market.states(combinedNo)).toEqual(['succeeded', 'succeeded'])
    await clean()
  })

  it('[N9] one part paid and another closed, which WeChat Pay never does: each is what it is', async () => {
    const { combinedNo, parts } = await begun('d5', 11, 21)
    market.arm('notice_lost', combinedNo)
    market.confirm(combinedNo)
    const no = parts[1]!.attemptNo
    const { paid: _gone, ...order } = market.world.orders.get(no)!
    market.world.commit({ orders: [{ ...order, state: 'CLOSED', stateDesc: '订单已关闭' }] })
    await market.swept()
    const after = await partsUnder(market.database.db, combinedNo)
    expect(after.map(({ state }) => state)).toEqual(['succeeded', 'closed'])
    expect(await statesOf(after.map(({ payableNo }) => payableNo))).toEqual(['paid', 'open'])
    await clean()
  })

  it.each(['timeout_after', 'error_after', 'timeout_before'] as const)(
    '[N19] the first call ends in %s: the whole is made known again under its number',
    async (fault) => {
      const nos = await market.placed(`d6-${fault}`, 11, 21)
      market.arm(fault, '', 'create')
      const { combinedNo } = value(await market.together(`d6-${fault}`, nos))
      expect(await market.states(combinedNo)).toEqual(['unknown', 'unknown'])
      await market.swept()
      expect(await market.states(combinedNo)).toEqual(['ready', 'ready'])
      market.confirm(combinedNo)
      await market.notified()
      expect(await statesOf(nos)).toEqual(['paid', 'paid'])
      await clean()
    },
  )

  it('[N19] the process dies after the commit and before the call: a sweep makes it known', async () => {
    const nos = await market.placed('d7', 11, 21)
    const combinedNo = market.numbers.next('attempt', 'system', Number(nos[0]!.slice(-2)))
    const attemptNos = nos.map((no) => market.numbers.next('attempt', 'system', Number(no.slice(-2))))
    const offer = { account: 'wechat', currencies: ['CNY'], firstQueryMs: 5_000, longestMs: HOUR }
    const command = { caller: 'buyer:d7', key: 'dies', requestHash: '', now: market.clock.now() }
    value(
      await market.flows.lanes.startCombined.submit({
        ...command,
        actor: { id: 'buyer:d7', by: 'buyer' },
        tradeNos: nos,
        attemptNos,
        combinedNo,
        channel: 'wechat',
        method: 'native',
        choice: { rules: [], offers: [{ ...offer, successRate: 1, isBroken: false }], excluded: [] },
      }),
    )
    expect(await market.states(combinedNo)).toEqual(['created', 'created'])
    await market.swept()
    expect(await market.states(combinedNo)).toEqual(['ready', 'ready'])
    market.confirm(combinedNo)
    await market.notified()
    expect(await statesOf(nos)).toEqual(['paid', 'paid'])
  })
})

describe('a combined order that ends', () => {
  it('[N7] one trade is cancelled: the whole is closed at the channel, the others can be paid anew', async () => {
    const { nos, combinedNo } = await begun('e1', 11, 21, 12)
    await cancel('e1', nos[0]!)
    expect(await market.states(combinedNo)).toEqual(['closed', 'closed', 'closed'])
    expect(await statesOf(nos)).toEqual(['closed', 'open', 'open'])
    expect(market.confirm(combinedNo)).toBe(false)
    const rest = value(await market.together('e1', nos.slice(1)))
    market.confirm(rest.combinedNo)
    await market.notified()
    expect(await statesOf(nos)).toEqual(['closed', 'paid', 'paid'])
    await clean()
  })

  it('[N9] the payer was confirming while one was cancelled: what came before the end pays both', async () => {
    const { nos, combinedNo } = await begun('e6', 11, 21)
    market.arm('pay_after_close', combinedNo)
    await cancel('e6', nos[0]!)
    await market.notified()
    expect(await market.states(combinedNo)).toEqual(['succeeded', 'succeeded'])
    expect(await statesOf(nos)).toEqual(['paid', 'paid'])
    await clean()
  })

  it('[N9] the money comes after the end: that of the cancelled trade goes back, the other is paid', async () => {
    const { nos, combinedNo } = await begun('e2', 11, 21)
    await cancel('e2', nos[0]!)
    expect(market.confirm(combinedNo, { inFlight: true })).toBe(true)
    await market.notified()
    expect(await market.states(combinedNo)).toEqual(['succeeded', 'succeeded'])
    const [gone, kept] = await Promise.all(nos.map(viewOf))
    expect((await statesOf(nos))[1]).toBe('paid')
    expect(kept!.payment).toMatchObject({ captured: 25_000, surplus: 0 })
    expect(gone!.refunds.map(({ amount, source }) => `${source} ${amount}`)).toEqual(['surplus 10000'])
    await market.flows.sweeps.sendRefunds()
    await market.notified()
    expect((await viewOf(nos[0]!)).refunds.map(({ state }) => state)).toEqual(['succeeded'])
    await clean()
  })

  it('[N9] an earlier code pays one of them after all: the whole is closed, and only the other is left to pay', async () => {
    const nos = await market.placed('e7', 11, 21)
    const actor = { id: 'buyer:e7', by: 'buyer' as const }
    const wish = { orderNo: null, channel: 'wechat', method: 'native', tradeNo: nos[0]!, actor }
    const early = value(await market.flows.pay({ caller: actor.id, key: 'early', requestHash: '', ...wish }))
    const { combinedNo } = value(await market.together('e7', nos))
    expect(market.confirm(early.attemptNo, { inFlight: true })).toBe(true)
    await market.notified()
    await market.swept()
    expect(await market.states(combinedNo)).toEqual(['closed', 'closed'])
    expect(await statesOf(nos)).toEqual(['paid', 'open'])
    expect(market.confirm(combinedNo)).toBe(false)
    expect((await viewOf(nos[0]!)).payment).toMatchObject({ captured: 10_000, surplus: 0 })
    await clean()
  })

  it('[L1] the close gets no answer: nobody is let go before the channel has said so', async () => {
    const { nos, combinedNo } = await begun('e3', 11, 21)
    market.arm('timeout_before', combinedNo, 'close')
    await cancel('e3', nos[0]!)
    expect(await market.states(combinedNo)).toEqual(['closing', 'closing'])
    expect(await statesOf(nos)).toEqual(['closing', 'open'])
    await market.swept()
    await market.flows.sweeps.finishCloses()
    expect(await market.states(combinedNo)).toEqual(['closed', 'closed'])
    expect(await statesOf(nos)).toEqual(['closed', 'open'])
    await clean()
  })

  it('[L1] the time of one is over: the whole is closed; the other goes on until its own end', async () => {
    const [short] = await market.placed('e4', 31)
    const [long] = await market.placed('e4', 11)
    const { combinedNo } = value(await market.together('e4', [short!, long!]))
    await market.advance(15 * MINUTE + SECOND)
    await market.flows.sweeps.expireTrades()
    await market.swept(SECOND)
    await market.flows.sweeps.finishCloses()
    expect(await market.states(combinedNo)).toEqual(['closed', 'closed'])
    expect(await statesOf([short!, long!])).toEqual(['closed', 'open'])
    await clean()
  })

  it('[N7] withdrawn before the channel ever heard of it: it is never shown to anybody', async () => {
    const nos = await market.placed('e5', 11, 21)
    market.arm('timeout_before', '', 'create')
    const { combinedNo } = value(await market.together('e5', nos))
    await cancel('e5', nos[0]!)
    expect(await statesOf(nos)).toEqual(['closed', 'open'])
    await market.swept()
    expect(market.world.combined.has(combinedNo)).toBe(false)
    const alone = value(await market.pay('e5', nos[1]!))
    expect(alone.state).toBe('ready')
    await market.advance(HOUR)
    await market.flows.sweeps.expireTrades()
    await market.swept()
    await market.flows.sweeps.finishCloses()
    expect(await market.states(combinedNo)).toEqual(['closed', 'closed'])
    await clean()
  })
})
