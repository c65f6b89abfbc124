import { createHash } from 'node:crypto'
import { HOUR, MINUTE, SECOND } from '../../kernel/clock.ts'

/** Pauses after the first, second … failed try: together some 21 hours. What is told later helps nobody. */
export const RETRY_DELAYS_MS = [
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
] as const
/** Each pause varies by this part, so that what failed together does not return together. */
const JITTER = 0.1

/** Milliseconds until the next try after `attempts` failed ones; null when the schedule is used up. */
export function retryDelay(attempts: number, seed: string): number | null {
  const delay = RETRY_DELAYS_MS[attempts - 1]
  if (delay === undefined) return null
  const unit = createHash('sha256').update(`${seed}:${attempts}`).digest().readUInt32BE(0) / 0xffff_ffff
  return Math.round(delay * (1 + JITTER * (2 * unit - 1)))
}

/** A message younger than this goes out; what is older stands in the inbox only. */
export const OUTWARD_WITHIN_MS = 24 * HOUR
