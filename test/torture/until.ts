import { setTimeout as sleep } from 'node:timers/promises'

/** Nothing here takes so long, however busy the machine is: then something is wrong. */
export const LONG_MS = 300_000

/** Waits for something, not for a time; says whether it came about. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  withinMs = LONG_MS,
  everyMs = 50,
): Promise<boolean> {
  for (const limit = Date.now() + withinMs; Date.now() < limit; await sleep(everyMs))
    if (await holds()) return true
  return holds()
}
