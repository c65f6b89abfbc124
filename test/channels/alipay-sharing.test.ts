import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { MINUTE } from '../../src/kernel/clock.ts'
import { findRefund } from '../../src/modules/payment/index.ts'
import { sharingsOfPayable } from '../../src/modules/sharing/index.ts'
import { countQueues, QUEUES } from '../../src/projections/work-queue.ts'
import { codeOf, value } from '../support/outcome.ts'
import { type Market, openMarket } from '../support/shop.ts'
import { type AlipayStage, openAlipay } from './alipay-stage.ts'

let side: AlipayStage
let market: Market
let keys = 0
beforeAll(async () => {
  side = await openAlipay()
  market = await openMarket({
    time: side.clock,
    hand: { alipay: side.channel },
    sharingChannels: new Set(['alipay']),
    notifyUrl: () => side.receiver.url,
    stock: 1_000,
  })
})
afterAll(async () => {
  await market.close()
  await side.stop()
})

const [FIRST, SECOND] = ['2088000000000201', '2088000000000202'] as const
const key = (caller: string) => ({ caller, key: `k${++keys}`, requestHash: '' })
const turn = async (rounds = 1) => {
  for (let i = 0; i < rounds; i++) {
    await market.flows.sweeps.queryAttempts()
    await market.flows.sweeps.sendSharings()
    await market.flows.sweeps.sendRefunds()
    await side.settle()
    side.receiver.take()
    await market.advance(2 * MINUTE)
  }
}
const pay = async (buyer: string) => {
  const placed = value(await market.buy(buyer, [[11, 2]]))
  const asked = { tradeNo: placed.tradeNo, orderNo: null, channel: 'alipay', method: 'native' } as const
  const actor = { id: `buyer:${buyer}`, by: 'buyer' } as const
  const { attemptNo } = value(await market.flows.pay({ ...key(`buyer:${buyer}`), ...asked, actor }))
  expect(side.pay(attemptNo)).toBe(true)
  await turn(2)
  return { tradeNo: placed.tradeNo, orderNo: placed.orders[0]!.orderNo, attemptNo }
}
type Bought = Awaited<ReturnType<typeof pay>>

const share = async (
  of: Bought,
  parts: readonly (readonly [string, number])[],
  shopId: number | null = 1,
) => {
  const receivers = parts.map(([account, amount]) => {
    return { type: 'merchant', account, name: null, amount, description: '货款', shopId } as const
  })
  const asked = value(
    await market.flows.requestSharing({
      ...key('staff:a'),
      attemptNo: of.attemptNo,
      receivers,
      isLast: false,
      reason: 'split',
      requestedBy: 'staff:a',
    }),
  )
  const decision = { sharingNo: asked.sharingNo, action: 'approve', actor: 'staff:b', reason: null } as const
  value(await market.flows.decideSharing({ ...key('staff:b'), ...decision }))
  await turn(2)
  return asked.sharingNo
}
const refund = async (of: Bought, units: Record<string, number> | null = null, toWallet = false) => {
  const request = { orderNo: of.orderNo, units, reason: 'broken', actor: 'staff:a', toWallet }
  const { refundNo } = value(await market.flows.requestRefund({ ...key('staff:a'), ...request }))
  value(await decide(refundNo, 'approve'))
  return refundNo
}
const decide = (refundNo: string, action: 'approve' | 'retry') =>
  market.flows.decideRefund({ ...key('staff:b'), refundNo, action, actor: 'staff:b', reason: null })
const refundOf = async (no: string) => (await findRefund(market.database.db, no))!
const returnsOf = async (of: Bought) =>
  (await sharingsOfPayable(market.database.db, of.tradeNo)).returns.toSorted((a, b) =>
    a.account < b.account ? -1 : 1,
  )
const withOthers = (of: Bought): number =>
  [...side.world.settlements.values()]
    .filter(({ tradeNo }) => tradeNo === of.attemptNo)
    .flatMap(({ parts }) => parts)
    .reduce((sum, { amount, state }) => sum + (state === 'SUCCESS' ? amount : 0), 0)
