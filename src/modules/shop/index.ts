/**
 * Shops: who sells, on which terms.
 *
 * Invariants: a shop's currency never changes; its kind, state and warehouse are the platform's to set; every edit
 * takes the next catalog version, so that prices computed from the shop's terms can name what they were.
 */
export { type EditShop, editShopIn, type OpenShop, openShop, openShopIn } from './commands.ts'
export { maySee } from './decide.ts'
export { findShop, listShops, shopInFull, shopsInFull, warehouseOf } from './queries.ts'
export * from './types.ts'
