import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import type { DisputeReport, Disputing } from '../channels/index.ts'
import { DAY } from '../kernel/clock.ts'
import { listAccounts } from '../modules/ledger/index.ts'
import { findTrade } from '../modules/order/index.ts'
import { findPayment, listDisputes } from '../modules/payment/index.ts'

let market: Market
let channelSays: DisputeReport | null = null
const told: string[] = []
let acts = 0

/** The bank's side of the mock: it says what the test says, and hears what it is told. */
const disputing: Disputing = {
  query: async () => channelSays ?? { kind: 'unknown', reason: 'timeout' },
  respond: async (no, { statement }) => {
    told.push(`${no}: ${statement}`)
    return channelSays ?? { kind: 'unknown', reason: 'timeout' }
  },
  concede: async (no) => {
    told.push(`${no} conceded`)
    return channelSays ?? { kind: 'unknown', reason: 'timeout' }
  },
}

beforeAll(async () => {
  market = await openMarket({ sharingChannels: new Set(['mock']), stock: 1_000 })
  Object.assign(market.channel, { disputing })
})
afterAll(() => market.close())
const db = () => market.database.db

async function paid(buyer: string) {
  const { tradeNo } = value(await market.buy(buyer, [[11, 1]]))
  const { attemptNo } = value(await market.pay(buyer, tradeNo))
  market.provider.pay(attemptNo)
  await market.deliver(market.provider.takeNotices())
  return { tradeNo, attemptNo, orderNo: (await findTrade(db(), tradeNo))!.orderNos[0]! }
}

const report = (attemptNo: string | null, changes: Partial<DisputeReport> = {}): DisputeReport => ({
  disputeNo: `dp_${attemptNo}`,
  attemptNo,
  channelNo: 'by attempt',
  amount: 10_000,
  currency: 'CNY',
  reason: 'product_not_received',
  state: 'needs_response',
  openedAt: market.clock.now(),
  respondBy: new Date(market.clock.now().getTime() + 7 * DAY),
  isWithdrawn: true,
  raw: { status: 200, headers: {}, body: JSON.stringify({ attemptNo, ...changes }) },
  ...changes,
})

/** As a notice brings it: verified, stored, applied. */
async function hear(attemptNo: string, changes: Partial<DisputeReport> = {}): Promise<void> {
  const verify = market.channel.verifyNotice
  const said = report(attemptNo, changes)
  market.channel.verifyNotice = () => ({
    verified: true,
    notice: {
      channel: 'mock',
      noticeId: `${said.disputeNo} ${said.state} ${said.isWithdrawn}`,
      occurredAt: market.clock.now(),
      plain: said.raw.body,
      kind: 'dispute',
      report: said,
    },
  })
  await market.deliver([{ headers: {}, body: Buffer.from(said.raw.body) }])
  market.channel.verifyNotice = verify
}

const disputeOf = async (attemptNo: string) =>
  (await listDisputes(db(), { limit: 100 })).items.find((one) => one.attemptNo === attemptNo)!
const shareOf = async (tradeNo: string) => (await findPayment(db(), tradeNo))!.shares[0]!
const balance = async (purpose: string): Promise<number> =>
  (await listAccounts(db()))
    .filter((one) => one.purpose === purpose)
    .reduce((sum, one) => sum + one.balance, 0)
const act = (disputeNo: string, actor: string, kind: 'respond' | 'concede' | 'confirm' | 'drop') =>
  market.flows.actOnDispute({
    ...{ caller: actor, key: `act ${++acts}`, requestHash: '', disputeNo, actor },
    act: kind === 'respond' ? { kind, response: { statement: 'it was delivered' } } : { kind },
  })
const refundAll = (orderNo: string, key: string) =>
  market.flows.requestRefund({
    ...{ caller: 'staff:1', key, requestHash: '', orderNo, units: null, reason: 'again', actor: 'staff:1' },
  })

