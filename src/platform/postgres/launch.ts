import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { program } from './binaries.ts'
import { cleanEnvironment, identity } from './cluster.ts'
import type { Place } from './place.ts'
import { settings } from './settings.ts'

const largestLog = 10 * 1024 * 1024

const logOf = (home: string): string => join(home, 'postgres.log')

/**
 * Starts the server in a process group of its own: Ctrl-C in the terminal must reach it only
 * after those who work on it have drained.
 *
 * `stranger` inherited the number in a pid file left by a crash, or is the crashed server itself, not yet reaped. The server counts
 * the number in PG_GRANDPARENT_PID as no rival (pg_ctl tells it so about its own shell); every other check,
 * the one on shared memory above all, stays.
 */
export const launch = (place: Place, port: number, stranger: number | undefined): ChildProcess => {
  const file = logOf(place.home)
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > largestLog) rmSync(file)
  const log = openSync(file, 'a', 0o600)
  const env = { ...cleanEnvironment(), ...(stranger ? { PG_GRANDPARENT_PID: `${stranger}` } : {}) }
  const child = spawn(program(place.native, 'postgres'), ['-D', place.data, ...settings(port)], {
    ...identity(place.owner),
    cwd: place.data,
    env,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.on('error', () => {})
  child.unref()
  return child
}

export const lastWords = (home: string): string => {
  try {
    return readFileSync(logOf(home), 'utf8').trimEnd().split('\n').slice(-5).join('\n')
  } catch {
    return 'it left no log'
  }
}
