import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { after as later, MINUTE, SECOND } from '../../kernel/clock.ts'
import type { Tx } from '../../platform/db.ts'
import {
  addFee,
  deleteRoutingRule,
  drawOf,
  type FeeRule,
  feeOf,
  feeRuleOf,
  judgeFee,
  judgeRule,
  openHealth,
  openRoutingBook,
  type RoutingRule,
  route,
  saveRoutingRule,
} from './index.ts'

const NOON = new Date('2026-03-01T04:00:00Z')
const asked = {
  channel: 'wechat',
  method: 'native',
  currency: 'CNY',
  scene: 'retail',
  shopIds: [1, 2],
  amount: 10_000,
}
const rule = (changes: Partial<RoutingRule> = {}): RoutingRule => ({
  ruleId: 1,
  priority: 1,
  title: 'two accounts',
  channel: 'wechat',
  method: null,
  currency: null,
  scene: null,
  shopId: null,
  minAmount: null,
  maxAmount: null,
  candidates: [
    { account: 'wechat', weight: 3 },
    { account: 'wechat-2', weight: 1 },
  ],
  enabled: true,
  version: 1,
  ...changes,
})
const sound = () => ({ successRate: 1, isBroken: false })
type Stand = (account: string) => { successRate: number; isBroken: boolean }
const offer = (account: string, standing: Stand = sound) => ({
  account,
  currencies: ['CNY', 'USD'],
  firstQueryMs: 5_000,
  longestMs: 3_600_000,
  ...standing(account),
})
const choice = (
  rules: RoutingRule[],
  standing: Stand = sound,
  accounts = ['wechat', 'wechat-2', 'alipay', 'x'],
) => ({
  rules,
  offers: accounts.map((account) => offer(account, standing)),
  excluded: [],
})

describe('routing', () => {
  it('[N14] takes each account as often as its weight says', () => {
    const firsts = Array.from({ length: 1_000 }, (_, i) => route(choice([rule()]), asked, i / 1_000)[0])
    expect(firsts.filter((account) => account === 'wechat')).toHaveLength(750)
    expect(firsts.filter((account) => account === 'wechat-2')).toHaveLength(250)
  })

  it('[N14] every account that offers it is in the order exactly once, whatever the draw and the standing', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 5 }),
            fc.boolean(),
            fc.boolean(),
            fc.double({ min: 0, max: 1, noNaN: true }),
          ),
        ),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (accounts, draw) => {
          const candidates = accounts.map(([weight], i) => ({ account: `wechat-${i}`, weight }))
          const at = (account: string) => accounts[Number(account.split('-')[1])]!
          const standing = (account: string) => ({ isBroken: at(account)[2], successRate: at(account)[3] })
          const offering = candidates.filter(({ account }) => at(account)[1]).map(({ account }) => account)
          const order = route(choice([rule({ candidates })], standing, offering), asked, draw)
          const able = candidates.filter(({ account, weight }) => weight > 0 && at(account)[1])
          expect([...order].sort()).toEqual(able.map(({ account }) => account).sort())
          const broken = order.map((account) => at(account)[2])
          expect(broken).toEqual([...broken].sort())
        },
      ),
      { numRuns: 2_000 },
    )
  })

  it('the first rule that fits decides; without one the channel is its own account', () => {
    const big = rule({ minAmount: 50_000, candidates: [{ account: 'wechat-2', weight: 1 }] })
    expect(route(choice([big, rule()]), { ...asked, amount: 50_000 }, 0)).toEqual(['wechat-2'])
    expect(route(choice([big]), asked, 0)).toEqual(['wechat'])
    for (const other of [
      { channel: 'alipay' },
      { method: 'h5' },
      { currency: 'USD' },
      { scene: 'hotel' },
      { shopId: 1 },
      { maxAmount: 9_999 },
      { enabled: false },
    ])
      expect(
        route(choice([rule({ ...other, candidates: [{ account: 'wechat-2', weight: 1 }] })]), asked, 0),
      ).toEqual(['wechat'])
    expect(route(choice([rule({ shopId: 1 })]), { ...asked, shopIds: [1] }, 0.9)[0]).toBe('wechat-2')
  })

  it('[N14] a payer is never taken to another channel than he chose', () => {
    const any = rule({
      channel: null,
      candidates: [
        { account: 'alipay', weight: 9 },
        { account: 'wechat-2', weight: 1 },
      ],
    })
    expect(route(choice([any]), asked, 0)).toEqual(['wechat-2'])
    expect(route(choice([any]), { ...asked, channel: 'alipay' }, 0.99)).toEqual(['alipay'])
    expect(route(choice([any]), { ...asked, channel: 'x' }, 0), 'named by no candidate').toEqual(['x'])
  })

  it('an account that does badly is taken less, never forgotten; a broken one comes last', () => {
    const bad = (account: string) => ({ isBroken: false, successRate: account === 'wechat' ? 0 : 1 })
    const firsts = Array.from({ length: 1_000 }, (_, i) => route(choice([rule()], bad), asked, i / 1_000)[0])
    const share = firsts.filter((account) => account === 'wechat').length
    expect(share).toBeGreaterThan(100)
    expect(share).toBeLessThan(150)
    const broken = (account: string) => ({ isBroken: account === 'wechat', successRate: 1 })
    expect(route(choice([rule()], broken), asked, 0)).toEqual(['wechat-2', 'wechat'])
    expect(route({ ...choice([rule()]), excluded: ['wechat'] }, asked, 0)).toEqual(['wechat-2'])
    expect(route(choice([rule()]), { ...asked, currency: 'JPY' }, 0)).toEqual([])
  })
})

