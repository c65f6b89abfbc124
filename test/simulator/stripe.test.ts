import Stripe from 'stripe'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { EVENT_PAUSES_MS } from '../../simulator/stripe/events.ts'
import { DAY, HOUR, MINUTE } from '../../src/kernel/clock.ts'
import { openStripe, type StripeSide } from '../channels/stripe-side.ts'

/** Stripe's own library, unchanged, against the simulated Stripe. */
let side: StripeSide
let stripe: Stripe
beforeAll(async () => {
  side = await openStripe()
  const { hostname, port } = new URL(side.simulator.url)
  stripe = new Stripe(side.provider.credentials().secretKey, {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  })
})
afterAll(() => side.stop())
afterEach(() => side.world.faults.clear())

const usd = { amount: 2_000, currency: 'usd', metadata: { attempt_no: 'A1' }, transfer_group: 'A1' }
const create = (changes: Partial<Stripe.PaymentIntentCreateParams> = {}, idempotencyKey?: string) =>
  stripe.paymentIntents.create({ ...usd, ...changes }, idempotencyKey ? { idempotencyKey } : {})
const failure = async (act: Promise<unknown>) => {
  try {
    await act
  } catch (fault) {
    if (fault instanceof Stripe.errors.StripeError) return fault
    throw fault
  }
  throw new Error('it succeeded')
}

describe('payment intents', () => {
  test('are made, confirmed with a test card, and found again', async () => {
    const intent = await create({ metadata: { attempt_no: 'FOUND' }, transfer_group: 'FOUND' })
    expect(intent).toMatchObject({
      object: 'payment_intent',
      status: 'requires_payment_method',
      livemode: false,
    })
    const paid = await stripe.paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa',
      expand: ['latest_charge.balance_transaction'],
    })
    expect(paid).toMatchObject({
      status: 'succeeded',
      amount_received: 2_000,
      latest_charge: {
        object: 'charge',
        paid: true,
        balance_transaction: { amount: 2_000, fee: 88, net: 1_912 },
      },
    })
    const query = `metadata['attempt_no']:'FOUND'`
    expect((await stripe.paymentIntents.search({ query })).data.map(({ id }) => id)).toEqual([intent.id])
    const charges = await stripe.charges.list({ transfer_group: 'FOUND' })
    expect(charges.data.map(({ payment_intent }) => payment_intent)).toEqual([intent.id])
    expect(await stripe.events.list({ type: 'payment_intent.succeeded', limit: 1 })).toMatchObject({
      data: [{ data: { object: { id: intent.id } } }],
    })
  })

  test('are declined with the code of the card, and paid with another', async () => {
    const intent = await create()
    const fault = await failure(
      stripe.paymentIntents.confirm(intent.id, {
        payment_method: 'pm_card_visa_chargeDeclinedInsufficientFunds',
      }),
    )
    expect(fault).toMatchObject({
      statusCode: 402,
      type: 'StripeCardError',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } },
    })
    const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
    expect(paid.status).toBe('succeeded')
  })

  test('ask for the bank, are held, captured in part and cancelled', async () => {
    const asked = await create()
    const method = 'pm_card_threeDSecure2Required'
    const waiting = await stripe.paymentIntents.confirm(asked.id, { payment_method: method })
    expect(waiting).toMatchObject({ status: 'requires_action', next_action: { type: 'use_stripe_sdk' } })
    const held = await create({ capture_method: 'manual' })
    await stripe.paymentIntents.confirm(held.id, { payment_method: 'pm_card_visa' })
    const captured = await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1_500 })
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1_500, amount_capturable: 0 })
    expect(await failure(stripe.paymentIntents.cancel(held.id))).toMatchObject({
      statusCode: 400,
      code: 'payment_intent_unexpected_state',
    })
    expect(await stripe.paymentIntents.cancel(asked.id)).toMatchObject({ status: 'canceled' })
  })
})

