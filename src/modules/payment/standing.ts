import type { Label } from '../../kernel/machine.ts'
import type { Amount } from '../../kernel/money.ts'
import type { Attempt, AttemptState, Payment } from './types.ts'

/** How a payment stands in the source's words (row N3): three base states and four special ones. */
export const STANDINGS = {
  unpaid: { zh: '未支付', en: 'Unpaid' },
  prepaid: { zh: '已预付', en: 'Paid in part' },
  paid: { zh: '已支付', en: 'Paid' },
  supplemented: { zh: '已补充支付', en: 'Paid, with a supplement' },
  void: { zh: '交易作废', en: 'Void' },
  part_refunded: { zh: '部分退款', en: 'Refunded in part' },
  refunded: { zh: '已退款', en: 'Refunded' },
} as const satisfies Readonly<Record<string, Label>>

export type Standing = keyof typeof STANDINGS

/**
 * Derived from the amounts, so it can contradict nothing: what came back decides first, then whether it was closed, then
 * what came in. `acts`: how many acts of paying brought it; attempts of one group are one act.
 */
export function standingOf(
  { state, due, captured, refunded }: Pick<Payment, 'state' | 'due' | 'captured' | 'refunded'>,
  acts: number,
): Standing {
  if (refunded > 0) return refunded === captured ? 'refunded' : 'part_refunded'
  if (state === 'closed') return 'void'
  if (captured === 0) return 'unpaid'
  if (captured < due) return 'prepaid'
  return acts > 1 ? 'supplemented' : 'paid'
}

/** How many acts of paying brought money that was due. */
export const actsOf = (
  attempts: readonly {
    readonly attemptNo: string
    readonly groupNo: string | null
    readonly captured: Amount
  }[],
): number =>
  new Set(attempts.filter((one) => one.captured > 0).map((one) => one.groupNo ?? one.attemptNo)).size

/** How a combined order 合单 stands: as all of its parts do; `mixed` once they have ended in different ways. */
export type CombinedState = AttemptState | 'mixed'

const WAITS: ReadonlySet<AttemptState> = new Set(['created', 'unknown', 'ready', 'authorized'])

/**
 * While its parts differ, somebody is still being asked: one that closes closes all of it, and one that is paid makes a
 * code that is still shown for another worthless.
 */
export function combinedStateOf(parts: readonly Pick<Attempt, 'state'>[]): CombinedState {
  const [first, ...others] = new Set(parts.map(({ state }) => state))
  if (first === undefined) return 'mixed'
  if (others.length === 0) return first
  if ([first, ...others].includes('closing')) return 'closing'
  return [first, ...others].some((state) => WAITS.has(state)) ? 'unknown' : 'mixed'
}