it('[N14] attempts spread evenly over the draw', () => {
  const draws = Array.from({ length: 10_000 }, (_, i) =>
    drawOf(String(3026030112313000000000n + BigInt(i * 97))),
  )
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = draws.filter((draw) => Math.floor(draw * 10) === tenth).length
    expect(share).toBeGreaterThan(800)
    expect(share).toBeLessThan(1_200)
  }
})

describe('the breaker', () => {
  const fail = (health: ReturnType<typeof openHealth>, times: number, at: Date) => {
    for (let i = 0; i < times; i++) health.observe('wechat', 'failed', 100, at)
  }

  it('[N11] opens when half of at least ten calls of a minute failed or were too slow, and not before', () => {
    const health = openHealth()
    fail(health, 9, NOON)
    expect(health.standingOf('wechat', NOON).breaker).toBe('closed')
    health.observe('wechat', 'answered', 6_000, NOON)
    expect(health.standingOf('wechat', NOON)).toMatchObject({ breaker: 'open', isBroken: true, failed: 10 })
    const calm = openHealth()
    fail(calm, 4, NOON)
    for (let i = 0; i < 6; i++) calm.observe('wechat', 'answered', 100, NOON)
    expect(calm.standingOf('wechat', NOON)).toMatchObject({ breaker: 'closed', successRate: 0.6 })
    fail(calm, 9, later(NOON, 2 * MINUTE))
    expect(calm.standingOf('wechat', later(NOON, 2 * MINUTE)).breaker).toBe('closed')
  })

  it('lets one call through after a rest; its end opens it for longer or closes it', () => {
    const health = openHealth()
    fail(health, 10, NOON)
    const first = later(NOON, 10 * SECOND)
    expect(health.standingOf('wechat', first)).toMatchObject({ breaker: 'half_open', isBroken: false })
    health.begin('wechat', first)
    expect(health.standingOf('wechat', first).isBroken).toBe(true)
    fail(health, 1, first)
    expect(health.standingOf('wechat', later(first, 29 * SECOND)).breaker).toBe('open')
    const second = later(first, 30 * SECOND)
    health.begin('wechat', second)
    health.observe('wechat', 'answered', 50, second)
    expect(health.standingOf('wechat', second)).toMatchObject({
      breaker: 'closed',
      isBroken: false,
      calls: 0,
    })
  })
})

describe('fees', () => {
  const fee = (changes: Partial<FeeRule> = {}): FeeRule => ({
    feeId: 1,
    channel: 'wechat',
    method: null,
    currency: 'CNY',
    bps: 60,
    fixed: 0,
    minFee: 0,
    maxFee: null,
    isReturned: true,
    validFrom: NOON,
    ...changes,
  })

  it('are rounded half up, between floor and cap, and never above the payment', () => {
    expect([1, 83, 84, 15_300].map((amount) => feeOf(fee(), amount))).toEqual([0, 0, 1, 92])
    expect(feeOf(fee({ minFee: 10 }), 100)).toBe(10)
    expect(feeOf(fee({ minFee: 10 }), 5)).toBe(5)
    expect(feeOf(fee({ maxFee: 50 }), 15_300)).toBe(50)
    expect(feeOf(fee({ bps: 290, fixed: 30 }), 10_000)).toBe(320)
  })

  it('the method comes before the account, the latest before earlier ones, and none counts before its day', () => {
    const rules = [
      fee({ feeId: 1 }),
      fee({ feeId: 2, validFrom: later(NOON, MINUTE) }),
      fee({ feeId: 3, method: 'h5' }),
    ]
    const at = (minutes: number, method = 'native') =>
      feeRuleOf(rules, { channel: 'wechat', method, currency: 'CNY', at: later(NOON, minutes * MINUTE) })
        ?.feeId
    expect([at(-1), at(0), at(1), at(1, 'h5')]).toEqual([undefined, 1, 2, 3])
    expect(
      feeRuleOf(rules, { channel: 'wechat', method: 'native', currency: 'USD', at: NOON }),
    ).toBeUndefined()
  })
})

