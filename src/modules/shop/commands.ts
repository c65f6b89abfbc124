import { present } from '../../kernel/assert.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db, Tx } from '../../platform/db.ts'
import { editFault, openFault } from './decide.ts'
import { insertShop, lockShop, readShops, saveShop } from './store.ts'
import type { Shop, ShopDraft, ShopEditor, ShopRejection } from './types.ts'

type Answer = Promise<Outcome<Shop, ShopRejection>>
export type OpenShop = { readonly draft: ShopDraft; readonly by: ShopEditor; readonly now: Date }
export type EditShop = OpenShop & { readonly shopId: number; readonly expectedVersion: number }

/** A new shop; only the platform opens one. */
export const openShop = (db: Db, command: OpenShop): Answer =>
  db.transaction().execute((tx) => openShopIn(tx, command))

/** As `openShop`, inside the caller's transaction. */
export async function openShopIn(tx: Tx, { draft, by, now }: OpenShop): Answer {
  if (by.shopId !== null) return reject('foreign_shop')
  const fault = openFault(draft)
  if (fault) return reject(fault)
  const id = await insertShop(tx, draft, now)
  if (id === null) return reject('shop_code_taken', { param: 'code' })
  return accept(present((await readShops(tx, id))[0], 'opened shop'))
}

/** Changes a shop that was last seen in this version, inside the caller's transaction. */
export async function editShopIn(tx: Tx, command: EditShop): Answer {
  const { shopId, draft, now } = command
  const shop = await lockShop(tx, shopId)
  if (!shop) return reject('shop_not_found')
  const fault = editFault(shop, command)
  if (fault) return reject(fault)
  await saveShop(tx, { id: shopId, draft, now })
  return accept(present((await readShops(tx, shopId))[0], 'edited shop'))
}
