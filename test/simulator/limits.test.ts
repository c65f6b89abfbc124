import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DAY, MINUTE, SECOND } from '../../src/kernel/clock.ts'
import { type Bench, createBench } from './bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await createBench()
})
beforeEach(() => bench.world.reset())
afterAll(() => bench.stop())

describe('limits of refunds', () => {
  test('six refused calls a second; a seventh is FREQUENCY_LIMITED, a second later it is not', async () => {
    const no = await bench.start()
    const codes: string[] = []
    for (let i = 0; i < 8; i++) {
      const report = await bench.refund(no, `R${i}`, 1)
      if (report.kind === 'refused') codes.push(report.code)
    }
    expect(codes).toEqual([...Array(6).fill('RESOURCE_NOT_EXISTS'), 'FREQUENCY_LIMITED', 'FREQUENCY_LIMITED'])
    bench.clock.advance(SECOND + 1)
    expect(await bench.refund(no, 'R9', 1)).toMatchObject({ code: 'RESOURCE_NOT_EXISTS' })
    bench.clock.advance(2 * SECOND)
  })

  test('one minute between two of an order, on the waiting clock', async () => {
    const no = await bench.start()
    bench.pay(no)
    expect(await bench.refund(no, 'R1', 10)).toMatchObject({ kind: 'processing' })
    expect(await bench.refund(no, 'R2', 10)).toMatchObject({ kind: 'refused', code: 'FREQUENCY_LIMITED' })
    bench.world.waits.advance(MINUTE)
    expect(await bench.refund(no, 'R2', 10)).toMatchObject({ kind: 'processing' })
  })

  test('fifty of an order', async () => {
    const no = await bench.start()
    bench.pay(no)
    for (let i = 0; i < 50; i++) {
      expect(await bench.refund(no, `R${i}`, 1)).toMatchObject({ kind: 'processing' })
      bench.world.waits.advance(MINUTE)
    }
    expect(await bench.refund(no, 'R50', 1)).toMatchObject({ kind: 'refused', retry: 'never' })
  })

  test('365 days', async () => {
    const no = await bench.start()
    bench.pay(no)
    bench.clock.advance(366 * DAY)
    expect(await bench.refund(no, 'R1', 1)).toMatchObject({ kind: 'refused', retry: 'never' })
  })

  test('each can be switched off', async () => {
    await bench.control('POST', '/limits', { refundSpacing: false })
    const no = await bench.start()
    bench.pay(no)
    expect(await bench.refund(no, 'R1', 10)).toMatchObject({ kind: 'processing' })
    expect(await bench.refund(no, 'R2', 10)).toMatchObject({ kind: 'processing' })
    await bench.control('POST', '/limits', { refundSpacing: true })
  })

  test('NOT_ENOUGH is for later, and binds nothing', async () => {
    const no = await bench.start()
    bench.pay(no)
    bench.arm('refund_not_enough', no)
    expect(await bench.refund(no, 'R1', 100)).toMatchObject({
      kind: 'refused',
      code: 'NOT_ENOUGH',
      retry: 'later',
    })
    expect(await bench.refund(no, 'R1', 100)).toMatchObject({ kind: 'processing' })
  })
})

describe('limits of orders', () => {
  const ask = (change: Record<string, unknown>) =>
    bench.channel.startPayment({
      attemptNo: 'T99999999',
      amount: 100,
      currency: 'CNY',
      description: '茶',
      expiresAt: new Date(bench.clock.now().getTime() + MINUTE),
      notifyUrl: bench.receiver.url,
      method: 'native',
      ...change,
    })

  test.each([
    ['a number that is too short', { attemptNo: 'T1' }],
    ['a number with a space', { attemptNo: 'T 12345678' }],
    ['an amount of zero', { amount: 0 }],
    ['another currency', { currency: 'USD' }],
    ['no description', { description: '' }],
    ['a notice address with a query', { notifyUrl: 'https://shop.example/n?a=1' }],
    ['a notice address that is none', { notifyUrl: 'shop.example/n' }],
  ])('%s is PARAM_ERROR', async (_what, change) => {
    expect(await ask(change)).toMatchObject({ kind: 'refused', code: 'PARAM_ERROR', retry: 'never' })
  })

  test('an expiry under a minute is lifted to a minute, above 90 days lowered', async () => {
    const now = bench.clock.now().getTime()
    await ask({ attemptNo: 'T_SHORT01', expiresAt: new Date(now + SECOND) })
    await ask({ attemptNo: 'T_LONG001', expiresAt: new Date(now + 400 * DAY) })
    expect(bench.world.orders.get('T_SHORT01')!.expiresAt).toBe(now + MINUTE)
    expect(bench.world.orders.get('T_LONG001')!.expiresAt).toBe(now + 90 * DAY)
  })
})

describe('faults of answers', () => {
  test.each([
    ['error_before', 'channel_error', false],
    ['error_after', 'channel_error', true],
    ['drop_before', 'unreachable', false],
    ['drop_after', 'unreachable', true],
    ['timeout_before', 'timeout', false],
    ['timeout_after', 'timeout', true],
    ['answer_unsigned', 'unsigned_answer', true],
    ['answer_forged', 'forged_answer', true],
  ] as const)('%s: %s, and the close %s done', async (fault, reason, done) => {
    const no = await bench.start()
    bench.arm(fault, no)
    // A cut on a kept connection is tried once more with the same number, so it takes two to leave a doubt.
    if (reason === 'unreachable') bench.arm(fault, no)
    expect(await bench.channel.close(no)).toMatchObject({ kind: 'unknown', reason })
    bench.world.faults.clear()
    expect(await bench.channel.query(no)).toMatchObject({ kind: done ? 'closed' : 'pending' })
  })

  test('one cut of a kept connection is healed by the same call', async () => {
    const no = await bench.start()
    bench.arm('drop_after', no)
    expect(await bench.channel.close(no)).toMatchObject({ kind: 'closed' })
  })

  test('slow is late but whole; rate_limited is for later', async () => {
    const no = await bench.start()
    bench.arm('slow', no, 80)
    const before = performance.now()
    expect(await bench.channel.query(no)).toMatchObject({ kind: 'pending' })
    expect(performance.now() - before).toBeGreaterThanOrEqual(75)
    bench.arm('rate_limited', no)
    expect(await bench.channel.query(no)).toMatchObject({ kind: 'refused', retry: 'later' })
  })

  test('a close that is answered but not done leaves the order payable', async () => {
    const no = await bench.start()
    bench.arm('close_ignored', no)
    expect(await bench.channel.close(no)).toMatchObject({ kind: 'closed' })
    expect(await bench.channel.query(no)).toMatchObject({ kind: 'pending' })
    expect(bench.pay(no)).toMatchObject({ paid: true })
  })
})

test('the platform key is switched while both are known', async () => {
  const no = await bench.start()
  const { body } = await bench.control('POST', '/keys/switch', {})
  expect(await bench.channel.query(no)).toMatchObject({
    kind: 'pending',
    raw: { headers: { 'wechatpay-serial': body.serial } },
  })
})
