import { afterAll, beforeAll, expect, it } from 'vitest'
import { value } from '../../test/support/outcome.ts'
import { type Market, openMarket } from '../../test/support/shop.ts'
import { timelineOf } from '../modules/order/index.ts'
import type { ChannelTrouble } from './deps.ts'

/** Our own configuration is wrong at a channel: buyers read a sentence, people here must read what the channel said. */
let market: Market
const troubles: ChannelTrouble[] = []
beforeAll(async () => {
  market = await openMarket({ onTrouble: (trouble) => troubles.push(trouble) })
})
afterAll(() => market.close())

const raw = { status: 401, headers: {}, body: '{"code":"SIGN_ERROR"}' }

it('[N10] what a channel refuses is told with its own words, in the log and beside the attempt', async () => {
  const { startPayment } = market.channel
  market.channel.startPayment = async () => ({
    kind: 'refused',
    code: 'SIGN_ERROR',
    reason: '商户证书序列号有误',
    retry: 'never',
    raw,
  })
  const { tradeNo } = value(await market.buy('t1', [[11, 1]]))
  const attempt = value(await market.pay('t1', tradeNo))
  market.channel.startPayment = startPayment
  expect(attempt.state).toBe('failed')
  expect(troubles).toEqual([
    {
      channel: 'mock',
      call: 'start',
      no: attempt.attemptNo,
      answer: 'refused',
      said: 'SIGN_ERROR',
      words: '商户证书序列号有误',
    },
  ])
  const told = await timelineOf(market.database.db, [attempt.attemptNo])
  expect(told.map(({ reason }) => reason)).toContain('SIGN_ERROR: 商户证书序列号有误')
})

it('[N11] an answer that says nothing is told as well; one that says something is not', async () => {
  troubles.length = 0
  const { tradeNo } = value(await market.buy('t2', [[11, 1]]))
  const { attemptNo } = value(await market.pay('t2', tradeNo))
  expect(troubles).toEqual([])
  market.provider.arm('timeout_before', attemptNo)
  await market.flows.checkAttempt(attemptNo)
  expect(troubles).toMatchObject([{ call: 'query', no: attemptNo, answer: 'unknown', said: 'timeout' }])
})
