import type { Amount, Currency } from '../../kernel/money.ts'
import type { RejectionTable } from '../../kernel/outcome.ts'
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
export const catalogRejections = {
  shop_not_found: { status: 404, retry: 'never', title: { zh: '没有该店铺', en: 'No such shop' } },
  product_not_found: { status: 404, retry: 'never', title: { zh: '没有该商品', en: 'No such product' } },
  sku_not_found: { status: 404, retry: 'never', title: { zh: '没有该规格', en: 'No such SKU' } },
  rule_not_found: { status: 404, retry: 'never', title: { zh: '没有该优惠', en: 'No such discount rule' } },
  foreign_shop: { status: 403, retry: 'never', title: { zh: '这不是你的店铺', en: 'Not your shop' } },
  version_conflict: {
    status: 409,
    retry: 'later',
    title: { zh: '内容已被他人修改，请刷新', en: 'Changed by somebody else in the meantime' },
  },
  category_not_found: { status: 422, retry: 'never', title: { zh: '没有该类目', en: 'No such category' } },
  category_parent_fixed: {
    status: 422,
    retry: 'never',
    title: { zh: '类目的上级不可更改', en: "A category's parent is fixed" },
  },
  options_invalid: {
    status: 422,
    retry: 'never',
    title: { zh: '规格项重复或没有取值', en: 'An option is doubled or has no values' },
  },
  spec_mismatch: {
    status: 422,
    retry: 'never',
    title: { zh: '规格与规格项不符', en: 'The SKU does not fit the options' },
  },
  duplicate_spec: {
    status: 422,
    retry: 'never',
    title: { zh: '规格重复', en: 'Two SKUs with the same options' },
  },
  too_many_skus: {
    status: 422,
    retry: 'never',
    title: { zh: '规格数须为 1–200', en: 'A product has 1 to 200 SKUs' },
  },
  amount_out_of_range: {
    status: 422,
    retry: 'never',
    title: { zh: '金额超出范围', en: 'Amount out of range' },
  },
  currency_mismatch: {
    status: 422,
    retry: 'never',
    title: { zh: '币种与店铺不符', en: "Not the shop's currency" },
  },
  barcode_invalid: {
    status: 422,
    retry: 'never',
    title: { zh: '条码校验位不符', en: 'Barcode check digit is wrong' },
  },
  period_invalid: {
    status: 422,
    retry: 'never',
    title: { zh: '起止时间不合理', en: 'The period is not valid' },
  },
  sku_sold: {
    status: 409,
    retry: 'never',
    title: { zh: '已售出的规格不能删除，可停用', en: 'A SKU that was sold cannot be deleted; retire it' },
  },
  last_sku: {
    status: 409,
    retry: 'never',
    title: { zh: '商品至少有一个规格', en: 'A product keeps one SKU' },
  },
  nothing_to_sell: {
    status: 409,
    retry: 'later',
    title: { zh: '没有可售规格', en: 'No active SKU is left to sell' },
  },
  already_listed: { status: 409, retry: 'never', title: { zh: '已上架', en: 'Already listed' } },
  already_delisted: { status: 409, retry: 'never', title: { zh: '已下架', en: 'Already delisted' } },
} as const satisfies RejectionTable

export type CatalogRejection = keyof typeof catalogRejections
