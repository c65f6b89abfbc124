import type { Db } from '../../platform/db.ts'
import { viewCart } from './decide.ts'
import { readCartRows } from './store.ts'
import type { CartFacts, CartView } from './types.ts'

/** How many of each SKU can be sold now; the inventory answers. */
export type CartStock = (skuIds: readonly number[]) => Promise<ReadonlyMap<number, number>>

/** The buyer's cart at `now`. The quote is made of `selected`, by the same flow as a checkout (row E4). */
export async function readCart(
  db: Db,
  asked: { buyerId: string; now: Date },
  world: { facts: CartFacts; available: CartStock },
): Promise<CartView> {
  const rows = await readCartRows(db, asked.buyerId)
  const available = await world.available(rows.map(({ skuId }) => skuId))
  return viewCart(rows, { facts: world.facts, available, now: asked.now })
}