describe('errors', () => {
  test.each<[string, () => Promise<unknown>, number, string, string | undefined]>([
    [
      'a wrong key',
      () => new Stripe('sk_test_wrong', endpoint()).paymentIntents.list(),
      401,
      'StripeAuthenticationError',
      undefined,
    ],
    [
      'a publishable key',
      () => new Stripe(side.provider.credentials().publishableKey, endpoint()).paymentIntents.list(),
      403,
      'StripePermissionError',
      'secret_key_required',
    ],
    [
      'an unknown object',
      () => stripe.paymentIntents.retrieve('pi_none'),
      404,
      'StripeInvalidRequestError',
      'resource_missing',
    ],
    [
      'a missing amount',
      () => stripe.paymentIntents.create({ currency: 'usd' } as Stripe.PaymentIntentCreateParams),
      400,
      'StripeInvalidRequestError',
      'parameter_missing',
    ],
    [
      'an amount of nothing',
      () => create({ amount: 0 }),
      400,
      'StripeInvalidRequestError',
      'parameter_invalid_integer',
    ],
    ['too many levels', () => create({ expand: ['a.b.c.d.e'] }), 400, 'StripeInvalidRequestError', undefined],
    [
      'an unknown address',
      () => stripe.rawRequest('GET', '/v1/nothing'),
      404,
      'StripeInvalidRequestError',
      undefined,
    ],
  ])('%s', async (_title, act, statusCode, type, code) => {
    expect(await failure(act())).toMatchObject({ statusCode, type, ...(code ? { code } : {}) })
  })

  const endpoint = () => {
    const { hostname, port } = new URL(side.simulator.url)
    return { host: hostname, port: Number(port), protocol: 'http', maxNetworkRetries: 0 } as const
  }

  test('too many calls are refused with 429', async () => {
    side.world.faults.add({ fault: 'rate_limited', remaining: 1 })
    expect(await failure(stripe.paymentIntents.list())).toMatchObject({ statusCode: 429 })
  })
})

describe('an Idempotency-Key', () => {
  test('answers the same for a day, refuses other parameters, and is forgotten', async () => {
    const first = await create({}, 'key-1')
    const again = await create({}, 'key-1')
    expect(again.id).toBe(first.id)
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true')
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined()
    expect(await failure(create({ amount: 1 }, 'key-1'))).toMatchObject({
      statusCode: 400,
      type: 'StripeIdempotencyError',
    })
    side.clock.advance(DAY)
    expect((await create({}, 'key-1')).id).not.toBe(first.id)
  })

  test('replays a stored 500, done or not done; what failed validation is not stored', async () => {
    const before = side.world.intent.size
    for (const [fault, made] of [
      ['error_after', 1],
      ['error_stored', 0],
    ] as const) {
      side.world.faults.add({ fault, on: 'create', remaining: 1 })
      const size = side.world.intent.size
      for (let i = 0; i < 2; i++)
        expect(await failure(create({}, `key-${fault}`))).toMatchObject({ statusCode: 500 })
      expect(side.world.intent.size - size).toBe(made)
    }
    expect(await failure(create({ amount: 0 }, 'key-2'))).toMatchObject({ statusCode: 400 })
    expect((await create({}, 'key-2')).object).toBe('payment_intent')
    expect(side.world.intent.size - before).toBe(2)
  })

  test('longer than 255 characters is refused', async () => {
    expect(await failure(create({}, 'k'.repeat(256)))).toMatchObject({ statusCode: 400 })
  })
})

test('lists come in pages, newest first', async () => {
  const made: string[] = []
  for (let i = 0; i < 5; i++) made.unshift((await create()).id)
  const first = await stripe.paymentIntents.list({ limit: 2 })
  expect(first).toMatchObject({ object: 'list', has_more: true, url: '/v1/payment_intents' })
  expect(first.data.map(({ id }) => id)).toEqual(made.slice(0, 2))
  const next = await stripe.paymentIntents.list({ limit: 2, starting_after: made[1]! })
  expect(next.data.map(({ id }) => id)).toEqual(made.slice(2, 4))
  const all: string[] = []
  for await (const { id } of stripe.paymentIntents.list({ limit: 3 })) {
    all.push(id)
    if (all.length === 5) break
  }
  expect(all).toEqual(made)
  expect(await failure(stripe.paymentIntents.list({ limit: 101 }))).toMatchObject({ statusCode: 400 })
})

