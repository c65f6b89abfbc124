import type { Outcome } from '../kernel/outcome.ts'
import { skuIdsOf } from '../modules/catalog/index.ts'
import { openStock } from '../modules/inventory/index.ts'
import { type EditShop, editShopIn, type Shop, type ShopRejection } from '../modules/shop/index.ts'
import type { Tx } from '../platform/db.ts'

/** An edit of a shop; where it moves to another warehouse, each SKU gets an empty shelf there. */
export async function changeShop(tx: Tx, command: EditShop): Promise<Outcome<Shop, ShopRejection>> {
  const changed = await editShopIn(tx, command)
  if (!changed.ok) return changed
  const { id, warehouseId } = changed.value
  const skuIds = await skuIdsOf(tx, id)
  await openStock(
    tx,
    skuIds.map((skuId) => ({ skuId, warehouseId })),
  )
  return changed
}
