import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeOf, value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import { DAY, MINUTE, SECOND } from '../kernel/clock.ts'
import { findRefund } from '../modules/payment/index.ts'
import { findReturn, findSharing, sharingsOfPayable } from '../modules/sharing/index.ts'

let market: Market
let keys = 0
beforeAll(async () => {
  market = await openMarket({ sharingChannels: new Set(['mock']), stock: 1_000 })
})
afterAll(() => market.close())

const key = (caller: string) => ({ caller, key: `k${++keys}`, requestHash: '' })
const bought = async (buyer: string, quantity = 1) => {
  const placed = value(await market.buy(buyer, [[11, quantity]]))
  const attempt = value(await market.pay(buyer, placed.tradeNo))
  market.provider.pay(attempt.attemptNo)
  await market.deliver(market.provider.takeNotices())
  const amount = market.provider.orders.get(attempt.attemptNo)!.amount
  return { ...attempt, tradeNo: placed.tradeNo, orderNo: placed.orders[0]!.orderNo, amount }
}
type Bought = Awaited<ReturnType<typeof bought>>

const merchant = (account: string, amount: number, shopId: number | null = null) =>
  ({ type: 'merchant', account, name: null, amount, description: 'part', shopId }) as const
const person = (account: string, amount: number) => ({
  ...merchant(account, amount),
  type: 'person' as const,
})

const ask = (
  { attemptNo }: Pick<Bought, 'attemptNo'>,
  receivers: readonly (ReturnType<typeof merchant> | ReturnType<typeof person>)[],
  isLast = false,
) =>
  market.flows.requestSharing({
    ...key('staff:a'),
    attemptNo,
    receivers,
    isLast,
    reason: 'split',
    requestedBy: 'staff:a',
  })
const decide = (sharingNo: string, action: 'approve' | 'reject' = 'approve', actor = 'staff:b') =>
  market.flows.decideSharing({ ...key(actor), sharingNo, action, actor, reason: null })
/** Lets everything under way come to its end. */
const settle = async (rounds = 4) => {
  for (let i = 0; i < rounds; i++) {
    await market.flows.sweeps.sendSharings()
    await market.flows.sweeps.sendRefunds()
    market.sharings.settle()
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    await market.advance(31 * SECOND)
  }
}
const shared = async (of: Bought, receivers: Parameters<typeof ask>[1], isLast = false) => {
  const sharing = value(await ask(of, receivers, isLast))
  value(await decide(sharing.sharingNo))
  await settle(2)
  return (await findSharing(market.database.db, sharing.sharingNo))!
}
const refund = async (of: Bought) => {
  const { orderNo } = of
  const asked = value(
    await market.flows.requestRefund({
      ...key('staff:a'),
      orderNo,
      units: null,
      reason: 'broken',
      actor: 'staff:a',
    }),
  )
  value(
    await market.flows.decideRefund({
      ...key('staff:b'),
      refundNo: asked.refundNo,
      action: 'approve',
      actor: 'staff:b',
      reason: null,
    }),
  )
  return asked.refundNo
}
const stateOf = async (refundNo: string) => (await findRefund(market.database.db, refundNo))!.state
const returnsOf = async (of: Bought) => (await sharingsOfPayable(market.database.db, of.tradeNo)).returns
const healthy = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])

