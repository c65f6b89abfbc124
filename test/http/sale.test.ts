import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { fillShelf, type Shelf } from './shelf.ts'

let house: TestHouse
let tea: Shelf
let cup: Shelf
let buyer: { id: string; token: string }
let addressId: number
let keys = 0

beforeAll(async () => {
  house = await openHouse()
  tea = await fillShelf(house, { code: 'tea', price: 3_000, pieces: 50 })
  cup = await fillShelf(house, { code: 'cup', price: 5_000, pieces: 1 })
  buyer = await house.buyer('林晓', '13800000001')
  addressId = (await ask('POST', '/v1/addresses', ADDRESS)).json().id
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
const ask = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
  as = buyer.token,
  key = `key-${++keys}-of-sale`,
) =>
  house.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${as}`, ...(method === 'POST' ? { 'idempotency-key': key } : {}) },
    ...(payload ? { payload } : {}),
  })

const wish = () => [
  { skuId: tea.skuId, quantity: 2 },
  { skuId: cup.skuId, quantity: 1 },
]
const pay = (no: string) =>
  fetch(`${house.core.simulator.url}/control/orders/${no}/pay`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })

describe('a sale over HTTP', () => {
  it('[E4] the cart quotes what is selected, by shop', async () => {
    await ask('PUT', `/v1/cart/lines/${tea.skuId}`, { quantity: 2 })
    await ask('PUT', `/v1/cart/lines/${cup.skuId}`, { quantity: 1, selected: false })
    const cart = (await ask('GET', '/v1/cart')).json()
    expect(cart).toMatchObject({
      selectedCount: 2,
      quote: { goodsAmount: 6_000, freightAmount: 500, payable: 6_500 },
    })
    expect(cart.groups).toHaveLength(2)
    expect((await ask('PUT', `/v1/cart/lines/${tea.skuId}`, { quantity: -5 })).json().code).toBe(
      'quantity_out_of_range',
    )
  })

  it('[E4] a quote answers the address it was asked for, and refuses one that placing would refuse', async () => {
    const quote = (body: object, as?: string) => ask('POST', '/v1/quotes', { lines: wish(), ...body }, as)
    const whole = (await quote({ addressId })).json()
    expect(whole).toMatchObject({ needsAddress: true, address: { id: addressId, street: '文三路 1 号' } })
    const bare = (await quote({})).json()
    expect([bare.address, bare.hash]).toEqual([null, whole.hash])

    const stranger = await house.buyer('路人', '13800000019')
    const { token: staff } = await house.staff('admin')
    const guest = await house.app.inject({
      method: 'POST',
      url: '/v1/quotes',
      payload: { lines: wish(), addressId },
    })
    const told = [
      await quote({ addressId }, stranger.token),
      await quote({ addressId: addressId + 1_000 }),
      await quote({ addressId }, staff),
      guest,
    ].map((answer) => `${answer.statusCode} ${answer.json().code} ${answer.json().param}`)
    expect(told).toEqual([
      '404 address_not_found addressId',
      '404 address_not_found addressId',
      '400 invalid_field addressId',
      '401 not_signed_in addressId',
    ])
  })

  it('two shops, one payment: placed, paid, refunded by two people', async () => {
    const quote = (await ask('POST', '/v1/quotes', { lines: wish() })).json()
    expect(quote).toMatchObject({ goodsAmount: 11_000, freightAmount: 1_000, payable: 12_000 })
    const key = 'one-intent-one-key'
    const body = { lines: wish(), addressId, quoteHash: quote.hash }
    const placed = await ask('POST', '/v1/trades', body, buyer.token, key)
    expect(placed.statusCode).toBe(201)
    const trade = placed.json()
    expect(trade).toMatchObject({ state: 'open', payableAmount: 12_000, actions: ['pay', 'cancel'] })
    expect(trade.orders).toHaveLength(2)
    expect((await ask('POST', '/v1/trades', body, buyer.token, key)).json()).toEqual(trade)
    const other = { ...body, lines: [wish()[0]] }
    expect((await ask('POST', '/v1/trades', other, buyer.token, key)).json().code).toBe(
      'idempotency_conflict',
    )

    const attempt = (
      await ask('POST', `/v1/trades/${trade.no}/attempts`, { channel: 'wechat', method: 'native' })
    ).json()
    expect(attempt).toMatchObject({ state: 'ready', amount: 12_000, presentation: { kind: 'qr' } })
    expect((await pay(attempt.no)).ok).toBe(true)
    expect((await ask('POST', `/v1/attempts/${attempt.no}/check`, {})).json().state).toBe('succeeded')
    expect((await ask('GET', `/v1/trades/${trade.no}`)).json().state).toBe('paid')

    const orderNo = trade.orders[0].no
    const order = (await ask('GET', `/v1/orders/${orderNo}`)).json()
    expect(order).toMatchObject({
      paymentState: 'paid',
      display: { buyer: { zh: '等待商家接单' } },
      buyer: null,
    })
    expect(
      order.lines[0].stages.reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0),
    ).toBe(order.lines[0].payable)
    const moves = (await ask('GET', `/v1/orders/${orderNo}/timeline`)).json().items
    expect(moves.map(({ move }: { move: { machine: string } }) => move.machine)).toContain('attempt')

    const maker = await house.staff('service')
    const checker = await house.staff('finance')
    const asked = await ask('POST', `/v1/orders/${orderNo}/refunds`, { reason: '买家不想要了' }, maker.token)
    expect(asked.json()).toMatchObject({ state: 'requested', actions: [] })
    const refundNo = asked.json().no
    expect((await ask('POST', `/v1/refunds/${refundNo}/approve`, {}, maker.token)).statusCode).toBe(403)
    const approved = await ask('POST', `/v1/refunds/${refundNo}/approve`, {}, checker.token)
    expect(['approved', 'processing', 'succeeded']).toContain(approved.json().state)
  })

  it('[G2] a price that is another now is refused with the new quote, and nothing is placed', async () => {
    const body = { lines: [{ skuId: tea.skuId, quantity: 1 }], addressId, quoteHash: 'a'.repeat(32) }
    const refused = await ask('POST', '/v1/trades', body)
    expect(refused.json()).toMatchObject({
      code: 'price_changed',
      status: 409,
      detail: { quote: { payable: 3_500 } },
    })
  })

  it('what is sold out is refused, and an address of somebody else does not exist', async () => {
    const lines = [{ skuId: cup.skuId, quantity: 1 }]
    const { hash } = (await ask('POST', '/v1/quotes', { lines })).json()
    expect((await ask('POST', '/v1/trades', { lines, addressId, quoteHash: hash })).json().code).toBe(
      'out_of_stock',
    )
    const stranger = await house.buyer('陌生人', '13800000009')
    const refused = await ask('POST', '/v1/trades', { lines, addressId, quoteHash: hash }, stranger.token)
    expect(refused.json().code).toBe('address_not_found')
  })

  it('a remark for a shop that nothing is bought from is refused by name, and nothing is placed', async () => {
    const lines = [{ skuId: tea.skuId, quantity: 1 }]
    const { hash } = (await ask('POST', '/v1/quotes', { lines })).json()
    const before = (await ask('GET', '/v1/orders')).json().items.length
    const body = { lines, addressId, quoteHash: hash, remarks: { '987654': '请尽快' } }
    const refused = await ask('POST', '/v1/trades', body)
    expect(refused.statusCode).toBe(400)
    expect(refused.json()).toMatchObject({ code: 'invalid_field', param: 'remarks/987654' })
    expect((await ask('GET', '/v1/orders')).json().items).toHaveLength(before)
  })

  it('words of blanks say nothing, and an unknown method is named as what is wrong', async () => {
    for (const field of ['name', 'province', 'city', 'street']) {
      const blank = (await ask('POST', '/v1/addresses', { ...ADDRESS, [field]: ' \u3000\t' })).json()
      expect([blank.code, blank.param]).toEqual(['invalid_field', field])
    }
    const quoteHash = (await ask('POST', '/v1/quotes', { lines: [wish()[0]] })).json().hash
    const trade = (await ask('POST', '/v1/trades', { lines: [wish()[0]], addressId, quoteHash })).json()
    const [order] = trade.orders
    const owner = await house.staff('owner', tea.shopId)
    const refund = await ask('POST', `/v1/orders/${order.no}/refunds`, { reason: '   ' }, owner.token)
    expect(refund.json()).toMatchObject({ code: 'invalid_field', param: 'reason' })
    const wrong = { channel: 'wechat', method: 'barter' }
    expect((await ask('POST', `/v1/trades/${trade.no}/attempts`, wrong)).json()).toMatchObject({
      code: 'unknown_channel',
      param: 'method',
    })
  })

  it('[AB1] phone and address stand masked for who need not see them; a table has no formulas', async () => {
    const orderNo = (await ask('GET', '/v1/orders')).json().items[0].no
    const seen = async (role: 'operations' | 'service') =>
      (await ask('GET', `/v1/orders/${orderNo}`, undefined, (await house.staff(role)).token)).json()
    const masked = await seen('operations')
    expect(masked.address).toMatchObject({ phone: '138****0001', street: '文***', name: '林***' })
    expect(masked.buyer).toMatchObject({ phone: '138****0001' })
    expect((await seen('service')).address).toMatchObject({ phone: '13800000001', street: '文三路 1 号' })
    const csv = await ask('GET', '/v1/orders.csv', undefined, (await house.staff('finance')).token)
    expect(csv.headers['content-type']).toMatch('text/csv')
    expect(csv.body.split('\r\n').length).toBeGreaterThan(2)
  })

  it('nothing above was a defect', () => expect(house.defects).toEqual([]))
})
