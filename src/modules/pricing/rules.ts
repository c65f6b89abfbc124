import type { Amount } from '../../kernel/money.ts'
import { sum } from '../../kernel/money.ts'
import type { PricedLine, Reduction } from './types.ts'

/**
 * Of several rules of one bearer the one that takes most off is applied (ties: the lower id), judged on the goods
 * before any reduction of the same stage.
 */
export function bestReductions(lines: readonly PricedLine[], candidates: readonly Reduction[]): Reduction[] {
  const best = new Map<string, { reduction: Reduction; worth: Amount }>()
  for (const reduction of candidates) {
    const covered = lines.filter(
      (line) =>
        (reduction.shopId === null || reduction.shopId === line.shopId) &&
        !reduction.excludedSpuIds.has(line.spuId),
    )
    const goods = sum(covered.map((line) => line.unitPrice * line.quantity))
    if (goods === 0 || goods < reduction.threshold) continue
    const slot = `${reduction.stage}/${reduction.shopId}`
    const worth = Math.min(goods, reduction.amount)
    const held = best.get(slot)
    if (!held || worth > held.worth) best.set(slot, { reduction, worth })
  }
  return [...best.values()].map(({ reduction }) => reduction)
}
