import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { fillShelf, type Shelf } from './shelf.ts'

let house: TestHouse
let [tea, tools]: Shelf[] = []
let keys = 0
type Key = { id: number; secret: string }

const ask = (method: 'GET' | 'POST', url: string, token: string, payload: object = {}) =>
  house.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `server-key-${++keys}` },
    ...(method === 'GET' ? {} : { payload }),
  })
const PAYMENTS = [
  'trade.create',
  'order.read',
  'payment.create',
  'payment.read',
  'refund.request',
  'refund.read',
]
const keyOf = async (token: string, scopes: readonly string[], more: object = {}): Promise<Key> =>
  (await ask('POST', '/v1/keys', token, { name: 'shop system', scopes, ...more })).json()

let ownerToken = ''
let key: Key
let foreign: Key
beforeAll(async () => {
  house = await openHouse()
  tea = await fillShelf(house, { code: 'tea', price: 3_000, pieces: 100 })
  tools = await fillShelf(house, { code: 'tools', price: 5_000, pieces: 100 })
  ownerToken = (await house.staff('owner', tea.shopId)).token
  key = await keyOf(ownerToken, PAYMENTS, { refundLimit: 3_500 })
  foreign = await keyOf((await house.staff('owner', tools.shopId)).token, PAYMENTS)
})
afterAll(() => house.close())

const ADDRESS = {
  name: '顾客',
  phone: '13800000001',
  province: '浙江省',
  city: '杭州市',
  district: '',
  street: '文三路 1 号',
}
const wish = async (shelves: readonly Shelf[], quantity = 1) => {
  const lines = shelves.map(({ skuId }) => ({ skuId, quantity }))
  const { hash } = (await house.app.inject({ method: 'POST', url: '/v1/quotes', payload: { lines } })).json()
  return { lines, quoteHash: hash, customer: { reference: 'customer-7', address: ADDRESS } }
}
const place = async (token: string, shelves: readonly Shelf[] = [tea!], quantity = 1) =>
  ask('POST', '/v1/trades', token, await wish(shelves, quantity))
