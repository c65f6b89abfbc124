import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, client, signInBuyer, signInStaff } from '../client.ts'
import type { Attempt, Items, Payment, Product, ProductPage, Quote, Trade } from '../shapes.ts'
import { type Wallet, wallet } from '../wallet.ts'
import { openShopSystem, type ShopSystem } from './shop-system.ts'

/** Who plays, and the steps that every scene needs. */
export type Stage = {
  readonly buyer: Client
  readonly finance: Client
  readonly wallet: Wallet
  /** The first shop's own program, which is told of its orders. */
  readonly shopSystem: ShopSystem
  /** One piece of a product from each of two shops. */
  readonly basket: readonly { readonly skuId: number; readonly quantity: number }[]
  readonly titles: readonly string[]
  readonly quote: () => Promise<Quote>
  readonly place: () => Promise<Trade>
  readonly attempt: (tradeNo: string) => Promise<Attempt>
  readonly trade: (no: string) => Promise<Trade>
  readonly payment: (no: string) => Promise<Payment>
  /** Waits until it is so; says how long it took. */
  readonly until: <T>(look: () => Promise<T>, isSo: (seen: T) => boolean, withinMs?: number) => Promise<T>
}

const BUYER = '13900000001'
const PASSWORD = 'tongbao-demo'

export async function openStage(url: string): Promise<Stage> {
  const guest = client(url)
  const buyer = await signInBuyer(url, BUYER)
  const finance = await signInStaff(url, 'senior', PASSWORD)
  const shopSystem = await openShopSystem(await signInStaff(url, 'shanlan', PASSWORD))
  const { url: provider } = await guest.get<{ url: string }>('/v1/demo/simulator')
  const { basket, titles } = await chooseBasket(guest)
  const { items: addresses } = await buyer.get<Items<{ id: number }>>('/v1/addresses')
  const addressId = addresses[0]!.id
  const quote = () => buyer.post<Quote>('/v1/quotes', { lines: basket, addressId })
  const trade = (no: string) => buyer.get<Trade>(`/v1/trades/${no}`)
  return {
    buyer,
    finance,
    shopSystem,
    wallet: wallet(provider),
    basket,
    titles,
    quote,
    place: async () => {
      const { hash } = await quote()
      return buyer.post<Trade>('/v1/trades', { lines: basket, addressId, quoteHash: hash })
    },
    attempt: (no) =>
      buyer.post<Attempt>(`/v1/trades/${no}/attempts`, { channel: 'wechat', method: 'native' }),
    trade,
    payment: (no) => finance.get<Payment>(`/v1/payments/${no}`),
    until,
  }
}

/** The first product on sale of each of two retail shops: the demo's goods are the same every time. */
async function chooseBasket(guest: Client) {
  const { items } = await guest.get<Items<{ id: number; kind: string }>>('/v1/shops')
  const shops = items.filter(({ kind }) => kind === 'retail').slice(0, 2)
  const basket: { skuId: number; quantity: number }[] = []
  const titles: string[] = []
  for (const { id } of shops) {
    const { items: products } = await guest.get<Items<Product>>(`/v1/products?shop=${id}&limit=20`)
    const product = products.find(({ soldOut }) => !soldOut)!
    const page = await guest.get<ProductPage>(`/v1/products/${product.id}`)
    const sku = page.skus.find(({ available }) => available >= 20)!
    basket.push({ skuId: sku.id, quantity: 1 })
    titles.push(`${product.title} (${product.shop.name})`)
  }
  return { basket, titles }
}

async function until<T>(look: () => Promise<T>, isSo: (seen: T) => boolean, withinMs = 120_000): Promise<T> {
  const began = performance.now()
  for (;;) {
    const seen = await look()
    if (isSo(seen)) return seen
    if (performance.now() - began > withinMs)
      throw new Error(`did not happen in time: ${JSON.stringify(seen)}`)
    await sleep(100)
  }
}
