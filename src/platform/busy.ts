import { performance } from 'node:perf_hooks'

/** Shorter looks say more about chance than about load. */
const WINDOW_MS = 50

/**
 * The share of the time, 0 to 1, that this process lately worked or waited for a processor, instead of waiting for
 * somebody else. An order takes some twenty turns of the event loop, and each waits behind what else is at work, so
 * this says how late orders are answered before any of them is.
 */
export function openBusy(): () => number {
  let seen = performance.eventLoopUtilization()
  let at = performance.now()
  let share = 0
  return () => {
    const now = performance.now()
    if (now - at < WINDOW_MS) return share
    const current = performance.eventLoopUtilization()
    share = performance.eventLoopUtilization(current, seen).utilization
    seen = current
    at = now
    return share
  }
}