describe('[N5] disputes', () => {
  it('an open dispute keeps its money from refunds; won, it is free again and the books are as before', async () => {
    const { tradeNo, attemptNo, orderNo } = await paid('d1')
    const owed = await balance('channel_receivable')
    await hear(attemptNo)
    expect(await disputeOf(attemptNo)).toMatchObject({ state: 'needs_response', isWithdrawn: true })
    expect(await shareOf(tradeNo)).toMatchObject({ disputed: 10_000 })
    expect(await balance('disputed')).toBe(10_000)
    expect(await balance('channel_receivable')).toBe(owed - 10_000)
    expect(await refundAll(orderNo, 'd1')).toMatchObject({ rejection: { code: 'refund_exceeds' } })
    await hear(attemptNo, { state: 'won', isWithdrawn: false })
    expect(await disputeOf(attemptNo)).toMatchObject({ state: 'won', isWithdrawn: false })
    expect(await shareOf(tradeNo)).toMatchObject({ disputed: 0 })
    expect(await balance('channel_receivable')).toBe(owed)
    expect(await balance('disputed')).toBe(0)
  })

  it('a lost dispute is borne by the shop and is never refunded as well, in whatever order it is told', async () => {
    const { tradeNo, attemptNo, orderNo } = await paid('d2')
    const pending = await balance('merchant_pending')
    await hear(attemptNo, { state: 'lost' })
    await hear(attemptNo)
    await hear(attemptNo, { state: 'under_review' })
    await hear(attemptNo, { state: 'lost' })
    expect(await disputeOf(attemptNo)).toMatchObject({ state: 'lost', isWithdrawn: true })
    expect(await shareOf(tradeNo)).toMatchObject({ disputed: 10_000 })
    expect(await balance('merchant_pending')).toBe(pending - 10_000)
    expect(await refundAll(orderNo, 'd2')).toMatchObject({ rejection: { code: 'refund_exceeds' } })
  })

  it('what is wished is written first, told outside, and told again until the channel has heard it', async () => {
    const { attemptNo } = await paid('d3')
    await hear(attemptNo)
    const { disputeNo } = await disputeOf(attemptNo)
    channelSays = null
    expect(await act(disputeNo, 'staff:1', 'respond')).toMatchObject({ ok: true })
    expect(await disputeOf(attemptNo)).toMatchObject({ wish: 'respond', tries: 1, state: 'needs_response' })
    channelSays = report(attemptNo, { state: 'under_review' })
    await market.advance(DAY / 24)
    await market.flows.sweeps.settleDisputes()
    expect(told.filter((one) => one.includes('delivered'))).toHaveLength(2)
    expect(await disputeOf(attemptNo)).toMatchObject({ wish: null, state: 'under_review' })
    expect(await act(disputeNo, 'staff:1', 'respond')).toMatchObject({ rejection: { code: 'illegal_move' } })
    channelSays = report(attemptNo, { state: 'won', isWithdrawn: false })
    await market.advance(DAY + 1)
    await market.flows.sweeps.settleDisputes()
    expect(await disputeOf(attemptNo)).toMatchObject({ state: 'won', nextAt: null })
  })

  it('a response whose answer was lost is not sent again once the bank looks into it', async () => {
    const { attemptNo } = await paid('d3b')
    await hear(attemptNo)
    const { disputeNo } = await disputeOf(attemptNo)
    channelSays = null
    expect(await act(disputeNo, 'staff:1', 'respond')).toMatchObject({ ok: true })
    const before = told.length
    await hear(attemptNo, { state: 'under_review' })
    expect(await disputeOf(attemptNo)).toMatchObject({ state: 'under_review', wish: null })
    await market.advance(DAY / 12)
    await market.flows.sweeps.settleDisputes()
    expect(told).toHaveLength(before)
  })

  it('[W5] giving in takes two people, and silence after the day is refused', async () => {
    const { attemptNo } = await paid('d4')
    await hear(attemptNo)
    const { disputeNo } = await disputeOf(attemptNo)
    const before = told.length
    expect(await act(disputeNo, 'staff:1', 'concede')).toMatchObject({ ok: true })
    expect(told).toHaveLength(before)
    expect(await act(disputeNo, 'staff:1', 'confirm')).toMatchObject({ rejection: { code: 'same_person' } })
    channelSays = report(attemptNo, { state: 'lost' })
    expect(await act(disputeNo, 'staff:2', 'confirm')).toMatchObject({ ok: true })
    expect(told.at(-1)).toContain('conceded')
    expect(await disputeOf(attemptNo)).toMatchObject({ state: 'lost', wish: null })
    const late = await paid('d5')
    await hear(late.attemptNo)
    await market.advance(8 * DAY)
    const { disputeNo: lateNo } = await disputeOf(late.attemptNo)
    expect(await act(lateNo, 'staff:1', 'respond')).toMatchObject({
      rejection: { code: 'too_late_to_respond' },
    })
  })

  it('one that is told of before its payment waits for it', async () => {
    const { tradeNo } = value(await market.buy('d6', [[11, 1]]))
    const { attemptNo } = value(await market.pay('d6', tradeNo))
    await hear(attemptNo)
    expect(await disputeOf(attemptNo)).toBeUndefined()
    market.provider.pay(attemptNo)
    await market.deliver(market.provider.takeNotices())
    await market.flows.sweeps.applyEvidence()
    expect(await shareOf(tradeNo)).toMatchObject({ disputed: 10_000 })
  })

  it('money that a refund gives up is kept for the dispute, and no refund is approved meanwhile', async () => {
    const { tradeNo, attemptNo, orderNo } = await paid('d7')
    const { refundNo } = value(await refundAll(orderNo, 'd7'))
    await hear(attemptNo)
    expect(await shareOf(tradeNo)).toMatchObject({ refunding: 10_000, disputed: 0 })
    const decide = (action: 'approve' | 'reject', key: string) =>
      market.flows.decideRefund({
        ...{ caller: 'staff:2', key, requestHash: '', refundNo, action, actor: 'staff:2', reason: null },
      })
    expect(await decide('approve', 'd7a')).toMatchObject({
      rejection: { code: 'refund_exceeds', detail: { disputed: 10_000 } },
    })
    expect(await decide('reject', 'd7b')).toMatchObject({ ok: true })
    expect(await shareOf(tradeNo)).toMatchObject({ refunding: 0, disputed: 10_000 })
    expect(await refundAll(orderNo, 'd7c')).toMatchObject({ rejection: { code: 'refund_exceeds' } })
  })

  it('the end of one of two disputes frees its own part alone; an end told twice differently is looked into', async () => {
    const { tradeNo, attemptNo } = await paid('d8')
    await hear(attemptNo, { disputeNo: 'dp_first', amount: 3_000, state: 'lost' })
    await hear(attemptNo, { disputeNo: 'dp_second', amount: 7_000 })
    expect(await shareOf(tradeNo)).toMatchObject({ disputed: 10_000 })
    await hear(attemptNo, { disputeNo: 'dp_second', amount: 7_000, state: 'won', isWithdrawn: false })
    expect(await shareOf(tradeNo)).toMatchObject({ disputed: 3_000 })
    await hear(attemptNo, { disputeNo: 'dp_second', amount: 7_000, state: 'lost' })
    expect(await shareOf(tradeNo)).toMatchObject({ disputed: 3_000 })
    const { rows } = await sql<{ outcome: string }>`
      select outcome from evidence where subject_no = ${attemptNo} order by id desc limit 1`.execute(db())
    expect(rows).toEqual([{ outcome: 'contradicted' }])
  })

  it('an order declined while its money is disputed is refunded what is free, and the rest once it is won', async () => {
    const shop = market.shops.get(1)!
    market.shops.set(1, { ...shop, autoConfirm: false })
    const { tradeNo, attemptNo, orderNo } = await paid('d9')
    market.shops.set(1, shop)
    await hear(attemptNo, { amount: 4_000 })
    const facts = { orderNo, action: 'decline' as const, reason: null }
    const actor = { id: 'staff:1', by: 'platform' as const }
    value(await market.flows.actOnOrder({ caller: 'staff:1', key: 'd9', requestHash: '', ...facts, actor }))
    expect(await shareOf(tradeNo)).toMatchObject({ refunding: 6_000, disputed: 4_000 })
    await hear(attemptNo, { amount: 4_000, state: 'won', isWithdrawn: false })
    expect(await shareOf(tradeNo)).toMatchObject({ refunding: 10_000, disputed: 0 })
  })

  it('what is wished while the channel is asked is told next, and disputed money is not shared out', async () => {
    const { attemptNo } = await paid('d10')
    await hear(attemptNo)
    const { disputeNo } = await disputeOf(attemptNo)
    channelSays = report(attemptNo)
    const { query } = disputing
    Object.assign(disputing, {
      query: async () => {
        channelSays = null
        await act(disputeNo, 'staff:1', 'respond')
        return report(attemptNo)
      },
    })
    await market.advance(DAY + 1)
    await market.flows.sweeps.settleDisputes()
    Object.assign(disputing, { query })
    expect(await disputeOf(attemptNo)).toMatchObject({ wish: 'respond' })
    const one = { type: 'merchant' as const, account: 'm1', name: null, description: 'part', shopId: null }
    const ask = {
      attemptNo,
      receivers: [{ ...one, amount: 1 }],
      isLast: false,
      reason: 'r',
      requestedBy: 'staff:1',
    }
    expect(
      await market.flows.requestSharing({ caller: 'staff:1', key: 'd10', requestHash: '', ...ask }),
    ).toMatchObject({ rejection: { code: 'sharing_exceeds', detail: { left: 0 } } })
  })

  it('[AB12] every invariant holds after all of it', async () => {
    await market.flows.sweeps.sendRefunds()
    expect((await audit(db(), 'whole', market.clock.now())).found).toEqual([])
  })
})
