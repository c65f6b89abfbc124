import { mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { keptSecret } from '../secret.ts'
import { ensureCluster, superuser } from './cluster.ts'
import { isAlive } from './pidfile.ts'
import { findPlace, type Place } from './place.ts'
import { bringUp, type Up } from './up.ts'

/** Each keeper holds this lock shared; whoever can take it alone is the last and puts out the light. */
const keeperLock = 7_010_001

const stopLimitMs = 30_000

export type EmbeddedPostgres = {
  port: number
  /** True when a live server of this home was found and joined. */
  reused: boolean
  /** True when the data folder was made by this start. */
  fresh: boolean
  url(database?: string): string
  /** Lets go; the last keeper shuts the server down. Resolves when that is done. */
  stop(): Promise<void>
}

/**
 * Starts, or joins, the PostgreSQL of `home` and keeps it: killed, it is started again on the same port.
 * `note` hears what a person at the terminal would like to know, one line each.
 */
export const startEmbedded = async (
  home: string,
  note: (line: string) => void = () => {},
): Promise<EmbeddedPostgres> => {
  const parent = dirname(resolve(home))
  mkdirSync(parent, { recursive: true })
  const place = findPlace(join(realpathSync(parent), basename(home)))
  const password = keptSecret(join(place.home, 'password'))
  const fresh = ensureCluster(place, password)
  const keeper = await keep(place, password, note)
  const { port, reused } = keeper.first
  return {
    port,
    reused,
    fresh,
    url: (database = 'postgres') =>
      `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`,
    stop: keeper.release,
  }
}

const keep = async (place: Place, password: string, note: (line: string) => void) => {
  let stopping = false
  let up = await hold(await bringUp(place, password))
  const first = up
  note(
    first.reused
      ? `PostgreSQL is already running on port ${first.port} (process ${first.pid}); joined it`
      : `PostgreSQL started on port ${first.port} (process ${first.pid})`,
  )

  const watch = (): void => {
    up.client.once('end', () => {
      if (stopping) return
      note('PostgreSQL is gone; starting it again')
      revive().catch((error: unknown) => note(`PostgreSQL stays down: ${String(error)}`))
    })
  }
  const revive = async (): Promise<void> => {
    up = await hold(await bringUp(place, password, first.port))
    if (stopping) return letGo(up)
    note(`PostgreSQL is back on port ${up.port} (process ${up.pid})`)
    watch()
  }
  watch()

  const release = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    await letGo(up)
  }
  return { first, release }
}

const hold = async (up: Up): Promise<Up> => {
  await up.client.query('select pg_advisory_lock_shared($1)', [keeperLock])
  return up
}

const letGo = async ({ client, pid }: Up): Promise<void> => {
  const last = await client
    .query<{ alone: boolean }>('select pg_advisory_unlock_shared($1), pg_try_advisory_lock($1) as alone', [
      keeperLock,
    ])
    .then(({ rows }) => rows[0]?.alone === true)
    .catch(() => false)
  await client.end().catch(() => {})
  if (!last || !isAlive(pid)) return
  // SIGINT is PostgreSQL's fast shutdown: sessions end, everything is flushed.
  process.kill(pid, 'SIGINT')
  for (let waited = 0; waited < stopLimitMs; waited += 20) {
    if (!isAlive(pid)) return
    await sleep(20)
  }
  throw new Error(`PostgreSQL (process ${pid}) has not stopped after ${stopLimitMs / 1000} s`)
}
