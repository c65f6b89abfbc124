import type { RunningDemo } from './running-demo.ts'

type Json = Record<string, unknown>
export type Bought = { tradeNo: string; orderNos: string[]; payable: number }

/** A buyer who uses the public API as the store does: one visit, one basket from two shops, paid at the simulator. */
export const openBuyer = async (demo: RunningDemo, phone: string) => {
  const cookies = new Map<string, string>()
  let csrf = ''
  const call = async <T = Json>(method: 'GET' | 'POST', path: string, body: Json = {}): Promise<T> => {
    const headers = new Headers({
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    })
    if (method === 'POST') {
      headers.set('content-type', 'application/json')
      headers.set('idempotency-key', crypto.randomUUID().replaceAll('-', ''))
      headers.set('origin', demo.url)
      if (csrf) headers.set('x-csrf-token', csrf)
    }
    const answer = await fetch(demo.url + path, {
      method,
      headers,
      ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    })
    for (const cookie of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = cookie.split(';', 1)[0]!.split(/=(.*)/s)
      cookies.set(name, value)
    }
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text ? JSON.parse(text) : {}) as T
  }

  await call('POST', '/v1/session/otp', { phone })
  const { code } = await call<{ code: string }>('GET', `/v1/demo/otp?phone=${phone}`)
  await call('POST', '/v1/session/phone', { phone, code })
  csrf = (await call<{ csrf: string }>('GET', '/v1/session')).csrf

  type Card = { id: number; soldOut: boolean }
  type Sku = { id: number; available: number }
  const skuOf = async (shopId: number): Promise<number> => {
    const { items } = await call<{ items: Card[] }>('GET', `/v1/products?shop=${shopId}&limit=5`)
    const product = items.find(({ soldOut }) => !soldOut)!
    const { skus } = await call<{ skus: Sku[] }>('GET', `/v1/products/${product.id}`)
    return skus.find(({ available }) => available > 5)!.id
  }

  /** Buys one thing each from two shops and pays for it; resolves when the trade is paid, or at once when not asked to wait. */
  const buy = async ({ wait = true } = {}): Promise<Bought> => {
    const { items: shops } = await call<{ items: { id: number; kind: string }[] }>('GET', '/v1/shops')
    const { items: addresses } = await call<{ items: { id: string }[] }>('GET', '/v1/addresses')
    const retail = shops.filter(({ kind }) => kind === 'retail').slice(0, 2)
    const lines = await Promise.all(retail.map(async ({ id }) => ({ skuId: await skuOf(id), quantity: 2 })))
    const basket = { lines, addressId: addresses[0]!.id }
    const { hash } = await call<{ hash: string }>('POST', '/v1/quotes', basket)
    type Trade = { no: string; state: string; payableAmount: number; orders: { no: string }[] }
    const trade = await call<Trade>('POST', '/v1/trades', { ...basket, quoteHash: hash })
    const wish = { channel: 'wechat', method: 'native' }
    const attempt = await call<{ no: string }>('POST', `/v1/trades/${trade.no}/attempts`, wish)
    await fetch(`${demo.simulatorUrl}/control/orders/${attempt.no}/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    const bought = {
      tradeNo: trade.no,
      orderNos: trade.orders.map(({ no }) => no),
      payable: trade.payableAmount,
    }
    for (let turn = 0; wait && turn < 100; turn++) {
      const { state } = await call<Trade>('GET', `/v1/trades/${trade.no}`)
      if (state === 'paid')
        return { tradeNo: trade.no, orderNos: trade.orders.map(({ no }) => no), payable: trade.payableAmount }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    if (!wait) return bought
    throw new Error(`trade ${trade.no} was paid at the simulator and did not become paid`)
  }
  return { buy }
}
