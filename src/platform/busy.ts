import { performance } from 'node:perf_hooks'

/** Shorter looks say more about chance than about load. */
const LOOK_MS = 20
/** What was longer ago counts for little. */
const LATELY_MS = 200

/**
 * The share of the time, 0 to 1, that this process lately worked or waited for a processor, instead of waiting for
 * somebody else. An order takes some twenty turns of the event loop, and each waits behind what else is at work, so
 * this says how late orders are answered before any of them is.
 *
 * Who asks is at work just then, so what he sees since the last look is not the mean: each look counts by its length.
 */
export function openBusy(): () => number {
  let seen = performance.eventLoopUtilization()
  let at = performance.now()
  let share = 0
  return () => {
    const now = performance.now()
    if (now - at < LOOK_MS) return share
    const current = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(current, seen)
    share += (utilization - share) * (1 - Math.exp((at - now) / LATELY_MS))
    seen = current
    at = now
    return share
  }
}
