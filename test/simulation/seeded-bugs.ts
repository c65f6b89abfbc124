import type { OrderBook } from '../../src/modules/order/index.ts'

type Placed = OrderBook['placed']
type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/**
 * The bug that many systems have: each line's share of the platform's discount is rounded, the last line takes what
 * is left. The sums are right and a line may be below zero.
 */
export function spoil({ lines }: Placed): void {
  const total = lines.reduce((sum, line) => sum + line.amounts.platformDiscount, 0)
  const goods = lines.reduce((sum, line) => sum + line.amounts.goods, 0)
  let left = total
  lines.forEach((line, i) => {
    const share = i === lines.length - 1 ? left : Math.round((total * line.amounts.goods) / goods)
    left -= share
    const amounts: Mutable<typeof line.amounts> = line.amounts
    amounts.payable -= share - amounts.platformDiscount
    amounts.platformDiscount = share
  })
}
