import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { audit } from '../../src/auditor/index.ts'
import { makeFirstAdministrator } from '../../tools/staff/first.ts'
import { openHouse, type TestHouse } from './house.ts'

/** A house as migrations leave it: nobody and nothing in it. */
let house: TestHouse
let admin: string
let keys = 0

const ask = async (
  token: string,
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: object,
  key = '',
) => {
  const headers = {
    authorization: `Bearer ${token}`,
    'idempotency-key': key || `first-shop-${++keys}`,
  }
  const answer = await house.app.inject({ method, url, headers, ...(payload ? { payload } : {}) })
  return { status: answer.statusCode, body: answer.json() }
}
const done = async (...request: Parameters<typeof ask>) => {
  const { status, body } = await ask(...request)
  expect(status, JSON.stringify(body)).toBeLessThan(300)
  return body
}
/** The token that a sign-in puts into a cookie. */
const signIn = async (url: string, payload: object): Promise<string> => {
  const answer = await house.app.inject({ method: 'POST', url, payload })
  expect(answer.statusCode, answer.body).toBe(200)
  return answer.cookies.find(({ name }) => name === 'tb_access' || name === 'tb_staff')!.value
}

beforeAll(async () => {
  house = await openHouse()
  const now = new Date()
  const password = await makeFirstAdministrator(house.database.db, { username: 'li.na', name: '李娜', now })
  admin = await signIn('/v1/session/staff', { username: 'li.na', password })
})
afterAll(() => house.close())

const SHOP = {
  code: 'shanlan',
  name: '山岚集',
  nameEn: 'Shanlan Living',
  logo: '',
  kind: 'retail',
  selfOperated: true,
  autoConfirm: true,
  payWindowMinutes: 30,
  currency: 'CNY',
  baseFreight: 0,
  freeOver: null,
  warehouseId: 1,
  state: 'open',
}
const SKU = {
  spec: {},
  price: 1,
  listPrice: 1,
  cost: null,
  currency: 'CNY',
  barcode: null,
  weightG: 0,
  volumeCm3: 0,
  image: '',
  state: 'active',
}
const productOf = (shopId: number, categoryId: number, sku: object = {}) => ({
  shopId,
  categoryId,
  title: '试单',
  titleEn: 'Trial',
  ...{ subtitle: '', subtitleEn: '', description: '', descriptionEn: '', images: [], attributes: [] },
  options: [],
  skus: [{ ...SKU, ...sku }],
})
const ADDRESS = {
  ...{ name: '林晓', phone: '13800000001', province: '浙江省', city: '杭州市', district: '西湖区' },
  street: '文三路 1 号',
  isDefault: true,
}

