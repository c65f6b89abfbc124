import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sum } from '../../kernel/money.ts'
import { bestReductions, type PricedLine, quote, type Reduction, refundable, totalOf } from './index.ts'

const none: ReadonlySet<number> = new Set()
const line = (skuId: number, shopId: number, unitPrice: number, quantity = 1): PricedLine => ({
  skuId,
  spuId: skuId,
  shopId,
  unitPrice,
  quantity,
})
const off = (stage: Reduction['stage'], amount: number, more: Partial<Reduction> = {}): Reduction => ({
  stage,
  id: `${stage}-${amount}`,
  title: { zh: '优惠', en: 'Discount' },
  shopId: null,
  threshold: 0,
  amount,
  excludedSpuIds: none,
  ...more,
})
const price = (
  lines: PricedLine[],
  reductions: Reduction[] = [],
  freights: { shopId: number; base: number; freeOver: number | null }[] = [],
) => quote({ currency: 'CNY', lines, reductions, freights })

describe('price', () => {
  it.each([
    ['99.99', 9_999, 9_999],
    ['100.00', 10_000, 8_000],
    ['100.01', 10_001, 8_001],
    ['99.01', 9_901, 9_901],
  ])('a threshold of 100.00 less 20.00 is judged to the fen: %s', (_, goods, payable) => {
    const rules = bestReductions(
      [line(1, 1, goods)],
      [off('shop_discount', 2_000, { shopId: 1, threshold: 10_000 })],
    )
    expect(price([line(1, 1, goods)], rules).totals.payable).toBe(payable)
  })

  it('[G5] a discount beyond the goods leaves nothing to pay, never less', () => {
    const { totals, lines } = price([line(1, 1, 6_000), line(2, 1, 4_000)], [off('platform_coupon', 100_000)])
    expect(totals.payable).toBe(0)
    expect(lines.map((l) => l.payable)).toEqual([0, 0])
  })

  it('the worked example of two shops, shop discount, platform discount and coupon', () => {
    const lines = [line(1, 1, 10_000), line(2, 1, 20_000), line(3, 2, 30_000)]
    const priced = price(lines, [
      off('shop_discount', 5_000, { shopId: 1, threshold: 20_000 }),
      off('platform_discount', 10_000, { threshold: 20_000 }),
      off('platform_coupon', 15_000),
    ])
    const left = (upTo: number) => priced.lines.map((l) => sum(l.stages.slice(0, upTo).map((s) => s.amount)))
    expect(priced.lines[2]!.stages[0]!.amount).toBe(30_000)
    expect([left(2)[0], left(2)[1]]).toEqual([8_333, 16_667])
    expect(priced.lines.map((l) => l.payable)).toEqual([4_545, 9_091, 16_364])
    expect(priced.totals.payable).toBe(30_000)
  })

  it('[P1] two merchants a 40 and b 60, cash 80, coupon 10, points 10: A 32/4/4, B 48/6/6', () => {
    const { lines, totals } = price(
      [line(1, 1, 4_000), line(2, 2, 6_000)],
      [off('platform_coupon', 1_000), off('points', 1_000)],
    )
    expect(lines.map((l) => [l.payable, l.platformDiscount, l.points])).toEqual([
      [3_200, 400, 400],
      [4_800, 600, 600],
    ])
    expect(totals).toMatchObject({ payable: 8_000, platformDiscount: 1_000, points: 1_000 })
  })

  it('freight is judged after the discounts and shared exactly', () => {
    const freight = [{ shopId: 1, base: 1_000, freeOver: 9_900 }]
    const lines = [line(1, 1, 3_334, 2), line(2, 1, 3_332)]
    const discounted = price(lines, [off('shop_discount', 2_000, { shopId: 1 })], freight)
    expect(discounted.totals.freight).toBe(1_000)
    expect(sum(discounted.lines.map((l) => l.freight))).toBe(1_000)
    expect(price(lines, [], freight).totals.freight).toBe(0)
  })

  it('[G2] the same input gives the same price and hash; another price another hash', () => {
    const first = price([line(1, 1, 100)])
    expect(price([line(1, 1, 100)])).toEqual(first)
    expect(price([line(1, 1, 101)]).hash).not.toBe(first.hash)
  })

  const carts = fc.record({
    lines: fc.array(
      fc.record({
        shopId: fc.integer({ min: 1, max: 3 }),
        unitPrice: fc.nat(100_000),
        quantity: fc.integer({ min: 1, max: 20 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    reductions: fc.array(
      fc.record({
        stage: fc.constantFrom(
          'shop_discount' as const,
          'platform_discount' as const,
          'shop_coupon' as const,
          'platform_coupon' as const,
          'points' as const,
        ),
        shopId: fc.option(fc.integer({ min: 1, max: 3 })),
        amount: fc.nat(300_000),
        threshold: fc.nat(200_000),
      }),
      { maxLength: 4 },
    ),
    base: fc.nat(3_000),
  })

  it('[G3] [I6] [AB12] Σ stages = payable, Σ lines = totals, no component below zero (100,000 carts)', () => {
    fc.assert(
      fc.property(carts, ({ lines, reductions, base }) => {
        const priced = price(
          lines.map((l, i) => line(i + 1, l.shopId, l.unitPrice, l.quantity)),
          reductions.map(({ stage, amount, threshold, shopId }) => off(stage, amount, { threshold, shopId })),
          [1, 2, 3].map((shopId) => ({ shopId, base, freeOver: null })),
        )
        for (const l of priced.lines) {
          const parts = l.goods - l.shopDiscount - l.platformDiscount - l.points + l.freight
          if (parts !== l.payable || sum(l.stages.map((s) => s.amount)) !== l.payable)
            throw new Error('stages')
          if ([l.shopDiscount, l.platformDiscount, l.points, l.freight, l.payable].some((x) => x < 0))
            throw new Error('below zero')
        }
        const byShop = [1, 2, 3].map((shopId) =>
          totalOf(priced.lines.filter((_, i) => lines[i]!.shopId === shopId)),
        )
        if (sum(byShop.map((t) => t.payable)) !== priced.totals.payable) throw new Error('split')
        if (
          sum(priced.applied.map((a) => a.amount)) !==
          priced.totals.shopDiscount + priced.totals.platformDiscount + priced.totals.points
        )
          throw new Error('applied')
      }),
      { numRuns: 100_000 },
    )
  })

  it('[G13] a line given back piece by piece gives exactly what was paid', () => {
    const l = { quantity: 3, payable: 10_000, platformDiscount: 1_001, points: 7 }
    const parts = [0, 1, 2].map((refundedQuantity) => refundable({ ...l, refundedQuantity }, 1))
    expect(sum(parts.map((p) => p.cash))).toBe(10_000)
    expect(sum(parts.map((p) => p.platformDiscount))).toBe(1_001)
    expect(sum(parts.map((p) => p.points))).toBe(7)
    expect(() => refundable({ ...l, refundedQuantity: 3 }, 1)).toThrow()
  })
})
