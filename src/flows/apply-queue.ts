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
/** Another group is begun beside the first when it would be full: one is decided while PostgreSQL writes the other. */
const AT_A_TIME = 2
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
  /** Of them, those that no group has taken. */
  const line: number[] = []
  const idlers: (() => void)[] = []
  let running = 0

  const begin = async (least: number): Promise<void> => {
    running += 1
    await applyWhile(least)
    running -= 1
    if (running > 0) return
    if (line.length > 0) begin(1)
    else for (const idler of idlers.splice(0)) idler()
  }

  async function applyWhile(least: number): Promise<void> {
    while (line.length >= least) {
      const began = stopwatch()
      const group = line.splice(0, AT_ONCE)
      const applied = group.map((id) => apply(id).catch(() => {}))
      if (running < AT_A_TIME && line.length >= AT_ONCE) begin(AT_ONCE)
      await Promise.all(applied)
      for (const id of group) waiting.delete(id)
      const [oldest = began] = waiting.values()
      const isLate = began - oldest > LATEST_MS
      if (line.length > 0 && !isLate && busy() > BUSY && isSomebodyWaiting())
        await sleep(Math.min(LONGEST_REST_MS, (stopwatch() - began) * RESTS))
    }
  }

  return {
    add: (evidenceId) => {
      if (waiting.has(evidenceId)) return
      waiting.set(evidenceId, stopwatch())
      line.push(evidenceId)
      if (running === 0) begin(1)
    },
    isWaiting: (evidenceId) => waiting.has(evidenceId),
    idle: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve))),
  }
}
