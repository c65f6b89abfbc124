import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { MINUTE, SECOND } from '../kernel/clock.ts'
import { stocksOf } from '../modules/inventory/index.ts'
import { findJournals, trialBalance } from '../modules/ledger/index.ts'
import { findOrders, findTrade, timelineOf } from '../modules/order/index.ts'
import { evidenceOf, findPayment } from '../modules/payment/index.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket()
})
afterAll(() => market.close())

const value = <T>(outcome: { ok: true; value: T } | { ok: false; rejection: { code: string } }): T => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.rejection.code}`)
  return outcome.value
}
const code = (outcome: { ok: boolean; rejection?: { code: string } }) => outcome.rejection?.code
const stockOf = async (skuId: number) => (await stocksOf(market.database.db, [skuId]))[0]!
const stateOf = async (tradeNo: string) => {
  const trade = (await findTrade(market.database.db, tradeNo))!
  const orders = await findOrders(market.database.db, trade.orderNos)
  return [trade.state, ...orders.map((order) => `${order.state}/${order.paymentState}`)]
}
/** The same payment told once more, as a notice of its own. */
const underAnotherId = ({ body }: { readonly body: Buffer }) => {
  const again = Buffer.from(JSON.stringify({ ...JSON.parse(body.toString()), id: 'MN-another' }))
  return { headers: market.provider.sign(again), body: again }
}
const difference = async () => (await trialBalance(market.database.db)).map((currency) => currency.difference)

describe('the sale', () => {
  it('[I1] [I2] [N14] two shops, one payment: parent and children, own payment numbers, stock committed, books balanced', async () => {
    const placed = value(
      await market.buy('b1', [
        [11, 2],
        [21, 1],
      ]),
    )
    expect(placed.orders).toHaveLength(2)
    expect(placed.amounts.payable).toBe(45_000)
    expect(await stockOf(11)).toMatchObject({ available: 98, reserved: 2, committed: 0 })
    const attempt = value(await market.pay('b1', placed.tradeNo))
    expect(attempt).toMatchObject({ state: 'ready', amount: 45_000 })
    market.provider.pay(attempt.attemptNo)
    expect(await market.deliver(market.provider.takeNotices())).toEqual([204])
    expect(await stateOf(placed.tradeNo)).toEqual(['paid', 'booked/paid', 'booked/paid'])
    expect(await stockOf(11)).toMatchObject({ available: 98, reserved: 0, committed: 2, onHand: 100 })
    const view = (await findPayment(market.database.db, placed.tradeNo))!
    expect(new Set(view.items.map((item) => item.allocationNo)).size).toBe(2)
    expect(view.payment).toMatchObject({ state: 'covered', due: 45_000, captured: 45_000, surplus: 0 })
    const [journal] = await findJournals(market.database.db, { refNo: attempt.attemptNo })
    const postings = journal!.postings.map((p) => [p.purpose, p.ownerId, p.amount])
    expect(postings).toHaveLength(3)
    expect(postings).toEqual(
      expect.arrayContaining([
        ['channel_receivable', 'mock', 45_000],
        ['merchant_pending', '1', -20_000],
        ['merchant_pending', '2', -25_000],
      ]),
    )
    expect(await difference()).toEqual([0])
  })

  it('[H6] the same key makes one order, however often it is sent; another body under the key is refused', async () => {
    const before = (await stockOf(12)).available
    const twice = await Promise.all([
      market.buy('b2', [[12, 3]], 'double'),
      market.buy('b2', [[12, 3]], 'double'),
    ])
    const again = await market.buy('b2', [[12, 3]], 'double')
    expect(new Set([...twice, again].map((outcome) => value(outcome).tradeNo)).size).toBe(1)
    // The answer told again from what was placed is the answer that was given.
    expect(value(again)).toEqual(value(twice[0]!))
    expect((await stockOf(12)).available).toBe(before - 3)
    expect(code(await market.buy('b2', [[12, 4]], 'double'))).toBe('idempotency_conflict')
  })

  it('[N5] a callback twice, and one more under another id, pays once', async () => {
    const placed = value(await market.buy('b3', [[11, 1]]))
    const attempt = value(await market.pay('b3', placed.tradeNo))
    market.provider.pay(attempt.attemptNo)
    const notices = market.provider.takeNotices()
    expect(await market.deliver([...notices, ...notices, ...notices])).toEqual([204, 204, 204])
    expect(await market.deliver([underAnotherId(notices[0]!)])).toEqual([204])
    const view = (await findPayment(market.database.db, placed.tradeNo))!
    expect(view.payment).toMatchObject({ captured: 10_000, surplus: 0 })
    expect(view.flows).toHaveLength(1)
    // What was told twice under one id is one piece; under another id it is another, and pays nothing.
    expect(await evidenceOf(market.database.db, [attempt.attemptNo])).toHaveLength(2)
  })

  it('[N5] a forged callback is refused and changes nothing but the pile of unverified evidence', async () => {
    const placed = value(await market.buy('b4', [[11, 1]]))
    const attempt = value(await market.pay('b4', placed.tradeNo))
    market.provider.pay(attempt.attemptNo)
    const [notice] = market.provider.takeNotices()
    const forged = { body: notice!.body, headers: market.provider.sign(notice!.body, 'another secret') }
    expect((await market.deliver([forged]))[0]).toBeGreaterThanOrEqual(400)
    expect(await stateOf(placed.tradeNo)).toEqual(['open', 'created/unpaid'])
    expect(await market.deliver([notice!])).toEqual([204])
    expect(await stateOf(placed.tradeNo)).toEqual(['paid', 'booked/paid'])
  })

  it('[N5] one fen off: recorded, acknowledged, conflicted, in suspense, never paid', async () => {
    const placed = value(await market.buy('b5', [[11, 1]]))
    const attempt = value(await market.pay('b5', placed.tradeNo))
    market.provider.pay(attempt.attemptNo, { amount: 9_999 })
    expect(await market.deliver(market.provider.takeNotices())).toEqual([204])
    expect(await stateOf(placed.tradeNo)).toEqual(['open', 'created/unpaid'])
    const view = (await findPayment(market.database.db, placed.tradeNo))!
    expect(view.attempts[0]).toMatchObject({
      state: 'conflicted',
      received: 9_999,
      captured: 0,
      surplus: 9_999,
    })
    expect(view.refunds).toEqual([])
    const [journal] = await findJournals(market.database.db, { refNo: attempt.attemptNo })
    expect(journal).toMatchObject({ event: 'conflict_received' })
    expect(await difference()).toEqual([0])
  })

  it('[N11] a lost callback heals by active query in under two minutes', async () => {
    const placed = value(await market.buy('b6', [[11, 1]]))
    const attempt = value(await market.pay('b6', placed.tradeNo))
    market.provider.pay(attempt.attemptNo)
    market.provider.takeNotices() // lost
    let waited = 0
    while ((await stateOf(placed.tradeNo))[0] === 'open' && waited < 120) {
      await market.advance(5 * SECOND)
      waited += 5
      await market.flows.sweeps.queryAttempts()
      await market.flows.idle()
    }
    expect(waited).toBeLessThan(120)
    expect(await stateOf(placed.tradeNo)).toEqual(['paid', 'booked/paid'])
  })

  it('[L1] [O1] unpaid at its time: closed at the channel first, then the order closes and stock returns', async () => {
    const before = await stockOf(21)
    const placed = value(await market.buy('b7', [[21, 2]]))
    const attempt = value(await market.pay('b7', placed.tradeNo))
    await market.advance(31 * MINUTE)
    await market.flows.sweeps.expireTrades()
    expect((await stateOf(placed.tradeNo))[0]).toBe('closing')
    await market.flows.sweeps.queryAttempts()
    await market.flows.sweeps.finishCloses()
    expect(await stateOf(placed.tradeNo)).toEqual(['closed', 'created_cancelled/timed_out'])
    expect(market.provider.orders.get(attempt.attemptNo)?.state).toBe('closed')
    expect(await stockOf(21)).toMatchObject({ available: before.available, reserved: before.reserved })
    const moves = (await timelineOf(market.database.db, [placed.tradeNo])).map((row) => row.move)
    expect(moves).toEqual(['trade:open>begin_close>closing', 'trade:closing>close>closed'])
  })

  it('[L1] a room is held for fifteen minutes where a parcel is held for thirty', async () => {
    const parcel = value(await market.buy('b15', [[11, 1]]))
    const room = value(await market.buy('b15', [[31, 1]]))
    await market.advance(16 * MINUTE)
    await market.flows.sweeps.expireTrades()
    expect(await stateOf(room.tradeNo)).toEqual(['closed', 'created_cancelled/timed_out'])
    expect(await stateOf(parcel.tradeNo)).toEqual(['open', 'created/unpaid'])
  })

  it('[N9] success after the close: recorded, in suspense, refunded by rule once, within a minute', async () => {
    const placed = value(await market.buy('b8', [[11, 1]]))
    const attempt = value(await market.pay('b8', placed.tradeNo))
    await market.advance(31 * MINUTE)
    await market.flows.sweeps.expireTrades()
    await market.flows.sweeps.queryAttempts()
    await market.flows.sweeps.finishCloses()
    expect((await stateOf(placed.tradeNo))[0]).toBe('closed')
    market.provider.pay(attempt.attemptNo, { inFlight: true })
    const notices = market.provider.takeNotices()
    await market.deliver([...notices, ...notices])
    const paid = (await findPayment(market.database.db, placed.tradeNo))!
    expect(paid.payment).toMatchObject({
      state: 'closed',
      captured: 0,
      surplus: 10_000,
      surplusRefunding: 10_000,
    })
    await settleRefunds()
    const after = (await findPayment(market.database.db, placed.tradeNo))!
    expect(after.refunds).toHaveLength(1)
    expect(after.refunds[0]).toMatchObject({ state: 'succeeded', amount: 10_000, source: 'surplus' })
    expect(after.payment).toMatchObject({ surplusRefunded: 10_000, surplusRefunding: 0 })
    expect(await stateOf(placed.tradeNo)).toEqual(['closed', 'created_cancelled/timed_out'])
    expect(await difference()).toEqual([0])
  })

  it('[N7] paying one child apart closes the open attempt first; each child is payable', async () => {
    const placed = value(
      await market.buy('b9', [
        [11, 1],
        [21, 1],
      ]),
    )
    const whole = value(await market.pay('b9', placed.tradeNo))
    const [first, second] = placed.orders
    const apart = value(await market.pay('b9', placed.tradeNo, first!.orderNo))
    expect(apart).toMatchObject({ amount: 10_000, itemNos: [first!.orderNo] })
    expect(market.provider.orders.get(whole.attemptNo)?.state).toBe('closed')
    market.provider.pay(apart.attemptNo)
    await market.deliver(market.provider.takeNotices())
    expect(await stateOf(placed.tradeNo)).toEqual(['open', 'booked/paid', 'created/unpaid'])
    const rest = value(await market.pay('b9', placed.tradeNo, second!.orderNo))
    market.provider.pay(rest.attemptNo)
    await market.deliver(market.provider.takeNotices())
    expect(await stateOf(placed.tradeNo)).toEqual(['paid', 'booked/paid', 'booked/paid'])
  })

  it('[N9] a second success on an attempt that was superseded is given back', async () => {
    const placed = value(
      await market.buy('b10', [
        [11, 1],
        [21, 1],
      ]),
    )
    const whole = value(await market.pay('b10', placed.tradeNo))
    const apart = value(await market.pay('b10', placed.tradeNo, placed.orders[0]!.orderNo))
    market.provider.pay(apart.attemptNo)
    market.provider.pay(whole.attemptNo, { inFlight: true })
    await market.deliver(market.provider.takeNotices())
    const view = (await findPayment(market.database.db, placed.tradeNo))!
    // 10 000 came apart, 35 000 for the whole: 25 000 of it was still due, 10 000 goes back.
    expect(view.payment).toMatchObject({ captured: 35_000, surplus: 10_000, state: 'covered' })
    expect(await stateOf(placed.tradeNo)).toEqual(['paid', 'booked/paid', 'booked/paid'])
    await settleRefunds()
    expect((await findPayment(market.database.db, placed.tradeNo))!.payment.surplusRefunded).toBe(10_000)
    expect(await difference()).toEqual([0])
  })

  it('[J8] a hundred concurrent cancels and one payment: one outcome', async () => {
    const placed = value(await market.buy('b11', [[11, 1]]))
    const cancels = Array.from({ length: 100 }, (_, i) =>
      market.flows.cancelTrade({
        caller: 'buyer:b11',
        key: `c${i}`,
        requestHash: '',
        tradeNo: placed.tradeNo,
        actor: { id: 'buyer:b11', by: 'buyer' },
        reason: 'changed my mind',
      }),
    )
    const outcomes = await Promise.all(cancels)
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
    expect(await stateOf(placed.tradeNo)).toEqual(['closed', 'created_cancelled/unpaid'])
    const moves = (await timelineOf(market.database.db, [placed.tradeNo])).map((row) => row.move)
    expect(moves).toHaveLength(2)
  })

  it('[W6] another buyer sees nothing of a trade: no cancel, no payment', async () => {
    const placed = value(await market.buy('b12', [[11, 1]]))
    expect(code(await market.pay('stranger', placed.tradeNo))).toBe('not_found')
    const cancelled = await market.flows.cancelTrade({
      caller: 'buyer:stranger',
      key: 'x',
      requestHash: '',
      tradeNo: placed.tradeNo,
      actor: { id: 'buyer:stranger', by: 'buyer' },
      reason: 'mischief',
    })
    expect(code(cancelled)).toBe('not_found')
    expect(await stateOf(placed.tradeNo)).toEqual(['open', 'created/unpaid'])
  })

  it('[H6] a start told again names its attempt: from the attempt itself, or from what was written down', async () => {
    const placed = value(await market.buy('b15', [[11, 1]]))
    const pay = async (key: string) => {
      const { tradeNo } = placed
      const who = { caller: 'buyer:b15', actor: { id: 'buyer:b15', by: 'buyer' as const } }
      const how = { orderNo: null, channel: 'mock', method: 'native' }
      return value(await market.flows.pay({ ...who, ...how, key, requestHash: '', tradeNo })).attemptNo
    }
    const first = await pay('one')
    // Another key meets the attempt that is open: its answer names a number that it did not make.
    expect([await pay('two'), await pay('one'), await pay('two')]).toEqual([first, first, first])
    const { rows } = await sql<{ isMade: boolean; told: string | null }>`
      select made = ${first} as "isMade", answer::jsonb #>> '{value,attemptNo}' as told from command_key
      where caller = 'buyer:b15' and operation = 'attempt.start' order by key`.execute(market.database.db)
    expect(rows).toEqual([
      { isMade: true, told: null },
      { isMade: false, told: first },
    ])
  })

  it('[N10] [N11] a start that is lost after it arrived is asked about under its own number, never failed by time', async () => {
    const placed = value(await market.buy('b13', [[11, 1]]))
    market.provider.arm('timeout_after')
    const attempt = value(await market.pay('b13', placed.tradeNo))
    expect(attempt.state).toBe('unknown')
    const again = value(await market.pay('b13', placed.tradeNo))
    expect(again).toMatchObject({ attemptNo: attempt.attemptNo, state: 'ready' })
  })

  it('[G13] [I2] one order of a payment goes back in pieces, by two people, to the last fen', async () => {
    const placed = value(
      await market.buy('b14', [
        [12, 3],
        [21, 1],
      ]),
    )
    const attempt = value(await market.pay('b14', placed.tradeNo))
    market.provider.pay(attempt.attemptNo)
    await market.deliver(market.provider.takeNotices())
    const orderNo = placed.orders[0]!.orderNo
    const ask = (units: Record<string, number> | null, key: string) =>
      market.flows.requestRefund({
        caller: 'staff:a',
        key,
        requestHash: '',
        orderNo,
        units,
        reason: 'broken',
        actor: 'staff:a',
      })
    const decide = (refundNo: string, actor: string) =>
      market.flows.decideRefund({
        caller: actor,
        key: refundNo,
        requestHash: '',
        refundNo,
        action: 'approve',
        actor,
        reason: null,
      })
    const one = value(await ask({ 1: 1 }, 'r1'))
    expect(one.amount).toBe(3_334)
    expect(code(await decide(one.refundNo, 'staff:a'))).toBe('same_person')
    const rest = value(await ask(null, 'r2'))
    expect(rest.amount).toBe(6_668)
    expect(code(await ask({ 1: 1 }, 'r3'))).toBe('refund_exceeds')
    for (const refund of [one, rest]) value(await decide(refund.refundNo, 'staff:b'))
    await settleRefunds()
    expect(await stateOf(placed.tradeNo)).toEqual(['paid', 'cancelled/paid', 'booked/paid'])
    expect(await difference()).toEqual([0])
    const { rows } = await sql<{ balance: number }>`
      select sum(debit - credit)::bigint as balance from balance b join account a on a.id = b.account_id
      where a.purpose = 'refund_clearing'`.execute(market.database.db)
    expect(rows[0]!.balance).toBe(0)
  })
})

/** Sends what is due and lets the provider finish it; well under a minute of the virtual clock. */
async function settleRefunds(): Promise<void> {
  for (let i = 0; i < 4; i++) {
    await market.flows.sweeps.sendRefunds()
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    await market.advance(10 * SECOND)
  }
}
