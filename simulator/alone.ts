import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** A folder's memory has one simulator: two would each know half of the payments. It says here where it listens. */
const noteOf = (folder: string): string => join(folder, 'running.json')

export function announce(folder: string, url: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeFileSync(noteOf(folder), `${JSON.stringify({ url, pid: process.pid })}\n`, { mode: 0o600 })
}

export const retract = (folder: string): void => rmSync(noteOf(folder), { force: true })

const read = (path: string): Record<string, unknown> => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  } catch {
    // Half written, or of a process that was killed: as good as none.
    return {}
  }
}

/** Where the simulator of this folder listens; null when none does. A note that a killed one left says nothing. */
export async function runningIn(folder: string): Promise<string | null> {
  if (!existsSync(noteOf(folder))) return null
  const { url } = read(noteOf(folder))
  const { oauth: own } = read(join(folder, 'keys.json')) as { oauth?: { clientSecret?: string } }
  if (typeof url !== 'string' || !own) return null
  try {
    const answer = await fetch(`${url}/control/credentials`, { signal: AbortSignal.timeout(2_000) })
    // Another folder's may listen there by now: it has other keys.
    const { oauth } = (await answer.json()) as { oauth?: { clientSecret?: string } }
    return oauth?.clientSecret === own.clientSecret ? url : null
  } catch {
    return null
  }
}

const LOOK_AGAIN_MS = 1_000

/** Resolves when the simulator that runs in this folder is gone. */
export async function untilAlone(folder: string): Promise<void> {
  while (await runningIn(folder)) await sleep(LOOK_AGAIN_MS)
}
