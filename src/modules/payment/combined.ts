import type { Attempt, AttemptState } from './types.ts'

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
