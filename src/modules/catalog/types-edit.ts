import type { Amount, Currency } from '../../kernel/money.ts'
import type { SkuState, SpuState } from './types.ts'

/** Who edits: a person of the platform (`shopId` null) or of one shop. */
export type Editor = { readonly id: string; readonly shopId: number | null }

export type Option = {
  readonly name: string
  readonly nameEn: string
  readonly values: readonly { readonly value: string; readonly valueEn: string }[]
}

export type Attribute = {
  readonly name: string
  readonly nameEn: string
  readonly value: string
  readonly valueEn: string
}

/** One value for each option of the product: `{颜色: '雾灰', 尺码: 'M'}`. */
export type Spec = Readonly<Record<string, string>>

export type SkuDraft = {
  /** The SKU to change; absent: a new one. */
  readonly skuId?: number
  readonly spec: Spec
  /** Fen. */
  readonly price: Amount
  readonly listPrice: Amount
  readonly cost: Amount | null
  readonly currency: Currency
  /** GTIN-8, -12, -13 or -14 with a right check digit (GS1 General Specifications). */
  readonly barcode: string | null
  readonly weightG: number
  readonly volumeCm3: number
  readonly image: string
  readonly state: SkuState
}

export type ProductDraft = {
  readonly categoryId: number
  readonly title: string
  readonly titleEn: string
  readonly subtitle: string
  readonly subtitleEn: string
  readonly description: string
  readonly descriptionEn: string
  readonly images: readonly string[]
  readonly attributes: readonly Attribute[]
  readonly options: readonly Option[]
  readonly skus: readonly SkuDraft[]
}

export type Sku = SkuDraft & { readonly skuId: number }

export type Product = Omit<ProductDraft, 'skus'> & {
  readonly spuId: number
  readonly shopId: number
  readonly state: SpuState
  readonly version: number
  readonly skus: readonly Sku[]
}

/** One amount of a SKU that was changed (row A11). */
export type PriceChange = {
  readonly skuId: number
  readonly field: 'price' | 'list_price' | 'cost'
  readonly before: Amount | null
  readonly after: Amount | null
}

type Edit = { readonly by: Editor; readonly now: Date }

export type CreateProduct = Edit & { readonly shopId: number; readonly draft: ProductDraft }
/** SKUs that the draft does not name stay as they are; only `deleteSku` removes one. */
export type EditProduct = Edit & {
  readonly spuId: number
  readonly expectedVersion: number
  readonly draft: ProductDraft
}
export type SetListed = Edit & {
  readonly spuId: number
  readonly expectedVersion: number
  readonly listed: boolean
}
export type DeleteSku = Edit & { readonly spuId: number; readonly skuId: number }

/** In order of precedence. */
export type CatalogRejection =
  | 'shop_not_found'
  | 'product_not_found'
  | 'sku_not_found'
  | 'foreign_shop'
  | 'version_conflict'
  | 'category_not_found'
  | 'options_invalid'
  | 'spec_mismatch'
  | 'duplicate_spec'
  | 'too_many_skus'
  | 'amount_out_of_range'
  | 'currency_mismatch'
  | 'barcode_invalid'
  | 'sku_sold'
  | 'last_sku'
  | 'nothing_to_sell'
  | 'already_listed'
  | 'already_delisted'
  | 'period_invalid'
  | 'rule_not_found'