describe('rules and fees on PostgreSQL', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await testDatabase()
  })
  afterAll(() => database.drop())
  const open = { methods: ['native', 'jsapi'], currencies: ['CNY'] } as const
  const accounts = ['wechat', 'wechat-2', 'alipay'].map((account) => ({ ...open, account }))
  const edit = { by: 'staff:1', now: NOON, accounts }
  const inTx = <A extends unknown[], T>(work: (tx: Tx, ...given: A) => Promise<T>, ...given: A): Promise<T> =>
    database.db.transaction().execute((tx) => work(tx, ...given))
  const { ruleId: _, version: __, ...draft } = rule()

  it('are made, changed by the one who saw them last, and seen by every process that asks', async () => {
    const { db } = database
    const book = await openRoutingBook(db)
    const made = await inTx(saveRoutingRule, draft, null, edit)
    expect(made).toMatchObject({ ok: true, value: { title: 'two accounts', version: 1 } })
    expect(book.rules()).toEqual([])
    await book.refresh()
    expect(book.rules()).toMatchObject([{ candidates: draft.candidates }])
    const known = { ruleId: book.rules()[0]!.ruleId, version: 1 }
    const changed = { ...draft, title: 'changed', enabled: false }
    expect(await inTx(saveRoutingRule, changed, known, edit)).toMatchObject({
      ok: true,
      value: { version: 2 },
    })
    expect(await inTx(saveRoutingRule, changed, known, edit)).toMatchObject({
      ok: false,
      rejection: { code: 'rule_changed' },
    })
    const foreign = { ...draft, candidates: [{ account: 'nobody', weight: 1 }] }
    expect(await inTx(saveRoutingRule, foreign, null, edit)).toMatchObject({
      rejection: { code: 'account_unknown', param: 'candidates/0/account' },
    })
    expect(await inTx(deleteRoutingRule, known.ruleId)).toMatchObject({ ok: true })
    expect(await inTx(deleteRoutingRule, known.ruleId)).toMatchObject({ rejection: { code: 'not_found' } })
  })

  it.each([
    ['a channel that is not open', { channel: 'unionpay' }, 'account_unknown', 'channel'],
    ['an account instead of a channel', { channel: 'wechat-2' }, 'account_unknown', 'channel'],
    ['a method that no account takes', { method: 'h5' }, 'account_unfit', 'candidates/0/account'],
    ['a currency that no account takes', { currency: 'USD' }, 'account_unfit', 'candidates/0/account'],
    ['accounts of another channel', { channel: 'alipay' }, 'account_unfit', 'candidates/0/account'],
    ['limits upside down', { minAmount: 2, maxAmount: 1 }, 'range_upside_down', 'maxAmount'],
  ] as const)('[N14] a rule about %s is refused', (_what, wrong, code, param) => {
    expect(judgeRule({ ...draft, ...wrong }, accounts)).toMatchObject({ rejection: { code, param } })
    expect(judgeRule(draft, accounts)).toMatchObject({ ok: true })
  })

  it.each([
    ['an account that is not open', { channel: 'wechat-3' }, 'account_unknown', 'channel'],
    ['a method that it does not take', { method: 'h5' }, 'account_unfit', 'method'],
    ['a currency that it does not take', { currency: 'USD' }, 'account_unfit', 'currency'],
    ['limits upside down', { minFee: 2, maxFee: 1 }, 'range_upside_down', 'maxFee'],
  ] as const)('[N14] a fee of %s is refused', (_what, wrong, code, param) => {
    const fee = {
      ...{ channel: 'wechat', method: null, currency: 'CNY', bps: 60, fixed: 0, minFee: 0, maxFee: null },
      ...{ isReturned: true, validFrom: NOON },
    }
    expect(judgeFee({ ...fee, ...wrong }, accounts)).toMatchObject({ rejection: { code, param } })
    expect(judgeFee(fee, accounts)).toMatchObject({ ok: true })
  })

  it('a fee counts from its time on; the same time twice is refused', async () => {
    const { db } = database
    const fee = {
      ...{ channel: 'wechat', method: null, currency: 'CNY', bps: 60, fixed: 0, minFee: 0, maxFee: null },
      ...{ isReturned: true, validFrom: NOON },
    }
    expect(await inTx(addFee, fee, edit)).toMatchObject({ ok: true })
    expect(await inTx(addFee, fee, edit)).toMatchObject({ rejection: { code: 'fee_exists' } })
    const book = await openRoutingBook(db)
    const paid = { channel: 'wechat', method: 'native', currency: 'CNY', amount: 15_300 }
    expect(book.feeOf({ ...paid, at: NOON })).toBe(92)
    expect(book.feeOf({ ...paid, at: later(NOON, -1) })).toBeNull()
  })
})
