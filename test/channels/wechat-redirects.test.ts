import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { HOUR, MINUTE } from '../../src/kernel/clock.ts'
import { findOrders } from '../../src/modules/order/index.ts'
import { findRefund } from '../../src/modules/payment/index.ts'
import { countQueues, QUEUES } from '../../src/projections/work-queue.ts'
import { codeOf, value } from '../support/outcome.ts'
import { type Market, openMarket } from '../support/shop.ts'
import { wechatSubject } from './wechat-subject.ts'

let wechat: Awaited<ReturnType<typeof wechatSubject>>
let market: Market
let keys = 0
beforeAll(async () => {
  wechat = await wechatSubject()
  market = await openMarket({
    time: wechat.other.clock,
    hand: { wechat: wechat.channel },
    notifyUrl: () => wechat.other.notifyUrl,
  })
})
afterAll(async () => {
  await market.close()
  wechat.channel.dispose()
  await wechat.other.stop()
})

const CARD = { bank: 'ICBC_DEBIT', account: '6222021234567894321', holder: '欧阳娜娜' }
const key = (caller: string) => ({ caller, key: `k${++keys}`, requestHash: '' })
const turn = async (rounds = 1) => {
  for (let i = 0; i < rounds; i++) {
    await market.flows.sweeps.queryAttempts()
    await market.flows.sweeps.sendRefunds()
    await wechat.other.settle()
    for (const { headers, body } of await wechat.other.takeNotices())
      await market.flows.receiveNotice('wechat', headers, body)
    await market.flows.idle()
    await market.flows.sweeps.applyEvidence()
    await market.advance(2 * MINUTE)
  }
}
const refundOf = async (no: string) => (await findRefund(market.database.db, no))!
const queued = async (code: string) => {
  const [queue] = await countQueues(
    market.database.db,
    QUEUES.filter((one) => one.code === code),
    { now: market.clock.now(), shopId: null },
  )
  return queue!.count
}
const healthy = async () =>
  expect((await audit(market.database.db, 'whole', market.clock.now())).found).toEqual([])
const balanceOf = async (purpose: string) =>
  (
    await sql<{ balance: number }>`
      select coalesce(sum(debit - credit), 0)::bigint as balance
      from balance b join account a on a.id = b.account_id where a.purpose = ${purpose}`.execute(
      market.database.db,
    )
  ).rows[0]!.balance

/** An order whose whole refund the payer's bank has turned away. */
async function abnormal(buyer: string) {
  const placed = value(await market.buy(buyer, [[11, 1]]))
  const asked = { tradeNo: placed.tradeNo, orderNo: null, channel: 'wechat', method: 'native' } as const
  const actor = { id: `buyer:${buyer}`, by: 'buyer' } as const
  const { attemptNo } = value(await market.flows.pay({ ...key(`buyer:${buyer}`), ...asked, actor }))
  expect(await wechat.other.pay(attemptNo)).toBe(true)
  await turn(2)
  const orderNo = placed.orders[0]!.orderNo
  const request = { orderNo, units: null, reason: 'broken', actor: 'staff:a' }
  const { refundNo, amount } = value(await market.flows.requestRefund({ ...key('staff:a'), ...request }))
  wechat.arm('refund_abnormal', attemptNo)
  value(await decide(refundNo, 'approve'))
  await turn(2)
  expect(await refundOf(refundNo)).toMatchObject({ state: 'failed', failureCode: 'abnormal' })
  return { refundNo, orderNo, attemptNo, amount }
}
const decide = (refundNo: string, action: 'approve' | 'reject' | 'retry' | 'reissue', actor = 'staff:b') =>
  market.flows.decideRefund({
    ...key(actor),
    refundNo,
    action,
    actor,
    reason: null,
    toWallet: action === 'reissue',
  })
const redirect = (refundNo: string, way: 'card' | 'transfer', card = CARD) =>
  market.flows.askRedirect({
    ...key('staff:a'),
    refundNo,
    way,
    card: way === 'card' ? card : null,
    reason: 'his card is closed',
    requestedBy: 'staff:a',
  })

