/**
 * Where time enters: only `main`, tools and tests hold a clock; everything else gets `now` in its command.
 */
export type Clock = { readonly now: () => Date }

export const systemClock: Clock = { now: () => new Date() }

/** A clock that stands still until it is moved: for tests and simulations. */
export function virtualClock(start: Date): Clock & { advance(ms: number): void; set(at: Date): void } {
  let at = start.getTime()
  return {
    now: () => new Date(at),
    advance: (ms) => {
      at += ms
    },
    set: (to) => {
      at = to.getTime()
    },
  }
}

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const after = (at: Date, ms: number): Date => new Date(at.getTime() + ms)
