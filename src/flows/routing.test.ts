import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import type { Channel, ChannelCode, PayStart } from '../channels/index.ts'
import { createMockChannel } from '../channels/mock/index.ts'
import { virtualClock } from '../kernel/clock.ts'
import { findPayment } from '../modules/payment/index.ts'
import { emptyRoutingBook, type RoutingRule } from '../modules/routing/index.ts'

const rule: RoutingRule = {
  ruleId: 1,
  priority: 1,
  title: 'second account when the first cannot',
  ...{
    channel: 'mock',
    method: null,
    currency: null,
    scene: null,
    shopId: null,
    minAmount: null,
    maxAmount: null,
  },
  candidates: [
    { account: 'mock', weight: 1_000_000 },
    { account: 'mock-2', weight: 1 },
  ],
  enabled: true,
  version: 1,
}
const fee = (amount: number) => Math.round(amount / 100)

let market: Market
let answer: PayStart | null = null
const asked: string[] = []

beforeAll(async () => {
  const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
  const account = (code: ChannelCode): Channel => {
    const { channel } = createMockChannel({ clock })
    return {
      ...channel,
      code,
      startPayment: async (request, signal) => {
        asked.push(code)
        return code === 'mock' && answer ? answer : channel.startPayment(request, signal)
      },
      describeFailure: (failure) => (failure === 'SYSTEM_BUSY' ? 'busy' : 'declined'),
    }
  }
  market = await openMarket({
    channels: { mock: account('mock'), 'mock-2': account('mock-2') },
    routing: { ...emptyRoutingBook(), rules: () => [rule], feeOf: ({ amount }) => fee(amount) },
  })
})
afterAll(() => market.close())

const refused = (code: string): PayStart => ({ kind: 'refused', code, reason: code, retry: 'later' })
const started = async (buyer: string) => {
  const { tradeNo } = value(await market.buy(buyer, [[11, 1]]))
  asked.length = 0
  const attempt = value(await market.pay(buyer, tradeNo))
  const { attempts } = (await findPayment(market.database.db, tradeNo))!
  return { tradeNo, attempt, states: attempts.map(({ channel, state }) => `${channel} ${state}`) }
}

describe('routing of payments', () => {
  it('[N14] an account that refuses for its own trouble has taken nothing: the next one takes the payment', async () => {
    answer = refused('SYSTEM_BUSY')
    const { attempt, states } = await started('r1')
    expect(asked).toEqual(['mock', 'mock-2'])
    expect(states.sort()).toEqual(['mock failed', 'mock-2 ready'])
    expect(attempt).toMatchObject({ channel: 'mock-2', state: 'ready' })
  })

  it('[N7] an account that does not answer may have taken it: nobody else is asked before it is closed', async () => {
    answer = { kind: 'unknown', reason: 'timeout' }
    const { states } = await started('r2')
    expect(asked).toEqual(['mock'])
    expect(states).toEqual(['mock unknown'])
  })

  it('[N10] a refusal that is about the payer is told to the payer, not tried elsewhere', async () => {
    answer = refused('NO_MONEY')
    const { states } = await started('r3')
    expect(asked).toEqual(['mock'])
    expect(states).toEqual(['mock failed'])
  })

  it('the same request again finds the attempt and asks nobody', async () => {
    answer = null
    const { tradeNo, attempt } = await started('r4')
    expect(attempt.channel).toBe('mock')
    asked.length = 0
    const again = value(await market.pay('r4', tradeNo))
    expect(again.attemptNo).toBe(attempt.attemptNo)
    expect(asked).toEqual([])
  })
})
