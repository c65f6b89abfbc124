import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db } from '../../platform/db.ts'
import { checkPut } from './decide.ts'
import { deleteRows, isInCart, type Put, putRow, unselectRow } from './store.ts'
import type { CartFacts, CartRejection } from './types.ts'

/**
 * Puts a SKU into the cart with a quantity (not: adds to it), or changes it there. The price of now is noted, so a
 * line that was shown as `price_changed` becomes `ok`.
 */
export async function putCartLine(
  db: Db,
  put: Put,
  facts: Pick<CartFacts, 'skuFacts'>,
): Promise<Outcome<null, CartRejection>> {
  const sku = facts.skuFacts(put.skuId)
  const sold = sku?.state === 'on_sale'
  const checked = checkPut(put, { sku, inCart: !sold && (await isInCart(db, put)) })
  if (!checked.ok) return checked
  if (!sku || !sold) {
    await unselectRow(db, put)
    return accept(null)
  }
  return (await putRow(db, put, sku)) ? accept(null) : reject('cart_full')
}

/** Takes lines out: by the buyer's wish, or because an order was placed with them. */
export const removeCartLines = (db: Db, buyerId: string, skuIds: readonly number[]): Promise<void> =>
  deleteRows(db, buyerId, skuIds)
