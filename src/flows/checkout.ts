import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import type { CatalogFacts, ShopFacts, SkuFacts } from '../modules/catalog/types.ts'
import type { OrderRejection } from '../modules/order/index.ts'
import {
  bestReductions,
  type PricedLine,
  type Quote,
  quote,
  type Reduction,
} from '../modules/pricing/index.ts'

export type Wanted = { readonly skuId: number; readonly quantity: number }

/** A priced checkout with the catalog facts it was made from, line by line. */
export type PricedCheckout = {
  readonly quote: Quote
  readonly skus: readonly SkuFacts[]
  readonly shops: readonly ShopFacts[]
}

/** Whether what a shop sells is brought to an address. */
export const isSent = ({ kind }: Pick<ShopFacts, 'kind'>): boolean => kind === 'retail'

/** Prices what a buyer wants, from the catalog in memory; never from anything the caller says. Lines by shop. */
export function priceCheckout(
  catalog: CatalogFacts,
  wanted: readonly Wanted[],
  now: Date,
): Outcome<PricedCheckout, OrderRejection> {
  const skus: SkuFacts[] = []
  const lines: PricedLine[] = []
  for (const { skuId, quantity } of wanted) {
    const sku = catalog.skuFacts(skuId)
    if (sku?.state !== 'on_sale') return reject('sku_unavailable', { detail: { skuId } })
    skus.push(sku)
    lines.push({ skuId, spuId: sku.spuId, shopId: sku.shopId, quantity, unitPrice: sku.unitPrice })
  }
  const shopIds = [...new Set(lines.map((line) => line.shopId))]
  const shops = shopIds.flatMap((shopId) => catalog.shopFacts(shopId) ?? [])
  if (shops.length !== shopIds.length) return reject('sku_unavailable')
  const freights = shops.map(({ shopId, freight }) => ({
    shopId,
    base: freight.baseFreight,
    freeOver: freight.freeOver,
  }))
  const reductions = bestReductions(lines, catalog.discountRules(now).map(reductionOf))
  const currency = shops[0]?.currency ?? 'CNY'
  return accept({ quote: quote({ currency, lines, reductions, freights }), skus, shops })
}

const reductionOf = (rule: ReturnType<CatalogFacts['discountRules']>[number]): Reduction => ({
  stage: rule.bearer === 'shop' ? 'shop_discount' : 'platform_discount',
  id: `${rule.ruleId}.${rule.version}`,
  title: { zh: rule.title, en: rule.titleEn },
  shopId: rule.shopId,
  threshold: rule.threshold,
  amount: rule.amountOff,
  excludedSpuIds: rule.excludedSpuIds,
})
