import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../../test/support/database.ts'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { fund } from '../../test/support/wallet.ts'
import { audit } from '../auditor/index.ts'
import { changeSetting, DEFAULT_SETTINGS, openPolicies, type PolicyCache } from '../modules/payment/index.ts'
import { countQueues, QUEUES } from '../projections/index.ts'

let market: Market
let policies: PolicyCache
let keys = 0
beforeAll(async () => {
  // The settings are read from the market's own database, once it is there.
  const early = await testDatabase()
  policies = await openPolicies(early.db)
  await early.drop()
  let points = () => DEFAULT_SETTINGS.points
  market = await openMarket({ policies: { ...policies, points: () => points() } })
  policies = await openPolicies(market.database.db)
  points = () => policies.points()
})
afterAll(() => market.close())

const key = (caller: string) => ({ caller, key: `r${++keys}`, requestHash: '' })
const rate = async (pointsPerYuan: number, version: number) => {
  const change = {
    name: 'points',
    version,
    changedBy: 'staff:a',
    reason: 'rate',
    now: market.clock.now(),
  } as const
  const set = { ...DEFAULT_SETTINGS.points, pointsPerYuan }
  value(await changeSetting(market.database.db, { ...change, value: set }))
  await policies.refresh()
}
const ask = (actor = 'staff:a') =>
  market.flows.requestRevaluation({ ...key(actor), reason: 'the rate has changed', actor })
const decide = (revaluationNo: string, action: 'approve' | 'reject' = 'approve', actor = 'staff:b') =>
  market.flows.decideRevaluation({ ...key(actor), revaluationNo, action, reason: null, actor })
const queued = async (code: string) => {
  const view = { now: market.clock.now(), shopId: null }
  const [queue] = await countQueues(
    market.database.db,
    QUEUES.filter((one) => one.code === code),
    view,
  )
  return queue!.count
}
const balanceOf = async (purpose: string) =>
  (
    await sql<{ balance: number }>`
      select coalesce(sum(credit - debit), 0)::bigint as balance from balance b join account a on a.id = b.account_id
      where a.purpose = ${purpose}`.execute(market.database.db)
  ).rows[0]!.balance
const healthy = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])

describe('[N18] what all points are worth', () => {
  it('is set right in the books by two people after the rate has changed, and no point moves', async () => {
    await fund(market, 'p1', 30_000, 'points')
    await fund(market, 'p2', 1_001, 'points')
    expect(await balanceOf('points_liability')).toBe(31_001)
    await rate(50, 0)
    expect(await market.flows.pointsValuation()).toMatchObject({
      units: 31_001,
      booked: 31_001,
      worth: 62_002,
    })
    expect(await queued('points_drifted')).toBe(1)
    const asked = value(await ask())
    expect([await queued('points_drifted'), await queued('revaluations_to_decide')]).toEqual([1, 1])
    expect(codeOf(await ask('staff:c'))).toBe('revaluation_waits')
    expect(codeOf(await decide(asked.revaluationNo, 'approve', 'staff:a'))).toBe('same_person')
    // What comes in meanwhile is reckoned at the new rate already, and is in what is found.
    await fund(market, 'p3', 100, 'points')
    const done = value(await decide(asked.revaluationNo))
    expect(done).toMatchObject({
      state: 'approved',
      found: { units: 31_101, booked: 31_201, worth: 62_202, pointsPerYuan: 50 },
    })
    expect([await balanceOf('points_liability'), await balanceOf('member_points')]).toEqual([62_202, 31_101])
    expect(codeOf(await decide(asked.revaluationNo))).toBe('illegal_move')
    await healthy()
  })

  it('falls as it rises, and is turned down without a trace in the books', async () => {
    await rate(200, 1)
    const asked = value(await ask())
    value(await decide(asked.revaluationNo, 'reject'))
    expect([await balanceOf('points_liability'), await queued('points_drifted')]).toEqual([62_202, 1])
    const again = value(await ask())
    value(await decide(again.revaluationNo))
    expect(await balanceOf('points_liability')).toBe(15_550)
    expect(await queued('points_drifted')).toBe(0)
    // Nothing to set right: decided, and nothing booked.
    const idle = value(await ask())
    expect(value(await decide(idle.revaluationNo))).toMatchObject({
      found: { booked: 15_550, worth: 15_550 },
    })
    await healthy()
  })

  it('keeps for a payment under way what its points were promised to be worth', async () => {
    const placed = value(await market.buy('p1', [[11, 1]]))
    const combined = {
      tradeNo: placed.tradeNo,
      orderNo: null,
      channel: 'mock',
      method: 'native',
      points: 4_000,
    }
    const actor = { id: 'buyer:p1', by: 'buyer' } as const
    const attempt = value(await market.flows.pay({ ...key('buyer:p1'), ...combined, actor }))
    await rate(100, 2)
    const asked = value(await ask())
    const { found } = value(await decide(asked.revaluationNo))
    expect(found).toMatchObject({ units: 31_101, heldUnits: 4_000, heldAmount: 2_000, worth: 27_101 + 2_000 })
    market.provider.pay(attempt.attemptNo)
    await market.deliver(market.provider.takeNotices())
    expect(await balanceOf('points_liability')).toBe(27_101)
    expect(await market.flows.pointsValuation()).toMatchObject({
      units: 27_101,
      booked: 27_101,
      worth: 27_101,
    })
    await healthy()
  })
})
