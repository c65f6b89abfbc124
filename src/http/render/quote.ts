import { isSent, type PricedCheckout } from '../../flows/index.ts'
import type { Amount } from '../../kernel/money.ts'
import type { ShopFacts } from '../../modules/catalog/index.ts'
import { type LinePrice, STAGES, type Stage, type Totals, totalOf } from '../../modules/pricing/index.ts'

/** The amounts of a line, a shop or a whole, in the API's words. */
const amountsOf = ({ goods, shopDiscount, platformDiscount, points, freight, payable }: Totals) => ({
  goodsAmount: goods,
  shopDiscount,
  platformDiscount,
  pointsAmount: points,
  freight,
  payable,
})

export const shopRef = ({ shopId, name, nameEn, kind }: ShopFacts) => ({ id: shopId, name, nameEn, kind })

export const discountOf = (amounts: Totals): Amount =>
  amounts.shopDiscount + amounts.platformDiscount + amounts.points

/** A price as a buyer reads it: by shop and line, each deduction named with who bears it. */
export const renderQuote = (
  { quote, skus, shops }: PricedCheckout,
  wanted: readonly { readonly quantity: number }[],
) => {
  const lines = skus.map((sku, i) => {
    const priced = quote.lines[i] as LinePrice
    const { skuId, title, titleEn, specText, specTextEn, image, unitPrice, shopId } = sku
    const stages = priced.stages.map(({ stage, amount }) => ({ stage, amount, label: STAGES[stage].label }))
    const facts = { skuId, title, titleEn, specText, specTextEn, image, unitPrice }
    return {
      shopId,
      priced,
      line: { ...facts, quantity: wanted[i]?.quantity ?? 0, ...amountsOf(priced), stages },
    }
  })
  const totals = quote.totals
  const steps: [Stage, Amount][] = [
    ['goods', totals.goods],
    ['freight', totals.freight],
  ]
  const explained = steps.map(([stage, amount]) => ({ title: STAGES[stage].label, amount }))
  const discounts = quote.applied.map(({ title, bearer, amount }) => ({ title, bearer, amount }))
  return {
    hash: quote.hash,
    currency: quote.currency,
    groups: shops.map((shop) => {
      const own = lines.filter(({ shopId }) => shopId === shop.shopId)
      const sums = amountsOf(totalOf(own.map(({ priced }) => priced)))
      return { shop: shopRef(shop), lines: own.map(({ line }) => line), ...sums }
    }),
    goodsAmount: totals.goods,
    discountAmount: discountOf(totals),
    freightAmount: totals.freight,
    payable: totals.payable,
    discounts,
    explanation: [
      explained[0]!,
      ...discounts.map(({ title, amount }) => ({ title, amount: -amount })),
      explained[1]!,
    ],
    scene: shops.every(({ kind }) => kind === 'hotel') ? ('hotel' as const) : ('retail' as const),
    needsAddress: shops.some(isSent),
    payWindowMinutes: Math.min(...shops.map((shop) => shop.payWindowMinutes)),
  }
}
