import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/kernel/clock.ts'
import { openStripe, type StripeSide } from './stripe-side.ts'

let side: StripeSide
beforeAll(async () => {
  side = await openStripe()
})
afterAll(() => side.stop())

const intents = (attemptNo: string) =>
  [...side.world.intent.values()].filter(({ metadata }) => metadata.attempt_no === attemptNo)

describe('an answer that was lost', () => {
  test('is found again by who remembers nothing, though the search lags', async () => {
    const asked = side.request()
    side.arm('search_lag', asked.attemptNo, { param: HOUR })
    side.arm('timeout_after', asked.attemptNo)
    expect(await side.channel.startPayment(asked)).toMatchObject({ kind: 'unknown', reason: 'timeout' })
    expect(await side.connect().query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
    expect(await side.connect().close(asked.attemptNo)).toMatchObject({ kind: 'closed' })
  })

  test('of an old intent is found by the search, and where money was touched by the charge', async () => {
    const old = side.request()
    const paid = side.request()
    side.arm('search_lag', paid.attemptNo, { param: HOUR })
    for (const one of [old, paid]) await side.channel.startPayment(one)
    side.provider.pay(paid.attemptNo, { payer: '' })
    for (let i = 0; i < 101; i++) await side.channel.startPayment(side.request())
    expect(await side.connect().query(old.attemptNo)).toMatchObject({ kind: 'pending' })
    expect(await side.connect().query(paid.attemptNo)).toMatchObject({ kind: 'succeeded', amount: 9_900 })
  })

  test('behind a lag of the search is not found, never failed', async () => {
    const asked = side.request()
    side.arm('search_lag', asked.attemptNo, { param: MINUTE })
    await side.channel.startPayment(asked)
    for (let i = 0; i < 101; i++) await side.channel.startPayment(side.request())
    const other = side.connect()
    expect(await other.query(asked.attemptNo)).toMatchObject({ kind: 'not_found' })
    side.world.waits.advance(MINUTE)
    expect(await other.query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
  })
})

describe('the Idempotency-Key', () => {
  test('that stored a 500 for nothing stays unknown; no second intent is made under the number', async () => {
    const asked = side.request()
    side.arm('error_stored', asked.attemptNo)
    for (let i = 0; i < 3; i++) {
      const again = await side.channel.startPayment(asked)
      expect(again).toMatchObject({ kind: 'unknown', reason: 'channel_error' })
    }
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'not_found' })
    expect(intents(asked.attemptNo)).toEqual([])
  })

  test('that is being worked on is unknown, a wrong key of ours is for later', async () => {
    const asked = side.request()
    side.arm('key_in_use', asked.attemptNo)
    expect(await side.channel.startPayment(asked)).toMatchObject({ kind: 'unknown' })
    const wrong = side.connect({ secretKey: 'sk_test_wrong' })
    expect(await wrong.startPayment(asked)).toMatchObject({ kind: 'refused', retry: 'later' })
    const publishable = side.connect({
      secretKey: side.provider.credentials().publishableKey.replace('pk', 'sk'),
    })
    expect(await publishable.startPayment(asked)).toMatchObject({ kind: 'refused', retry: 'later' })
    side.arm('rate_limited', asked.attemptNo)
    expect(await side.channel.startPayment(asked)).toMatchObject({ kind: 'refused', retry: 'later' })
  })

  test('is forgotten after a day, and yet one refund number refunds once', async () => {
    const asked = side.request()
    await side.channel.startPayment(asked)
    side.provider.pay(asked.attemptNo, { payer: '' })
    const report = await side.channel.query(asked.attemptNo)
    if (report.kind !== 'succeeded') throw new Error(report.kind)
    const refund = {
      refundNo: 'ROLD',
      attemptNo: asked.attemptNo,
      channelNo: report.channelNo,
      amount: 4_000,
      total: 9_900,
      currency: 'USD',
      reason: '退货',
      notifyUrl: asked.notifyUrl,
    }
    await side.channel.refund(refund)
    await side.settle()
    side.clock.advance(DAY + MINUTE)
    expect(await side.channel.refund(refund)).toMatchObject({ kind: 'succeeded', amount: 4_000 })
    expect(await side.connect().queryRefund(refund)).toMatchObject({ kind: 'succeeded', total: 9_900 })
    expect(
      [...side.world.refund.values()].filter(({ metadata }) => metadata.refund_no === 'ROLD'),
    ).toHaveLength(1)
    expect(await side.channel.startPayment({ ...asked })).toMatchObject({ kind: 'refused', code: 'expired' })
  })
})

describe('what Stripe would not take', () => {
  test.each([
    ['a currency it counts otherwise', { currency: 'ISK' }, 'currency_not_supported'],
    ['a third decimal', { currency: 'KWD', amount: 1_005 }, 'amount_not_in_tens'],
    ['another method', { method: 'native' }, 'method_not_supported'],
    ['an end that its key may not live to see', { expiresAt: new Date('2027-01-01') }, 'expires_too_late'],
  ] as const)('%s is refused before it is sent', async (_title, changes, code) => {
    const asked = side.request(changes)
    expect(await side.channel.startPayment(asked)).toMatchObject({ kind: 'refused', code, retry: 'never' })
    expect(intents(asked.attemptNo)).toEqual([])
  })

  test.each([
    ['JPY', 500],
    ['KWD', 12_340],
    ['CNY', 9_900],
  ] as const)('%s goes over in its own minor units', async (currency, amount) => {
    const asked = side.request({ currency, amount })
    await side.channel.startPayment(asked)
    side.provider.pay(asked.attemptNo, { payer: '' })
    expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'succeeded', currency, amount })
    expect(intents(asked.attemptNo)).toMatchObject([{ currency: currency.toLowerCase(), amount }])
  })
})

test('a declined card leaves the attempt open; another card pays it', async () => {
  const asked = side.request()
  await side.channel.startPayment(asked)
  await side.provider.control(
    `POST /intents/:/decline`,
    asked.attemptNo,
    { code: 'lost_card' },
    new URL('http://x'),
  )
  expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'pending' })
  side.provider.pay(asked.attemptNo, { payer: '' })
  expect(await side.channel.query(asked.attemptNo)).toMatchObject({ kind: 'succeeded' })
})

test('a payer who is confirming when it is closed: the close waits for him, and finds the money', async () => {
  const asked = side.request()
  await side.channel.startPayment(asked)
  const [intent] = intents(asked.attemptNo)
  side.world.commit([{ kind: 'intent', record: { ...intent!, status: 'processing' } }])
  expect(await side.channel.close(asked.attemptNo)).toMatchObject({ kind: 'refused', retry: 'later' })
  side.world.commit([{ kind: 'intent', record: intent! }])
  side.provider.pay(asked.attemptNo, { payer: '' })
  expect(await side.channel.close(asked.attemptNo)).toMatchObject({ kind: 'already_paid' })
})
