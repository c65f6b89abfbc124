import type { FaultName } from './faults.ts'
import { chinaDay } from './text.ts'
import type { MoneyLine } from './types.ts'
import type { World } from './world.ts'

const DAY = 24 * 60 * 60 * 1000
const FEE_BPS = 60

/** What Alipay keeps of a payment, rounded half up; it stays with a refund. */
export const feeOf = (line: MoneyLine): number =>
  line.kind === 'paid' ? Number((BigInt(line.amount) * BigInt(FEE_BPS) + 5_000n) / 10_000n) : 0

/** The lines of a day as the bill has them: the truth, with the breaks that are armed for a trade. They stay armed. */
export function linesOf(world: World, date: string): MoneyLine[] {
  const breaks = (fault: FaultName, no: string) =>
    world.faults.rules().find((rule) => rule.fault === fault && (!rule.order || rule.order === no))
  return world.money
    .filter(({ sellerId }) => sellerId === world.keys.file.sellerId)
    .flatMap((line) => {
      const shown = breaks('bill_next_day', line.orderNo) ? chinaDay(line.at + DAY) : chinaDay(line.at)
      if (shown !== date || breaks('bill_line_dropped', line.orderNo)) return []
      const off = breaks('bill_fen_off', line.orderNo)
      const said = off ? { ...line, amount: line.amount + (off.param ?? 1) } : line
      return breaks('bill_line_doubled', line.orderNo) ? [said, said] : [said]
    })
}

/** What the account held before the day began, as its own bill counts. */
export const balanceBefore = (world: World, date: string): number =>
  world.money
    .filter(({ sellerId, at }) => sellerId === world.keys.file.sellerId && chinaDay(at) < date)
    .reduce((sum, line) => sum + (line.kind === 'paid' ? line.amount - feeOf(line) : -line.amount), 0)
