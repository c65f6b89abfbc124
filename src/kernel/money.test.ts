import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate, allocateByWeight, cumulativeShare, percentage, sum } from './money.ts'

const lines = (...amounts: number[]) => amounts.map((amount) => ({ weight: amount, cap: amount }))

describe('allocate', () => {
  // The table of FEATURES: what other open systems get wrong, and what is right.
  it.each([
    ['3 × 33.34, −20.00: all of it is handed out', 2_000, lines(3_334, 3_334, 3_334), [667, 667, 666]],
    ['a 10.00 line in a 3000.00 cart, −20.00: 0.07', 2_000, lines(1_000, 299_000), [7, 1_993]],
    ['cart 100.00, coupon 1000.00: capped', 100_000, lines(6_000, 4_000), [6_000, 4_000]],
    ['33.33 / 33.33 / 33.34, −99.99', 9_999, lines(3_333, 3_333, 3_334), [3_333, 3_333, 3_333]],
    ['nothing to share', 0, lines(100, 200), [0, 0]],
    ['no line', 100, [], []],
    [
      'a line of weight zero gets nothing',
      100,
      [
        { weight: 0, cap: 100 },
        { weight: 1, cap: 100 },
      ],
      [0, 100],
    ],
  ])('[G4] [G5] %s', (_, total, parts, shares) => {
    expect(allocate(total, parts)).toEqual(shares)
  })

  it('[G4] 20 × 1.00, −19.99: each share within its line, Σ exact', () => {
    const shares = allocate(1_999, lines(...Array<number>(20).fill(100)))
    expect(Math.max(...shares)).toBeLessThanOrEqual(100)
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(99)
    expect(sum(shares)).toBe(1_999)
  })

  const part = fc.record({ weight: fc.nat(1_000_000), cap: fc.nat(1_000_000) })

  it('[G4] [AB12] capped largest remainder never makes a line negative: Σ exact, 0 ≤ share ≤ cap (100,000 carts)', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.array(part, { maxLength: 12 }), (total, parts) => {
        const shares = allocate(total, parts)
        const room = sum(parts.filter((p) => p.weight > 0).map((p) => p.cap))
        expect(sum(shares)).toBe(Math.min(total, room))
        for (let i = 0; i < parts.length; i++) {
          if (shares[i]! < 0 || shares[i]! > parts[i]!.cap || (parts[i]!.weight === 0 && shares[i]! > 0))
            throw new Error(`share ${shares[i]} of part ${JSON.stringify(parts[i])}`)
        }
      }),
      { numRuns: 100_000 },
    )
  })

  it('[G4] is independent of the order of lines, up to the tie-break between equal remainders', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.array(part, { minLength: 1, maxLength: 8 }), (total, parts) => {
        const shares = allocate(total, parts)
        const turned = allocate(total, [...parts].reverse()).reverse()
        for (let i = 0; i < parts.length; i++)
          expect(Math.abs(shares[i]! - turned[i]!)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 20_000 },
    )
  })

  it('stays exact where products leave the safe range', () => {
    const shares = allocateByWeight(9_007_199_254_740_990, [3, 3, 4])
    expect(shares.reduce((total, share) => total + BigInt(share), 0n)).toBe(9_007_199_254_740_990n)
  })
})

describe('cumulativeShare', () => {
  it('[G13] [AB12] however a quantity is cut up, the parts sum exactly and none is negative (100,000 cases)', () => {
    fc.assert(
      fc.property(
        fc.nat(10_000_000),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
        (component, cuts) => {
          const quantity = sum(cuts)
          let done = 0
          let given = 0
          for (const units of cuts) {
            const share = cumulativeShare(component, quantity, done, units)
            if (share < 0) throw new Error('negative')
            given += share
            done += units
          }
          if (given !== component) throw new Error(`${given} of ${component}`)
        },
      ),
      { numRuns: 100_000 },
    )
  })
})

describe('percentage', () => {
  it.each([
    [10_000, 60, 'down', 60],
    [99, 60, 'down', 0],
    [99, 60, 'up', 1],
    [83, 60, 'half_up', 0],
    [84, 60, 'half_up', 1],
    [0, 60, 'up', 0],
  ] as const)('%i at %i bps, %s → %i', (amount, bps, rounding, expected) => {
    expect(percentage(amount, bps, rounding)).toBe(expected)
  })
})
