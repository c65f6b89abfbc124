import type { CatalogFacts, DiscountRule, ShopFacts, SkuFacts } from '../../src/modules/catalog/types.ts'

const FAR = new Date('2099-01-01T00:00:00Z')
const LONG_AGO = new Date('2000-01-01T00:00:00Z')

const shop = (shopId: number, more: Partial<ShopFacts>): ShopFacts => ({
  shopId,
  name: `店铺 ${shopId}`,
  nameEn: `Shop ${shopId}`,
  kind: 'retail',
  scene: 'retail',
  selfOperated: shopId === 1,
  autoConfirm: true,
  payWindowMinutes: 30,
  freight: { baseFreight: 0, freeOver: null },
  warehouseId: 1,
  currency: 'CNY',
  state: 'open',
  version: 1,
  ...more,
})

const sku = (skuId: number, shopId: number, unitPrice: number): SkuFacts => ({
  skuId,
  spuId: skuId,
  shopId,
  categoryId: 1,
  warehouseId: 1,
  title: `商品 ${skuId}`,
  titleEn: `Product ${skuId}`,
  specText: '',
  specTextEn: '',
  image: '',
  unitPrice,
  listPrice: unitPrice,
  cost: null,
  currency: 'CNY',
  weightG: 0,
  state: 'on_sale',
  version: 1,
})

const rule = (ruleId: number, shopId: number | null, threshold: number, amountOff: number): DiscountRule => ({
  ruleId,
  bearer: shopId === null ? 'platform' : 'shop',
  shopId,
  title: '满减',
  titleEn: 'Discount',
  threshold,
  amountOff,
  currency: 'CNY',
  startsAt: LONG_AGO,
  endsAt: FAR,
  excludedSpuIds: new Set(),
  version: 1,
})

/** Two shops and a hotel; prices that do not divide, a shop that charges postage, and one whose goods cost nothing. */
export const SHOPS: readonly ShopFacts[] = [
  shop(1, { freight: { baseFreight: 700, freeOver: 9_900 } }),
  shop(2, { autoConfirm: false, payWindowMinutes: 15 }),
  shop(3, { kind: 'hotel', scene: 'hotel', autoConfirm: false, payWindowMinutes: 20 }),
  shop(4, {}),
]

export const SKUS: readonly SkuFacts[] = [
  sku(11, 1, 3_334),
  sku(12, 1, 9_901),
  sku(21, 2, 1),
  sku(22, 2, 12_345),
  sku(31, 3, 45_600),
  sku(41, 4, 1_000),
]

/** The first is scarce, so that buyers fight for it. */
export const OPENING_STOCK = new Map([
  [11, 6],
  [12, 200],
  [21, 500],
  [22, 200],
  [31, 12],
  [41, 100],
])

const RULES: readonly DiscountRule[] = [
  rule(1, 1, 10_000, 2_000),
  rule(2, null, 20_000, 3_333),
  rule(4, 4, 1, 1_000_000),
]

export const catalog: CatalogFacts = {
  version: () => 1,
  skuFacts: (skuId) => SKUS.find((one) => one.skuId === skuId),
  shopFacts: (shopId) => SHOPS.find((one) => one.shopId === shopId),
  discountRules: () => RULES,
}
