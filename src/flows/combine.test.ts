import { describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { DAY, after as later, MINUTE, SECOND } from '../kernel/clock.ts'
import { emptyStockBook } from '../modules/inventory/index.ts'
import { emptyOrderBook, type Order, type Trade } from '../modules/order/index.ts'
import { type Attempt, DEFAULT_POLICIES, emptyPaymentBook, noLimits } from '../modules/payment/index.ts'
import type { RoutingRule } from '../modules/routing/index.ts'
import { emptyWalletBook } from '../modules/wallet/index.ts'
import { type CombineWorld, decideCombined, type StartCombined } from './combine.ts'

const now = new Date('2026-03-01T04:00:00Z')
const shard = '07'
let count = 0
const number = (kind: number): string => `${kind}0${String(++count).padStart(18, '0')}${shard}`

type Wanted = Partial<Pick<Trade, 'buyerId' | 'state' | 'currency' | 'expiresAt'>> & {
  readonly payable?: number
  readonly shopId?: number
}

/** A world of trades that nobody has begun to pay. */
function worldOf(...wanted: readonly Wanted[]): { world: CombineWorld; nos: string[] } {
  const orders = emptyOrderBook()
  const world: CombineWorld = {
    tradeNoOf: new Map(),
    stock: emptyStockBook(),
    orders,
    payments: emptyPaymentBook(),
    wallets: emptyWalletBook(),
    journals: [],
    shared: new Set(),
    limitsOf: noLimits,
    termsAt: DEFAULT_POLICIES.terms,
    nextNo: () => number(3),
    now,
    members: new Map(),
  }
  const nos = wanted.map(({ payable = 1_000, shopId = 1, ...more }) => {
    const [tradeNo, orderNo] = [number(1), number(2)]
    const amounts = { goods: payable, shopDiscount: 0, platformDiscount: 0, points: 0, freight: 0, payable }
    const common = {
      buyerId: 'b',
      currency: 'CNY',
      scene: 'retail',
      amounts,
      placedAt: now,
      version: 1,
    } as const
    const trade: Trade = {
      ...common,
      tradeNo,
      state: 'open',
      orderNos: [orderNo],
      address: null,
      invoice: null,
      quoteHash: 'quote',
      expiresAt: later(now, 30 * MINUTE),
      securedBy: null,
      closingSince: null,
      paidAt: null,
      closedAt: null,
      closeReason: null,
      ...more,
    }
    const order: Order = {
      ...common,
      orderNo,
      tradeNo,
      shopId,
      state: 'created',
      paymentState: 'unpaid',
      received: 0,
      refunded: 0,
      autoConfirm: true,
      allocationNo: null,
      remark: null,
      paidAt: null,
      confirmedAt: null,
      completedAt: null,
      cancelledAt: null,
      cancelReason: null,
    }
    orders.trades.set(tradeNo, trade)
    orders.orders.set(orderNo, order)
    return tradeNo
  })
  return { world, nos }
}

const offer = (account: string, more: { currencies?: string[]; isBroken?: boolean } = {}) => ({
  account,
  currencies: ['CNY'],
  firstQueryMs: 5 * SECOND,
  longestMs: 90 * DAY,
  successRate: 1,
  isBroken: false,
  ...more,
})

const command = (tradeNos: readonly string[], more: Partial<StartCombined> = {}): StartCombined => ({
  caller: 'buyer:b',
  key: 'key',
  requestHash: '',
  now,
  actor: { id: 'buyer:b', by: 'buyer' },
  tradeNos,
  attemptNos: tradeNos.map(() => number(3)),
  combinedNo: number(3),
  channel: 'wechat',
  method: 'native',
  choice: { rules: [], offers: [offer('wechat')], excluded: [] },
  ...more,
})

const decide = (world: CombineWorld, asked: StartCombined) => decideCombined(world, asked, DEFAULT_POLICIES)
const written = ({ payments }: CombineWorld): readonly Attempt[] => [...payments.added.attempts]
const moneyOf = (attempts: readonly Attempt[]): number[] => attempts.map(({ amount }) => amount)

describe('what may be paid at once', () => {
  it('[I2] an attempt on each trade, all of the same combined order, account, method and end', () => {
    const { world, nos } = worldOf(
      { payable: 1_000 },
      { payable: 2_500, shopId: 2, expiresAt: later(now, 10 * MINUTE) },
      { payable: 7, shopId: 3 },
    )
    const asked = command(nos)
    expect(value(decide(world, asked))).toEqual({ combinedNo: asked.combinedNo })
    const attempts = written(world)
    expect(moneyOf(attempts)).toEqual([1_000, 2_500, 7])
    expect(attempts.map(({ payableNo }) => payableNo)).toEqual(nos)
    expect(attempts.map(({ attemptNo }) => attemptNo)).toEqual(asked.attemptNos)
    for (const attempt of attempts)
      expect(attempt).toMatchObject({
        combinedNo: asked.combinedNo,
        groupNo: null,
        channel: 'wechat',
        method: 'native',
        state: 'created',
        isOpen: true,
        expiresAt: later(now, 10 * MINUTE - 10 * SECOND),
        nextQueryAt: later(now, 5 * SECOND),
      })
  })

  const cases: readonly [string, readonly Wanted[], Partial<StartCombined>, string][] = [
    ['one that is paid', [{}, { state: 'paid' }], {}, 'already_paid'],
    ['one that is closing', [{}, { state: 'closing' }], {}, 'payment_closed'],
    ['one that is closed', [{ state: 'closed' }, {}], {}, 'payment_closed'],
    ['another buyer’s', [{}, { buyerId: 'c' }], {}, 'not_found'],
    [
      'two buyers’, asked for by staff',
      [{}, { buyerId: 'c' }],
      { actor: { id: 'staff:1', by: 'platform' } },
      'buyers_differ',
    ],
    ['two currencies', [{}, { currency: 'USD' }], {}, 'currencies_differ'],
    [
      'a currency that the account does not take',
      [{ currency: 'USD' }, { currency: 'USD' }],
      {},
      'unknown_channel',
    ],
    ['one that ends in a minute', [{}, { expiresAt: later(now, MINUTE) }], {}, 'too_late_to_pay'],
    [
      'no account that combines',
      [{}, {}],
      { choice: { rules: [], offers: [], excluded: [] } },
      'cannot_combine',
    ],
    [
      'every account has just refused',
      [{}, {}],
      { choice: { rules: [], offers: [offer('wechat')], excluded: ['wechat'] } },
      'channel_unavailable',
    ],
  ]
  it.each(cases)('[N7] %s: %#. nothing is written on any', (_, wanted, more, code) => {
    const { world, nos } = worldOf(...wanted)
    expect(codeOf(decide(world, command(nos, more)))).toBe(code)
    expect(written(world)).toEqual([])
    expect(world.members.size).toBe(0)
  })

  it('one that is not there is named', () => {
    const { world, nos } = worldOf({})
    const missing = number(1)
    expect(decide(world, command([...nos, missing]))).toMatchObject({
      rejection: { code: 'not_found', detail: { tradeNo: missing } },
    })
  })
})

describe('what is begun already', () => {
  const begun = () => {
    const made = worldOf({}, { payable: 2_000 }, { payable: 3_000 })
    const first = command(made.nos.slice(0, 2))
    value(decide(made.world, first))
    return { ...made, first }
  }

  it('[N7] asked for again in any order, the same combined order', () => {
    const { world, nos, first } = begun()
    const again = value(decide(world, command([nos[1]!, nos[0]!])))
    expect(again.combinedNo).toBe(first.combinedNo)
    expect(written(world)).toHaveLength(2)
  })

  it.each([
    ['more trades', (nos: string[]) => nos],
    ['fewer', (nos: string[]) => [nos[0]!]],
    ['an overlapping set', (nos: string[]) => [nos[1]!, nos[2]!]],
  ])('[N7] %s: another act, which has to wait until the first is closed', (_, pick) => {
    const { world, nos } = begun()
    expect(codeOf(decide(world, command(pick(nos))))).toBe('attempt_open')
    expect(written(world)).toHaveLength(2)
  })

  it('[N7] by another method it is another act; so it is once the price of one has changed', () => {
    const { world, nos } = begun()
    expect(codeOf(decide(world, command(nos.slice(0, 2), { method: 'h5' })))).toBe('attempt_open')
    const item = world.payments.items.get(nos[1]!)![0]!
    item.due += 500
    world.payments.payments.get(nos[1]!)!.due += 500
    expect(decide(world, command(nos.slice(0, 2)))).toMatchObject({
      rejection: { code: 'attempt_open', detail: { tradeNo: nos[1] } },
    })
  })

  it('[N8] where parts are taken side by side, what is on its way is not asked for again', () => {
    const { world, nos } = begun()
    for (const no of nos.slice(0, 2)) Object.assign(world.payments.payments.get(no)!, { isOneAtATime: false })
    expect(codeOf(decide(world, command([nos[0]!, nos[2]!])))).toBe('attempt_open')
    expect(written(world)).toHaveLength(2)
  })
})

describe('which account takes the whole', () => {
  const rule = (more: Partial<RoutingRule>): RoutingRule => ({
    ruleId: 1,
    priority: 1,
    title: 'rule',
    channel: 'wechat',
    method: null,
    currency: null,
    scene: null,
    shopId: null,
    minAmount: null,
    maxAmount: null,
    candidates: [{ account: 'wechat-2', weight: 1 }],
    enabled: true,
    version: 1,
    ...more,
  })
  const accountOf = (more: Partial<RoutingRule>, offers = [offer('wechat'), offer('wechat-2')]): string[] => {
    const { world, nos } = worldOf({ payable: 6_000 }, { payable: 5_000, shopId: 2 })
    value(decide(world, command(nos, { choice: { rules: [rule(more)], offers, excluded: [] } })))
    return [...new Set(written(world).map(({ channel }) => channel))]
  }

  it.each([
    ['a rule for large amounts sees the sum', { minAmount: 10_000 }, 'wechat-2'],
    ['a rule of one shop is not for goods of two', { shopId: 1 }, 'wechat'],
    ['a rule of their scene fits', { scene: 'retail' }, 'wechat-2'],
    ['a rule of another scene does not', { scene: 'hotel' }, 'wechat'],
  ] as const)('%s', (_, more, account) => {
    expect(accountOf(more)).toEqual([account])
  })

  it('an account that is out of order comes last', () => {
    const candidates = [
      { account: 'wechat', weight: 1 },
      { account: 'wechat-2', weight: 1 },
    ]
    expect(accountOf({ candidates }, [offer('wechat', { isBroken: true }), offer('wechat-2')])).toEqual([
      'wechat-2',
    ])
  })
})
