import { setTimeout as sleep } from 'node:timers/promises'
import { SECOND } from '../kernel/clock.ts'
import type { FlowDeps } from './deps.ts'

export type ApplyQueue = {
  /** Applies this piece of evidence soon; a piece that waits already is not taken twice. */
  readonly add: (evidenceId: number) => void
  readonly isWaiting: (evidenceId: number) => boolean
  /** Resolves when nothing waits any more. */
  readonly idle: () => Promise<void>
}

/** Applied in one go: a larger crowd saves little more and holds up everybody for as long as it is decided. */
const AT_ONCE = 200
/** While the process is busier than this and somebody waits, applying gives way: it rests so many times as long as it took. */
const BUSY = 0.75
const RESTS = 3
/** No rest is longer, and what has waited this long waits no more: money that has come is soon seen as paid. */
const LONGEST_REST_MS = 250
const LATEST_MS = 5 * SECOND

/**
 * Notices wait here to be applied, in the order in which they were stored. Channels wait for the storing only, buyers
 * for their order to be placed: in a burst both come first. Whatever waits is stored already, so a crash loses
 * nothing: the sweep takes it up.
 * @param isSomebodyWaiting whether anybody outside waits for an answer just now
 */
export function applyQueue(
  apply: (evidenceId: number) => Promise<unknown>,
  { busy = () => 0, stopwatch = () => 0 }: Pick<FlowDeps, 'busy' | 'stopwatch'>,
  isSomebodyWaiting: () => boolean,
): ApplyQueue {
  /** When each came, oldest first. */
  const waiting = new Map<number, number>()
  let running: Promise<void> | undefined

  const run = async (): Promise<void> => {
    while (waiting.size > 0) {
      const began = stopwatch()
      const group: number[] = []
      for (const id of waiting.keys()) if (group.push(id) >= AT_ONCE) break
      await Promise.all(group.map((id) => apply(id).catch(() => {})))
      for (const id of group) waiting.delete(id)
      const [oldest = began] = waiting.values()
      const isLate = began - oldest > LATEST_MS
      if (waiting.size > 0 && !isLate && busy() > BUSY && isSomebodyWaiting())
        await sleep(Math.min(LONGEST_REST_MS, (stopwatch() - began) * RESTS))
    }
    running = undefined
  }

  return {
    add: (evidenceId) => {
      if (waiting.has(evidenceId)) return
      waiting.set(evidenceId, stopwatch())
      running ??= run()
    },
    isWaiting: (evidenceId) => waiting.has(evidenceId),
    idle: () => running ?? Promise.resolve(),
  }
}
