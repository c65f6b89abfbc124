/** A seeded source of chance (mulberry32): the same seed and name give the same sequence everywhere. */
export type Chance = {
  /** 0 ≤ x < 1 */
  readonly next: () => number
  /** An integer from `least` to `most`, both included. */
  readonly whole: (least: number, most: number) => number
  readonly pick: <T>(from: readonly T[]) => T
  readonly is: (probability: number) => boolean
}

/** FNV-1a: one number for a text. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

export function chanceOf(seed: number, name: string): Chance {
  let state = (seed ^ hashOf(name)) >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    whole,
    pick: (from) => from[whole(0, from.length - 1)] as (typeof from)[number],
    is: (probability) => next() < probability,
  }
}
