import { Kysely, PostgresDialect, type Transaction } from 'kysely'
import pg from 'pg'
import { columnTypes } from './columns.ts'
import type { DB } from './schema.generated.ts'
import { readyFor, watchSilence } from './silent.ts'

export type Db = Kysely<DB>
/** A function that asks for this must run inside the caller's transaction. */
export type Tx = Transaction<DB>

export type PoolOptions = {
  url: string
  /** Most connections of this process; the default suits an API process on a small machine. */
  max?: number
  /** Seen in pg_stat_activity. */
  name?: string
  /** Statements are sent before those ahead of them are answered (together.ts). */
  pipeline?: boolean
  /** A connection in use that hears nothing for so long asks whether its other end is still there. */
  silentMs?: number
}

const SILENT_MS = 30_000

/** One pool per process; lanes, sweeps and reads share it. */
export const openPool = ({
  url,
  max = 10,
  name = 'tongbao',
  pipeline = false,
  silentMs = SILENT_MS,
}: PoolOptions): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    types: columnTypes,
    pipeline,
    onConnect: readyFor,
  })
  // A connection may break at any time (server restart). Idle, the pool drops it and opens another; in use, its
  // query rejects. Without listeners either would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  watchSilence(pool, url, silentMs)
  return pool
}

/** Ending the returned Kysely ends the pool. */
export const openDb = (pool: pg.Pool): Db => new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