describe('a refund that the account of its payer cannot take', () => {
  it('[N15] goes to another card by the word of two people, once, and nothing of the card stays', async () => {
    const before = wechat.other.money()
    const of = await abnormal('x1')
    expect(await queued('refunds_failed')).toBe(1)
    value(await redirect(of.refundNo, 'card'))
    const asked = await refundOf(of.refundNo)
    expect(asked).toMatchObject({ state: 'redirect_asked', nextAt: null })
    expect(asked.redirect).toMatchObject({ card: { bank: 'ICBC_DEBIT', tail: '4321', holder: '欧**娜' } })
    expect([await queued('refunds_failed'), await queued('refunds_to_approve')]).toEqual([0, 1])
    expect(codeOf(await redirect(of.refundNo, 'transfer'))).toBe('illegal_move')
    expect(codeOf(await decide(of.refundNo, 'approve', 'staff:a'))).toBe('same_person')
    // Taken by the channel, but its answer is lost: unknown, and asked again as the same way.
    wechat.arm('timeout_after', of.attemptNo)
    value(await decide(of.refundNo, 'approve'))
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'approved' })
    expect(codeOf(await redirect(of.refundNo, 'transfer'))).toBe('illegal_move')
    await turn(4)
    const done = await refundOf(of.refundNo)
    expect(done).toMatchObject({ state: 'succeeded', redirect: { isOpen: false, card: { sealed: null } } })
    expect(wechat.other.redirected!(of.refundNo)).toEqual({ account: CARD.account, holder: CARD.holder })
    expect(wechat.other.money().refunded - before.refunded).toBe(of.amount)
    expect((await findOrders(market.database.db, [of.orderNo]))[0]).toMatchObject({ refunded: of.amount })
    await healthy()
  })

  it('[N15] keeps a card nowhere in clear: not in a row, an answer, an event or a log of commands', async () => {
    const of = await abnormal('x2')
    value(await redirect(of.refundNo, 'card'))
    value(await decide(of.refundNo, 'approve'))
    await turn(3)
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public'
        and table_type = 'BASE TABLE'`.execute(market.database.db)
    for (const { name } of tables) {
      const { rows } = await sql<{ line: string }>`
        select t::text as line from ${sql.table(name)} as t
        where t::text like ${`%${CARD.account.slice(0, 15)}%`} or t::text like ${`%${CARD.holder}%`}`.execute(
        market.database.db,
      )
      expect([name, rows]).toEqual([name, []])
    }
  })

  it('[N15] is turned down by the second person, or by the channel, and waits for people again', async () => {
    const before = wechat.other.money()
    const of = await abnormal('x3')
    value(await redirect(of.refundNo, 'card'))
    value(await decide(of.refundNo, 'reject'))
    expect(await refundOf(of.refundNo)).toMatchObject({
      state: 'failed',
      failureCode: 'abnormal',
      redirect: { isOpen: false, card: { sealed: null } },
    })
    wechat.arm('redirect_refused', of.attemptNo)
    value(await redirect(of.refundNo, 'card'))
    value(await decide(of.refundNo, 'approve'))
    expect(await refundOf(of.refundNo)).toMatchObject({
      state: 'failed',
      failureCode: 'abnormal',
      redirect: { failure: 'INVALID_REQUEST', card: { sealed: null } },
    })
    // The other card's bank turns it away as well.
    wechat.arm('refund_abnormal', of.attemptNo)
    value(await redirect(of.refundNo, 'card'))
    value(await decide(of.refundNo, 'approve'))
    await turn(4)
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'failed', redirect: { failure: 'abnormal' } })
    expect(wechat.other.money().refunded).toBe(before.refunded)
    await healthy()
  })

  it('[N15] comes back to our bank account, and is sent on by hand by two more people', async () => {
    const before = wechat.other.money()
    const of = await abnormal('x4')
    value(await redirect(of.refundNo, 'transfer'))
    value(await decide(of.refundNo, 'approve'))
    await turn(3)
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'returned', succeededAt: null })
    // The channel calls it done; the payer has nothing yet, and the books say where it is.
    expect(wechat.other.money().refunded).toBe(before.refunded)
    expect((await findOrders(market.database.db, [of.orderNo]))[0]).toMatchObject({ refunded: 0 })
    expect(await balanceOf('returned_funds')).toBe(of.amount)
    expect(await queued('refunds_returned')).toBe(1)
    await healthy()
    const entry = (actor: string, act: Parameters<typeof market.flows.actOnEntry>[0]['act']) =>
      market.flows.actOnEntry({ ...key(actor), subjectNo: of.refundNo, actor, act })
    const said = {
      kind: 'record',
      amount: of.amount,
      currency: 'CNY',
      reference: 'BANK-77',
      note: null,
      occurredAt: market.clock.now().toISOString(),
    } as const
    for (const action of ['reject', 'retry'] as const)
      expect(codeOf(await decide(of.refundNo, action))).toBe('illegal_move')
    value(await entry('staff:a', said))
    expect(codeOf(await entry('staff:a', { kind: 'confirm' }))).toBe('same_person')
    value(await entry('staff:b', { kind: 'confirm' }))
    await market.flows.sweeps.applyEvidence()
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'succeeded' })
    expect(await balanceOf('returned_funds')).toBe(0)
    expect((await findOrders(market.database.db, [of.orderNo]))[0]).toMatchObject({ refunded: of.amount })
    expect(codeOf(await entry('staff:a', said))).toBe('unknown_channel')
    await healthy()
  })

  it('[N15] that came back to us can go into the wallet instead, not through the channel again', async () => {
    const of = await abnormal('x5')
    value(await redirect(of.refundNo, 'transfer'))
    value(await decide(of.refundNo, 'approve'))
    await turn(3)
    const again = value(await decide(of.refundNo, 'reissue', 'staff:a'))
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'rejected' })
    value(await decide(again.refundNo, 'approve'))
    expect(await refundOf(again.refundNo)).toMatchObject({ state: 'succeeded', toWallet: true })
    expect((await findOrders(market.database.db, [of.orderNo]))[0]).toMatchObject({ refunded: of.amount })
    await healthy()
  })

  it('[N15] is settled by hand on the merchant platform while another way is asked for', async () => {
    const of = await abnormal('x6')
    value(await redirect(of.refundNo, 'card'))
    const { settleRefund } = await import('../../simulator/wechat/refunds.ts')
    settleRefund(wechat.world, wechat.world.refunds.get(of.refundNo)!, 'SUCCESS')
    await turn(1)
    expect(await refundOf(of.refundNo)).toMatchObject({
      state: 'succeeded',
      redirect: { card: { sealed: null } },
    })
    expect(codeOf(await decide(of.refundNo, 'approve'))).toBe('illegal_move')
    await healthy()
  })

  it('[N15] does not believe an old notice while another way is under way', async () => {
    const before = wechat.other.money()
    const of = await abnormal('x7')
    value(await redirect(of.refundNo, 'card'))
    value(await decide(of.refundNo, 'approve'))
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'processing' })
    const { refundNotices } = await import('../../simulator/wechat/notices.ts')
    const known = wechat.world.refunds.get(of.refundNo)!
    wechat.world.commit({ notices: refundNotices(wechat.world, known, 'ABNORMAL') })
    await wechat.simulator.run()
    for (const { headers, body } of await wechat.other.takeNotices())
      await market.flows.receiveNotice('wechat', headers, body)
    await market.flows.idle()
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'processing', redirect: { isOpen: true } })
    await turn(4)
    await market.advance(HOUR)
    await turn(1)
    expect(await refundOf(of.refundNo)).toMatchObject({ state: 'succeeded' })
    expect(wechat.other.money().refunded - before.refunded).toBe(of.amount)
    await healthy()
  })
})