describe('[P7] profit sharing', () => {
  it('pays receivers what two people agreed on, and books it', async () => {
    const of = await bought('s1')
    const asked = value(await ask(of, [merchant('m1', 100, 1), person('p1', 50)]))
    expect(codeOf(await decide(asked.sharingNo, 'approve', 'staff:a'))).toBe('same_person')
    value(await decide(asked.sharingNo))
    await settle(2)
    const done = await findSharing(market.database.db, asked.sharingNo)
    expect(done).toMatchObject({ state: 'finished', amount: 150, shared: 150, decidedBy: 'staff:b' })
    expect(market.sharings.out(of.attemptNo)).toBe(150)
    const { rows } = await sql<{ purpose: string; amount: number }>`
      select a.purpose, p.amount from posting p join journal j using (journal_no) join account a on a.id = p.account_id
      where j.ref_no = ${asked.sharingNo} order by p.amount`.execute(market.database.db)
    expect(rows).toEqual([
      { purpose: 'channel_receivable', amount: -150 },
      { purpose: 'sharing_cost', amount: 50 },
      { purpose: 'merchant_pending', amount: 100 },
    ])
    const raw = await sql<{ verdict: string }>`
      select verdict from evidence where subject_no = ${asked.sharingNo}`.execute(market.database.db)
    expect(raw.rows.length).toBeGreaterThan(0)
    await healthy()
  })

  it('keeps what a receiver could not be paid, and shares it again', async () => {
    const of = await bought('s2')
    market.provider.arm('receiver_failed', of.attemptNo)
    const first = await shared(of, [merchant('m1', of.amount - 10), merchant('m2', 10)])
    expect(first).toMatchObject({ state: 'finished', shared: 10 })
    expect(first.receivers.map(({ state }) => state)).toEqual(['failed', 'succeeded'])
    expect(await shared(of, [merchant('m1', of.amount - 10)])).toMatchObject({ shared: of.amount - 10 })
    await healthy()
  })

  it('sends one number once, through silence and errors', async () => {
    const of = await bought('s3')
    for (const fault of ['timeout_before', 'error_after', 'timeout_after'] as const)
      market.provider.arm(fault, of.attemptNo)
    const sharing = value(await ask(of, [merchant('m1', 70)]))
    value(await decide(sharing.sharingNo))
    await settle(8)
    expect(await findSharing(market.database.db, sharing.sharingNo)).toMatchObject({
      state: 'finished',
      shared: 70,
    })
    expect(market.sharings.out(of.attemptNo)).toBe(70)
    await healthy()
  })

  it.each([
    ['more receivers than the channel takes', 4, 'too_many_receivers'],
    ['a receiver twice', 2, 'receiver_twice'],
  ])('refuses %s', async (_what, count, code) => {
    const of = await bought(`s4${count}`)
    const account = (i: number) => (code === 'receiver_twice' ? 'm' : `m${i}`)
    const receivers = Array.from({ length: count }, (_, i) => merchant(account(i), 1))
    expect(codeOf(await ask(of, receivers))).toBe(code)
  })

  it('never shares more than is left: shared, waiting and refunded money counts', async () => {
    const of = await bought('s5', 2)
    expect(codeOf(await ask(of, [merchant('m1', of.amount + 1)]))).toBe('sharing_exceeds')
    const waiting = value(await ask(of, [merchant('m1', of.amount - 5)]))
    expect(codeOf(await ask(of, [merchant('m2', 6)]))).toBe('sharing_exceeds')
    const refundNo = await refund(of)
    expect(codeOf(await decide(waiting.sharingNo))).toBe('sharing_exceeds')
    value(await decide(waiting.sharingNo, 'reject'))
    await settle()
    expect(await stateOf(refundNo)).toBe('succeeded')
    expect(codeOf(await ask(of, [merchant('m1', 1)]))).toBe('sharing_exceeds')
  })

  it('only what was frozen is shared, and only until the channel lets it go', async () => {
    const of = await bought('s6')
    expect(codeOf(await ask({ attemptNo: '3126010108000000000107' }, [merchant('m1', 1)]))).toBe('not_found')
    expect(await shared(of, [], true)).toMatchObject({ state: 'finished', shared: 0 })
    expect(codeOf(await ask(of, [merchant('m1', 1)]))).toBe('not_shareable')
    const old = await bought('s7')
    await market.advance(30 * DAY + MINUTE)
    expect(codeOf(await ask(old, [merchant('m1', 1)]))).toBe('not_shareable')
    expect(codeOf(await ask(old, []))).toBe('not_shareable')
  })
})

