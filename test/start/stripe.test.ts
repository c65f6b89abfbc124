import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Product, startProduct } from '../../examples/product.ts'
import { openStage, type Stage } from '../../examples/sale/stage.ts'
import type { Attempt } from '../../examples/shapes.ts'

/** The whole product with its simulated Stripe, as a buyer with a card meets it. */
let product: Product
let stage: Stage
beforeAll(async () => {
  product = await startProduct()
  stage = await openStage(product.url)
}, 120_000)
afterAll(() => product?.close())

type Card = { readonly presentation: { readonly kind: string; readonly clientSecret: string } }

const start = async () => {
  const { no } = await stage.place()
  const attempt = await stage.buyer.post<Attempt & Card>(`/v1/trades/${no}/attempts`, {
    channel: 'stripe',
    method: 'card',
  })
  expect(attempt.presentation).toMatchObject({
    kind: 'card',
    clientSecret: expect.stringMatching(/^pi_.+_secret_/),
  })
  return { no, attempt }
}

/** The page that plays Stripe's card fields. */
const act = (attempt: Card, name: string, more: Record<string, string> = {}) =>
  fetch(`${product.simulatorUrl}/stripe/pay`, {
    method: 'POST',
    body: new URLSearchParams({ client_secret: attempt.presentation.clientSecret, act: name, ...more }),
  })

const fault = async (order: string, name: string) => {
  const answer = await fetch(`${product.simulatorUrl}/control/stripe/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ fault: name, order, remaining: 1 }),
  })
  expect(answer.status).toBe(200)
}

const isPaid = ({ state }: { state: string }) => state === 'paid'

describe('a card', { timeout: 120_000 }, () => {
  test('[N14] is declined, then another pays; the event tells of it', async () => {
    const { no, attempt } = await start()
    await act(attempt, 'decline', { code: 'insufficient_funds' })
    expect((await stage.trade(no)).state).not.toBe('paid')
    await act(attempt, 'pay')
    await stage.until(() => stage.trade(no), isPaid, 20_000)
    const { due, captured } = await stage.payment(no)
    expect(captured).toBe(due)
  })

  test('[N11] is believed without any event, and a forged event is not', async () => {
    const { no, attempt } = await start()
    await fault(attempt.no, 'notice_forged')
    await fault(attempt.no, 'notice_lost')
    await act(attempt, 'pay')
    await stage.until(() => stage.trade(no), isPaid)
    const { captured, due, over } = await stage.payment(no)
    expect([captured, over]).toEqual([due, 0])
  })

  test('that pays a trade which is being cancelled: closed at Stripe, nothing is taken', async () => {
    const { no, attempt } = await start()
    await stage.buyer.post(`/v1/trades/${no}/cancel`, {})
    await stage.until(
      () => stage.trade(no),
      ({ state }) => state === 'closed',
    )
    await act(attempt, 'pay')
    expect((await stage.payment(no)).captured).toBe(0)
  })
})
