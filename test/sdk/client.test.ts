import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signInByPhone, type Tongbao, TongbaoProblem, tongbao } from '../../sdk/src/index.ts'
import { openHouse, type TestHouse } from '../http/house.ts'
import { fillShelf, type Shelf } from '../http/shelf.ts'

let house: TestHouse
let url: string
let tea: Shelf
let token: string
let buyer: Tongbao
let addressId: number

beforeAll(async () => {
  house = await openHouse()
  url = await house.app.listen({ host: '127.0.0.1', port: 0 })
  tea = await fillShelf(house, { code: 'tea', price: 3_000, pieces: 50 })
  token = (await house.buyer('林晓', '13800000001')).token
  buyer = tongbao({ url, token })
  addressId = (await buyer.post('/v1/addresses', { body: ADDRESS })).id
})
afterAll(() => house.close())

const ADDRESS = {
  name: '林晓',
  phone: '13800000001',
  province: '浙江省',
  city: '杭州市',
  district: '西湖区',
  street: '文三路 1 号',
  isDefault: true,
}
const wish = async (quantity = 1) => {
  const lines = [{ skuId: tea.skuId, quantity }]
  const { hash } = await buyer.post('/v1/quotes', { body: { lines } })
  return { lines, addressId, quoteHash: hash }
}
const refusal = async (call: Promise<unknown>): Promise<TongbaoProblem> => {
  const error = await call.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof TongbaoProblem)) throw error ?? new Error('it was not refused')
  return error
}
const json = (status: number, body: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers })

describe('the SDK against the real server', () => {
  it('[AB7] the SDK: an answer that was lost is asked for again with the same key, and one trade stands', async () => {
    const keys: (string | null)[] = []
    const unlucky = tongbao({
      url,
      token,
      pausesMs: [1, 1],
      fetch: async (request) => {
        keys.push(request.headers.get('idempotency-key'))
        const response = await fetch(request)
        if (keys.length === 1) throw new TypeError('connection reset')
        if (keys.length === 2) return new Response('<h1>Bad gateway</h1>', { status: 502 })
        return response
      },
    })
    const before = await countOrders()
    const trade = await unlucky.post('/v1/trades', { body: await wish() })
    expect(trade.state).toBe('open')
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
    expect(await countOrders()).toBe(before + 1)
  })

  it('[AB7] the SDK: a refusal is an error with its code, field and what to go on with', async () => {
    const { quoteHash } = await wish(2)
    const body = { ...(await wish(1)), quoteHash }
    const outdated = await refusal(buyer.post('/v1/trades', { body }))
    expect(outdated).toMatchObject({ code: 'price_changed', status: 409 })
    expect(outdated.detail.quote).toMatchObject({ payable: 3_500 })
    expect(outdated.requestId).not.toBe('')
    const many = [{ skuId: tea.skuId, quantity: -1 }]
    expect(await refusal(buyer.post('/v1/quotes', { body: { lines: many } }))).toMatchObject({
      status: 400,
      param: 'lines/0/quantity',
    })
    const nobody = await refusal(tongbao({ url }).post('/v1/trades', { body: await wish() }))
    expect(nobody).toMatchObject({ code: 'not_signed_in', status: 401, retry: 'later' })
    const key = 'one-intent-of-a-buyer'
    await buyer.post('/v1/trades', { body: await wish(1), key })
    expect((await refusal(buyer.post('/v1/trades', { body: await wish(2), key }))).code).toBe(
      'idempotency_conflict',
    )
  })

  it('[AB7] the SDK: a list is read page by page, each item once', async () => {
    for (let i = 0; i < 3; i++) await buyer.post('/v1/trades', { body: await wish() })
    const found: string[] = []
    for await (const order of buyer.each('/v1/orders', { query: { limit: 2 } })) found.push(order.no)
    expect(found.length).toBeGreaterThanOrEqual(4)
    expect(new Set(found).size).toBe(found.length)
    const first = (await buyer.each('/v1/orders', { query: { limit: 2 } }).next()).value
    expect(first?.no).toBe(found[0])
  })

  it('[AB7] the SDK: in a page the session of the browser writes, and a stale proof is learned anew', async () => {
    const phone = '13800000077'
    const guest = tongbao({ url })
    await guest.post('/v1/session/otp', { body: { phone } })
    const { code } = await guest.get('/v1/demo/otp', { query: { phone } })
    const cookie = `tb_access=${await signInByPhone({ url, phone, code })}`
    const proofs: (string | null)[] = []
    const page = tongbao({
      url,
      cookies: true,
      fetch: async (request) => {
        const isWrite = request.method === 'POST'
        if (isWrite) proofs.push(request.headers.get('x-csrf-token'))
        const headers = new Headers(request.headers)
        headers.set('cookie', cookie)
        if (isWrite && proofs.length === 1) headers.set('x-csrf-token', 'stale')
        return fetch(new Request(request, { headers }))
      },
    })
    const made = await page.post('/v1/addresses', { body: { ...ADDRESS, phone } })
    expect(made).toMatchObject({ phone, isDefault: true })
    expect(proofs).toHaveLength(2)
    expect((await page.get('/v1/addresses')).items).toHaveLength(1)
  })

  it('nothing above was a defect', () => {
    expect(house.defects).toEqual([])
  })
})

async function countOrders(): Promise<number> {
  let count = 0
  for await (const _ of buyer.each('/v1/orders', { query: { limit: 100 } })) count += 1
  return count
}

describe('when the SDK tries again', () => {
  const problem = { code: 'overloaded', title: 'Busy', status: 503, requestId: 'r' }
  const answering = (...answers: readonly (() => Response)[]) => {
    let calls = 0
    const client = tongbao({
      url: 'http://tongbao.example',
      pausesMs: [1, 1],
      longestWaitMs: 2_000,
      fetch: async () => answers[Math.min(calls++, answers.length - 1)]!(),
    })
    return { client, calls: () => calls }
  }
  const fine = () => json(200, { kind: 'guest' })

  it.each([
    ['same', 503, {}, 2],
    ['later', 503, { 'retry-after': '0' }, 2],
    ['later', 409, {}, 1],
    ['later', 429, { 'retry-after': '3' }, 1],
    ['never', 422, {}, 1],
  ] as const)(
    '[AB7] the SDK: retry %s by status %i with %o: %i calls',
    async (retry, status, headers, expected) => {
      const { client, calls } = answering(() => json(status, { ...problem, status, retry }, headers), fine)
      const outcome = await client.get('/v1/session').then(
        () => 'answered',
        (error: TongbaoProblem) => error.code,
      )
      expect([calls(), outcome]).toEqual([expected, expected === 1 ? 'overloaded' : 'answered'])
    },
  )

  it('waits as long as Retry-After says', async () => {
    const busy = () => json(503, { ...problem, retry: 'same' }, { 'retry-after': '1' })
    const began = performance.now()
    await answering(busy, fine).client.get('/v1/session')
    expect(performance.now() - began).toBeGreaterThanOrEqual(990)
  })

  it('gives up after its pauses, and at once when the caller breaks off', async () => {
    const { client, calls } = answering(() => json(503, { ...problem, retry: 'same' }))
    expect((await refusal(client.get('/v1/session'))).status).toBe(503)
    expect(calls()).toBe(3)
    const stopped = AbortSignal.abort(new Error('changed my mind'))
    await expect(client.get('/v1/session', { signal: stopped })).rejects.toThrow('changed my mind')
  })
})
