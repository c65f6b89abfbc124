import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { virtualClock } from '../../kernel/clock.ts'
import type { HttpAnswer, HttpCall, NoAnswer } from '../transport.ts'
import { createStripeChannel, type StripeConfig } from './index.ts'

const config = {
  accountId: 'acct_1Merchant',
  secretKey: 'sk_test_1234567890',
  publishableKey: 'pk_test_1234567890',
  webhookSecrets: ['whsec_1'],
}
const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
const request = {
  attemptNo: 'A1',
  amount: 9_900,
  currency: 'USD',
  description: '龙井茶 250g',
  expiresAt: new Date('2026-03-01T04:15:00Z'),
  notifyUrl: 'https://shop.example/notices',
  method: 'card',
} as const

/** A channel whose transport answers what it is told; `calls` keeps what was sent. */
function channelThatHears(answer: HttpAnswer | NoAnswer | ((call: HttpCall) => HttpAnswer | NoAnswer)) {
  const calls: HttpCall[] = []
  const channel = createStripeChannel({
    ...config,
    clock,
    transport: {
      send: async (call) => {
        calls.push(call)
        return typeof answer === 'function' ? answer(call) : answer
      },
      dispose: () => {},
    },
  })
  return { channel, calls }
}

const answer = (status: number, body: string, headers = {}): HttpAnswer => ({
  status,
  headers,
  body: Buffer.from(body),
})
const intent = { id: 'pi_1', client_secret: 'pi_1_secret_2', status: 'requires_payment_method' }

describe('a call', () => {
  test('carries key, version, number and amount, and nothing about this machine', async () => {
    const { channel, calls } = channelThatHears(answer(200, JSON.stringify(intent)))
    await channel.startPayment({ ...request, capture: 'manual' })
    expect(calls).toHaveLength(1)
    const [{ method, path, headers, body }] = calls as [HttpCall]
    expect(`${method} ${path}`).toBe('POST /v1/payment_intents')
    expect(headers).toMatchObject({
      Authorization: 'Bearer sk_test_1234567890',
      'Idempotency-Key': 'pay-A1',
      'Content-Type': 'application/x-www-form-urlencoded',
      'User-Agent': 'Tongbao/1',
    })
    expect(headers['Stripe-Version']).toMatch(/^\d{4}-\d\d-\d\d\./)
    expect(Object.keys(headers).filter((name) => /client/i.test(name))).toEqual([])
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      amount: '9900',
      currency: 'usd',
      'automatic_payment_methods[enabled]': 'true',
      capture_method: 'manual',
      description: '龙井茶 250g',
      'metadata[attempt_no]': 'A1',
      transfer_group: 'A1',
    })
  })

  test('keeps the answer byte for byte, before any parser', async () => {
    const text = `{"id":"pi_1","client_secret":"pi_1_secret_2",  "status":"requires_payment_method","x":1.0}\n`
    const { channel } = channelThatHears(answer(200, text, { 'request-id': 'req_1' }))
    expect(await channel.startPayment(request)).toMatchObject({
      kind: 'ready',
      presentation: { kind: 'card', clientSecret: 'pi_1_secret_2', publishableKey: config.publishableKey },
      raw: { status: 200, body: text, headers: { 'request-id': 'req_1' } },
    })
  })

  test('several at once keep their own answers', async () => {
    const { channel } = channelThatHears((call) => {
      const no = new URLSearchParams(call.body).get('transfer_group')
      return answer(200, JSON.stringify({ ...intent, id: `pi_${no}`, client_secret: `secret_${no}` }))
    })
    const numbers = Array.from({ length: 20 }, (_, i) => `A${i}`)
    const started = await Promise.all(
      numbers.map((attemptNo) => channel.startPayment({ ...request, attemptNo })),
    )
    expect(started.map((one) => one.kind === 'ready' && one.presentation)).toEqual(
      numbers.map((no) => expect.objectContaining({ clientSecret: `secret_${no}` })),
    )
  })
})

