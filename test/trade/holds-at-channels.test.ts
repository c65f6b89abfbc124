import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { DAY, HOUR, MINUTE } from '../../src/kernel/clock.ts'
import { findOrders, findTrade } from '../../src/modules/order/index.ts'
import { findPayment } from '../../src/modules/payment/index.ts'
import { type HoldMarket, openHoldMarket } from '../support/hold-market.ts'
import { value } from '../support/outcome.ts'

const ROOM: [number, number][] = [[31, 1]]

/** Held money through the flows, at the channels themselves against their simulated providers, with faults. */
describe.each(['alipay', 'stripe'] as const)('held money at %s', (code) => {
  let market: HoldMarket
  beforeAll(async () => {
    market = await openHoldMarket(code)
  })
  afterAll(() => market.close())

  const db = () => market.database.db
  const staff = () => ({
    ...market.by('staff:1'),
    actor: { id: 'staff:1', by: 'platform' as const },
    reason: null,
  })
  const act = async (orderNo: string, action: 'confirm' | 'decline') =>
    value(await market.flows.actOnOrder({ ...staff(), orderNo, action }))
  const onHold = (attemptNo: string, action: 'capture' | 'void', amount: number | null = null) =>
    market.flows.actOnHold({ ...market.by('staff:1'), actor: 'staff:1', attemptNo, action, amount })
  const ordersOf = async (nos: readonly string[]) =>
    (await findOrders(db(), nos)).map(({ state, paymentState }) => `${state}/${paymentState}`)
  const sound = async () => expect((await audit(db(), 'whole', market.clock.now())).found).toEqual([])
  const booked = async () => {
    const stay = await market.held(ROOM)
    expect(await ordersOf(stay.orderNos)).toEqual(['pending_confirmation/unpaid'])
    await act(stay.orderNos[0]!, 'confirm')
    return stay
  }

  it('[N12] is told of, taken in part by hand, once, and the rest goes back', async () => {
    const { tradeNo, orderNos, attemptNo } = await booked()
    expect(await findTrade(db(), tradeNo)).toMatchObject({ state: 'open', securedBy: 'hold' })
    value(await onHold(attemptNo, 'capture', 50_000))
    await market.notified()
    await market.swept(MINUTE)
    expect(await market.stateOf(attemptNo)).toBe('succeeded')
    expect(await ordersOf(orderNos)).toEqual(['booked/paid'])
    expect((await findPayment(db(), tradeNo))?.payment).toMatchObject({ due: 50_000, captured: 50_000 })
    expect(market.taken(attemptNo)).toBe(50_000)
    await sound()
  })

  it('[N12] whose making went unanswered is shown again under its number, and found by asking when no notice comes', async () => {
    const order = await market.asked(ROOM)
    // The number is not known before: the fault is armed for whatever is asked for next.
    market.arm('timeout_after', '', 'create')
    const attempt = value(await order.ask('lost'))
    expect(await market.stateOf(attempt.attemptNo)).toBe('unknown')
    await market.swept(MINUTE)
    expect(await market.stateOf(attempt.attemptNo)).toBe('ready')
    market.arm('notice_lost', attempt.attemptNo)
    expect(market.pay(attempt.attemptNo)).toBe(true)
    await market.notified()
    await market.swept(5 * MINUTE, 2)
    expect(await market.stateOf(attempt.attemptNo)).toBe('authorized')
    expect(await ordersOf(order.orderNos)).toEqual(['pending_confirmation/unpaid'])
    await sound()
  })

  it.each([
    'timeout_before',
    'timeout_after',
    'error_after',
    ...(code === 'stripe' ? (['error_stored'] as const) : []),
  ] as const)(
    '[N12] whose taking is answered by "%s" is taken once, by asking again under the same number',
    async (fault) => {
      const { orderNos, attemptNo } = await booked()
      market.arm('notice_lost', attemptNo)
      market.arm(fault, attemptNo, 'capture')
      value(await onHold(attemptNo, 'capture'))
      // What was taken is found by asking, at once; what was not is taken later, and cannot be let go meanwhile.
      const isTaken = fault.endsWith('_after')
      expect(await market.stateOf(attemptNo)).toBe(isTaken ? 'succeeded' : 'authorized')
      const code = isTaken ? 'illegal_move' : 'capture_asked'
      expect(await onHold(attemptNo, 'void')).toMatchObject({ rejection: { code } })
      await market.swept(HOUR, 2)
      expect(await market.stateOf(attemptNo)).toBe('succeeded')
      expect(await ordersOf(orderNos)).toEqual(['booked/paid'])
      expect(market.taken(attemptNo)).toBe(58_800)
      await sound()
    },
  )

  it('[N12] whose provider does not find what it has just taken is not given up', async () => {
    const { orderNos, attemptNo } = await booked()
    await market.advance(2 * DAY)
    market.arm('notice_lost', attemptNo)
    market.arm('timeout_after', attemptNo, 'capture')
    market.arm('query_not_found', attemptNo, 'query')
    value(await onHold(attemptNo, 'capture'))
    expect(await market.stateOf(attemptNo)).toBe('authorized')
    await market.swept(HOUR, 2)
    expect(await market.stateOf(attemptNo)).toBe('succeeded')
    expect(await ordersOf(orderNos)).toEqual(['booked/paid'])
    await sound()
  })

  it('[N12] that is declined is let go, also where the letting go went unanswered', async () => {
    for (const fault of ['timeout_before', 'timeout_after'] as const) {
      const { tradeNo, orderNos, attemptNo } = await market.held(ROOM)
      market.arm(fault, attemptNo, 'release')
      await act(orderNos[0]!, 'decline')
      await market.swept(HOUR, 3)
      expect(await market.stateOf(attemptNo)).toBe('closed')
      expect(await ordersOf(orderNos)).toEqual(['booking_failed/unpaid'])
      expect(await findTrade(db(), tradeNo)).toMatchObject({ state: 'closed' })
      expect(market.taken(attemptNo)).toBe(0)
    }
    await sound()
  })

  it('[N12] that ended at its provider cannot be taken any more: the order waits a day for another payment', async () => {
    const { tradeNo, orderNos, attemptNo } = await booked()
    // Nobody looked at it before it lapsed.
    await market.advance((market.days + 1) * DAY)
    await market.swept(MINUTE, 2)
    expect(await market.stateOf(attemptNo)).toBe('closed')
    expect(market.taken(attemptNo)).toBe(0)
    expect(await findTrade(db(), tradeNo)).toMatchObject({ state: 'open', securedBy: null })
    expect(await ordersOf(orderNos)).toEqual(['booked/unpaid'])
    await sound()
    await market.swept(DAY + HOUR, 2)
    expect(await findTrade(db(), tradeNo)).toMatchObject({ state: 'closed' })
    await sound()
  })

  it('[N12] is taken for what is booked before it lapses, and refunded like any payment', async () => {
    const { tradeNo, orderNos, attemptNo } = await booked()
    await market.advance((market.days - 1) * DAY + HOUR)
    await market.swept(MINUTE, 2)
    expect(await market.stateOf(attemptNo)).toBe('succeeded')
    expect(market.taken(attemptNo)).toBe(58_800)
    const ask = { orderNo: orderNos[0]!, units: null, reason: 'r', actor: 'staff:1' }
    const { refundNo } = value(await market.flows.requestRefund({ ...market.by('staff:1'), ...ask }))
    const decide = { refundNo, action: 'approve' as const, actor: 'staff:2', reason: null }
    value(await market.flows.decideRefund({ ...market.by('staff:2'), ...decide }))
    await market.swept(HOUR, 3)
    await market.notified()
    expect((await findPayment(db(), tradeNo))?.payment).toMatchObject({ refunded: 58_800 })
    await sound()
  })
})
