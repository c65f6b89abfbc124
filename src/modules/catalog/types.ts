import type { Label } from '../../kernel/machine.ts'
import type { Amount, Currency } from '../../kernel/money.ts'

export type ShopKind = 'retail' | 'hotel'
export type ShopState = 'open' | 'closed'
/** Only a listed product with an active SKU can be sold. */
export type SpuState = 'listed' | 'delisted'
/** A SKU that was sold is retired, never deleted. */
export type SkuState = 'active' | 'retired'

/** What the checkout must know of a SKU, as it stands in memory. Amounts in fen of `currency`. */
export type SkuFacts = {
  readonly skuId: number
  readonly spuId: number
  readonly shopId: number
  readonly categoryId: number
  readonly warehouseId: number
  readonly title: string
  readonly titleEn: string
  /** The chosen option values, in the order of the product's options: `雾灰 / 标准杯`; empty for a lone SKU. */
  readonly specText: string
  readonly specTextEn: string
  readonly image: string
  readonly unitPrice: Amount
  readonly listPrice: Amount
  /** Null where the cost is not known: flagged, never guessed. */
  readonly cost: Amount | null
  readonly currency: Currency
  readonly weightG: number
  /** `on_sale` only when the product is listed, the SKU active and the shop open. */
  readonly state: 'on_sale' | 'delisted'
  /** Version of the product; its immutable snapshot is kept under (spuId, version). */
  readonly version: number
}

/** Postage of a shop: `baseFreight` for an order, nothing from `freeOver` on (null: never free). Fen. */
export type FreightPolicy = { readonly baseFreight: Amount; readonly freeOver: Amount | null }

export type ShopFacts = {
  readonly shopId: number
  readonly name: string
  readonly nameEn: string
  readonly kind: ShopKind
  /** Names the time limits and labels that apply (row L1). */
  readonly scene: ShopKind
  readonly selfOperated: boolean
  /** Paid orders are confirmed at once; otherwise the merchant confirms. */
  readonly autoConfirm: boolean
  readonly payWindowMinutes: number
  readonly freight: FreightPolicy
  readonly warehouseId: number
  readonly currency: Currency
  readonly state: ShopState
  readonly version: number
}

/** A discount on a whole order: `amountOff` when the goods it covers reach `threshold`. Fen. */
export type DiscountRule = {
  readonly ruleId: number
  /** Who pays for it: the shop, or the platform over all shops. */
  readonly bearer: 'shop' | 'platform'
  /** Null for the platform's rule, which covers every shop. */
  readonly shopId: number | null
  readonly title: string
  readonly titleEn: string
  readonly threshold: Amount
  readonly amountOff: Amount
  readonly currency: Currency
  readonly startsAt: Date
  /** The first moment at which it no longer holds. */
  readonly endsAt: Date
  /** Products that neither count towards the threshold nor are discounted. */
  readonly excludedSpuIds: ReadonlySet<number>
  readonly version: number
}

export type CategoryFacts = {
  readonly categoryId: number
  readonly parentId: number | null
  readonly name: Label
  readonly sort: number
}

/** The catalog in memory: synchronous look-ups for the hot path, refreshed when the catalog changes. */
export type CatalogFacts = {
  /** Version of the whole catalog; stored with every price that was computed from it. */
  readonly version: () => number
  readonly skuFacts: (skuId: number) => SkuFacts | undefined
  readonly shopFacts: (shopId: number) => ShopFacts | undefined
  /** Rules that hold at `now`, by rule id. */
  readonly discountRules: (now: Date) => readonly DiscountRule[]
}
