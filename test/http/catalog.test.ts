import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { fillShelf, type Shelf } from './shelf.ts'

let house: TestHouse
let tea: Shelf
let cup: Shelf
let buyer: { id: string; token: string }
let stranger: { id: string; token: string }
let product: { token: string }
let clerk: { token: string }
let keys = 0

beforeAll(async () => {
  house = await openHouse()
  tea = await fillShelf(house, { code: 'tea', price: 3_000, pieces: 50 })
  cup = await fillShelf(house, { code: 'cup', price: 5_000, pieces: 50 })
  buyer = await house.buyer('林晓', '13800000001')
  stranger = await house.buyer('周远', '13800000002')
  product = await house.staff('product')
  clerk = await house.staff('owner', cup.shopId)
})
afterAll(() => house.close())

const ask = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  as: { token: string },
  payload?: object,
) =>
  house.app.inject({
    method,
    url,
    headers: {
      authorization: `Bearer ${as.token}`,
      ...(method === 'POST' ? { 'idempotency-key': `key-${++keys}-of-catalog` } : {}),
    },
    ...(payload ? { payload } : {}),
  })
const codeOf = (answer: { statusCode: number; json: () => { code?: string } }) => [
  answer.statusCode,
  answer.json().code,
]

const sku = { spec: {}, price: 900, listPrice: 900, cost: null, currency: 'CNY', barcode: null }
const rest = { weightG: 1, volumeCm3: 1, image: '', state: 'active' }
const draft = (more: object = {}) => ({
  categoryId: 1,
  title: '白茶',
  titleEn: 'White tea',
  subtitle: '',
  subtitleEn: '',
  description: '',
  descriptionEn: '',
  images: [],
  attributes: [],
  options: [],
  skus: [{ ...sku, ...rest }],
  ...more,
})

describe('the catalog over HTTP', () => {
  it('[A14] staff of another shop get 403 for every read and edit of a product', async () => {
    const at = `/v1/console/products/${tea.spuId}`
    const answers = [
      await ask('GET', at, clerk),
      await ask('GET', `/v1/console/products?shop=${tea.shopId}`, clerk),
      await ask('POST', '/v1/console/products', clerk, { shopId: tea.shopId, ...draft() }),
      await ask('PUT', at, clerk, { version: 2, ...draft() }),
      await ask('POST', `${at}/delist`, clerk, { version: 2 }),
      await ask('DELETE', `${at}/skus/${tea.skuId}`, clerk),
    ]
    expect(answers.map(codeOf)).toEqual(answers.map(() => [403, 'foreign_shop']))
    const own = await ask('POST', '/v1/console/products', clerk, { shopId: cup.shopId, ...draft() })
    expect(own.statusCode).toBe(201)
    expect(own.json()).toMatchObject({ state: 'delisted', skus: [{ cost: null, costMissing: true }] })
  })

  it('[E2] quantities out of range are 400 and leave the cart as it was', async () => {
    const put = (quantity: unknown) =>
      ask('PUT', `/v1/cart/lines/${tea.skuId}`, buyer, { quantity } as object)
    expect((await put(200)).statusCode).toBe(200)
    for (const quantity of [-5, 0, 201, 1e9, 1.5, '2', null, Number.MAX_SAFE_INTEGER]) {
      expect((await put(quantity)).statusCode, String(quantity)).toBe(400)
    }
    const cart = (await ask('GET', '/v1/cart', buyer)).json()
    expect(cart.groups[0].lines).toMatchObject([{ skuId: tea.skuId, quantity: 200, state: 'out_of_stock' }])
  })

  it('[Q5] an address of somebody else does not exist', async () => {
    const home = {
      name: '林晓',
      phone: '13800000001',
      province: '浙江省',
      city: '杭州市',
      district: '西湖区',
    }
    const body = { ...home, street: '文三路 1 号', isDefault: true }
    const { id } = (await ask('POST', '/v1/addresses', buyer, body)).json()
    expect(codeOf(await ask('PUT', `/v1/addresses/${id}`, stranger, body))).toEqual([
      404,
      'address_not_found',
    ])
    expect(codeOf(await ask('DELETE', `/v1/addresses/${id}`, stranger))).toEqual([404, 'address_not_found'])
    expect((await ask('GET', '/v1/addresses', stranger)).json().items).toEqual([])
  })

  it.each<[string, object]>([
    ['a NUL in a title', { title: 'a\u0000b' }],
    [
      'half a character in an option',
      { options: [{ name: '\ud800', nameEn: '', values: [{ value: 'a', valueEn: '' }] }] },
    ],
    [
      'half a character in an attribute',
      { attributes: [{ name: 'a', nameEn: '', value: '\udc00', valueEn: '' }] },
    ],
    ['half a character in a spec', { skus: [{ ...sku, ...rest, spec: { '\ud83d': 'a' } }] }],
    ['a picture from elsewhere', { images: ['https://example.com/a.png'] }],
    ['a price beyond all', { skus: [{ ...sku, ...rest, price: 9e15, listPrice: 9e15 }] }],
    ['a price of zero', { skus: [{ ...sku, ...rest, price: 0 }] }],
    ['a category that is none', { categoryId: Number.MAX_SAFE_INTEGER }],
    ['a spec named like a method', { skus: [{ ...sku, ...rest, spec: { constructor: 'a' } }] }],
    [
      'an option named like a prototype',
      { options: [{ name: '__proto__', nameEn: '', values: [{ value: 'a', valueEn: '' }] }] },
    ],
    ['an unknown field', { stock: 5 }],
  ])('refuses a product with %s', async (_what, more) => {
    const answer = await ask('POST', '/v1/console/products', product, { shopId: tea.shopId, ...draft(more) })
    expect(answer.statusCode, answer.body).toBeGreaterThanOrEqual(400)
    expect(answer.statusCode, answer.body).toBeLessThan(500)
    expect(answer.headers['content-type']).toMatch('application/problem+json')
  })

  it.each([
    '/v1/products?q=%00',
    '/v1/products?limit=0',
    '/v1/products?limit=101',
    '/v1/products?cursor=-1',
    '/v1/products?category=1e99',
    '/v1/products/9007199254740993',
    '/v1/products/0',
    '/v1/products?q=%ED%A0%80',
    '/v1/products?sort=price',
  ])('refuses %s', async (url) => {
    const answer = await house.app.inject({ method: 'GET', url })
    expect([400, 404]).toContain(answer.statusCode)
  })

  it.each(['%25', '_', '%5C', "'", '%22%3B--', '%F0%9F%8D%B5', '%20', '*', '(', '%5B'])(
    'searches for %s without harm',
    async (q) => {
      const answer = await house.app.inject({ method: 'GET', url: `/v1/products?q=${q}` })
      expect(answer.statusCode, answer.body).toBeLessThan(500)
      if (answer.statusCode === 200 && q !== '%20') expect(answer.json().items).toEqual([])
    },
  )

  it('nothing above was a defect', () => expect(house.defects).toEqual([]))
})