describe('an empty house', () => {
  it('[A14] has its first shop, product and paid trade of one fen through the API alone', async () => {
    expect((await done(admin, 'GET', '/v1/console/shops')).items).toEqual([])
    const shop = await done(admin, 'POST', '/v1/console/shops', SHOP, 'the-first-shop')
    expect(shop).toMatchObject({ ...SHOP, version: 1, actions: ['edit'] })
    expect((await done(admin, 'POST', '/v1/console/shops', SHOP, 'the-first-shop')).id).toBe(shop.id)

    const category = { parentId: null, name: '全部', nameEn: 'All', sort: 1 }
    const { id: categoryId } = await done(admin, 'PUT', '/v1/console/categories/all', category)
    const draft = productOf(shop.id, categoryId)
    const product = await done(admin, 'POST', '/v1/console/products', draft)
    await done(admin, 'POST', `/v1/console/products/${product.spuId}/list`, { version: product.version })
    // In a running house the notice of an edit does this.
    await house.core.catalog.refresh()
    const { skuId } = product.skus[0]
    const pieces = { bucket: 'available', quantity: 10, reason: '试单备货' }
    expect(await done(admin, 'POST', `/v1/stock/${skuId}/adjustments`, pieces)).toMatchObject({
      available: 10,
      warehouseId: 1,
    })

    await house.app.inject({
      method: 'POST',
      url: '/v1/session/otp',
      payload: { phone: ADDRESS.phone },
    })
    const code = house.codes.get(ADDRESS.phone)
    const buyer = await signIn('/v1/session/phone', { phone: ADDRESS.phone, code })
    expect((await done(buyer, 'GET', '/v1/products')).items).toMatchObject([{ minPrice: 1, soldOut: false }])
    const { id: addressId } = await done(buyer, 'POST', '/v1/addresses', ADDRESS)
    const lines = [{ skuId, quantity: 1 }]
    const { hash } = await done(buyer, 'POST', '/v1/quotes', { lines, addressId })
    const trade = await done(buyer, 'POST', '/v1/trades', { lines, addressId, quoteHash: hash })
    expect(trade.payableAmount).toBe(1)
    const way = { channel: 'wechat', method: 'native' }
    const attempt = await done(buyer, 'POST', `/v1/trades/${trade.no}/attempts`, way)
    await fetch(`${house.core.simulator.url}/control/orders/${attempt.no}/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    expect((await done(buyer, 'POST', `/v1/attempts/${attempt.no}/check`, {})).state).toBe('succeeded')
    expect((await done(buyer, 'GET', `/v1/trades/${trade.no}`)).state).toBe('paid')

    const { results, found } = await audit(house.database.db, 'whole', new Date())
    expect(found).toEqual([])
    expect(results.length).toBeGreaterThan(10)
    expect(house.defects).toEqual([])
  })
})

describe('what is refused changes nothing', () => {
  let first: { id: number; version: number }
  let other: { id: number }
  let owner: string
  beforeAll(async () => {
    first = await done(admin, 'POST', '/v1/console/shops', { ...SHOP, code: 'refusing' })
    other = await done(admin, 'POST', '/v1/console/shops', { ...SHOP, code: 'other' })
    owner = (await house.staff('owner', first.id)).token
  })
  const all = async () => JSON.stringify(await done(admin, 'GET', '/v1/console/shops'))
  const answered = ({ status, body }: { status: number; body: { code?: string } }) => `${status} ${body.code}`

  it.each([
    ['a code that is taken', { code: 'other' }, '409 shop_code_taken'],
    ['a code that is none', { code: 'Ä' }, '400 invalid_field'],
    ['a currency that is none', { currency: 'CYN' }, '422 currency_unknown'],
    ['freight out of range', { baseFreight: 10_000_001 }, '422 amount_out_of_range'],
    ['negative freight', { baseFreight: -1 }, '400 invalid_field'],
    ['free from nothing on', { freeOver: 0 }, '422 amount_out_of_range'],
    ['no time to pay', { payWindowMinutes: 0 }, '422 pay_window_out_of_range'],
    ['more than three days to pay', { payWindowMinutes: 4_321 }, '422 pay_window_out_of_range'],
    ['no warehouse', { warehouseId: 0 }, '400 invalid_field'],
    ['a name of blanks', { name: ' ' }, '400 invalid_field'],
    ['a field that there is not', { owner: 1 }, '400 unknown_field'],
  ])('[A14] a shop with %s is not opened', async (_what, change, refusal) => {
    const before = await all()
    const body = { ...SHOP, code: 'third', ...change }
    expect(answered(await ask(admin, 'POST', '/v1/console/shops', body))).toBe(refusal)
    expect(await all()).toBe(before)
  })

  it('[A14] only the platform opens a shop, and of its staff only who may', async () => {
    const before = await all()
    const { token: product } = await house.staff('product')
    const { token: finance } = await house.staff('senior_finance')
    for (const token of [owner, product, finance])
      expect(answered(await ask(token, 'POST', '/v1/console/shops', { ...SHOP, code: 'third' }))).toBe(
        '403 not_allowed',
      )
    expect(await all()).toBe(before)
  })

  it('[A14] an owner reads and edits his own shop, not the terms of the platform, and no other shop', async () => {
    const { id, version } = first
    const edit = { ...SHOP, code: 'refusing', version }
    const put = (shopId: number, change: object) =>
      ask(owner, 'PUT', `/v1/console/shops/${shopId}`, { ...edit, ...change })
    const before = await all()
    expect(answered(await put(other.id, { code: 'other' }))).toBe('403 foreign_shop')
    for (const term of [{ kind: 'hotel' }, { selfOperated: false }, { state: 'closed' }, { warehouseId: 2 }])
      expect(answered(await put(id, term)), JSON.stringify(term)).toBe('403 foreign_shop')
    expect(answered(await put(id, { currency: 'USD' }))).toBe('422 currency_fixed')
    expect(answered(await put(id, { code: 'renamed' }))).toBe('422 code_fixed')
    expect(answered(await put(id, { payWindowMinutes: 5_000 }))).toBe('422 pay_window_out_of_range')
    expect(answered(await put(id, { version: version + 1 }))).toBe('409 version_conflict')
    expect(answered(await put(id + 1_000, {}))).toBe('404 shop_not_found')
    expect(await all()).toBe(before)

    expect(answered(await ask(owner, 'GET', `/v1/console/shops/${other.id}`))).toBe('403 foreign_shop')
    expect(
      (await done(owner, 'GET', '/v1/console/shops')).items.map((shop: { id: number }) => shop.id),
    ).toEqual([id])
    const changed = await put(id, { name: '新名', baseFreight: 800, freeOver: 9_900 })
    expect(changed.body).toMatchObject({
      name: '新名',
      baseFreight: 800,
      freeOver: 9_900,
      version: version + 1,
    })
    expect(await done(owner, 'GET', `/v1/console/shops/${id}`)).toEqual(changed.body)
  })

  it('[A14] a shop that moves to another warehouse has a shelf there for each SKU; a closed one is not shown to buyers', async () => {
    const category = { parentId: null, name: '茶', nameEn: 'Tea', sort: 2 }
    const { id: categoryId } = await done(admin, 'PUT', '/v1/console/categories/tea', category)
    const made = await done(admin, 'POST', '/v1/console/products', productOf(other.id, categoryId))
    const body = { ...SHOP, code: 'other', version: 1, warehouseId: 9, state: 'closed' }
    await done(admin, 'PUT', `/v1/console/shops/${other.id}`, body)
    await house.core.catalog.refresh()
    const { skuId } = made.skus[0]
    const shelves = (await done(admin, 'GET', `/v1/stock?sku=${skuId}`)).items
    expect(shelves).toMatchObject([{ warehouseId: 1 }, { warehouseId: 9 }])
    const open = (await done(admin, 'GET', '/v1/shops')).items.map(({ id }: { id: number }) => id)
    expect(open).not.toContain(other.id)
    expect(await all()).toContain('"code":"other"')
  })

  it('[A14] the tree of categories is the platform’s: renamed where it hangs, never moved', async () => {
    const url = '/v1/console/categories/cups'
    const cups = { parentId: null, name: '杯', nameEn: 'Cups', sort: 3 }
    expect(answered(await ask(owner, 'PUT', url, cups))).toBe('403 not_allowed')
    expect(answered(await ask(admin, 'PUT', url, { ...cups, parentId: 999_999 }))).toBe(
      '422 category_not_found',
    )
    const { id } = await done(admin, 'PUT', url, cups)
    expect(await done(admin, 'PUT', url, { ...cups, nameEn: 'Mugs' })).toMatchObject({
      id,
      name: { zh: '杯', en: 'Mugs' },
    })
    expect(answered(await ask(admin, 'PUT', url, { ...cups, parentId: id }))).toBe(
      '422 category_parent_fixed',
    )
    const wrong = productOf(first.id, id, { currency: 'USD' })
    expect(answered(await ask(owner, 'POST', '/v1/console/products', wrong))).toBe('422 currency_mismatch')
    const foreign = productOf(other.id, id)
    expect(answered(await ask(owner, 'POST', '/v1/console/products', foreign))).toBe('403 foreign_shop')
    expect((await done(owner, 'GET', '/v1/console/products')).items).toEqual([])
  })

  it('[AB1] what staff did to shops stands in the audit log', async () => {
    const log = (await done(admin, 'GET', '/v1/audit-log')).items as { operation: string }[]
    const operations = new Set(log.map(({ operation }) => operation))
    expect(operations).toContain('PUT /v1/console/shops/:id')
    expect(operations).toContain('PUT /v1/console/categories/:code')
  })
})
