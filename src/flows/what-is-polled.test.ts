import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { MINUTE } from '../kernel/clock.ts'
import { findTrade } from '../modules/order/index.ts'
import { findAttempt } from '../modules/payment/index.ts'

/** More defects that were read in other open payment systems: what is asked about again, and whom that holds up. */
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
/** A payment that its channel did not answer about. */
const silent = async (i: number) => {
  const one = await started(`silent ${i}`)
  market.provider.arm('timeout_before', one.attemptNo)
  return one
}
const tradeState = async (tradeNo: string) => (await findTrade(db(), tradeNo))!.state

describe('what is polled, and for whom', () => {
  it('[N11] ruoyi: a payment made twenty-five minutes after the code was shown is found, its notice lost', async () => {
    const { tradeNo, attemptNo } = await started('y5')
    for (let minute = 0; minute < 25; minute += 5) {
      await market.advance(5 * MINUTE)
      await market.flows.sweeps.queryAttempts()
    }
    market.provider.pay(attemptNo)
    market.provider.takeNotices() // lost
    await market.advance(2 * MINUTE)
    await market.flows.sweeps.queryAttempts()
    expect(await tradeState(tradeNo)).toBe('paid')
  })

  it('[N11] hyperswitch: after every pause of the schedule the attempt is asked about on and on', async () => {
    const { attemptNo } = await started('y6')
    const pauses = market.channel.capabilities.queryDelaysMs.length
    for (let i = 0; i < pauses * 3; i++) {
      market.provider.arm('timeout_before', attemptNo)
      await market.advance(MINUTE)
      await market.flows.sweeps.queryAttempts()
    }
    const attempt = (await findAttempt(db(), attemptNo))!
    expect(attempt.queryCount).toBeGreaterThan(pauses)
    expect(attempt).toMatchObject({ state: 'ready' })
    expect(attempt.nextQueryAt).not.toBeNull()
  })

  it('[N11] a channel that answers nobody is left alone for a while, and asked again', async () => {
    const { attemptNo } = await started('y8')
    for (let i = 0; i < 12; i++) await market.flows.checkAttempt((await silent(i)).attemptNo)
    let asked = 0
    const { query } = market.channel
    market.channel.query = (no, signal) => {
      asked += 1
      return query(no, signal)
    }
    await market.advance(6_000)
    await market.flows.sweeps.queryAttempts()
    expect(asked).toBe(0)
    expect((await findAttempt(db(), attemptNo))!.nextQueryAt!.getTime()).toBeGreaterThan(
      market.clock.now().getTime(),
    )
    await market.advance(2 * MINUTE)
    await market.flows.sweeps.queryAttempts()
    expect(asked).toBeGreaterThan(0)
    market.channel.query = query
  })

  it('[N20] killbill: payments of one buyer do not wait for each other', async () => {
    const trades = await Promise.all([1, 2, 3, 4].map(() => started('y7')))
    for (const { attemptNo } of trades) market.provider.pay(attemptNo)
    const notices = market.provider.takeNotices()
    await Promise.all(notices.map(({ headers, body }) => market.flows.receiveNotice('mock', headers, body)))
    await market.flows.idle()
    for (const { tradeNo } of trades) expect(await tradeState(tradeNo)).toBe('paid')
  })

  it('[N20] killbill: a payment of a buyer that somebody has locked holds up no other payment of his', async () => {
    const [stuck, free] = [await started('y9'), await started('y9')]
    const holder = await db().startTransaction().execute()
    try {
      await sql`select from trade where trade_no = ${stuck.tradeNo} for update`.execute(holder)
      market.provider.pay(free.attemptNo)
      await market.deliver(market.provider.takeNotices())
      expect(await tradeState(free.tradeNo)).toBe('paid')
    } finally {
      await holder.rollback().execute()
    }
    market.provider.pay(stuck.attemptNo)
    await market.deliver(market.provider.takeNotices())
    expect(await tradeState(stuck.tradeNo)).toBe('paid')
  })

  it('[AB12] every invariant holds after all of it', async () => {
    expect(
      (await audit(db(), 'whole', market.clock.now())).found.filter(({ code }) => code !== 'overdue'),
    ).toEqual([])
  })
})
