import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { DAY, MINUTE } from '../kernel/clock.ts'
import { findOrders, findTrade } from '../modules/order/index.ts'
import { findAttempt, findPayment } from '../modules/payment/index.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket({ stock: 1_000 })
})
afterAll(() => market.close())

const ROOM = 58_800
let n = 0
const by = (caller: string) => ({ caller, key: `p${++n}`, requestHash: '', actor: caller })

/** A booked room whose whole price is held. */
async function held() {
  const buyerId = `b${++n}`
  const { tradeNo, orders } = value(await market.buy(buyerId, [[31, 1]]))
  const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
  const wish = { channel: 'mock', method: 'native', capture: 'manual' as const }
  const { attemptNo } = value(
    await market.flows.pay({ ...by(actor.id), actor, tradeNo, orderNo: null, ...wish }),
  )
  market.provider.pay(attemptNo)
  await market.deliver(market.provider.takeNotices())
  return { tradeNo, orderNo: orders[0]!.orderNo, attemptNo }
}
type Held = Awaited<ReturnType<typeof held>>
const capture = ({ attemptNo }: Held, amount: number | null, keepsRest = false) =>
  market.flows.actOnHold({ ...by('staff:1'), attemptNo, action: 'capture', amount, keepsRest })
const give = ({ attemptNo }: Held) =>
  market.flows.actOnHold({ ...by('staff:1'), attemptNo, action: 'void', amount: null })
const hear = async () => {
  await market.deliver(market.provider.takeNotices())
  await market.flows.sweeps.applyEvidence()
  await market.flows.sweeps.queryAttempts()
  await market.flows.sweeps.sendRefunds()
  market.provider.settleRefunds()
  await market.deliver(market.provider.takeNotices())
}
const stateOf = async ({ orderNo, tradeNo }: Held) => {
  const [order] = await findOrders(market.database.db, [orderNo])
  return `${order?.state}/${order?.paymentState} ${(await findTrade(market.database.db, tradeNo))?.state}`
}
const hold = async ({ attemptNo }: Held) => {
  const attempt = await findAttempt(market.database.db, attemptNo)
  return `${attempt?.state} ${attempt?.held}`
}
const sumsOf = async ({ tradeNo }: Held) => {
  const { due, captured, refunded } = (await findPayment(market.database.db, tradeNo))!.payment
  return { due, captured, refunded }
}
const sound = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])

describe('several captures of one hold', () => {
  it('[N12] each is a payment of its own; the last takes what is owed and gives the rest back', async () => {
    const stay = await held()
    const first = value(await capture(stay, 20_000, true))
    await hear()
    expect(await findAttempt(market.database.db, first.partNo!)).toMatchObject({
      state: 'succeeded',
      captured: 20_000,
    })
    expect(await hold(stay)).toBe(`authorized ${ROOM - 20_000}`)
    expect(await stateOf(stay)).toBe('booked/partly_paid open')
    await sound()
    value(await capture(stay, 30_000, true))
    await hear()
    expect(await hold(stay)).toBe(`authorized ${ROOM - 50_000}`)
    await sound()
    expect(codeOf(await capture(stay, ROOM - 50_000 + 1)), 'more than is left').toBe('above_open')
    value(await capture(stay, 5_000))
    await hear()
    expect(await stateOf(stay)).toBe('booked/paid paid')
    expect(await sumsOf(stay), 'what was not taken is waived').toEqual({
      due: 55_000,
      captured: 55_000,
      refunded: 0,
    })
    const { rows } = await sql`select 1 from hold_part where hold_no = ${stay.attemptNo}`.execute(
      market.database.db,
    )
    expect(rows).toHaveLength(2)
    await sound()
    const wish = { orderNo: stay.orderNo, units: null, reason: 'left early' }
    const { refundNo } = value(await market.flows.requestRefund({ ...by('staff:1'), ...wish }))
    value(await market.flows.decideRefund({ ...by('staff:2'), refundNo, action: 'approve', reason: null }))
    await hear()
    await hear()
    expect(await sumsOf(stay), 'each goes back the way it came').toEqual({
      due: 55_000,
      captured: 55_000,
      refunded: 55_000,
    })
    await sound()
  })

  it('[N12] a part that is all that is left is the last one', async () => {
    const stay = await held()
    const all = value(await capture(stay, ROOM, true))
    expect(all.partNo).toBeNull()
    await hear()
    expect(await stateOf(stay)).toBe('booked/paid paid')
    await sound()
  })

  it.each(['timeout_before', 'timeout_after', 'error_after'] as const)(
    '[N12] a part whose answer is "%s" is in doubt: nothing else is taken or let go until it is settled, and it is taken once',
    async (fault) => {
      const stay = await held()
      market.provider.arm(fault)
      const { partNo } = value(await capture(stay, 20_000, true))
      const before = await findAttempt(market.database.db, partNo!)
      if (before?.state !== 'succeeded') {
        expect(codeOf(await capture(stay, 10_000, true))).toBe('attempt_open')
        expect(codeOf(await capture(stay, null))).toBe('attempt_open')
        expect(codeOf(await give(stay))).toBe('attempt_open')
      }
      await market.advance(10 * MINUTE)
      await hear()
      await market.advance(10 * MINUTE)
      await hear()
      expect(await findAttempt(market.database.db, partNo!)).toMatchObject({
        state: 'succeeded',
        received: 20_000,
      })
      expect(await hold(stay)).toBe(`authorized ${ROOM - 20_000}`)
      expect(market.provider.money.filter(({ attemptNo }) => attemptNo === partNo)).toHaveLength(1)
      await sound()
    },
  )

  it('[N12] after a part the rest may be let go, and the order is withdrawn a day later with the part given back', async () => {
    const stay = await held()
    value(await capture(stay, 20_000, true))
    await hear()
    value(await give(stay))
    await hear()
    expect(await hold(stay)).toBe('closed 0')
    expect(await stateOf(stay)).toBe('booked/partly_paid open')
    await sound()
    await market.advance(DAY + MINUTE)
    await market.flows.sweeps.expireTrades()
    await market.flows.sweeps.finishCloses()
    await hear()
    await hear()
    expect(await stateOf(stay)).toBe('cancelled/timed_out closed')
    expect(await sumsOf(stay)).toMatchObject({ captured: 20_000, refunded: 20_000 })
    await sound()
  })

  it('[N12] a channel that takes a hold once is not asked for a part', async () => {
    const stay = await held()
    const ability = market.channel.authorizing!
    const { capturePart, ...once } = ability
    Object.assign(market.channel, { authorizing: once })
    try {
      expect(codeOf(await capture(stay, 20_000, true))).toBe('not_offered')
      expect(await hold(stay)).toBe(`authorized ${ROOM}`)
    } finally {
      Object.assign(market.channel, { authorizing: { ...once, capturePart } })
    }
  })
})
