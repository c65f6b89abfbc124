import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { audit } from '../auditor/index.ts'
import type { DisputeReport } from '../channels/index.ts'
import { HOUR, MINUTE } from '../kernel/clock.ts'
import { listAccounts } from '../modules/ledger/index.ts'
import { findPayment, listDisputes } from '../modules/payment/index.ts'

let market: Market
beforeAll(async () => {
  market = await openMarket({ stock: 1_000 })
})
afterAll(() => market.close())
const db = () => market.database.db

type Told = Pick<DisputeReport, 'amount' | 'state'>

async function hear(attemptNo: string, told: Told): Promise<void> {
  const { verifyNotice } = market.channel
  const body = JSON.stringify({ attemptNo, ...told })
  const report: DisputeReport = {
    ...told,
    disputeNo: `dp_${attemptNo}`,
    attemptNo,
    channelNo: 'by attempt',
    currency: 'CNY',
    reason: 'duplicate',
    openedAt: market.clock.now(),
    isWithdrawn: told.state !== 'won',
    raw: { status: 200, headers: {}, body },
  }
  const facts = { noticeId: body, occurredAt: market.clock.now(), plain: body }
  market.channel.verifyNotice = () => ({
    verified: true,
    notice: { ...facts, channel: 'mock', kind: 'dispute', report },
  })
  await market.deliver([{ headers: {}, body: Buffer.from(body) }])
  market.channel.verifyNotice = verifyNotice
}

const refundsOf = async (tradeNo: string) =>
  (await findPayment(db(), tradeNo))!.refunds.map(({ amount, state }) => `${amount} ${state}`)
const disputeOf = async (attemptNo: string) =>
  (await listDisputes(db(), {})).items.find((one) => one.attemptNo === attemptNo)!
const balance = async (purpose: string): Promise<number> =>
  (await listAccounts(db()))
    .filter((one) => one.purpose === purpose)
    .reduce((sum, one) => sum + one.balance, 0)
const sweep = async () => {
  await market.advance(HOUR + 1)
  await market.flows.sweeps.sendRefunds()
  await market.flows.sweeps.settleDisputes()
}

/** Paid after the end, so nobody owes it. Its bank asks for it, so the channel refunds none of it. */
async function contested(buyer: string, amount: number) {
  const { tradeNo } = value(await market.buy(buyer, [[11, 1]]))
  const { attemptNo } = value(await market.pay(buyer, tradeNo))
  const actor = { id: `buyer:${buyer}`, by: 'buyer' as const }
  const asked = { caller: actor.id, key: 'cancel', requestHash: '', tradeNo, actor, reason: 'changed mind' }
  value(await market.flows.cancelTrade(asked))
  await market.advance(MINUTE)
  expect(market.provider.pay(attemptNo, { inFlight: true })).toBe(true)
  await market.deliver(market.provider.takeNotices())
  await hear(attemptNo, { amount, state: 'needs_response' })
  const { refund } = market.channel
  market.channel.refund = async () => ({ kind: 'refused', code: 'DISPUTED', reason: 'd', retry: 'never' })
  await market.flows.sweeps.sendRefunds()
  expect(await refundsOf(tradeNo)).toEqual(['10000 failed'])
  const end = async (state: 'won' | 'lost') => {
    await hear(attemptNo, { amount, state })
    // The channel is asked once more what it has refused before that is believed.
    market.channel.refund = refund
    await sweep()
  }
  return { tradeNo, attemptNo, end }
}

describe('[N5] a dispute about what nobody owed', () => {
  it('lost, it ends the refund that its channel refused, and nobody bears it', async () => {
    const { tradeNo, attemptNo, end } = await contested('s1', 10_000)
    await end('lost')
    expect(await refundsOf(tradeNo)).toEqual(['10000 rejected'])
    expect(await disputeOf(attemptNo)).toMatchObject({ state: 'lost', covered: 10_000, nextAt: null })
    expect([await balance('dispute_loss'), await balance('suspense')]).toEqual([0, 0])
  })

  it('lost, what it left of the surplus goes back by a refund', async () => {
    const { tradeNo, attemptNo, end } = await contested('s2', 4_000)
    await end('lost')
    expect(await refundsOf(tradeNo)).toEqual(['10000 rejected', '6000 approved'])
    await sweep()
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    expect(await refundsOf(tradeNo)).toEqual(['10000 rejected', '6000 succeeded'])
    expect(await disputeOf(attemptNo)).toMatchObject({ covered: 4_000 })
    expect(await balance('dispute_loss')).toBe(0)
  })

  it('won, all of it is sent again by itself', async () => {
    const { tradeNo, end } = await contested('s3', 10_000)
    await end('won')
    market.provider.settleRefunds()
    await market.deliver(market.provider.takeNotices())
    expect(await refundsOf(tradeNo)).toEqual(['10000 succeeded'])
  })

  it('[AB12] every invariant holds after all of it', async () => {
    expect((await audit(db(), 'whole', market.clock.now())).found).toEqual([])
  })
})
