import type { Product, Sku } from '../../api/nouns.ts'

export type Choice = Readonly<Record<string, string>>

const fits = (sku: Sku, choice: Choice): boolean =>
  Object.entries(choice).every(([name, value]) => sku.spec[name] === value)

/** The one SKU that a complete choice names. */
export const chosenSku = (product: Product, choice: Choice): Sku | undefined =>
  product.options.every(({ name }) => choice[name] !== undefined)
    ? product.skus.find((sku) => fits(sku, choice))
    : undefined

/** Whether a value still leads to a SKU, given what else is chosen: `sold_out` when only to empty ones. */
export function valueState(
  product: Product,
  choice: Choice,
  wish: { name: string; value: string },
): 'open' | 'sold_out' | 'none' {
  const skus = product.skus.filter((sku) => fits(sku, { ...choice, [wish.name]: wish.value }))
  if (skus.length === 0) return 'none'
  return skus.some(({ available }) => available > 0) ? 'open' : 'sold_out'
}

/** Takes a value; what then leads nowhere is let go, so that the picker never gets stuck. */
export function choose(product: Product, choice: Choice, wish: { name: string; value: string }): Choice {
  const wished: Choice = { ...choice, [wish.name]: wish.value }
  if (product.skus.some((sku) => fits(sku, wished))) return wished
  let kept: Choice = { [wish.name]: wish.value }
  for (const [name, value] of Object.entries(choice)) {
    const more = { ...kept, [name]: value }
    if (name !== wish.name && product.skus.some((sku) => fits(sku, more))) kept = more
  }
  return kept
}

/** Chosen before the buyer does anything: the first SKU that can be bought, or the only one there is. */
export const firstChoice = (product: Product): Choice =>
  (product.skus.find(({ available }) => available > 0) ?? product.skus[0])?.spec ?? {}
