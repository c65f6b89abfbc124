import type { Db } from '../../platform/db.ts'
import { type Changes, loadChanges } from './load.ts'
import type { CatalogFacts, DiscountRule, ShopFacts, SkuFacts } from './types.ts'

export type CatalogCache = CatalogFacts & {
  /** Reads what changed since the last time; resolves when every edit committed before the call is seen. */
  readonly refresh: () => Promise<void>
}

/**
 * The catalog in memory. Look-ups are synchronous; `refresh` is called on a notice of channel `catalog`, after the
 * notice connection was lost and made again, and by a slow poll.
 */
export async function openCatalogCache(db: Db): Promise<CatalogCache> {
  const skus = new Map<number, SkuFacts>()
  const shops = new Map<number, ShopFacts>()
  const skusOfProduct = new Map<number, number[]>()
  let rules: readonly DiscountRule[] = []
  let version = -1

  const take = (changes: Changes): void => {
    if (changes.version <= version) return
    for (const shop of changes.shops) shops.set(shop.shopId, shop)
    for (const product of changes.products) {
      for (const skuId of skusOfProduct.get(product.spuId) ?? []) skus.delete(skuId)
      for (const sku of product.skus) skus.set(sku.skuId, sku)
      skusOfProduct.set(
        product.spuId,
        product.skus.map(({ skuId }) => skuId),
      )
    }
    rules = changes.rules ?? rules
    version = changes.version
  }

  const load = async (): Promise<void> => {
    const changes = await loadChanges(db, version)
    if (changes) take(changes)
  }

  // One read at a time. A call during a read needs the next one: the running one may have begun before the edit.
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null
  const start = (): Promise<void> => {
    running = load().finally(() => {
      running = null
    })
    return running
  }
  const refresh = (): Promise<void> => {
    if (!running) return start()
    next ??= running
      .catch(() => {})
      .then(() => {
        next = null
        return start()
      })
    return next
  }

  await refresh()
  return {
    version: () => version,
    skuFacts: (skuId) => skus.get(skuId),
    shopFacts: (shopId) => shops.get(shopId),
    discountRules: (now) => rules.filter(({ startsAt, endsAt }) => startsAt <= now && now < endsAt),
    refresh,
  }
}
