import type { Buyer, ServerKey } from '../modules/account/index.ts'
import type { CatalogFacts } from '../modules/catalog/index.ts'

type Wish = {
  readonly customer?: { readonly reference: string }
  readonly addressId?: number
  readonly lines: readonly { readonly skuId: number }[]
}

/**
 * For whom a trade is placed. A buyer orders for himself; a server for a customer of its own, whom only it knows: his
 * name here is the shop with the server's reference, so that no two shops share a customer. A dot stands in no
 * person's id.
 */
export const customerOf = (caller: Buyer | ServerKey, { customer }: Wish): string =>
  caller.kind === 'buyer'
    ? caller.id
    : `${caller.shopId === null ? 'house' : `shop${caller.shopId}`}.${customer?.reference ?? ''}`

/** The field by which a wish is not this caller's to have; null when it is. */
export function strayField(caller: Buyer | ServerKey, wish: Wish, catalog: CatalogFacts): string | null {
  if (caller.kind === 'buyer') return wish.customer ? 'customer' : null
  if (!wish.customer) return 'customer'
  // Address books are buyers' own.
  if (wish.addressId !== undefined) return 'addressId'
  if (caller.shopId === null) return null
  const foreign = wish.lines.findIndex(({ skuId }) => {
    const shopId = catalog.skuFacts(skuId)?.shopId
    // A SKU that is not sold is refused for itself.
    return shopId !== undefined && shopId !== caller.shopId
  })
  return foreign < 0 ? null : `lines/${foreign}/skuId`
}
