import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { tongbao } from '../../sdk/src/index.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { announce, courier, logEvents, poster } from '../../src/modules/message/index.ts'
import { consumeOutbox, publishOutbox } from '../../src/platform/outbox.ts'
import { seal } from '../../src/platform/seal.ts'
import { openReceiver, type Receiver } from '../support/receiver.ts'
import { openHouse, SECRET, type TestHouse } from './house.ts'
import { fillShelf, type Shelf } from './shelf.ts'

type Progress = { done: number; sandbox: boolean; steps: { code: string; doneAt: string | null }[] }

let house: TestHouse
let shelf: Shelf
let receiver: Receiver
let url = ''
let ownerToken = ''
beforeAll(async () => {
  house = await openHouse()
  url = await house.app.listen({ host: '127.0.0.1', port: 0 })
  receiver = await openReceiver()
  // An empty shop beside: what another has done is nobody else's progress.
  await fillShelf(house, { code: 'other', price: 1_000, pieces: 5 })
  shelf = await fillShelf(house, { code: 'newcomer', price: 3_000, pieces: 0 })
  ownerToken = (await house.staff('owner', shelf.shopId)).token
})
afterAll(async () => {
  await receiver.close()
  await house.close()
})

const progress = async (): Promise<Progress> => {
  const headers = { authorization: `Bearer ${ownerToken}` }
  return (await house.app.inject({ url: '/v1/onboarding', headers })).json()
}
const done = async (): Promise<string[]> =>
  (await progress()).steps.filter(({ doneAt }) => doneAt !== null).map(({ code }) => code)

it('[U7] a merchant goes through the checklist to the first paid order in the sandbox, each step seen from the facts', async () => {
  const { db } = house.database
  const owner = tongbao({ url, token: ownerToken })
  expect(await progress()).toMatchObject({ done: 0, sandbox: true })

  // Goods: the product is listed, but there is nothing to sell until pieces come in.
  await owner.post('/v1/stock/{skuId}/adjustments', {
    path: { skuId: shelf.skuId },
    body: { bucket: 'available', quantity: 10, reason: 'first delivery' },
  })
  expect(await done()).toEqual(['goods'])

  const scopes = ['trade.create', 'order.read', 'payment.create', 'payment.read', 'webhook.write'] as const
  const { id: keyId } = await owner.post('/v1/keys', { body: { name: 'our shop', scopes: [...scopes] } })
  expect(await done()).toEqual(['goods', 'key'])

  const algorithm = 'HMAC-SHA256' as const
  const made = await owner.post('/v1/keys/{id}/credentials', { path: { id: keyId }, body: { algorithm } })
  expect(await done()).toEqual(['goods', 'key', 'signing'])

  const server = tongbao({ url, signWith: { id: made.id, algorithm, secret: made.secret! } })
  // The house of the tests has no private addresses; the demo has, and calls this machine.
  const hook = await server.post('/v1/webhook-endpoints', { body: { url: 'https://example.com/hook' } })
  await sql`update webhook_endpoint set url = ${receiver.url} where id = ${hook.id}`.execute(db)
  expect(await done()).toEqual(['goods', 'key', 'signing', 'webhook'])

  const lines = [{ skuId: shelf.skuId, quantity: 1 }]
  const { hash: quoteHash } = await server.post('/v1/quotes', { body: { lines } })
  const trade = await server.post('/v1/trades', {
    body: { lines, quoteHash, customer: { reference: 'first-customer', address: ADDRESS } },
  })
  expect(await done()).toEqual(['goods', 'key', 'signing', 'webhook', 'order'])

  const attempt = await server.post('/v1/trades/{no}/attempts', {
    path: { no: trade.no },
    body: { channel: 'wechat', method: 'native' },
  })
  await fetch(`${house.core.simulator.url}/control/orders/${attempt.no}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  await house.core.flows.checkAttempt(attempt.no)
  expect(await done()).toEqual(['goods', 'key', 'signing', 'webhook', 'order', 'paid'])

  await deliver()
  expect(receiver.letters.map(({ body }) => JSON.parse(body).type)).toContain('order.paid')
  expect(await progress()).toMatchObject({ done: 7 })
  expect(house.defects).toEqual([])
}, 30_000)

it('[U7] a merchant sees his own way only; the platform names the shop', async () => {
  const ask = async (query: string, token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    return (await house.app.inject({ url: `/v1/onboarding${query}`, headers })).statusCode
  }
  const admin = (await house.staff('admin')).token
  expect(await ask(`?shop=${shelf.shopId - 1}`, ownerToken)).toBe(404)
  expect([await ask('', admin), await ask('?shop=99999', admin)]).toEqual([400, 404])
  expect(await ask(`?shop=${shelf.shopId}`, admin)).toBe(200)
})

const ADDRESS = {
  name: '顾客',
  phone: '13800000001',
  province: '浙江省',
  city: '杭州市',
  district: '',
  street: '文三路 1 号',
}

/** What the worker's loops do with what was committed. */
async function deliver(): Promise<void> {
  const { db } = house.database
  const now = systemClock.now()
  while ((await publishOutbox(db)) > 0);
  await consumeOutbox(db, 'webhooks', now, async (tx, events) => {
    await logEvents(tx, events, now)
    await announce(tx, events, now)
  })
  const sender = poster({
    clock: systemClock,
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    allowPrivate: true,
    timeoutMs: 2_000,
  })
  const letters = courier({
    db,
    clock: systemClock,
    seal: seal(SECRET, 'webhook'),
    poster: sender,
    maxInFlight: 16,
    perEndpoint: 16,
    onRoom: () => {},
    onDefect: (error) => {
      throw error
    },
  })
  await letters.sweep(now)
  await letters.settled()
  sender.dispose()
}