describe('an answer that proves nothing is unknown', () => {
  test.each<[string, HttpAnswer | NoAnswer, string]>([
    ['none in time', { failed: 'timeout' }, 'timeout'],
    ['none at all', { failed: 'unreachable' }, 'unreachable'],
    ['cut off', { failed: 'malformed_answer' }, 'malformed_answer'],
    ['no JSON', answer(200, '<html>'), 'malformed_answer'],
    [
      'an intent without a secret',
      answer(200, '{"id":"pi_1","status":"requires_payment_method"}'),
      'malformed_answer',
    ],
    ['500', answer(500, '{"error":{"type":"api_error"}}'), 'channel_error'],
    ['503 of a gateway', answer(503, 'unavailable'), 'channel_error'],
    ['404 of a gateway', answer(404, 'not found'), 'malformed_answer'],
    ['a redirect', answer(302, '', { location: 'https://elsewhere.example' }), 'unexpected_answer'],
    [
      '409',
      answer(409, '{"error":{"type":"idempotency_error","code":"idempotency_key_in_use"}}'),
      'unexpected_answer',
    ],
    ['424', answer(424, '{"error":{"type":"api_error"}}'), 'unexpected_answer'],
  ])('%s', async (_title, heard, reason) => {
    const { channel, calls } = channelThatHears(heard)
    expect(await channel.startPayment(request)).toMatchObject({ kind: 'unknown', reason })
    // The library repeats nothing by itself and follows no redirect.
    expect(calls).toHaveLength(1)
  })

  test.each([
    ['a status nobody has read', { status: 'shiny' }],
    ['no amount', { status: 'succeeded', amount_received: undefined }],
    ['an amount in words', { status: 'succeeded', amount_received: '9900' }],
    ['no mode', { status: 'succeeded', livemode: undefined }],
    ['another number', { status: 'succeeded', metadata: { attempt_no: 'A2' } }],
  ])('%s', async (_title, changes) => {
    const whole = {
      ...intent,
      amount_received: 9_900,
      currency: 'usd',
      livemode: false,
      metadata: { attempt_no: 'A1' },
      latest_charge: { created: 1, balance_transaction: { created: 2 } },
    }
    const hear = (fields: object) => {
      const { channel } = channelThatHears((call) =>
        answer(
          200,
          JSON.stringify(/\/(charges|payment_intents)\?/.test(call.path) ? { data: [whole] } : fields),
        ),
      )
      return channel
    }
    const good = hear({ ...whole, status: 'succeeded' })
    expect(await good.query('A1')).toMatchObject({
      kind: 'succeeded',
      succeededAt: new Date(2_000),
      appId: 'test',
    })
    expect(await hear({ ...whole, ...changes }).query('A1')).toMatchObject({ kind: 'unknown' })
  })
})

describe('a configuration that cannot work is refused by name, without its values', () => {
  test.each<[string, Partial<StripeConfig>, RegExp]>([
    ['no secret key', { secretKey: 'pk_test_1234567890' }, /secretKey/],
    ['keys of two modes', { publishableKey: 'pk_live_1234567890' }, /publishableKey/],
    ['no account', { accountId: 'me' }, /accountId/],
    ['no signing secret', { webhookSecrets: [] }, /webhookSecrets/],
    ['an empty signing secret', { webhookSecrets: ['whsec_1', ''] }, /webhookSecrets/],
    ['plain text to another machine', { baseUrl: 'http://api.stripe.com' }, /baseUrl/],
  ])('%s', (_title, changes, problem) => {
    const make = () => createStripeChannel({ ...config, clock, ...changes })
    expect(make).toThrow(problem)
    expect(make).not.toThrow(/1234567890/)
  })
})

test('[N14] a house with a Stripe account loads the library only when it calls', async () => {
  const script = `
    import { registerHooks } from 'node:module'
    let loaded = 0
    registerHooks({ load: (url, context, next) => { if (url.includes('/stripe/esm/')) loaded++; return next(url, context) } })
    const { createStripeChannel } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
    const config = ${JSON.stringify(config)}
    const transport = { send: async () => ({ failed: 'timeout' }), dispose() {} }
    const channel = createStripeChannel({ ...config, transport, clock: { now: () => new Date(0) } })
    channel.verifyNotice({}, Buffer.from('{}'), new Date(0))
    const before = loaded
    await channel.query('A1')
    console.log(JSON.stringify({ before, after: loaded > 0 }))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
  expect(JSON.parse(stdout)).toEqual({ before: 0, after: true })
})
