import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seeded } from '../../test/simulation/random.ts'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { fund } from '../../test/support/wallet.ts'
import { audit } from '../auditor/index.ts'
import { DAY, MINUTE, SECOND } from '../kernel/clock.ts'
import { sum } from '../kernel/money.ts'
import { findLines, findOrders } from '../modules/order/index.ts'
import { findPayment } from '../modules/payment/index.ts'
import { findWallet } from '../modules/wallet/index.ts'

let market: Market
let keys = 0
beforeAll(async () => {
  market = await openMarket({ stock: 100_000 })
  market.rules.push({
    ruleId: 1,
    bearer: 'platform',
    shopId: null,
    title: '满减',
    titleEn: 'Off',
    threshold: 10_000,
    amountOff: 777,
    currency: 'CNY',
    startsAt: new Date(0),
    endsAt: new Date('2100-01-01'),
    excludedSpuIds: new Set(),
    version: 1,
  })
})
afterAll(() => market.close())

const key = (caller: string) => ({ caller, key: `rp${++keys}`, requestHash: '' })
const pay = (buyerId: string, tradeNo: string, how: Partial<Parameters<Market['flows']['pay']>[0]>) =>
  market.flows.pay({
    ...key(`buyer:${buyerId}`),
    tradeNo,
    orderNo: null,
    channel: 'mock',
    method: 'native',
    actor: { id: `buyer:${buyerId}`, by: 'buyer' },
    ...how,
  })
const ask = (orderNo: string, units: Record<string, number> | null, toWallet = false) =>
  market.flows.requestRefund({
    ...key('staff:a'),
    orderNo,
    units,
    toWallet,
    reason: 'back',
    actor: 'staff:a',
  })
const decide = (
  refundNo: string,
  action: 'approve' | 'reject' | 'retry' | 'reissue',
  actor = 'staff:b',
  toWallet = false,
) => market.flows.decideRefund({ ...key(actor), refundNo, action, actor, toWallet, reason: null })
const view = async (tradeNo: string) => (await findPayment(market.database.db, tradeNo))!

/** Lets every channel refund that is under way end, well or not. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) {
    await market.flows.sweeps.sendRefunds(500)
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    await market.advance(MINUTE)
  }
}
const receive = async (attemptNo: string): Promise<void> => {
  market.provider.pay(attemptNo)
  await market.deliver(market.provider.takeNotices())
}
const clean = async () => {
  const { found } = await audit(market.database.db, 'whole', market.clock.now())
  expect(found).toEqual([])
}

/** A trade of two lines, paid in several acts out of wallet, points and channel, as chance cuts it. */
async function paidSomehow(seed: number) {
  const random = seeded(seed)
  const buyerId = `rp${seed}`
  await fund(market, buyerId, 30_000)
  await fund(market, buyerId, 30_000, 'points')
  const { tradeNo, orders } = value(
    await market.buy(buyerId, [
      [11, random.int(1, 3)],
      [12, random.int(1, 3)],
    ]),
  )
  for (let part = 1; part <= 3; part++) {
    const { payment } = (await findPayment(market.database.db, tradeNo)) ?? { payment: null }
    const open = payment ? payment.due - payment.captured : orders[0]!.amounts.payable
    if (open === 0) break
    const amount = part === 3 || open < 1_000 ? open : random.int(100, open)
    const { wallet, points } = await findWallet(market.database.db, buyerId)
    const byPoints = random.chance(0.5)
      ? Math.min(points.free, Math.floor(amount / 2), random.int(0, 3_000))
      : 0
    const byWallet = random.chance(0.6) ? Math.min(wallet.free, amount - byPoints, random.int(0, 9_000)) : 0
    const made = value(await pay(buyerId, tradeNo, { amount, points: byPoints, walletAmount: byWallet }))
    if (made.channel === 'mock') await receive(made.attemptNo)
  }
  return { random, buyerId, tradeNo, orderNo: orders[0]!.orderNo }
}

