import type { CatalogFacts, DiscountRule, ShopFacts, SkuFacts } from '../../src/modules/catalog/types.ts'

export const MARKET_OPENS = new Date('2026-03-01T04:00:00Z')

const shop = (shopId: number, more: Partial<ShopFacts> = {}): ShopFacts => ({
  shopId,
  name: `店铺${shopId}`,
  nameEn: `Shop ${shopId}`,
  kind: 'retail',
  scene: 'retail',
  selfOperated: false,
  autoConfirm: true,
  payWindowMinutes: 30,
  freight: { baseFreight: 0, freeOver: null },
  warehouseId: shopId,
  currency: 'CNY',
  state: 'open',
  version: 1,
  ...more,
})

const sku = (skuId: number, shopId: number, unitPrice: number): SkuFacts => ({
  skuId,
  spuId: skuId * 10,
  shopId,
  categoryId: 1,
  warehouseId: shopId,
  title: `商品${skuId}`,
  titleEn: `Product ${skuId}`,
  specText: '',
  specTextEn: '',
  image: `/media/${skuId}.svg`,
  unitPrice,
  listPrice: unitPrice,
  cost: null,
  currency: 'CNY',
  weightG: 500,
  state: 'on_sale',
  version: 1,
})

/** What the test market sells: two shops and a hotel, four SKUs. The maps may be changed by a test. */
export const marketGoods = () => {
  const shops = new Map([1, 2].map((id) => [id, shop(id)]))
  shops.set(3, shop(3, { kind: 'hotel', scene: 'hotel', payWindowMinutes: 15 }))
  const skus = new Map(
    [sku(11, 1, 10_000), sku(12, 1, 3_334), sku(21, 2, 25_000), sku(31, 3, 58_800)].map((one) => [
      one.skuId,
      one,
    ]),
  )
  const rules: DiscountRule[] = []
  const catalog: CatalogFacts = {
    version: () => 1,
    skuFacts: (id) => skus.get(id),
    shopFacts: (id) => shops.get(id),
    discountRules: () => rules,
  }
  return { shops, skus, rules, catalog }
}
