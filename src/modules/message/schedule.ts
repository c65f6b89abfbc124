import { createHash } from 'node:crypto'
import { HOUR, MINUTE, SECOND } from '../../kernel/clock.ts'

/** Pauses after the first, second … failed try. Together 28.5 hours, so a receiver may be down for a day. */
export const RETRY_DELAYS_MS = [
  15 * SECOND,
  45 * SECOND,
  135 * SECOND,
  405 * SECOND,
  1215 * SECOND,
  3645 * SECOND,
  10_935 * SECOND,
  6 * HOUR,
  6 * HOUR,
  6 * HOUR,
  6 * HOUR,
] as const

/** Each pause varies by this part, so that what failed together does not return together. */
export const JITTER = 0.1

/** How long a receiver is left alone after `FAILURES_TO_REST` failures in a row; the last repeats. */
const RESTS_MS = [30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 15 * MINUTE] as const
export const FAILURES_TO_REST = 5

/** Milliseconds until the next try after `attempts` failed ones, or null when the schedule is used up. */
export function retryDelay(attempts: number, seed: string): number | null {
  const delay = RETRY_DELAYS_MS[attempts - 1]
  return delay === undefined ? null : jittered(delay, `${seed}:${attempts}`)
}

/** Milliseconds of rest after `failures` failures in a row; null while the circuit stays closed. */
export function restDelay(failures: number, seed: string): number | null {
  if (failures < FAILURES_TO_REST) return null
  const rest = RESTS_MS[Math.min(failures - FAILURES_TO_REST, RESTS_MS.length - 1)]!
  return jittered(rest, `${seed}:${failures}`)
}

/** The same seed gives the same pause: a test or a replay sees what production saw. */
function jittered(delayMs: number, seed: string): number {
  const unit = createHash('sha256').update(seed).digest().readUInt32BE(0) / 0xffff_ffff
  return Math.round(delayMs * (1 + JITTER * (2 * unit - 1)))
}
