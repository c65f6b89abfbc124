import type { Browser } from 'playwright-core'

type Body = Readonly<Record<string, unknown>>
type ManagedSku = { skuId: number; price: number; listPrice: number; margin?: number; costMissing?: boolean }
type Managed = {
  version: number
  skus: ManagedSku[]
  spuId?: number
  shopId?: number
  state?: string
  actions?: string[]
}

/** Every request of a test file has a key of its own, however often somebody signs in. */
let count = 0

/** Somebody of the platform at work beside the buyer: what he does, the pages must show. */
export const openStaff = async (browser: Browser, url: string, username: string) => {
  const context = await browser.newContext({ baseURL: url })
  const { request } = context
  let csrf = ''
  const send = async (method: 'POST' | 'PUT', path: string, data: Body): Promise<unknown> => {
    const headers = { 'idempotency-key': `${username}-${++count}-of-a-test`, 'x-csrf-token': csrf }
    const answer = await request.fetch(path, { method, data, headers })
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`)
    return answer.json()
  }
  const get = async <T>(path: string): Promise<T> => (await (await request.get(path)).json()) as T

  await send('POST', '/v1/session/staff', { username, password: 'tongbao-demo' })
  csrf = (await get<{ csrf: string }>('/v1/session')).csrf
  const productPath = (id: number) => `/v1/console/products/${id}`
  return {
    send,
    /** Adds fen to the price of all SKUs of a product. */
    raisePrices: async (productId: number, fen: number): Promise<void> => {
      const {
        spuId: _,
        shopId: __,
        state: ___,
        actions: ____,
        ...product
      } = await get<Managed>(productPath(productId))
      const skus = product.skus.map(({ margin: _margin, costMissing: _missing, ...sku }) => ({
        ...sku,
        price: sku.price + fen,
        listPrice: Math.max(sku.listPrice, sku.price + fen),
      }))
      await send('PUT', productPath(productId), { ...product, skus })
    },
    delist: async (productId: number): Promise<void> => {
      const { version } = await get<Managed>(productPath(productId))
      await send('POST', `${productPath(productId)}/delist`, { version })
    },
    close: () => context.close(),
  }
}
