import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvOf } from '../../src/http/csv.ts'
import { openHouse, type TestHouse } from './house.ts'
import { fillShelf, type Shelf } from './shelf.ts'

const MARKUP = '<img src=x onerror=alert(1)>{{7*7}}</script>'
let house: TestHouse
let shelf: Shelf
let buyer: { id: string; token: string }
let keys = 0

beforeAll(async () => {
  house = await openHouse()
  shelf = await fillShelf(house, { code: 'inject', price: 3_000, pieces: 10, title: MARKUP })
  buyer = await house.buyer('买家', '13800000001')
})
afterAll(() => house.close())

const ask = (
  method: 'GET' | 'POST' | 'PUT',
  url: string,
  payload?: object | string,
  more: Record<string, string> = {},
) =>
  house.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${buyer.token}`, 'idempotency-key': `injection-${++keys}`, ...more },
    ...(payload === undefined ? {} : { payload }),
  })
const rowsOf = async (table: 'trade' | 'evidence' | 'spu') => {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from ${sql.table(table)}`.execute(house.database.db)
  return rows[0]!.count
}
const quoted = async () =>
  (await ask('POST', '/v1/quotes', { lines: [{ skuId: shelf.skuId, quantity: 1 }] })).json()

describe('what attackers try', () => {
  it.each([
    `/v1/products?q=${encodeURIComponent("' or 1=1; drop table spu; --")}`,
    `/v1/products?q=${encodeURIComponent('%')}`,
    `/v1/orders?q=${encodeURIComponent("' union select password from auth.account --")}`,
    `/v1/orders?product=${encodeURIComponent("\\' or true --")}`,
  ])('[AB10] SQL in a search is only a text that is looked for: %s', async (url) => {
    const before = await rowsOf('spu')
    const answer = await ask('GET', url)
    expect(answer.statusCode).toBe(200)
    expect(answer.json().items).toEqual([])
    expect(await rowsOf('spu')).toBe(before)
  })

  it.each([
    ['an amount', { payableAmount: 1 }, 'unknown_field'],
    ['an amount on a line', { lines: [{ skuId: 1, quantity: 1, unitPrice: 1 }] }, 'unknown_field'],
    ['a buyer', { buyerId: 'somebody' }, 'unknown_field'],
    ['a state', { state: 'paid' }, 'unknown_field'],
    ['a negative quantity', { lines: [{ skuId: 1, quantity: -1 }] }, 'invalid_field'],
    ['no quantity', { lines: [{ skuId: 1, quantity: 0 }] }, 'invalid_field'],
    ['a huge quantity', { lines: [{ skuId: 1, quantity: 1_000_000_000 }] }, 'invalid_field'],
    ['half a piece', { lines: [{ skuId: 1, quantity: 0.5 }] }, 'invalid_field'],
    ['a quantity as text', { lines: [{ skuId: 1, quantity: '1' }] }, 'invalid_field'],
    [
      'one SKU twice',
      {
        lines: [
          { skuId: 1, quantity: 1 },
          { skuId: 1, quantity: 1 },
        ],
      },
      'invalid_field',
    ],
  ])('[AB10] a checkout that sets %s is refused, and nothing is placed', async (_what, change, code) => {
    const { hash } = await quoted()
    const before = await rowsOf('trade')
    const body = { lines: [{ skuId: shelf.skuId, quantity: 1 }], quoteHash: hash, ...change }
    const answer = await ask('POST', '/v1/trades', body)
    expect([answer.statusCode, answer.json().code]).toEqual([400, code])
    expect(await rowsOf('trade')).toBe(before)
  })

  it.each(['constructor', 'toString', 'hasownproperty'])(
    '[AB10] the name of an object’s own machinery is no payment channel: %s',
    async (channel) => {
      const lines = [{ skuId: shelf.skuId, quantity: 1 }]
      const place = {
        name: '收件人',
        phone: '13800000001',
        province: '省',
        city: '市',
        district: '',
        street: '街',
      }
      const address = (await ask('POST', '/v1/addresses', { ...place, isDefault: true })).json()
      const body = { lines, addressId: address.id, quoteHash: (await quoted()).hash }
      const { no } = (await ask('POST', '/v1/trades', body)).json()
      const answer = await ask('POST', `/v1/trades/${no}/attempts`, { channel, method: 'native' })
      expect(answer.statusCode).toBe(400)
    },
  )

  it('[AB10] nobody reports a payment who cannot sign as the channel', async () => {
    const body = JSON.stringify({
      event_type: 'TRANSACTION.SUCCESS',
      resource: { ciphertext: 'AAAA', nonce: 'x', associated_data: '' },
    })
    const headers = {
      'content-type': 'application/json',
      'wechatpay-serial': 'PUB_KEY_ID_0000000000000000000000000000000',
      'wechatpay-signature': 'AAAA',
      'wechatpay-timestamp': String(Math.floor(Date.now() / 1000)),
      'wechatpay-nonce': 'nonce',
    }
    const bare = await house.app.inject({
      method: 'POST',
      url: '/v1/channels/wechat/notices',
      payload: body,
      headers,
    })
    expect(bare.statusCode).toBeGreaterThanOrEqual(400)
    const { rows } = await sql<{ verified: boolean }>`select verified from evidence`.execute(
      house.database.db,
    )
    expect(rows.every(({ verified }) => !verified)).toBe(true)
  })

  it('[AB10] forged reports from one address are turned away after a while', async () => {
    const report = () =>
      house.app.inject({ method: 'POST', url: '/v1/channels/wechat/notices', payload: '{}' })
    const statuses = []
    for (let i = 0; i < 130; i++) statuses.push((await report()).statusCode)
    expect(statuses.at(-1)).toBe(429)
  })

  it('[AB10] markup and templates in names come back as the same text, as JSON, never as a page', async () => {
    const answer = await ask('GET', `/v1/products/${shelf.spuId}`)
    expect(answer.json().title).toBe(MARKUP)
    expect(answer.headers['content-type']).toMatch('application/json')
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(answer.headers['content-security-policy']).toMatch("default-src 'none'")
    const page = await house.app.inject('/docs/')
    expect(page.headers['content-security-policy']).toMatch(/script-src 'self';/)
  })

  it('[AB10] a table that staff open in a spreadsheet runs nothing', () => {
    const table = csvOf(
      [['名称', (row: { text: string }) => row.text]],
      [{ text: '=HYPERLINK("http://evil")' }, { text: '@SUM(1)' }],
    )
    expect(table).toBe('\uFEFF名称\r\n"\'=HYPERLINK(""http://evil"")"\r\n\'@SUM(1)\r\n')
  })

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@a',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '＝1+1',
    '＋1',
    '－1',
    '＠a',
    '\u3000＝1',
  ])('[AB10] a cell that begins as %j is text', (text) => {
    const [, cell] = csvOf([['名称', (row: { text: string }) => row.text]], [{ text }]).split('\r\n', 2)
    expect(cell).toMatch(/^"?'/)
  })

  it.each([
    'multipart/form-data; boundary=x',
    'application/octet-stream',
    'image/png',
    'text/plain',
    'text/xml',
  ])('[AB10] an upload as %s is refused on a route that takes a body', async (type) => {
    const answer = await ask('POST', '/v1/trades', 'anything', { 'content-type': type })
    expect([answer.statusCode, answer.json().code]).toEqual([415, 'unsupported_media_type'])
  })

  it('files outside the web folders are not there', async () => {
    for (const path of [
      '/../package.json',
      '/..%2fpackage.json',
      '/media/../../package.json',
      '/docs/%2e%2e/server.ts',
      '/.env',
    ]) {
      expect([400, 404]).toContain((await house.app.inject(path)).statusCode)
    }
  })

  it('nothing above was a defect', () => expect(house.defects).toEqual([]))
})