const healthy = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
const balanceOf = async (purpose: string, owner: string) =>
  (
    await sql<{ balance: number }>`
      select coalesce(sum(debit - credit), 0)::bigint as balance
      from balance b join account a on a.id = b.account_id
      where a.purpose = ${purpose} and a.owner_id = ${owner}`.execute(market.database.db)
  ).rows[0]!.balance
/** What the house owes the shop and has not paid out. */
const pending = async () => -(await balanceOf('merchant_pending', '1'))
const queued = async (code: string) => {
  const queues = QUEUES.filter((one) => one.code === code)
  const [queue] = await countQueues(market.database.db, queues, { now: market.clock.now(), shopId: null })
  return queue!.count
}

describe('[P7] a refund at Alipay', () => {
  it('takes back with it what was shared, from each receiver his part, and books it', async () => {
    const before = await pending()
    const of = await pay('a1')
    await share(of, [
      [FIRST, 3_000],
      [SECOND, 1_000],
    ])
    const refundNo = await refund(of)
    expect(await refundOf(refundNo)).toMatchObject({ state: 'succeeded', amount: 20_000 })
    expect(withOthers(of)).toBe(0)
    expect(await returnsOf(of)).toMatchObject([
      { account: FIRST, amount: 3_000, state: 'requested', refundNo },
      { account: SECOND, amount: 1_000, state: 'requested', refundNo },
    ])
    await turn(2)
    expect(await returnsOf(of)).toMatchObject([{ state: 'succeeded' }, { state: 'succeeded' }])
    // What the shop had got is back: nobody owes anybody anything of this sale.
    expect(await pending()).toBe(before)
    await healthy()
  })

  it('in parts takes back only what it needs, and the rest with the next one', async () => {
    const of = await pay('a2')
    await share(of, [[FIRST, 6_000]])
    const half = await refund(of, { 1: 1 })
    expect(await refundOf(half)).toMatchObject({ state: 'succeeded', amount: 10_000 })
    expect([withOthers(of), await returnsOf(of)]).toEqual([6_000, []])
    await turn(1)
    await refund(of)
    await turn(2)
    expect(withOthers(of)).toBe(0)
    expect(await returnsOf(of)).toMatchObject([{ amount: 6_000, state: 'succeeded' }])
    await healthy()
  })

  it('in doubt is sent again with the same parts, and takes them back once', async () => {
    const of = await pay('a3')
    await share(of, [[FIRST, 4_000]])
    for (const fault of ['timeout_after', 'error_after'] as const) side.arm(fault, of.attemptNo)
    const refundNo = await refund(of)
    expect(await refundOf(refundNo)).toMatchObject({ state: 'approved' })
    await turn(6)
    expect(await refundOf(refundNo)).toMatchObject({ state: 'succeeded' })
    expect(withOthers(of)).toBe(0)
    expect(await returnsOf(of)).toMatchObject([{ amount: 4_000, state: 'succeeded' }])
    await healthy()
  })

  it('goes on where a receiver has nothing left: his part is told, and waits for people', async () => {
    const of = await pay('a4')
    await share(of, [
      [FIRST, 7_000],
      [SECOND, 6_000],
    ])
    side.arm('royalty_failed', of.attemptNo)
    await refund(of, { 1: 1 })
    await turn(2)
    const [first, second] = await returnsOf(of)
    expect(first!.amount + second!.amount).toBe(3_000)
    expect(first).toMatchObject({ state: 'failed', failureCode: 'TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH' })
    expect(second).toMatchObject({ state: 'succeeded' })
    const retry = { returnNo: first!.returnNo, action: 'retry', actor: 'staff:b', reason: null } as const
    expect(codeOf(await market.flows.decideReturn({ ...key('staff:b'), ...retry }))).toBe(
      'returns_with_refund',
    )
    await healthy()
    // The next one asks for as much as it gives back itself; what is then still out waits for people.
    const rest = await refund(of)
    await turn(2)
    const asked = (await returnsOf(of)).filter((one) => one.refundNo === rest)
    expect(asked.map(({ state }) => state)).toEqual(['succeeded', 'succeeded'])
    expect(asked.reduce((sum, { amount }) => sum + amount, 0)).toBe(10_000)
    expect(withOthers(of)).toBe(first!.amount)
    const waive = { ...retry, action: 'waive' } as const
    value(await market.flows.decideReturn({ ...key('staff:b'), ...waive }))
    await healthy()
  })

  it('that is refused for its parts waits for people, who let the platform bear them', async () => {
    const of = await pay('a5')
    const sharingNo = await share(of, [[FIRST, 5_000]])
    // Somebody has taken it back on the pages of the provider: the books do not know.
    const known = side.world.settlements.get(`${of.attemptNo} ${sharingNo}`)!
    side.world.commit({
      settlements: [{ ...known, parts: known.parts.map((one) => ({ ...one, amount: 1 })) }],
    })
    const refundNo = await refund(of)
    expect(await refundOf(refundNo)).toMatchObject({ state: 'failed' })
    await turn(2)
    const [back] = await returnsOf(of)
    expect(back).toMatchObject({ state: 'failed', refundNo })
    const waive = { returnNo: back!.returnNo, action: 'waive', actor: 'staff:b', reason: null } as const
    value(await market.flows.decideReturn({ ...key('staff:b'), ...waive }))
    value(await decide(refundNo, 'retry'))
    await turn(2)
    expect(await refundOf(refundNo)).toMatchObject({ state: 'succeeded' })
    expect(await returnsOf(of)).toMatchObject([{ state: 'waived' }])
    await healthy()
  })

  it('into the wallet takes nothing back there: what it needs is owed, in a queue, until it is covered', async () => {
    const before = await pending()
    const of = await pay('a6')
    const sharingNo = await share(of, [[FIRST, 5_000]])
    const back = { sharingNo, account: FIRST, amount: 5_000, reason: 'by hand', requestedBy: 'staff:a' }
    expect(codeOf(await market.flows.requestReturn({ ...key('staff:a'), ...back }))).toBe(
      'returns_with_refund',
    )
    const refundNo = await refund(of, null, true)
    expect(await refundOf(refundNo)).toMatchObject({ state: 'succeeded', toWallet: true })
    const [owed] = await returnsOf(of)
    expect([withOthers(of), owed]).toMatchObject([
      5_000,
      { state: 'owed', amount: 5_000, refundNo, nextAt: null },
    ])
    expect(await queued('sharings_owed')).toBe(1)
    // Both the part it got and the refund were charged to the shop: so much it owes.
    expect(await pending()).toBe(before - 5_000)
    const bear = { returnNo: owed!.returnNo, action: 'waive', actor: 'staff:b', reason: null } as const
    expect(codeOf(await market.flows.decideReturn({ ...key('staff:b'), ...bear }))).toBe('owed_by_shop')
    await healthy()
    // Its next sales cover it.
    const debt = -(await pending())
    expect(debt).toBeGreaterThan(0)
    expect(await market.flows.sweeps.coverOwed()).toBe(0)
    for (let sales = 0; sales * 20_000 < debt; sales++) await pay(`later${sales}`)
    expect(await market.flows.sweeps.coverOwed()).toBe(1)
    expect(await market.flows.sweeps.coverOwed()).toBe(0)
    expect(await returnsOf(of)).toMatchObject([{ state: 'offset' }])
    expect(await queued('sharings_owed')).toBe(0)
    await healthy()
  })

  it('is covered under the lock of that pending money: what is taken from it meanwhile covers nothing', async () => {
    const of = await pay('a11')
    await share(of, [[FIRST, 5_000]])
    await refund(of, null, true)
    for (let sales = 0; (await pending()) < 0; sales++) await pay(`covers${sales}`)
    const { db } = market.database
    const own = sql`account_id = (select id from account where purpose = 'merchant_pending' and owner_id = '1')`
    const beyond = (await pending()) + 1
    const taken = Promise.withResolvers<undefined>()
    const isTaken = Promise.withResolvers<undefined>()
    const taking = db.transaction().execute(async (tx) => {
      await sql`update balance set debit = debit + ${beyond} where ${own}`.execute(tx)
      isTaken.resolve(undefined)
      await taken.promise
    })
    await isTaken.promise
    const covering = Promise.all([market.flows.sweeps.coverOwed(), market.flows.sweeps.coverOwed()])
    await vi.waitFor(async () => {
      const { rows } = await sql`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
      expect(rows.length).toBeGreaterThan(0)
    }, 10_000)
    taken.resolve(undefined)
    await taking
    expect([await covering, await pending()]).toEqual([[0, 0], -1])
    expect(await returnsOf(of)).toMatchObject([{ state: 'owed' }])
    await sql`update balance set debit = debit - ${beyond} where ${own}`.execute(db)
    const both = await Promise.all([market.flows.sweeps.coverOwed(), market.flows.sweeps.coverOwed()])
    expect(
      both.reduce((sum, covered) => sum + covered, 0),
      'once',
    ).toBe(1)
    expect(await returnsOf(of)).toMatchObject([{ state: 'offset' }])
    await healthy()
  })

  it('into the wallet owes only what the rest of the payment does not stand in for, and never twice', async () => {
    const of = await pay('a8')
    await share(of, [[FIRST, 6_000]], null)
    await refund(of, { 1: 1 }, true)
    expect(await returnsOf(of), 'half of it is enough').toEqual([])
    const rest = await refund(of, null, true)
    expect(await returnsOf(of)).toMatchObject([{ state: 'owed', amount: 6_000, refundNo: rest }])
    await market.flows.sweeps.coverOwed()
    expect(await returnsOf(of), 'no shop owes it').toMatchObject([{ state: 'owed' }])
    await healthy()
  })

  it('what another receiver owes comes back by a transfer, by the word of two people', async () => {
    const of = await pay('a9')
    await share(of, [[FIRST, 3_000]], null)
    await refund(of, null, true)
    const [owed] = await returnsOf(of)
    const act = (actor: string, kind: 'claim' | 'confirm' | 'refuse') =>
      market.flows.actOnOwed({
        ...key(actor),
        returnNo: owed!.returnNo,
        actor,
        act:
          kind === 'claim'
            ? {
                kind,
                claim: { reference: 'B-1', note: null, at: market.clock.now().toISOString(), by: actor },
              }
            : { kind },
      })
    expect(codeOf(await act('staff:b', 'confirm'))).toBe('illegal_move')
    value(await act('staff:a', 'claim'))
    expect(codeOf(await act('staff:a', 'confirm'))).toBe('same_person')
    value(await act('staff:b', 'refuse'))
    value(await act('staff:a', 'claim'))
    const cost = await balanceOf('sharing_cost', 'platform')
    const bank = await balanceOf('channel_receivable', 'offline')
    value(await act('staff:b', 'confirm'))
    expect(await returnsOf(of)).toMatchObject([{ state: 'succeeded' }])
    expect(await balanceOf('sharing_cost', 'platform')).toBe(cost - 3_000)
    expect(await balanceOf('channel_receivable', 'offline')).toBe(bank + 3_000)
    await healthy()
  })

  it.each([
    ['wallet', { state: 'succeeded', redirect: { paid: 'wallet' } }],
    ['hand', { state: 'approved', nextAt: null, redirect: { isOpen: true, paid: null } }],
  ] as const)(
    'that Alipay refused and we pay ourselves (%s) leaves its parts owed, each once',
    async (by, after) => {
      const of = await pay(`refused ${by}`.replace(' ', ''))
      const sharingNo = await share(of, [[FIRST, 5_000]], null)
      const known = side.world.settlements.get(`${of.attemptNo} ${sharingNo}`)!
      side.world.commit({
        settlements: [{ ...known, parts: known.parts.map((one) => ({ ...one, amount: 1 })) }],
      })
      const refundNo = await refund(of)
      await turn(3)
      expect(await refundOf(refundNo)).toMatchObject({ state: 'failed', nextAt: null })
      expect(await returnsOf(of)).toMatchObject([{ state: 'failed', refundNo }])
      const way = { refundNo, way: by, card: null, reason: 'refused', requestedBy: 'staff:a' } as const
      value(await market.flows.askRedirect({ ...key('staff:a'), ...way }))
      value(await decide(refundNo, 'approve'))
      expect(await refundOf(refundNo)).toMatchObject(after)
      expect(await returnsOf(of)).toMatchObject([{ state: 'owed', amount: 5_000 }])
      const [owed] = await returnsOf(of)
      const bear = { returnNo: owed!.returnNo, action: 'waive', actor: 'staff:b', reason: null } as const
      value(await market.flows.decideReturn({ ...key('staff:b'), ...bear }))
      await healthy()
    },
  )
})
