import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import type { FaultName } from '../../simulator/wechat/faults.ts'
import { audit } from '../../src/auditor/index.ts'
import { MINUTE, SECOND } from '../../src/kernel/clock.ts'
import { findTrade } from '../../src/modules/order/index.ts'
import { type Random, seeded } from '../simulation/random.ts'
import { openWechatMarket, type WechatMarket } from '../support/wechat-market.ts'

/**
 * Buyers who pay their trades alone and together, in any order, at a WeChat Pay that errs, lies and is late; whatever
 * happens, the books are whole in the end and hold exactly the money that payers gave. A failing world names its seed.
 */
const STEPS = 150
const BUYERS = ['w1', 'w2']
const SKUS = [11, 12, 21, 31]
const FAULTS: readonly FaultName[] = [
  'notice_lost',
  'notice_twice',
  'notice_duplicated',
  'notice_delayed',
  'paid_wrong_amount',
  'error_before',
  'error_after',
  'drop_before',
  'drop_after',
  'answer_unsigned',
  'query_not_found',
  'query_notpay',
  'close_ignored',
  'pay_after_close',
]

let market: WechatMarket
afterEach(() => market.close())

type World = {
  readonly random: Random
  /** Trades by buyer, oldest first. */
  readonly trades: Map<string, string[]>
  readonly combined: string[]
  readonly alone: string[]
  keys: number
}
const buyerOf = (buyerId: string) => ({ id: `buyer:${buyerId}`, by: 'buyer' as const })

const acts: Readonly<Record<string, (world: World, buyerId: string) => Promise<unknown>>> = {
  place: async ({ random, trades }, buyerId) =>
    trades.get(buyerId)!.push(...(await market.placed(buyerId, random.pick(SKUS)))),
  together: async ({ random, trades, combined }, buyerId) => {
    const all = await Promise.all(trades.get(buyerId)!.map((no) => findTrade(market.database.db, no)))
    const likely = all.filter((trade) => trade?.state === 'open' || random.chance(0.05))
    const some = likely.filter(() => random.chance(0.7)).map((trade) => trade!.tradeNo)
    if (some.length < 2) return
    const begun = await market.together(buyerId, some)
    if (begun.ok) combined.push(begun.value.combinedNo)
  },
  alone: async (world, buyerId) => {
    const tradeNo = world.random.pick(world.trades.get(buyerId)!)
    const begun = await market.flows.pay({
      caller: `buyer:${buyerId}`,
      key: `alone ${++world.keys}`,
      requestHash: '',
      tradeNo,
      orderNo: null,
      channel: 'wechat',
      method: 'native',
      ...(world.random.chance(0.3) ? { amount: 1_500 } : {}),
      actor: buyerOf(buyerId),
    })
    if (begun.ok) world.alone.push(begun.value.attemptNo)
  },
  confirm: async ({ random, combined, alone }) => {
    const open = [...combined.slice(-3), ...alone.slice(-3)]
    if (open.length > 0) market.confirm(random.pick(open), { inFlight: random.chance(0.2) })
  },
  cancel: async (world, buyerId) =>
    market.flows.cancelTrade({
      caller: `buyer:${buyerId}`,
      key: `cancel ${++world.keys}`,
      requestHash: '',
      tradeNo: world.random.pick(world.trades.get(buyerId)!),
      actor: buyerOf(buyerId),
      reason: 'buyer',
    }),
  check: async ({ random, combined }) =>
    combined.length > 0 && market.flows.checkCombined(random.pick(combined.slice(-3))),
  fault: async ({ random, combined }) =>
    // Lost so many times, then it comes: of money that came after the close, nothing but the notice tells.
    market.world.faults.add({
      fault: random.pick(FAULTS),
      remaining: 1,
      param: 2,
      ...(random.chance(0.5) && combined.length > 0 ? { order: combined.at(-1)! } : {}),
    }),
  notices: async () => market.notified(),
  sweep: async ({ random }) => {
    await market.swept(random.pick([SECOND, 10 * SECOND, MINUTE, 5 * MINUTE]))
    await market.flows.sweeps.expireTrades()
    await market.flows.sweeps.finishCloses()
    await market.flows.sweeps.sendRefunds()
  },
}
const WEIGHTS: Readonly<Record<keyof typeof acts, number>> = {
  place: 4,
  together: 6,
  alone: 3,
  confirm: 6,
  cancel: 1,
  check: 1,
  fault: 4,
  notices: 3,
  sweep: 4,
}
const DECK = Object.entries(WEIGHTS).flatMap(([name, weight]) => Array.from({ length: weight }, () => name))

/** All faults are over and time passes, until nothing waits any more. */
async function settle(): Promise<void> {
  market.world.faults.clear()
  for (let turn = 0; turn < 40; turn++) {
    await market.notified(10 * MINUTE)
    await market.swept(5 * MINUTE)
    await market.flows.sweeps.expireTrades()
    await market.flows.sweeps.finishCloses()
    await market.flows.sweeps.sendRefunds()
  }
}

type Books = { received: number; refunded: number; over: number; waiting: number; open: number }
const books = async (): Promise<Books> => {
  const { rows } = await sql<Books>`
    select (select coalesce(sum(received_amount), 0)::bigint from attempt) as received,
      (select coalesce(sum(amount), 0)::bigint from refund where state = 'succeeded') as refunded,
      (select count(*)::int from payment where captured > due) as over,
      (select count(*)::int from attempt where next_query_at is not null) as waiting,
      (select count(*)::int from trade where state in ('open', 'closing')) as open`.execute(
    market.database.db,
  )
  return rows[0]!
}

describe('worlds of trades paid alone and together', { timeout: 120_000 }, () => {
  it.each([11, 23, 37, 41, 59, 83, 97, 101])('[N8] [N9] [N11] seed %i', async (seed) => {
    market = await openWechatMarket()
    const random = seeded(seed)
    const world: World = { random, trades: new Map(), combined: [], alone: [], keys: 0 }
    for (const buyerId of BUYERS) world.trades.set(buyerId, await market.placed(buyerId, 11, 21, 12))
    for (let step = 0; step < STEPS; step++) await acts[random.pick(DECK)]!(world, random.pick(BUYERS))
    await settle()
    const { paid, refunded } = market.statement()
    expect(await books()).toEqual({ received: paid, refunded, over: 0, waiting: 0, open: 0 })
    const { found } = await audit(market.database.db, 'whole', market.clock.now())
    expect(found).toEqual([])
    expect(world.combined.length).toBeGreaterThan(4)
    expect(paid).toBeGreaterThan(0)
  })
})
