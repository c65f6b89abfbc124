import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NOTICE_PAUSES_MS } from '../../simulator/index.ts'
import type { FaultName } from '../../simulator/wechat/faults.ts'
import { HOUR, MINUTE, SECOND } from '../../src/kernel/clock.ts'
import { type Bench, createBench } from './bench.ts'

let bench: Bench
beforeAll(async () => {
  bench = await createBench()
})
beforeEach(() => {
  bench.simulator.world.reset()
  bench.receiver.take()
  bench.receiver.answer = 204
})
afterAll(() => bench.stop())

const told = () => bench.verdicts().map((one) => (one.verified ? one.notice.kind : one.reason))
const payWith = async (fault?: FaultName, param?: number): Promise<string> => {
  const no = await bench.start()
  if (fault) bench.arm(fault, no, param)
  bench.pay(no)
  await bench.simulator.run()
  return no
}

describe('the retry clock of notices', () => {
  test('is fifteen pauses, 24 h 4 min in all', () => {
    expect(NOTICE_PAUSES_MS).toHaveLength(15)
    expect(NOTICE_PAUSES_MS.reduce((sum, pause) => sum + pause, 0)).toBe(24 * HOUR + 4 * MINUTE)
  })

  test('repeats a notice that is not taken at exactly these pauses, and then gives up', async () => {
    bench.receiver.answer = 500
    const no = await payWith()
    for (const pause of NOTICE_PAUSES_MS) {
      bench.world.waits.advance(pause - 1)
      expect(await bench.simulator.run()).toBe(0)
      bench.world.waits.advance(1)
      expect(await bench.simulator.run()).toBe(1)
    }
    bench.world.waits.advance(100 * HOUR)
    expect(await bench.simulator.run()).toBe(0)
    const ids = bench.verdicts().map((one) => (one.verified ? one.notice.noticeId : one.reason))
    expect(ids).toHaveLength(16)
    expect(new Set(ids).size).toBe(1)
    const [notice] = [...bench.world.notices.values()].filter((one) => one.no === no)
    expect(notice).toMatchObject({ state: 'given_up' })
  })

  test('stops once the notice is taken', async () => {
    bench.receiver.answer = 503
    await payWith()
    bench.receiver.answer = 200
    bench.world.waits.advance(15 * SECOND)
    await bench.simulator.run()
    bench.world.waits.advance(HOUR)
    expect(await bench.simulator.run()).toBe(0)
    expect(told()).toEqual(['payment', 'payment'])
  })
})

describe('faults of notices', () => {
  test('lost: the deliveries go astray, the payment is a fact', async () => {
    const no = await payWith('notice_lost', 2)
    expect(told()).toEqual([])
    expect(await bench.channel.query(no)).toMatchObject({ kind: 'succeeded' })
    bench.world.waits.advance(15 * SECOND)
    await bench.simulator.run()
    expect(told()).toEqual([])
    bench.world.waits.advance(15 * SECOND)
    await bench.simulator.run()
    expect(told()).toEqual(['payment'])
  })

  test('duplicated: the same notice, three times', async () => {
    await payWith('notice_duplicated')
    bench.world.waits.advance(SECOND)
    await bench.simulator.run()
    const ids = bench.verdicts().map((one) => one.verified && one.notice.noticeId)
    expect(ids).toHaveLength(3)
    expect(new Set(ids).size).toBe(1)
  })

  test('twice: two notices with their own ids for one payment', async () => {
    await payWith('notice_twice')
    const ids = bench.verdicts().map((one) => one.verified && one.notice.noticeId)
    expect(new Set(ids).size).toBe(2)
  })

  test('delayed', async () => {
    await payWith('notice_delayed', 5_000)
    expect(told()).toEqual([])
    bench.world.waits.advance(5 * SECOND)
    await bench.simulator.run()
    expect(told()).toEqual(['payment'])
  })

  test('reordered: the later payment is told first', async () => {
    const first = await payWith('notice_reordered')
    expect(told()).toEqual([])
    const second = await payWith()
    const order = bench
      .verdicts()
      .map((one) => one.verified && one.notice.kind === 'payment' && one.notice.attemptNo)
    expect(order).toEqual([second, first])
  })

  test('held until the merchant asks to close', async () => {
    const no = await payWith('notice_after_close')
    bench.world.waits.advance(HOUR)
    await bench.simulator.run()
    expect(told()).toEqual([])
    expect(await bench.channel.close(no)).toMatchObject({ kind: 'already_paid' })
    bench.world.waits.advance(SECOND)
    await bench.simulator.run()
    expect(told()).toEqual(['payment'])
  })

  test.each([
    ['notice_forged', 'bad_signature'],
    ['notice_probe', 'probe'],
    ['notice_stale', 'stale'],
    ['notice_tampered', 'bad_ciphertext'],
    ['notice_unknown_serial', 'unknown_serial'],
  ] as const)(
    '%s: a notice refused as %s comes first, the genuine one of the same id follows',
    async (fault, reason) => {
      await payWith(fault)
      bench.world.waits.advance(SECOND)
      await bench.simulator.run()
      const received = bench.receiver.take()
      const ids = received.map(({ body }) => (JSON.parse(body.toString()) as { id: string }).id)
      const verdicts = received.map(({ headers, body }) =>
        bench.channel.verifyNotice(headers, body, bench.clock.now()),
      )
      expect(verdicts[0]).toEqual({ verified: false, reason })
      expect(verdicts[1]).toMatchObject({ verified: true })
      expect(ids[0]).toBe(ids[1])
      expect(received).toHaveLength(2)
    },
  )

  test('wrong amount or merchant: validly signed, and the query says otherwise', async () => {
    const no = await payWith('notice_wrong_amount', -1)
    const [verdict] = bench.verdicts()
    expect(verdict).toMatchObject({ verified: true, notice: { report: { kind: 'succeeded', amount: 99 } } })
    expect(await bench.channel.query(no)).toMatchObject({ kind: 'succeeded', amount: 100 })
    await payWith('notice_wrong_merchant')
    expect(bench.verdicts()[0]).toMatchObject({ notice: { report: { merchantId: '1900006511' } } })
  })

  test('a forged notice about an order that nobody paid', async () => {
    const no = await bench.start()
    expect(await bench.control('POST', `/orders/${no}/notify`, { twist: 'forged' })).toMatchObject({
      status: 200,
    })
    await bench.simulator.run()
    expect(told()).toEqual(['bad_signature'])
    expect(await bench.channel.query(no)).toMatchObject({ kind: 'pending' })
  })
})

test('presigned notices verify, and pay the open orders they name', async () => {
  const no = await bench.start(250)
  const notices = await bench.simulator.presignNotices([
    { attemptNo: no, amount: 250 },
    { attemptNo: 'T_UNKNOWN', amount: 77 },
  ])
  const amounts = notices.map(({ headers, body }) => {
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    )
    const verdict = bench.channel.verifyNotice(lower, Buffer.from(body), bench.clock.now())
    return verdict.verified && verdict.notice.kind === 'payment' && verdict.notice.report.kind === 'succeeded'
      ? verdict.notice.report.amount
      : undefined
  })
  expect(amounts).toEqual([250, 77])
  expect(bench.world.money.map((line) => line.amount)).toEqual([250])
  await bench.simulator.run()
  expect(bench.receiver.take()).toEqual([])
})

test('presigned answers verify, each once', async () => {
  await bench.simulator.presignAnswers(2)
  const before = bench.world.orders.size
  for (let i = 0; i < 3; i++) await bench.start()
  expect(bench.world.orders.size - before).toBe(3)
})
