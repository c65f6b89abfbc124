import { createHmac } from 'node:crypto'
import Stripe from 'stripe'
import { describe, expect, test } from 'vitest'
import { verifySignature } from './signature.ts'

/** Stripe's own library is the other side: it writes headers, and must agree with every verdict. */
const { webhooks } = Stripe
const secret = 'whsec_current'
const next = 'whsec_next'
const body = JSON.stringify({ id: 'evt_1', object: 'event', text: '龙井茶 ✓' }, null, 2)
const time = 1_772_337_600
const at = (seconds: number) => new Date((time + seconds) * 1000)
const sign = (key: string, payload = body, seconds = time) =>
  createHmac('sha256', key).update(`${seconds}.${payload}`).digest('hex')
const header = (...parts: string[]) => [`t=${time}`, ...parts].join(',')
const genuine = webhooks.generateTestHeaderString({ payload: body, secret, timestamp: time })

const agrees = (given: string, payload: Buffer, key: string, now: Date): boolean => {
  try {
    webhooks.constructEvent(payload, given, key, 300, undefined, now.getTime())
    return true
  } catch {
    return false
  }
}

describe('a signature', () => {
  test.each<[string, string, number, ReturnType<typeof verifySignature>]>([
    ['of the library', genuine, 0, 'ok'],
    ['five minutes old', genuine, 300, 'ok'],
    ['older', genuine, 301, 'stale'],
    ['from a clock that is ahead', genuine, -3_600, 'ok'],
    ['among several', header(`v1=${sign('whsec_old')}`, `v1=${sign(secret)}`), 0, 'ok'],
    ['beside a scheme of tests', header(`v0=${sign('any')}`, `v1=${sign(secret)}`), 0, 'ok'],
    ['of a scheme of tests only', header(`v0=${sign(secret)}`), 0, 'malformed'],
    ['of another secret', header(`v1=${sign('whsec_other')}`), 0, 'bad_signature'],
    ['over another time', `t=${time + 1},v1=${sign(secret)}`, 0, 'bad_signature'],
    ['over another body', header(`v1=${sign(secret, `${body} `)}`), 0, 'bad_signature'],
    ['cut short', genuine.slice(0, -1), 0, 'bad_signature'],
    ['in capitals', genuine.toUpperCase().replace('T=', 't=').replace('V1=', 'v1='), 0, 'bad_signature'],
    ['without a time', `v1=${sign(secret)}`, 0, 'malformed'],
    ['that is none', 'nonsense', 0, 'malformed'],
    ['that is empty', '', 0, 'malformed'],
  ])('%s', (_title, given, seconds, verdict) => {
    expect(verifySignature(given, Buffer.from(body), [secret], at(seconds))).toBe(verdict)
    expect(agrees(given, Buffer.from(body), secret, at(seconds))).toBe(verdict === 'ok')
  })

  test('while the secret is rotated either of ours is believed', () => {
    for (const key of [secret, next]) {
      const given = header(`v1=${sign(key)}`)
      expect(verifySignature(given, Buffer.from(body), [secret, next], at(0))).toBe('ok')
    }
    expect(verifySignature(genuine, Buffer.from(body), [next], at(0))).toBe('bad_signature')
    expect(verifySignature(genuine, Buffer.from(body), [], at(0))).toBe('bad_signature')
  })

  test('every flipped bit of the body is found, as the library finds it', () => {
    const raw = Buffer.from(body)
    for (let i = 0; i < raw.length * 8; i += 3) {
      const altered = Buffer.from(raw)
      altered[i >> 3]! ^= 1 << (i & 7)
      expect(verifySignature(genuine, altered, [secret], at(0))).toBe('bad_signature')
      expect(agrees(genuine, altered, secret, at(0))).toBe(false)
    }
  })
})
