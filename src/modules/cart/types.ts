import type { Amount, Currency } from '../../kernel/money.ts'
import type { RejectionTable } from '../../kernel/outcome.ts'

/** What the cart asks of a SKU; the catalog answers from memory. */
export type CartSku = {
  readonly skuId: number
  readonly spuId: number
  readonly shopId: number
  readonly title: string
  readonly titleEn: string
  readonly specText: string
  readonly specTextEn: string
  readonly image: string
  readonly unitPrice: Amount
  readonly currency: Currency
  readonly state: 'on_sale' | 'delisted'
}

export type CartShop = {
  readonly shopId: number
  readonly name: string
  readonly nameEn: string
  readonly kind: 'retail' | 'hotel'
}

export type CartRule = {
  readonly ruleId: number
  readonly shopId: number | null
  readonly title: string
  readonly titleEn: string
  readonly threshold: Amount
  readonly amountOff: Amount
  readonly excludedSpuIds: ReadonlySet<number>
}

export type CartFacts = {
  readonly skuFacts: (skuId: number) => CartSku | undefined
  readonly shopFacts: (shopId: number) => CartShop | undefined
  readonly discountRules: (now: Date) => readonly CartRule[]
}

/** A line as it is kept. */
export type CartRow = {
  readonly skuId: number
  readonly spuId: number
  readonly shopId: number
  readonly title: string
  readonly quantity: number
  readonly selected: boolean
  readonly priceWhenAdded: Amount
}

/**
 * Why a line is not simply good (row E3). `price_changed` may be bought, at the price shown; putting the line again
 * takes note of the new price. The others cannot be bought as they are.
 */
export type LineState = 'ok' | 'price_changed' | 'out_of_stock' | 'delisted'

export type CartLine = {
  readonly skuId: number
  readonly productId: number
  readonly title: string
  readonly titleEn: string
  readonly specText: string
  readonly specTextEn: string
  readonly image: string
  readonly quantity: number
  readonly limit: number
  readonly selected: boolean
  /** The price now; for a SKU that is gone, the one it had when it was added. */
  readonly unitPrice: Amount
  readonly priceWhenAdded: Amount
  readonly currency: Currency
  readonly state: LineState
  readonly available: number
}

/** A discount within reach of a group: what is still missing in selected goods, 0 when reached. */
export type CartPromotion = {
  readonly ruleId: number
  readonly title: string
  readonly titleEn: string
  readonly threshold: Amount
  readonly amountOff: Amount
  readonly missing: Amount
}

export type CartGroup = {
  readonly shop: {
    readonly id: number
    readonly name: string
    readonly nameEn: string
    readonly kind: CartShop['kind']
  }
  readonly promotions: readonly CartPromotion[]
  readonly lines: readonly CartLine[]
  /** Goods of the lines that are selected and can be bought, before any discount. */
  readonly subtotal: Amount
}

export type CartView = {
  readonly groups: readonly CartGroup[]
  /** Over all shops, borne by the platform. */
  readonly promotions: readonly CartPromotion[]
  /** The lines that a quote is made of, in the order shown. */
  readonly selected: readonly { readonly skuId: number; readonly quantity: number }[]
}

/** In order of precedence. */
export const cartRejections = {
  quantity_out_of_range: {
    status: 400,
    retry: 'never',
    title: { zh: '数量须为 1–200', en: 'The quantity is 1 to 200' },
  },
  sku_not_found: { status: 404, retry: 'never', title: { zh: '没有该规格', en: 'No such SKU' } },
  sku_delisted: { status: 409, retry: 'later', title: { zh: '商品已下架', en: 'No longer on sale' } },
  cart_full: { status: 409, retry: 'later', title: { zh: '购物车已满', en: 'The cart is full' } },
} as const satisfies RejectionTable

export type CartRejection = keyof typeof cartRejections
