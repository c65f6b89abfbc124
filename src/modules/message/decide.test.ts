import { describe, expect, it } from 'vitest'
import { DAY } from '../../kernel/clock.ts'
import { hears, judge, readUrl, type Sent, unknownEventType } from './decide.ts'
import { RETRY_DELAYS_MS, restDelay, retryDelay } from './schedule.ts'

const at = new Date('2026-01-02T03:04:05Z')
const sent = (status: number | null): Sent => ({ at, durationMs: 7, status, error: null, answer: '' })
const delivery = (attempts: number) => ({ id: 42, attempts, endpointId: 'whe_1' })

describe('a try is judged', () => {
  it.each([
    [200, 1, 'accepted'],
    [204, 12, 'accepted'],
    [301, 1, 'failed'],
    [404, 1, 'failed'],
    [429, 11, 'failed'],
    [500, 12, 'exhausted'],
    [null, 1, 'failed'],
    [null, 13, 'exhausted'], // a sender died after the last claim
  ] as const)('answer %s to try %s: %s', (status, attempts, expected) => {
    expect(judge(sent(status), delivery(attempts), 0, at).event).toBe(expected)
  })

  it('an answer 410 says that the receiver is gone for good', () => {
    expect(judge(sent(410), delivery(1), 0, at).receiver.gone).toBe(true)
    expect(judge(sent(500), delivery(1), 0, at).receiver.gone).toBe(false)
  })

  it('failures in a row open the circuit, one success closes it', () => {
    expect(judge(sent(500), delivery(1), 3, at).receiver).toMatchObject({ failures: 4, restingUntil: null })
    const fifth = judge(sent(500), delivery(1), 4, at).receiver
    expect(fifth.restingUntil!.getTime()).toBeGreaterThan(at.getTime() + 25_000)
    expect(judge(sent(200), delivery(1), 50, at).receiver).toMatchObject({ failures: 0, restingUntil: null })
  })
})

describe('the schedule', () => {
  it('[K2] tries go on for at least 24 hours, at growing pauses', () => {
    for (const seed of ['1', '2', '77', '4242']) {
      const pauses = RETRY_DELAYS_MS.map((_, i) => retryDelay(i + 1, seed)!)
      expect(pauses.reduce((a, b) => a + b)).toBeGreaterThanOrEqual(DAY)
      for (let i = 1; i < 8; i++) expect(pauses[i]).toBeGreaterThan(pauses[i - 1]!)
      expect(retryDelay(RETRY_DELAYS_MS.length + 1, seed)).toBeNull()
    }
  })

  it('what failed together does not return together', () => {
    const pauses = new Set(Array.from({ length: 100 }, (_, i) => retryDelay(1, String(i))))
    expect(pauses.size).toBeGreaterThan(90)
    expect(retryDelay(1, '5')).toBe(retryDelay(1, '5'))
  })

  it('a rest is at most a quarter of an hour', () => {
    expect(restDelay(4, 'a')).toBeNull()
    expect(restDelay(1000, 'a')).toBeLessThanOrEqual(16.5 * 60_000)
  })
})

describe('what is registered', () => {
  it.each([
    ['https://shop.example/hook', false, undefined],
    ['http://shop.example/hook', false, 'url_needs_https'],
    ['http://127.0.0.1:9/hook', true, undefined],
    ['ftp://shop.example/', false, 'url_invalid'],
    ['https://user:pass@shop.example/', false, 'url_invalid'],
    ['https://shop.example/#a', false, 'url_invalid'],
    ['javascript:alert(1)', true, 'url_invalid'],
    ['nonsense', true, 'url_invalid'],
    [`https://shop.example/${'a'.repeat(2000)}`, false, 'url_invalid'],
  ] as const)('%s (demo: %s): %s', (url, allowPrivate, expected) => {
    const read = readUrl(url, { allowPrivate })
    expect(read.ok ? undefined : read.rejection.code).toBe(expected)
  })

  it('types are whole, or a family', () => {
    const known = ['order.paid', 'order.cancelled', 'trade.paid']
    expect(unknownEventType(['order.*', 'trade.paid'], known)).toBeUndefined()
    expect(unknownEventType(['order.*', 'parcel.*'], known)).toBe('parcel.*')
    expect(unknownEventType(['*'], known)).toBe('*')
    expect(hears([], 'order.paid')).toBe(true)
    expect(hears(['order.*'], 'trade.paid')).toBe(false)
  })
})
