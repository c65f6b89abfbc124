import { createHmac, timingSafeEqual } from 'node:crypto'

const TOLERANCE_SECONDS = 300

export type SignatureVerdict = 'ok' | 'malformed' | 'bad_signature' | 'stale'

/**
 * `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=…]`, HMAC-SHA256 of `t.body` under the secret of the endpoint. While a
 * secret is rotated Stripe sends one v1 per secret, and we may hold several too: any pair that agrees is enough.
 * The age is looked at last, so that a stale notice is a genuine one. Other schemes (v0) prove nothing.
 */
export function verifySignature(
  header: string | undefined,
  body: Buffer,
  secrets: readonly string[],
  now: Date,
): SignatureVerdict {
  const parts = (header ?? '').split(',').map((part) => part.split('=', 2))
  // The last one counts, as in Stripe's own libraries.
  const time = parts.findLast(([name]) => name === 't')?.[1]?.trim()
  const given = parts.filter(([name]) => name === 'v1').map(([, value]) => Buffer.from(value ?? ''))
  if (time === undefined || !/^\d{1,12}$/.test(time) || given.length === 0) return 'malformed'
  const isGenuine = secrets.some((secret) => {
    const expected = Buffer.from(createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex'))
    return given.some((one) => one.length === expected.length && timingSafeEqual(one, expected))
  })
  if (!isGenuine) return 'bad_signature'
  return Math.floor(now.getTime() / 1000) - Number(time) > TOLERANCE_SECONDS ? 'stale' : 'ok'
}
