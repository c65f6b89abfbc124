import { setTimeout as sleep } from 'node:timers/promises'
import { signInBuyer } from '../../examples/client.ts'
import type { RunningDemo } from './running-demo.ts'

export type Bought = { tradeNo: string; orderNos: string[]; payable: number }

type Many<T> = { items: T[] }
type Shop = { id: number; kind: string }
type Card = { id: number; soldOut: boolean }
type Sku = { id: number; available: number }
type Trade = { no: string; state: string; payableAmount: number; orders: { no: string }[] }

/** A buyer who uses the public API as the store does: a basket from two shops, paid at the simulator. */
export const openBuyer = async ({ url, simulatorUrl }: RunningDemo, phone: string) => {
  const { get, post } = await signInBuyer(url, phone)

  const skuOf = async (shopId: number): Promise<number> => {
    const { items } = await get<Many<Card>>(`/v1/products?shop=${shopId}&limit=5`)
    const product = items.find(({ soldOut }) => !soldOut)!
    const { skus } = await get<{ skus: Sku[] }>(`/v1/products/${product.id}`)
    return skus.find(({ available }) => available > 5)!.id
  }

  /** Buys two things each from two shops and pays; resolves when the trade is paid, or at once when not asked to wait. */
  const buy = async ({ wait = true } = {}): Promise<Bought> => {
    const { items: shops } = await get<Many<Shop>>('/v1/shops')
    const { items: addresses } = await get<Many<{ id: string }>>('/v1/addresses')
    const retail = shops.filter(({ kind }) => kind === 'retail').slice(0, 2)
    const lines = await Promise.all(retail.map(async ({ id }) => ({ skuId: await skuOf(id), quantity: 2 })))
    const basket = { lines, addressId: addresses[0]!.id }
    const { hash } = await post<{ hash: string }>('/v1/quotes', basket)
    const trade = await post<Trade>('/v1/trades', { ...basket, quoteHash: hash })
    const wish = { channel: 'wechat', method: 'native' }
    const attempt = await post<{ no: string }>(`/v1/trades/${trade.no}/attempts`, wish)
    await fetch(`${simulatorUrl}/control/orders/${attempt.no}/pay`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    for (let turn = 0; wait && (await get<Trade>(`/v1/trades/${trade.no}`)).state !== 'paid'; turn++) {
      if (turn > 300) throw new Error(`trade ${trade.no} was paid at the simulator and did not become paid`)
      await sleep(100)
    }
    return { tradeNo: trade.no, orderNos: trade.orders.map(({ no }) => no), payable: trade.payableAmount }
  }
  return { buy }
}