describe('refunds in parts', () => {
  it.each(Array.from({ length: 12 }, (_, i) => 1_000 + i))(
    '[N15] whatever sequence of partial refunds over whatever mix of shares gives back exactly what was paid, per component and share (seed %i)',
    async (seed) => {
      const { random, buyerId, tradeNo, orderNo } = await paidSomehow(seed)
      const { db } = market.database
      const funds = await findWallet(db, buyerId)
      for (let step = 0; step < 12; step++) {
        const open = (await view(tradeNo)).refunds
        const requested = open.filter(({ state }) => state === 'requested')
        const failed = open.filter(({ state }) => state === 'failed')
        if (failed.length > 0 && random.chance(0.6)) {
          const action = random.pick(['reject', 'reissue', 'reissue'] as const)
          await decide(random.pick(failed).refundNo, action, 'staff:c', random.chance(0.3))
        } else if (requested.length > 0 && random.chance(0.7)) {
          await decide(
            random.pick(requested).refundNo,
            random.pick(['approve', 'approve', 'reject'] as const),
          )
        } else {
          const [line] = (await findLines(db, [orderNo])).filter((one) => one.quantity > one.refundedQuantity)
          if (line) await ask(orderNo, { [line.lineNo]: 1 }, random.chance(0.2))
        }
        for (const { attemptNo } of (await view(tradeNo)).attempts)
          if (random.chance(0.3)) market.provider.arm('refund_closed', attemptNo)
        await settle()
      }
      // In the end somebody gives everything back that has not been.
      for (let round = 0; round < 12; round++) {
        const { refunds, payment } = await view(tradeNo)
        if (payment.refunded === payment.captured) break
        for (const { refundNo, state } of refunds) {
          if (state === 'failed') await decide(refundNo, 'reissue', 'staff:c', true)
          if (state === 'requested') await decide(refundNo, 'approve')
        }
        await ask(orderNo, null)
        await settle()
      }
      const after = await view(tradeNo)
      expect(after.payment).toMatchObject({ refunded: after.payment.captured, refunding: 0 })
      for (const share of after.shares) expect(share).toMatchObject({ refunded: share.amount, refunding: 0 })
      const lines = await findLines(db, [orderNo])
      const given = after.refunds
        .filter(({ state }) => state === 'succeeded')
        .map(({ components }) => components!)
      for (const { lineNo, amounts } of lines) {
        const back = (of: 'cash' | 'platformDiscount' | 'points') =>
          sum(given.map(({ lines }) => lines[lineNo]?.[of] ?? 0))
        expect([back('cash'), back('platformDiscount'), back('points')]).toEqual([
          amounts.payable,
          amounts.platformDiscount,
          amounts.points,
        ])
      }
      const wallet = await findWallet(db, buyerId)
      const toWallet = sum(
        after.refunds.filter((one) => one.state === 'succeeded' && one.toWallet).map((one) => one.amount),
      )
      const byWallet = sum(
        after.attempts.filter(({ channel }) => channel === 'wallet').map((one) => one.captured),
      )
      const byPoints = sum(
        after.attempts.filter(({ channel }) => channel === 'points').map((one) => one.units ?? 0),
      )
      const walletShare = sum(
        after.refunds
          .filter((one) => one.state === 'succeeded' && !one.toWallet)
          .filter(
            (one) =>
              after.attempts.find(({ attemptNo }) => attemptNo === one.attemptNo)!.channel === 'wallet',
          )
          .map((one) => one.amount),
      )
      expect(wallet.wallet.free - funds.wallet.free).toBe(toWallet + walletShare)
      if (toWallet === 0) expect(walletShare).toBe(byWallet)
      if (toWallet === 0) expect(wallet.points.free - funds.points.free).toBe(byPoints)
      await clean()
    },
    60_000,
  )

  it('[N15] a part that its channel ended is asked for again under a new number of the same request, or goes to the wallet', async () => {
    await fund(market, 'part', 3_000)
    const { tradeNo, orders } = value(await market.buy('part', [[12, 3]]))
    const paid = value(await pay('part', tradeNo, { walletAmount: 3_000 }))
    await receive(paid.attemptNo)
    const { orderNo } = orders[0]!
    const asked = value(await ask(orderNo, null))
    market.provider.arm('refund_closed', paid.attemptNo)
    value(await decide(asked.refundNo, 'approve'))
    expect((await findWallet(market.database.db, 'part')).wallet.free).toBe(3_000)
    await settle()
    const failed = (await view(tradeNo)).refunds.find(({ state }) => state === 'failed')!
    expect(failed).toMatchObject({ requestNo: asked.refundNo, failureCode: 'closed' })
    const again = value(await decide(failed.refundNo, 'reissue', 'staff:a', true))
    expect(codeOf(await decide(again.refundNo, 'approve', 'staff:a'))).toBe('same_person')
    value(await decide(again.refundNo, 'approve', 'staff:b'))
    const { refunds, payment } = await view(tradeNo)
    expect(refunds.every(({ requestNo }) => requestNo === asked.refundNo)).toBe(true)
    expect(payment).toMatchObject({ refunded: payment.captured, refunding: 0 })
    expect((await findWallet(market.database.db, 'part')).wallet.free).toBe(payment.captured)
    const [order] = await findOrders(market.database.db, [orderNo])
    expect(order).toMatchObject({ state: 'cancelled', refunded: payment.captured })
    await clean()
  })

  it('[N15] a channel’s window, number and spacing of refunds are kept; what it takes no more can go to the wallet', async () => {
    const { tradeNo, orders } = value(await market.buy('late', [[12, 3]]))
    const paid = value(await pay('late', tradeNo, {}))
    await receive(paid.attemptNo)
    const { orderNo } = orders[0]!
    await market.advance(366 * DAY)
    const late = await ask(orderNo, { '1': 1 })
    expect(late.ok ? null : late.rejection).toMatchObject({
      code: 'refund_window_over',
      detail: { attemptNo: paid.attemptNo, instead: 'wallet' },
    })
    const toWallet = value(await ask(orderNo, { '1': 1 }, true))
    value(await decide(toWallet.refundNo, 'approve'))
    const { refunds } = await view(tradeNo)
    expect(refunds).toMatchObject([{ state: 'succeeded', toWallet: true }])
    expect((await findWallet(market.database.db, 'late')).wallet.free).toBe(refunds[0]!.amount)
    await clean()
  })

  it('[N15] two refunds of one payment are sent as far apart as its channel wants', async () => {
    const { capabilities } = market.channel
    const before = capabilities.refundSpacingMs
    Object.assign(capabilities, { refundSpacingMs: MINUTE })
    try {
      const { tradeNo, orders } = value(await market.buy('apart', [[12, 2]]))
      const paid = value(await pay('apart', tradeNo, {}))
      await receive(paid.attemptNo)
      const { orderNo } = orders[0]!
      const first = value(await ask(orderNo, { '1': 1 }))
      const second = value(await ask(orderNo, { '1': 1 }))
      value(await decide(first.refundNo, 'approve'))
      await market.advance(SECOND)
      value(await decide(second.refundNo, 'approve'))
      const at = async (no: string) => (await view(tradeNo)).refunds.find(({ refundNo }) => refundNo === no)!
      expect((await at(first.refundNo)).state).toBe('processing')
      const waits = await at(second.refundNo)
      expect(waits.state).toBe('approved')
      expect(waits.nextAt!.getTime() - market.clock.now().getTime()).toBe(MINUTE - SECOND)
      await market.flows.sweeps.sendRefunds()
      expect((await at(second.refundNo)).state).toBe('approved')
      await market.advance(MINUTE)
      await market.flows.sweeps.sendRefunds()
      expect((await at(second.refundNo)).state).toBe('processing')
      await settle()
    } finally {
      Object.assign(capabilities, { refundSpacingMs: before })
    }
  })
})
