import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'
import { fillShelf, type Shelf } from './shelf.ts'

let house: TestHouse
let tea: Shelf
let token: string
let addressId: number
let keys = 0

beforeAll(async () => {
  house = await openHouse()
  tea = await fillShelf(house, { code: 'methods', price: 3_000, pieces: 50 })
  token = (await house.buyer('林晓', '13800000001')).token
  const address = {
    name: '林晓',
    phone: '13800000001',
    province: '浙江省',
    city: '杭州市',
    district: '西湖区',
    street: '文三路 1 号',
    isDefault: true,
  }
  addressId = (await ask('POST', '/v1/addresses', address)).json().id
})
afterAll(() => house.close())

const ask = (method: 'GET' | 'POST', url: string, payload?: object) =>
  house.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `methods-${++keys}-of-wechat` },
    ...(payload ? { payload } : {}),
  })

/** A trade, and an attempt to pay it this way. */
async function attemptBy(method: string, more: object = {}) {
  const lines = [{ skuId: tea.skuId, quantity: 1 }]
  const quote = (await ask('POST', '/v1/quotes', { lines })).json()
  const trade = (await ask('POST', '/v1/trades', { lines, addressId, quoteHash: quote.hash })).json()
  const asked = await ask('POST', `/v1/trades/${trade.no}/attempts`, { channel: 'wechat', method, ...more })
  return { tradeNo: trade.no as string, attempt: asked.json() }
}

/** Where each way leads the payer: the wallet, by what he was handed. */
const opened = async (presentation: Record<string, never>) => {
  const { simulator } = house.core
  const at = (path: string, query: Record<string, string>) =>
    `${simulator.url}/wechat/${path}?${new URLSearchParams(query)}`
  const kind: string = presentation.kind!
  if (kind === 'redirect') return fetch(presentation.url!, { redirect: 'manual' })
  if (kind === 'jsapi') return fetch(at('jsapi', presentation.fields!), { redirect: 'manual' })
  return fetch(at('app', { payload: presentation.payload! }), { redirect: 'manual' })
}

describe('[N14] every way to pay by WeChat Pay, from the cashier to the money', () => {
  it.each([
    ['jsapi', { payer: { openId: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' } }],
    ['h5', {}],
    ['app', {}],
  ])('%s', async (method, more) => {
    const { tradeNo, attempt } = await attemptBy(method, more)
    expect(attempt).toMatchObject({ state: 'ready', method })
    const wallet = await opened(attempt.presentation)
    expect([wallet.status, wallet.headers.get('location')]).toEqual([
      302,
      expect.stringMatching(/^\/wallet\?/),
    ])
    const code = new URL(wallet.headers.get('location')!, 'http://wallet').searchParams.get('code_url')!
    const paid = await fetch(`${house.core.simulator.url}/wallet/act`, {
      method: 'POST',
      body: new URLSearchParams({ code_url: code, act: 'pay' }),
      redirect: 'manual',
    })
    expect(paid.headers.get('location')).toContain('did=paid')
    expect((await ask('POST', `/v1/attempts/${attempt.no}/check`, {})).json().state).toBe('succeeded')
    expect((await ask('GET', `/v1/trades/${tradeNo}`)).json().state).toBe('paid')
  })

  it('jsapi without a sign-in with WeChat is refused before any channel is asked, and the cashier says so', async () => {
    const { tradeNo, attempt } = await attemptBy('jsapi')
    expect(attempt).toMatchObject({
      status: 409,
      code: 'payer_unknown',
      param: 'payer/openId',
      retry: 'later',
    })
    const cashier = (await ask('GET', `/v1/trades/${tradeNo}/cashier`)).json()
    expect(cashier.attempts).toEqual([])
    const inside = cashier.methods.find(({ method }: { method: string }) => method === 'jsapi')
    expect(inside).toMatchObject({ available: false, reason: { code: 'payer_unknown' } })
    expect(cashier.methods.find(({ method }: { method: string }) => method === 'native').available).toBe(true)
  })

  it('a payer who leaves comes back to the page that was named, or else to the cashier of his trade', async () => {
    const back = ({ presentation }: { presentation: { url: string } }) =>
      new URL(presentation.url).searchParams.get('redirect_url')
    const { tradeNo, attempt } = await attemptBy('h5')
    expect(back(attempt)).toBe(
      `http://localhost:8080/v1/channels/wechat/return?to=${encodeURIComponent(`/pay/${tradeNo}?back=1`)}`,
    )
    const returnUrl = 'http://localhost:8080/mine?a=b'
    expect(back((await attemptBy('h5', { returnUrl })).attempt)).toBe(returnUrl)
  })
})