describe('[P7] 分账回退 before refund', () => {
  it('a refund is held back until what it needs is back; what it needs is asked back by itself', async () => {
    const of = await bought('r1')
    await shared(of, [merchant('m1', of.amount - 40), merchant('m2', 40)])
    const refundNo = await refund(of)
    // The channel itself would refuse: it never hears of the refund before the money is there.
    expect(market.provider.refunds.has(refundNo)).toBe(false)
    expect(await stateOf(refundNo)).toBe('approved')
    const returns = (await returnsOf(of)).sort((a, b) => (a.account < b.account ? -1 : 1))
    expect(returns.map(({ account, amount, requestedBy }) => [account, amount, requestedBy])).toEqual([
      ['m1', of.amount - 40, 'rule:refund'],
      ['m2', 40, 'rule:refund'],
    ])
    await market.flows.sweeps.sendRefunds()
    expect(market.provider.refunds.has(refundNo)).toBe(false)
    await settle()
    expect(await stateOf(refundNo)).toBe('succeeded')
    expect(market.sharings.out(of.attemptNo)).toBe(0)
    // The order in which the channel heard of it.
    const { rows } = await sql<{ no: string }>`
      select no from history where no = any(${[...returns.map(({ returnNo }) => returnNo), refundNo]})
        and move like '%>succeed>%' order by recorded_at`.execute(market.database.db)
    expect(rows.at(-1)!.no).toBe(refundNo)
    expect(rows).toHaveLength(3)
    await healthy()
  })

  it('asks back only what is missing, from each receiver in proportion', async () => {
    const of = await bought('r2', 2)
    const half = of.amount / 2
    await shared(of, [merchant('m1', half), merchant('m2', half)])
    const asked = value(
      await market.flows.requestRefund({
        ...key('staff:a'),
        orderNo: of.orderNo,
        units: { 1: 1 },
        reason: 'one is broken',
        actor: 'staff:a',
      }),
    )
    const approve = { refundNo: asked.refundNo, action: 'approve', actor: 'staff:b', reason: null } as const
    value(await market.flows.decideRefund({ ...key('staff:b'), ...approve }))
    const returns = await returnsOf(of)
    expect(returns.reduce((sum, { amount }) => sum + amount, 0)).toBe(asked.amount)
    expect(Math.abs(returns[0]!.amount - returns[1]!.amount)).toBeLessThanOrEqual(1)
    await settle()
    expect(await stateOf(asked.refundNo)).toBe('succeeded')
    await healthy()
  })

  it('waits for nobody where the rest of the payment is enough', async () => {
    const of = await bought('r3', 2)
    await shared(of, [merchant('m1', 1)])
    const asked = value(
      await market.flows.requestRefund({
        ...key('staff:a'),
        orderNo: of.orderNo,
        units: { 1: 1 },
        reason: 'one is broken',
        actor: 'staff:a',
      }),
    )
    const approve = { refundNo: asked.refundNo, action: 'approve', actor: 'staff:b', reason: null } as const
    value(await market.flows.decideRefund({ ...key('staff:b'), ...approve }))
    expect(await returnsOf(of)).toEqual([])
    await settle(2)
    expect(await stateOf(asked.refundNo)).toBe('succeeded')
  })

  it('a return that failed holds the refund back until it is sent again', async () => {
    const of = await bought('r4')
    await shared(of, [merchant('m1', of.amount)])
    market.provider.arm('return_failed', of.attemptNo)
    const refundNo = await refund(of)
    await settle()
    const [failed] = await returnsOf(of)
    expect(failed).toMatchObject({ state: 'failed', failureCode: 'return_failed' })
    expect(await stateOf(refundNo)).toBe('approved')
    // Under its one number the mock's return has failed for good; the platform bears it, and the refund goes on.
    const waive = {
      returnNo: failed!.returnNo,
      action: 'waive',
      actor: 'staff:b',
      reason: 'closed shop',
    } as const
    value(await market.flows.decideReturn({ ...key('staff:b'), ...waive }))
    expect(codeOf(await market.flows.decideReturn({ ...key('staff:b'), ...waive }))).toBe('illegal_move')
    market.sharings.balance = of.amount
    await settle()
    market.sharings.balance = 0
    expect(await stateOf(refundNo)).toBe('succeeded')
    expect(market.sharings.out(of.attemptNo)).toBe(of.amount)
    await healthy()
  })

  it('does not wait for what a person got: nobody can take it back', async () => {
    const of = await bought('r5')
    await shared(of, [person('p1', 30), merchant('m1', 20)])
    const refundNo = await refund(of)
    expect((await returnsOf(of)).map(({ account, amount }) => [account, amount])).toEqual([['m1', 20]])
    await settle(3)
    expect((await returnsOf(of))[0]).toMatchObject({ state: 'succeeded' })
    // It is sent, and the channel puts it off until our own balance stands in for the person's part.
    expect(await stateOf(refundNo)).toBe('approved')
    market.sharings.balance = 30
    await settle()
    market.sharings.balance = 0
    expect(await stateOf(refundNo)).toBe('succeeded')
    expect(market.sharings.out(of.attemptNo)).toBe(30)
    await healthy()
  })

  it('a return by hand is never above what its receiver has', async () => {
    const of = await bought('r6')
    const { sharingNo } = await shared(of, [merchant('m1', 60), person('p1', 5)])
    const back = (account: string, amount: number) =>
      market.flows.requestReturn({
        ...key('staff:a'),
        sharingNo,
        account,
        amount,
        reason: 'by mistake',
        requestedBy: 'staff:a',
      })
    expect(codeOf(await back('m1', 61))).toBe('return_exceeds')
    expect(codeOf(await back('p1', 1))).toBe('return_exceeds')
    expect(codeOf(await back('m9', 1))).toBe('not_found')
    const { returnNo } = value(await back('m1', 60))
    market.provider.arm('timeout_after', of.attemptNo)
    await settle()
    expect(await findReturn(market.database.db, returnNo)).toMatchObject({ state: 'succeeded' })
    expect(codeOf(await back('m1', 1))).toBe('return_exceeds')
    await healthy()
  })

  describe('into the wallet', () => {
    const intoWallet = async (of: Bought) => {
      const request = { orderNo: of.orderNo, units: null, reason: 'broken', actor: 'staff:a', toWallet: true }
      const { refundNo } = value(await market.flows.requestRefund({ ...key('staff:a'), ...request }))
      const approval = { refundNo, action: 'approve', actor: 'staff:b', reason: null } as const
      value(await market.flows.decideRefund({ ...key('staff:b'), ...approval }))
      return refundNo
    }
    const walletOf = async (buyer: string) =>
      (
        await sql<{ free: number }>`
          select coalesce(sum(credit - debit), 0)::bigint as free from balance b join account a on a.id = b.account_id
          where a.purpose = 'member_balance' and a.owner_id = ${buyer}`.execute(market.database.db)
      ).rows[0]!.free

    it('waits until what was shared is back, and pays once', async () => {
      const of = await bought('w1')
      await shared(of, [merchant('m1', of.amount - 10, 1)])
      const refundNo = await intoWallet(of)
      expect([await stateOf(refundNo), await walletOf('w1')]).toEqual(['approved', 0])
      expect(await returnsOf(of)).toMatchObject([{ amount: of.amount - 10, state: 'requested' }])
      await healthy()
      await settle()
      await market.advance(MINUTE)
      await settle()
      expect([await stateOf(refundNo), await walletOf('w1')]).toEqual(['succeeded', of.amount])
      expect(await returnsOf(of)).toMatchObject([{ state: 'succeeded' }])
      expect(market.sharings.out(of.attemptNo)).toBe(0)
      await healthy()
    })

    it('is held back by a receiver who gives nothing back, until the platform bears it', async () => {
      const of = await bought('w2')
      await shared(of, [merchant('m1', of.amount - 10, 1)])
      market.provider.arm('return_failed', of.attemptNo)
      const refundNo = await intoWallet(of)
      await settle(6)
      const [back] = await returnsOf(of)
      expect([back!.state, await stateOf(refundNo), await walletOf('w2')]).toEqual(['failed', 'approved', 0])
      const waive = { returnNo: back!.returnNo, action: 'waive', actor: 'staff:b', reason: null } as const
      value(await market.flows.decideReturn({ ...key('staff:b'), ...waive }))
      await settle(2)
      expect([await stateOf(refundNo), await walletOf('w2')]).toEqual(['succeeded', of.amount])
      await healthy()
    })

    it('needs nothing back where enough is left, and pays at once what was not shared at all', async () => {
      const of = await bought('w3', 2)
      await shared(of, [merchant('m1', 10, 1)])
      const request = {
        orderNo: of.orderNo,
        units: { 1: 1 },
        reason: 'one',
        actor: 'staff:a',
        toWallet: true,
      }
      const { refundNo } = value(await market.flows.requestRefund({ ...key('staff:a'), ...request }))
      const approval = { refundNo, action: 'approve', actor: 'staff:b', reason: null } as const
      value(await market.flows.decideRefund({ ...key('staff:b'), ...approval }))
      expect([await stateOf(refundNo), await returnsOf(of)]).toEqual(['succeeded', []])
      const plain = await bought('w4')
      expect(await stateOf(await intoWallet(plain))).toBe('succeeded')
      await healthy()
    })
  })
})
