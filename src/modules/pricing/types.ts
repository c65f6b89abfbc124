import type { Label } from '../../kernel/machine.ts'
import type { Amount, Currency } from '../../kernel/money.ts'

/**
 * The stages of a price, in the source's order. The code is what stands in `order_line.stages`; codes leave room
 * for the stages between them and are never reused.
 */
export const STAGES = {
  goods: { code: 10, label: { zh: '商品金额', en: 'Goods' } },
  shop_discount: { code: 30, label: { zh: '店铺满减', en: 'Shop discount' } },
  platform_discount: { code: 31, label: { zh: '平台满减', en: 'Platform discount' } },
  shop_coupon: { code: 40, label: { zh: '店铺券', en: 'Shop coupon' } },
  platform_coupon: { code: 41, label: { zh: '平台券', en: 'Platform coupon' } },
  freight: { code: 60, label: { zh: '运费', en: 'Freight' } },
  waived: { code: 65, label: { zh: '商家减免', en: 'Waived by the shop' } },
  supplement: { code: 66, label: { zh: '补充消费', en: 'Supplement' } },
  points: { code: 70, label: { zh: '积分抵扣', en: 'Points' } },
} as const satisfies Readonly<Record<string, { code: number; label: Label }>>

export type Stage = keyof typeof STAGES

/** Who bears what is taken off: it decides who is paid for it at settlement. */
export type Bearer = 'shop' | 'platform' | 'points'

export type PricedLine = {
  readonly skuId: number
  readonly spuId: number
  readonly shopId: number
  readonly quantity: number
  readonly unitPrice: Amount
}

/** Something that takes an amount off the lines it covers, once their goods reach the threshold. */
export type Reduction = {
  readonly stage: 'shop_discount' | 'platform_discount' | 'shop_coupon' | 'platform_coupon' | 'points'
  readonly id: string
  readonly title: Label
  /** Covers the lines of this shop; null for all shops. */
  readonly shopId: number | null
  readonly threshold: Amount
  readonly amount: Amount
  readonly excludedSpuIds: ReadonlySet<number>
}

export type ShopFreight = { readonly shopId: number; readonly base: Amount; readonly freeOver: Amount | null }

export type QuoteInput = {
  readonly currency: Currency
  /** In the order shown; the line's place breaks ties between equal remainders. */
  readonly lines: readonly PricedLine[]
  /** Applied in the order of their stage, then as given. */
  readonly reductions: readonly Reduction[]
  readonly freights: readonly ShopFreight[]
}

export type LinePrice = {
  readonly goods: Amount
  readonly shopDiscount: Amount
  readonly platformDiscount: Amount
  readonly points: Amount
  readonly freight: Amount
  readonly payable: Amount
  /** The price ledger of the line: deductions are negative; the sum is `payable`. */
  readonly stages: readonly { readonly stage: Stage; readonly amount: Amount }[]
}

export type AppliedReduction = {
  readonly id: string
  readonly stage: Stage
  readonly title: Label
  readonly bearer: Bearer
  readonly shopId: number | null
  readonly amount: Amount
}

export type Totals = Omit<LinePrice, 'stages'>

export type Price = {
  readonly currency: Currency
  readonly lines: readonly LinePrice[]
  readonly totals: Totals
  readonly applied: readonly AppliedReduction[]
}

/** A price with the hash over all that made it: a checkout sends back the hash that it showed. */
export type Quote = Price & { readonly hash: string }

/** Components of a line that a refund gives back, each in the same proportion. */
export type RefundComponents = {
  readonly cash: Amount
  readonly platformDiscount: Amount
  readonly points: Amount
}