describe('events', () => {
  const happen = async () => {
    await side.settle()
    side.receiver.take()
    const intent = await create({ metadata: { attempt_no: 'EV' } })
    return { intent, pay: () => side.provider.pay(intent.id, { payer: '' }) }
  }
  const construct = ({ headers, body }: ReturnType<StripeSide['receiver']['take']>[number], i = 0) =>
    stripe.webhooks.constructEvent(
      body,
      String(headers['stripe-signature']),
      side.provider.credentials().webhookSecrets[i]!,
      300,
      undefined,
      side.clock.now().getTime(),
    )

  test('are signed so that the library believes them, over a rotation of the secret too', async () => {
    for (const [signing, believed] of [
      [[0], [true, false]],
      [
        [0, 1],
        [true, true],
      ],
      [[1], [false, true]],
    ] as const) {
      side.world.signing = signing
      const { intent, pay } = await happen()
      pay()
      await side.settle()
      const [received] = side.receiver.take()
      for (const [i, isBelieved] of believed.entries()) {
        if (!isBelieved) expect(() => construct(received!, i)).toThrow()
        else {
          expect(construct(received!, i)).toMatchObject({
            type: 'payment_intent.succeeded',
            data: { object: { id: intent.id, amount_received: 2_000 } },
          })
        }
      }
    }
    side.world.signing = [0]
  })

  test('come again with growing pauses within three days, freshly signed, until they are taken', async () => {
    const { pay } = await happen()
    side.receiver.answer = 500
    pay()
    let tries = 0
    for (const pause of [0, ...EVENT_PAUSES_MS]) {
      side.world.waits.advance(pause)
      side.clock.advance(pause)
      await side.simulator.run()
      const received = side.receiver.take()
      expect(received).toHaveLength(1)
      expect(construct(received[0]!).type).toBe('payment_intent.succeeded')
      tries++
    }
    expect(tries).toBe(EVENT_PAUSES_MS.length + 1)
    expect(EVENT_PAUSES_MS.reduce((sum, pause) => sum + pause, 0)).toBeLessThan(72 * HOUR)
    side.world.waits.advance(3 * DAY)
    await side.simulator.run()
    expect(side.receiver.take()).toEqual([])
    side.receiver.answer = 204
  })

  test.each([
    ['notice_lost', 0],
    ['notice_duplicated', 3],
    ['notice_twice', 2],
    ['notice_forged', 2],
    ['notice_stale', 2],
    ['notice_tampered', 2],
  ] as const)('%s: %i deliveries, and only honest ones are believed', async (fault, count) => {
    const { pay } = await happen()
    side.world.faults.add({ fault, order: 'EV', on: 'notice', remaining: 1 })
    pay()
    await side.settle()
    const received = side.receiver.take()
    expect(received).toHaveLength(count)
    const dishonest = ['notice_forged', 'notice_stale', 'notice_tampered'].includes(fault) ? 1 : 0
    for (const [i, one] of received.entries()) {
      if (i < dishonest) expect(() => construct(one)).toThrow()
      else expect(construct(one).type).toBe('payment_intent.succeeded')
    }
    side.world.waits.advance(4 * DAY)
    await side.simulator.run()
    side.receiver.take()
  })

  test('notice_delayed, notice_reordered and notice_after_close keep them back', async () => {
    const { pay } = await happen()
    side.world.faults.add({
      fault: 'notice_delayed',
      order: 'EV',
      on: 'notice',
      remaining: 1,
      param: 10 * MINUTE,
    })
    pay()
    await side.settle()
    expect(side.receiver.take()).toEqual([])
    side.world.waits.advance(10 * MINUTE)
    await side.simulator.run()
    expect(side.receiver.take()).toHaveLength(1)

    const first = await happen()
    side.world.faults.add({ fault: 'notice_reordered', order: 'EV', on: 'notice', remaining: 1 })
    first.pay()
    const second = await create({ metadata: { attempt_no: 'EV2' } })
    side.provider.pay(second.id, { payer: '' })
    await side.simulator.run()
    const order = side.receiver.take().map((one) => construct(one).data.object as Stripe.PaymentIntent)
    expect(order.map(({ id }) => id)).toEqual([second.id, first.intent.id])

    const third = await happen()
    side.world.faults.add({ fault: 'notice_after_close', order: 'EV', on: 'notice', remaining: 1 })
    third.pay()
    await side.settle()
    expect(side.receiver.take()).toEqual([])
    await failure(stripe.paymentIntents.cancel(third.intent.id))
    await side.settle()
    expect(side.receiver.take()).toHaveLength(1)
  })
})
