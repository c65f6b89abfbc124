import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import type { AttemptReport } from '../channels/index.ts'
import { MINUTE, SECOND } from '../kernel/clock.ts'
import { findTrade } from '../modules/order/index.ts'
import { findAttempt, findPayment } from '../modules/payment/index.ts'

/** A channel that contradicts itself, and clocks that disagree: what was received stays received. */
let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.close())

const db = () => market.database.db
const started = async (buyer: string) => {
  const placed = value(await market.buy(buyer, [[11, 1]]))
  return { ...placed, attemptNo: value(await market.pay(buyer, placed.tradeNo)).attemptNo }
}
const tradeState = async (tradeNo: string) => (await findTrade(db(), tradeNo))!.state
const raw = { status: 200, headers: {}, body: '{}' }
const LIES: [string, AttemptReport][] = [
  ['NOTPAY', { kind: 'pending', raw }],
  ['not found', { kind: 'not_found', raw }],
  ['closed', { kind: 'closed', raw }],
  ['failed', { kind: 'failed', code: 'declined', raw }],
]

/** Asks the channel about the attempt and lets it answer this, once `meanwhile` has happened. */
const askedWith = async (attemptNo: string, lie: AttemptReport, meanwhile: () => Promise<void>) => {
  const { query } = market.channel
  let answer: (report: AttemptReport) => void = () => {}
  let asked: () => void = () => {}
  const isAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  market.channel.query = () => {
    asked()
    return new Promise((resolve) => {
      answer = resolve
    })
  }
  const check = market.flows.checkAttempt(attemptNo)
  await isAsked
  market.channel.query = query
  await meanwhile()
  answer(lie)
  await check
  await market.flows.idle()
}

describe('success in the callback, something else in the query', () => {
  it.each(LIES)(
    '[N11] the query said %s, and its answer comes after the callback: paid stays paid',
    async (name, lie) => {
      const { tradeNo, attemptNo } = await started(`after ${name}`)
      await askedWith(attemptNo, lie, async () => {
        market.provider.pay(attemptNo)
        expect(await market.deliver(market.provider.takeNotices())).toEqual([204])
      })
      expect(await tradeState(tradeNo)).toBe('paid')
      const { payment, attempts, flows } = (await findPayment(db(), tradeNo))!
      expect(payment).toMatchObject({ state: 'covered', captured: 10_000, surplus: 0 })
      expect(attempts).toMatchObject([{ state: 'succeeded', received: 10_000 }])
      expect(flows).toHaveLength(1)
    },
  )

  it.each(LIES)('[N11] the query said %s first: the callback pays all the same', async (name, lie) => {
    const { tradeNo, attemptNo } = await started(`before ${name}`)
    await askedWith(attemptNo, lie, async () => {})
    market.provider.pay(attemptNo, { inFlight: true })
    expect(await market.deliver(market.provider.takeNotices())).toEqual([204])
    expect(await tradeState(tradeNo)).toBe('paid')
    expect((await findPayment(db(), tradeNo))!.payment).toMatchObject({ captured: 10_000, surplus: 0 })
  })
})

describe('clocks that disagree', () => {
  it.each([-15, -1, 1, 15])(
    '[N5] a channel whose clock is %i minutes off pays, dated as it says',
    async (minutes) => {
      const { tradeNo, attemptNo } = await started(`skew ${minutes}`)
      market.provider.pay(attemptNo)
      const content = JSON.parse(market.provider.takeNotices()[0]!.body.toString())
      content.order.paid.at += minutes * MINUTE
      const body = Buffer.from(JSON.stringify(content))
      expect(await market.deliver([{ headers: market.provider.sign(body), body }])).toEqual([204])
      expect(await tradeState(tradeNo)).toBe('paid')
      const succeededAt = (await findAttempt(db(), attemptNo))!.succeededAt!
      expect(succeededAt.getTime() - market.clock.now().getTime()).toBe(minutes * MINUTE)
    },
  )

  it('[N5] a notice signed more than five minutes off, either way, is refused and changes nothing', async () => {
    const { tradeNo, attemptNo } = await started('stale')
    market.provider.pay(attemptNo)
    const notices = market.provider.takeNotices()
    for (const off of [6 * MINUTE, -12 * MINUTE]) {
      market.clock.advance(off)
      expect((await market.deliver(notices))[0]).toBeGreaterThanOrEqual(400)
    }
    market.clock.advance(6 * MINUTE)
    expect(await tradeState(tradeNo)).toBe('open')
    expect(await market.deliver(notices)).toEqual([204])
    expect(await tradeState(tradeNo)).toBe('paid')
  })

  it('[N5] our own clock is set back a little while somebody pays: nothing is lost', async () => {
    const { tradeNo, attemptNo } = await started('set back')
    market.clock.advance(-20 * SECOND)
    market.provider.pay(attemptNo)
    await market.deliver(market.provider.takeNotices())
    await market.flows.sweeps.queryAttempts()
    expect(await tradeState(tradeNo)).toBe('paid')
    const next = await started('after it was set back')
    expect(next.tradeNo).not.toBe(tradeNo)
    market.clock.advance(20 * SECOND)
  })

  it('[AB12] every invariant holds after all of it', async () => {
    const { found } = await audit(db(), 'whole', market.clock.now())
    expect(found.filter(({ code }) => code !== 'overdue')).toEqual([])
  })
})