const pay = async (no: string): Promise<void> => {
  const native = { channel: 'wechat', method: 'native' }
  const attempt = (await ask('POST', `/v1/trades/${no}/attempts`, key.secret, native)).json()
  const paid = await fetch(`${house.core.simulator.url}/control/orders/${attempt.no}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(paid.status).toBeLessThan(300)
  await house.core.flows.checkAttempt(attempt.no)
}

describe('[U7] a shop’s server', () => {
  it('orders for its customer, opens the payment and reads how it went', async () => {
    const placed = await place(key.secret)
    expect(placed.statusCode, placed.body).toBe(201)
    const trade = placed.json()
    expect(trade).toMatchObject({ state: 'open', buyerId: `shop${tea!.shopId}.customer-7` })
    const native = { channel: 'wechat', method: 'native' }
    const attempt = await ask('POST', `/v1/trades/${trade.no}/attempts`, key.secret, native)
    expect(attempt.json()).toMatchObject({ state: 'ready', presentation: { kind: 'qr' } })
    const read = await ask('GET', `/v1/attempts/${attempt.json().no}`, key.secret)
    expect(read.json()).toMatchObject({ state: 'ready', tradeNo: trade.no })
    expect((await ask('GET', `/v1/trades/${trade.no}`, key.secret)).statusCode).toBe(200)
  })

  it('neither sees nor pays what another shop’s server ordered', async () => {
    const { no } = (await place(foreign.secret, [tools!])).json()
    const native = { channel: 'wechat', method: 'native' }
    const tries = [
      await ask('GET', `/v1/trades/${no}`, key.secret),
      await ask('POST', `/v1/trades/${no}/attempts`, key.secret, native),
    ]
    expect(tries.map(({ statusCode }) => statusCode)).toEqual([404, 404])
  })

  it('sees no trade of a buyer over several shops, only its own order', async () => {
    const buyer = await house.buyer('林晓', '13800000009')
    const { customer: _, ...own } = await wish([tea!, tools!])
    const { id: addressId } = (await ask('POST', '/v1/addresses', buyer.token, ADDRESS)).json()
    const trade = (await ask('POST', '/v1/trades', buyer.token, { ...own, addressId })).json()
    expect(trade.orders).toHaveLength(2)
    expect((await ask('GET', `/v1/trades/${trade.no}`, key.secret)).statusCode).toBe(404)
    const { items } = (await ask('GET', '/v1/orders', key.secret)).json()
    expect(items.filter(({ tradeNo }: { tradeNo: string }) => tradeNo === trade.no)).toHaveLength(1)
  })

  it('asks for refunds up to its limit; a person decides, a key never does', async () => {
    const trade = (await place(key.secret, [tea!], 2)).json()
    await pay(trade.no)
    const order = trade.orders[0].no
    const all = await ask('POST', `/v1/orders/${order}/refunds`, key.secret, { reason: '不想要了' })
    expect([all.statusCode, all.json().code]).toEqual([403, 'over_your_limit'])
    const one = { reason: '不想要了', lines: [{ lineNo: 1, quantity: 1 }] }
    const asked = await ask('POST', `/v1/orders/${order}/refunds`, key.secret, one)
    expect(asked.json()).toMatchObject({ state: 'requested', requestedBy: `key:${key.id}`, actions: [] })
    const approve = `/v1/refunds/${asked.json().no}/approve`
    expect((await ask('POST', approve, key.secret)).statusCode).toBe(403)
    const checker = await house.staff('finance')
    expect(['approved', 'processing']).toContain((await ask('POST', approve, checker.token)).json().state)
  })

  it.each([
    ['no customer', { customer: undefined }, 'customer'],
    ['an address of somebody’s book', { addressId: 1 }, 'addressId'],
  ])('with %s is refused by name', async (_, more, param) => {
    const answer = await ask('POST', '/v1/trades', key.secret, { ...(await wish([tea!])), ...more })
    expect([answer.statusCode, answer.json().code, answer.json().param]).toEqual([
      400,
      'invalid_field',
      param,
    ])
  })

  it('sells only what is its shop’s', async () => {
    const answer = await place(key.secret, [tools!])
    expect([answer.json().code, answer.json().param]).toEqual(['invalid_field', 'lines/0/skuId'])
  })

  it('a buyer names no customer', async () => {
    const buyer = await house.buyer('张三', '13800000008')
    const answer = await ask('POST', '/v1/trades', buyer.token, await wish([tea!]))
    expect([answer.json().code, answer.json().param]).toEqual(['invalid_field', 'customer'])
  })

  it.each(['refund.approve', 'staff.write', 'key.write'])('is never given %s', async (scope) => {
    for (const role of ['admin', 'owner'] as const) {
      const { token } = await house.staff(role, role === 'owner' ? tea!.shopId : null)
      const made = await ask('POST', '/v1/keys', token, { name: 'x', scopes: [scope] })
      expect([made.statusCode, made.json().code]).toEqual([403, 'scope_not_yours'])
    }
  })

  it('a change of its scopes holds at once, by the version that was read', async () => {
    const { id, secret } = await keyOf(ownerToken, ['order.read'])
    const edit = (version: number, scopes: readonly string[]) =>
      house.app.inject({
        method: 'PUT',
        url: `/v1/keys/${id}`,
        payload: { version, name: 'renamed', scopes },
        headers: { authorization: `Bearer ${ownerToken}` },
      })
    expect((await ask('GET', '/v1/refunds', secret)).statusCode).toBe(403)
    expect((await edit(1, ['refund.read'])).json()).toMatchObject({ name: 'renamed', version: 2 })
    expect((await ask('GET', '/v1/refunds', secret)).statusCode).toBe(200)
    expect((await ask('GET', '/v1/orders', secret)).statusCode).toBe(403)
    expect((await edit(1, ['order.read'])).json().code).toBe('version_conflict')
  })

  it('nothing above was a defect', () => expect(house.defects).toEqual([]))
})
