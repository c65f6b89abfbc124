import { present } from '../../kernel/assert.ts'
import type { Db } from '../../platform/db.ts'
import { readShops } from './store.ts'
import type { Shop, ShopCard } from './types.ts'

const card = ({ id, name, nameEn, kind, logo, selfOperated }: Shop): ShopCard => ({
  id,
  name,
  nameEn,
  kind,
  logo,
  selfOperated,
})

/** The open shops, as anybody may see them. */
export const listShops = async (db: Db): Promise<ShopCard[]> =>
  (await readShops(db)).filter(({ state }) => state === 'open').map(card)

export async function findShop(db: Db, shopId: number): Promise<ShopCard | null> {
  const shop = (await readShops(db, shopId))[0]
  return shop ? card(shop) : null
}

/** Everything about a shop, for its own people and the platform: ask `maySee` first. */
export const shopInFull = async (db: Db, shopId: number): Promise<Shop | null> =>
  (await readShops(db, shopId))[0] ?? null

/** Every shop, closed ones too: for the platform's people. */
export const shopsInFull = (db: Db): Promise<Shop[]> => readShops(db)

/** Where the shop's goods lie. */
export const warehouseOf = async (db: Db, shopId: number): Promise<number> =>
  present((await readShops(db, shopId))[0], 'shop').warehouseId
