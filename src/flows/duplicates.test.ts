import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { DAY, HOUR, MINUTE } from '../kernel/clock.ts'
import { type Finding, listFindings, markFindingSeen, withSurplusLeft } from '../modules/payment/index.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket({ stock: 1_000 })
})
afterAll(() => market.close())

let n = 0
const by = (caller: string) => ({ caller, key: `d${++n}`, requestHash: '', actor: caller })
const hear = () => market.deliver(market.provider.takeNotices())
async function paid(buyerId: string, lines: [number, number][]) {
  const { tradeNo, orders } = value(await market.buy(buyerId, lines, `buy${++n}`))
  const { attemptNo } = value(await market.pay(buyerId, tradeNo))
  market.provider.pay(attemptNo)
  await hear()
  return { tradeNo, attemptNo, orderNo: orders[0]!.orderNo, buyerId }
}
/** Paid as it was closed: all of it is surplus, and the rule asks for it back at once. */
async function paidAfterTheEnd(buyerId: string, isRefundLost = false) {
  const { tradeNo } = value(await market.buy(buyerId, [[11, 1]], `buy${++n}`))
  const { attemptNo } = value(await market.pay(buyerId, tradeNo))
  const actor = { id: `buyer:${buyerId}`, by: 'buyer' as const }
  value(await market.flows.cancelTrade({ ...by(actor.id), actor, tradeNo, reason: 'no' }))
  await market.flows.sweeps.finishCloses()
  if (isRefundLost) market.provider.arm('refund_closed', attemptNo)
  market.provider.pay(attemptNo, { inFlight: true })
  await hear()
  return attemptNo
}
const found = async (): Promise<Finding[]> => (await listFindings(market.database.db, { limit: 100 })).items
const scan = async (days?: number) => (await market.flows.scanDuplicates('staff:a', days)).found

describe('the scan for what was paid twice', () => {
  it('[N9] finds the same goods bought twice within the half hour, once, however often it looks', async () => {
    const first = await paid('twice', [[11, 2]])
    await market.advance(5 * MINUTE)
    const second = await paid('twice', [[11, 2]])
    expect(await scan()).toBe(1)
    expect(await scan(), 'the same finding is not made again').toBe(0)
    expect(await found()).toMatchObject([
      {
        kind: 'same_goods',
        attemptNo: second.attemptNo,
        otherAttemptNo: first.attemptNo,
        orderNos: [second.orderNo],
        buyerId: 'twice',
        seenAt: null,
      },
    ])
  })

  it.each([
    ['other goods of the same price', [[11, 1]], [[12, 1]], 0, 'same'],
    ['another number of pieces', [[11, 1]], [[11, 3]], 0, 'same'],
    ['an hour later', [[11, 1]], [[11, 1]], HOUR, 'same'],
    ['another buyer', [[11, 1]], [[11, 1]], 0, 'other'],
  ] as [string, [number, number][], [number, number][], number, string][])(
    'is silent about %s',
    async (name, one, two, laterMs, who) => {
      await paid(name, one)
      await market.advance(laterMs)
      await paid(who === 'same' ? name : `${name} too`, two)
      expect(await scan()).toBe(0)
    },
  )

  it('is silent about what has gone back already', async () => {
    await paid('back', [[11, 1]])
    const { orderNo } = await paid('back', [[11, 1]])
    const asked = { ...by('staff:a'), orderNo, units: null, reason: 'twice' }
    const { refundNo } = value(await market.flows.requestRefund(asked))
    value(await market.flows.decideRefund({ ...by('staff:b'), refundNo, action: 'approve', reason: null }))
    expect(await scan()).toBe(0)
  })

  it('[N9] leaves a surplus to the rule, and finds it when its refund was given up', async () => {
    const attemptNo = await paidAfterTheEnd('late')
    await market.advance(HOUR)
    expect(await scan(), 'the rule gives it back').toBe(0)
    const failing = await paidAfterTheEnd('stuck', true)
    const { db } = market.database
    const { refundNo } = (await refundsOf(failing))[0]!
    await market.flows.sweeps.sendRefunds()
    market.provider.settleRefunds()
    await hear()
    value(
      await market.flows.decideRefund({ ...by('staff:b'), refundNo, action: 'reject', reason: 'no account' }),
    )
    await market.advance(HOUR)
    expect(await scan()).toBe(1)
    const [finding] = await found()
    expect(finding).toMatchObject({ kind: 'surplus', attemptNo: failing, buyerId: 'stuck' })
    expect(await withSurplusLeft(db, [failing, attemptNo])).toEqual(new Set([failing]))
    // The request that is there for a surplus goes on from the finding, and the finding asks for no second one.
    value(
      await market.flows.refundSurplus({ ...by('staff:a'), attemptNo: failing, reason: 'found by the scan' }),
    )
    expect(await withSurplusLeft(db, [failing])).toEqual(new Set())
    expect(
      codeOf(await market.flows.refundSurplus({ ...by('staff:a'), attemptNo: failing, reason: 'again' })),
    ).toBeDefined()
  })

  it('a person says once that he has looked, and the next scan does not bring it back', async () => {
    const { db } = market.database
    const [one] = await found()
    const see = () =>
      db
        .transaction()
        .execute((tx) =>
          markFindingSeen(tx, { id: one!.id, by: 'staff:a', note: 'two gifts', now: market.clock.now() }),
        )
    expect(await see()).toBe(true)
    expect(await see()).toBe(false)
    expect(await scan()).toBe(0)
    const open = (await listFindings(db, { seen: false, limit: 100 })).items
    expect(open.map(({ id }) => id)).not.toContain(one!.id)
  })

  it('runs once a day by itself; without being asked it looks three days back', async () => {
    await paid('old', [[21, 1]])
    await paid('old', [[21, 1]])
    await market.advance(4 * DAY)
    expect(await market.flows.sweeps.scanDuplicates(), 'too long ago').toBe(0)
    expect(await scan(7)).toBe(1)
    await paid('new', [[21, 1]])
    await paid('new', [[21, 1]])
    expect(await market.flows.sweeps.scanDuplicates(), 'not a day yet').toBe(0)
    await market.advance(DAY)
    expect(await market.flows.sweeps.scanDuplicates()).toBe(1)
  })

  it('[N9] has moved no money: the books are whole', async () => {
    expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
  })
})

const refundsOf = async (attemptNo: string) => {
  const { rows } = await market.database.pool.query(
    'select refund_no as "refundNo" from refund where attempt_no = $1',
    [attemptNo],
  )
  return rows as { refundNo: string }[]
}
