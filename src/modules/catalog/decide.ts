import type { Amount } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type {
  CatalogRejection,
  Editor,
  Option,
  PriceChange,
  Product,
  ProductDraft,
  SkuDraft,
  Spec,
} from './types-edit.ts'

type Refused = Extract<Outcome<never, CatalogRejection>, { ok: false }>

export const SKU_LIMIT = 200
/** Fen: ten million yuan for one piece. */
export const PRICE_LIMIT = 1_000_000_000

/** A shop's people touch their own shop only (row A14); the platform's people touch every shop. */
export const mayManage = (by: Editor, shopId: number): boolean => by.shopId === null || by.shopId === shopId

/** Price less cost in fen; null where the cost is not known (row A3): flagged, never taken for zero. */
export const marginOf = (sku: { price: Amount; cost: Amount | null }): Amount | null =>
  sku.cost === null ? null : sku.price - sku.cost

/** GS1 check digit: weights 3 and 1 from the right, the sum with the digit is a multiple of ten. */
export function checkDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}

export const isBarcode = (text: string): boolean =>
  /^(\d{8}|\d{12,14})$/.test(text) && checkDigit(text.slice(0, -1)) === Number(text.at(-1))

/** The chosen values in the order of the options: `雾灰 / M`. */
export const specText = (options: readonly Option[], spec: Spec): string =>
  options.map(({ name }) => spec[name] ?? '').join(' / ')

export const specTextEn = (options: readonly Option[], spec: Spec): string =>
  options
    .map(({ name, values }) => values.find(({ value }) => value === spec[name])?.valueEn ?? spec[name] ?? '')
    .join(' / ')

const specKey = (options: readonly Option[], spec: Spec): string =>
  JSON.stringify(options.map(({ name }) => spec[name]))

/** What is wrong with the content of a product, or null. `currency` is the shop's. */
export function draftFault(draft: ProductDraft, currency: string): Refused | null {
  const { options, skus } = draft
  const names = new Set(options.map(({ name }) => name))
  if (names.size < options.length || options.some(({ values }) => !distinct(values.map((v) => v.value)))) {
    return reject('options_invalid', { param: 'options' })
  }
  if (skus.length === 0 || skus.length > SKU_LIMIT) return reject('too_many_skus', { param: 'skus' })
  for (const [i, sku] of skus.entries()) {
    const fault = skuFault(options, sku, currency)
    if (fault) return reject(fault, { param: `skus/${i}` })
  }
  if (!distinct(skus.map(({ spec }) => specKey(options, spec)))) {
    return reject('duplicate_spec', { param: 'skus' })
  }
  return null
}

function skuFault(options: readonly Option[], sku: SkuDraft, currency: string): CatalogRejection | null {
  const fits = options.every(({ name, values }) => values.some(({ value }) => value === sku.spec[name]))
  if (!fits || Object.keys(sku.spec).length !== options.length) return 'spec_mismatch'
  const { price, listPrice, cost } = sku
  const amounts = [price, listPrice, cost ?? 0, sku.weightG, sku.volumeCm3]
  if (!amounts.every((amount) => Number.isSafeInteger(amount) && amount >= 0)) return 'amount_out_of_range'
  if (price < 1 || listPrice < price || Math.max(...amounts) > PRICE_LIMIT) return 'amount_out_of_range'
  if (sku.currency !== currency) return 'currency_mismatch'
  if (sku.barcode !== null && !isBarcode(sku.barcode)) return 'barcode_invalid'
  return null
}

const distinct = (texts: readonly string[]): boolean =>
  texts.length > 0 && new Set(texts).size === texts.length

/** The draft laid over the product: SKUs it names are changed, others stay, the rest is replaced. */
export function applyDraft(
  product: Product,
  draft: ProductDraft,
  currency: string,
): Outcome<{ draft: ProductDraft; changes: PriceChange[] }, CatalogRejection> {
  const known = new Map(product.skus.map((sku) => [sku.skuId, sku]))
  for (const [i, { skuId }] of draft.skus.entries()) {
    if (skuId !== undefined && !known.has(skuId)) return reject('sku_not_found', { param: `skus/${i}/skuId` })
  }
  const named = new Set(draft.skus.map(({ skuId }) => skuId))
  const whole = { ...draft, skus: [...draft.skus, ...product.skus.filter(({ skuId }) => !named.has(skuId))] }
  const fault = draftFault(whole, currency)
  if (fault) return fault
  const active = whole.skus.some(({ state }) => state === 'active')
  if (product.state === 'listed' && !active) return reject('nothing_to_sell', { param: 'skus' })
  const changes = draft.skus.flatMap((sku) => {
    const before = sku.skuId === undefined ? undefined : known.get(sku.skuId)
    return before ? priceChanges(before, sku) : []
  })
  return accept({ draft: whole, changes })
}

function priceChanges(before: Product['skus'][number], next: SkuDraft): PriceChange[] {
  const fields = [
    ['price', before.price, next.price],
    ['list_price', before.listPrice, next.listPrice],
    ['cost', before.cost, next.cost],
  ] as const
  return fields.flatMap(([field, old, now]) =>
    old === now ? [] : [{ skuId: before.skuId, field, before: old, after: now }],
  )
}

/** Only a SKU that nobody ever bought or moved may go; a sold one is retired instead (row A1). */
export function deleteFault(product: Product, skuId: number, sold: boolean): Refused | null {
  if (!product.skus.some((sku) => sku.skuId === skuId)) return reject('sku_not_found')
  if (sold) return reject('sku_sold')
  const others = product.skus.filter((sku) => sku.skuId !== skuId)
  if (others.length === 0) return reject('last_sku')
  if (product.state === 'listed' && !others.some(({ state }) => state === 'active')) {
    return reject('nothing_to_sell')
  }
  return null
}
