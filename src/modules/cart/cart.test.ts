import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { price, type Reduction } from '../pricing/index.ts'
import { putCartLine, removeCartLines } from './commands.ts'
import { readCart } from './queries.ts'
import type { CartFacts, CartRule, CartSku, CartView } from './types.ts'

const now = new Date('2026-03-01T02:00:00Z')
const sku = (skuId: number, shopId: number, unitPrice: number): CartSku => ({
  skuId,
  spuId: skuId * 10,
  shopId,
  title: `商品 ${skuId}`,
  titleEn: `Product ${skuId}`,
  specText: '',
  specTextEn: '',
  image: '/media/a.svg',
  unitPrice,
  currency: 'CNY',
  state: 'on_sale',
})
const rule = (more: Partial<CartRule>): CartRule => ({
  ruleId: 1,
  shopId: 1,
  title: '满100减20',
  titleEn: '20 off 100',
  threshold: 10_000,
  amountOff: 2_000,
  excludedSpuIds: new Set(),
  ...more,
})

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

let skus: Map<number, CartSku>
let stock: Map<number, number>
let rules: CartRule[]
let buyers = 0
let buyerId = ''
const facts: CartFacts = {
  skuFacts: (id) => skus.get(id),
  shopFacts: (shopId) => ({ shopId, name: `店 ${shopId}`, nameEn: `Shop ${shopId}`, kind: 'retail' }),
  discountRules: () => rules,
}
beforeEach(() => {
  buyers += 1
  buyerId = `buyer-${buyers}`
  skus = new Map([sku(1, 1, 3_334), sku(2, 1, 3_333), sku(3, 2, 5_000)].map((one) => [one.skuId, one]))
  stock = new Map([1, 2, 3].map((id) => [id, 1_000]))
  rules = []
})

const put = async (skuId: number, quantity: number, selected = true): Promise<string> => {
  const answer = await putCartLine(database.db, { buyerId, skuId, quantity, selected, now }, facts)
  return answer.ok ? 'accepted' : answer.rejection.code
}
const cart = (): Promise<CartView> =>
  readCart(database.db, { buyerId, now }, { facts, available: async () => stock })
const lineOf = (view: CartView, skuId: number) =>
  view.groups.flatMap(({ lines }) => lines).find((line) => line.skuId === skuId)

describe('cart', () => {
  test('[E1] two shops make two groups with the right subtotals, each with its own promotions', async () => {
    rules = [
      rule({}),
      rule({ ruleId: 2, shopId: null, threshold: 30_000 }),
      rule({ ruleId: 3, shopId: 2, excludedSpuIds: new Set([30]) }),
    ]
    await put(1, 2)
    await put(2, 1)
    await put(3, 3)
    const view = await cart()
    const byShop = [...view.groups].sort((a, b) => a.shop.id - b.shop.id)
    expect(byShop.map(({ shop, subtotal, lines }) => [shop.id, subtotal, lines.length])).toEqual([
      [1, 10_001, 2],
      [2, 15_000, 1],
    ])
    expect(
      byShop.map(({ promotions }) => promotions.map(({ ruleId, missing }) => [ruleId, missing])),
    ).toEqual([[[1, 0]], [[3, 10_000]]])
    expect(view.promotions.map(({ ruleId, missing }) => [ruleId, missing])).toEqual([[2, 4_999]])
  })

  test.each([
    [-5, 'quantity_out_of_range'],
    [0, 'quantity_out_of_range'],
    [1, 'accepted'],
    [1.5, 'quantity_out_of_range'],
    [200, 'accepted'],
    [201, 'quantity_out_of_range'],
    [1e9, 'quantity_out_of_range'],
    [Number.NaN, 'quantity_out_of_range'],
  ])('[E2] quantity %d is %s', async (quantity, code) => {
    expect(await put(1, quantity)).toBe(code)
    const kept = lineOf(await cart(), 1)?.quantity
    expect(kept).toBe(code === 'accepted' ? quantity : undefined)
  })

  test('[E2] putting again replaces the quantity; it is never added up past the limit', async () => {
    await put(1, 150)
    await put(1, 151)
    expect(lineOf(await cart(), 1)?.quantity).toBe(151)
    expect(await put(9, 1)).toBe('sku_not_found')
  })

  test('[E3] delisted, out of stock and price changed are told apart; the old and the new price are shown', async () => {
    await put(1, 2)
    await put(2, 5)
    await put(3, 1)
    skus.set(1, { ...sku(1, 1, 2_999) })
    stock.set(2, 4)
    skus.set(3, { ...sku(3, 2, 5_000), state: 'delisted' })
    const view = await cart()
    expect(lineOf(view, 1)).toMatchObject({ state: 'price_changed', priceWhenAdded: 3_334, unitPrice: 2_999 })
    expect(lineOf(view, 2)).toMatchObject({ state: 'out_of_stock', available: 4, quantity: 5 })
    expect(lineOf(view, 3)).toMatchObject({ state: 'delisted' })
    expect(view.selected).toEqual([{ skuId: 1, quantity: 2 }])

    expect(await put(1, 2)).toBe('accepted')
    expect(lineOf(await cart(), 1)).toMatchObject({ state: 'ok', priceWhenAdded: 2_999 })
    expect(await put(3, 1, true)).toBe('sku_delisted')
    expect(await put(3, 1, false)).toBe('accepted')
    skus.delete(3)
    expect(lineOf(await cart(), 3)).toMatchObject({ state: 'delisted', title: '商品 3', selected: false })
  })

  test('[E4] only selected lines are priced, and no fen is lost when the last line is unselected', async () => {
    skus.set(4, sku(4, 1, 3_333))
    stock.set(4, 1_000)
    for (const id of [1, 2, 4]) await put(id, 1)
    const reduction: Reduction = {
      stage: 'shop_discount',
      id: '1',
      title: { zh: '满60减20', en: '20 off 60' },
      shopId: 1,
      threshold: 6_000,
      amount: 2_000,
      excludedSpuIds: new Set(),
    }
    const priced = (view: CartView) =>
      price({
        currency: 'CNY',
        lines: view.selected.map(({ skuId, quantity }) => {
          const { spuId, shopId, unitPrice } = skus.get(skuId)!
          return { skuId, spuId, shopId, unitPrice, quantity }
        }),
        reductions: [reduction],
        freights: [{ shopId: 1, base: 0, freeOver: null }],
      })
    const all = priced(await cart())
    expect(all.lines.map(({ shopDiscount }) => shopDiscount).reduce((a, b) => a + b)).toBe(2_000)
    const last = (await cart()).selected.at(-1)!.skuId
    await put(last, 1, false)
    const view = await cart()
    const rest = priced(view)
    expect(rest.lines).toHaveLength(2)
    expect(rest.lines.map(({ shopDiscount }) => shopDiscount).reduce((a, b) => a + b)).toBe(2_000)
    expect(rest.totals.payable).toBe(view.groups[0]!.subtotal - 2_000)
  })

  test('a cart holds 100 lines; a bought line leaves it', async () => {
    for (let id = 101; id <= 200; id++) skus.set(id, sku(id, 1, 100))
    for (let id = 101; id <= 200; id++) expect(await put(id, 1)).toBe('accepted')
    expect(await put(1, 1)).toBe('cart_full')
    expect(await put(101, 2)).toBe('accepted')
    await removeCartLines(database.db, buyerId, [101, 102, 999])
    expect(await put(1, 1)).toBe('accepted')
    expect(lineOf(await cart(), 101)).toBeUndefined()
  })
})
