import type { Clock } from '../src/kernel/clock.ts'

/** Where the waiting clock stands, so that a restart goes on from there. */
export type WaitState = { readonly realAt: number; readonly waitedMs: number; readonly speed: number }

/**
 * The clock of everything that is waited for: notice repetitions, delays, refunds under way, spacing of refunds.
 * It can run faster, or jump. Dates on the wire and expiries stay on the calendar, which the merchant shares:
 * a faster calendar would make every signature stale.
 */
export type WaitClock = {
  now(): number
  /** Real milliseconds until this waiting time is reached. */
  realUntil(at: number): number
  setSpeed(speed: number): void
  advance(ms: number): void
  state(): WaitState
}

export function waitClock(clock: Clock, saved?: WaitState): WaitClock {
  const real = () => clock.now().getTime()
  let anchor: WaitState = saved ?? { realAt: real(), waitedMs: 0, speed: 1 }
  const now = () => Math.floor(anchor.waitedMs + Math.max(0, real() - anchor.realAt) * anchor.speed)
  return {
    now,
    realUntil: (at) => Math.max(0, Math.ceil((at - now()) / anchor.speed)),
    setSpeed: (speed) => {
      anchor = { realAt: real(), waitedMs: now(), speed }
    },
    advance: (ms) => {
      anchor = { ...anchor, realAt: real(), waitedMs: now() + ms }
    },
    state: () => anchor,
  }
}
