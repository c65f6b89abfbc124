import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { fund } from '../../test/support/wallet.ts'
import { audit } from '../auditor/index.ts'
import { openAccountBook } from '../modules/ledger/index.ts'
import { findPayment } from '../modules/payment/index.ts'
import { findWallet } from '../modules/wallet/index.ts'
import type { CrashPoint } from '../platform/lane.ts'
import { type Flows, openFlows } from './index.ts'

let market: Market
/** Another process of the product on the same database. */
let other: Flows
let killAt: CrashPoint | null = null
let keys = 0
beforeAll(async () => {
  market = await openMarket({ stock: 100_000 })
  const { database, clock, numbers, channel } = market
  const { catalog } = await import('../../test/support/goods.ts').then(({ marketGoods }) => marketGoods())
  other = openFlows({
    db: database.db,
    clock,
    numbers,
    catalog,
    channels: { mock: channel },
    accounts: openAccountBook(),
    notifyUrl: () => 'https://shop.example/n',
    channelTimeoutMs: 1_000,
    crash: (point, operation) => {
      if (point === killAt && operation === 'attempt.start') throw new Error(`killed at ${point}`)
    },
  })
})
afterAll(async () => {
  await other.idle()
  await market.close()
})

type How = Partial<Parameters<Flows['pay']>[0]>
const pay = (flows: Flows, buyerId: string, tradeNo: string, how: How) =>
  flows.pay({
    caller: `buyer:${buyerId}`,
    key: `race${++keys}`,
    requestHash: '',
    tradeNo,
    orderNo: null,
    channel: 'wallet',
    method: 'balance',
    actor: { id: `buyer:${buyerId}`, by: 'buyer' },
    ...how,
  })
const placed = async (buyerId: string, count: number): Promise<string[]> => {
  const trades: string[] = []
  for (let i = 0; i < count; i++) trades.push(value(await market.buy(buyerId, [[12, 1]])).tradeNo)
  return trades
}
const clean = async () => {
  const { found } = await audit(market.database.db, 'whole', market.clock.now())
  expect(found).toEqual([])
}

describe('wallets under race', () => {
  it('[N20] a hundred payments at once out of one wallet, in two processes: as many as it can pay, never one below zero', async () => {
    const price = 3_334
    await fund(market, 'racer', price * 30 + 5)
    const trades = await placed('racer', 100)
    const outcomes = await Promise.all(
      trades.map((tradeNo, i) => pay(i % 2 ? market.flows : other, 'racer', tradeNo, {})),
    )
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(30)
    const refused = outcomes.filter(({ ok }) => !ok).map(codeOf)
    expect(new Set(refused)).toEqual(new Set(['not_enough_balance']))
    expect((await findWallet(market.database.db, 'racer')).wallet).toEqual({ free: 5, held: 0 })
    await clean()
  })

  it('[N20] holding, taking and giving back at once leave the wallet what it must be', async () => {
    await fund(market, 'mixed', 100_000)
    await fund(market, 'mixed', 50_000, 'points')
    const trades = await placed('mixed', 40)
    const how: How[] = [
      {},
      { channel: 'mock', method: 'native', walletAmount: 1_000, points: 500 },
      { channel: 'mock', method: 'native', walletAmount: 3_000 },
      { channel: 'mock', method: 'native', points: 1_000 },
    ]
    const started = await Promise.all(
      trades.map((tradeNo, i) => pay(i % 2 ? market.flows : other, 'mixed', tradeNo, how[i % 4]!)),
    )
    const wired = started.flatMap((one) => (one.ok && one.value.channel === 'mock' ? [one.value] : []))
    for (const { attemptNo } of wired.filter((_, i) => i % 3 !== 0)) market.provider.pay(attemptNo)
    const cancel = (flows: Flows, tradeNo: string) =>
      flows.cancelTrade({
        caller: 'buyer:mixed',
        key: `cancel${++keys}`,
        requestHash: '',
        tradeNo,
        actor: { id: 'buyer:mixed', by: 'buyer' },
        reason: 'no',
      })
    await Promise.all([
      market.deliver(market.provider.takeNotices()),
      ...wired.map(({ payableNo }, i) =>
        i % 3 === 0 ? cancel(i % 2 ? market.flows : other, payableNo) : null,
      ),
      ...Array.from({ length: 10 }, () => fund(market, 'mixed', 100)),
    ])
    await market.flows.idle()
    await other.idle()
    const paid = await Promise.all(trades.map((tradeNo) => findPayment(market.database.db, tradeNo)))
    const attempts = paid.flatMap((view) => view?.attempts ?? [])
    const taken = (channel: string, of: 'captured' | 'units') =>
      attempts
        .filter((one) => one.channel === channel && one.state === 'succeeded')
        .reduce((sum, one) => sum + (one[of] ?? 0), 0)
    const { wallet, points } = await findWallet(market.database.db, 'mixed')
    expect(wallet).toEqual({ free: 101_000 - taken('wallet', 'captured'), held: 0 })
    expect(points).toEqual({ free: 50_000 - taken('points', 'units'), held: 0 })
    await clean()
  })

  it.each(['claimed', 'loaded', 'decided', 'saved', 'committed'] as const)(
    '[N20] killed when it was %s, an act of paying is there wholly or not at all, and the same key goes on',
    async (point) => {
      const buyerId = `killed-${point}`
      await fund(market, buyerId, 2_000)
      const [tradeNo] = await placed(buyerId, 1)
      const how = { channel: 'mock', method: 'native', walletAmount: 2_000, key: `kill-${point}` }
      killAt = point
      await expect(pay(other, buyerId, tradeNo!, how)).rejects.toThrow('killed')
      killAt = null
      const { wallet } = await findWallet(market.database.db, buyerId)
      expect(wallet).toEqual(point === 'committed' ? { free: 0, held: 2_000 } : { free: 2_000, held: 0 })
      const again = value(await pay(market.flows, buyerId, tradeNo!, how))
      expect(again).toMatchObject({ channel: 'mock', state: 'ready', amount: 1_334 })
      expect((await findWallet(market.database.db, buyerId)).wallet).toEqual({ free: 0, held: 2_000 })
      await clean()
    },
  )

  it('[N20] PostgreSQL itself refuses a balance below its floor', async () => {
    await fund(market, 'floor', 100)
    const overdraw = sql`
      update balance b set debit = debit + 101 from account a
      where a.id = b.account_id and a.owner_id = 'floor' and a.purpose = 'member_balance'`
    await expect(overdraw.execute(market.database.db)).rejects.toThrow('balance_floor')
  })
})
