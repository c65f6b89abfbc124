/**
 * The catalog: what is sold, at which price, under which discount rules.
 *
 * Invariants: every edit takes the next catalog version and keeps the product's snapshot under its own version, so
 * later edits never change what an order was computed from; a shop's people touch their own shop only; a SKU that
 * was sold is retired, never deleted; a missing cost is flagged, never taken for zero.
 */
export { type CatalogCache, openCatalogCache } from './cache.ts'
export { listCategories, type SaveCategory, saveCategoryIn } from './categories.ts'
export {
  createProduct,
  createProductIn,
  deleteSku,
  editProduct,
  editProductIn,
  setListed,
  setListedIn,
  type WasSold,
} from './commands.ts'
export { checkDigit } from './decide.ts'
export {
  AVAILABLE_SHOWN,
  type Available,
  listProducts,
  type ProductCard,
  type ProductPage,
  productPage,
} from './queries.ts'
export {
  listShopProducts,
  type ManagedProduct,
  managedProduct,
  priceLog,
  type ShopProduct,
  skuIdsOf,
  skusMissingCost,
} from './queries-shop.ts'
export { endDiscountRule, type RuleDraft, saveDiscountRule, saveDiscountRuleIn } from './rules.ts'
export type * from './types.ts'
export * from './types-edit.ts'
