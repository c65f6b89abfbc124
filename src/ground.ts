import { createServer } from 'node:net'
import { join } from 'node:path'
import type pg from 'pg'
import { type Clock, systemClock } from './kernel/clock.ts'
import type { Lifecycle } from './lifecycle.ts'
import { openBusy } from './platform/busy.ts'
import type { Config } from './platform/config.ts'
import { type Db, openDb, openPool } from './platform/db.ts'
import type { Log } from './platform/log.ts'
import { type Metrics, openMetrics } from './platform/metrics.ts'
import { migrate } from './platform/migrate.ts'
import { openDatabase, refuseUnsafeDurability } from './platform/postgres/index.ts'
import { openCommandDb } from './platform/prepared.ts'
import { keptSecret } from './platform/secret.ts'

/** What everything else stands on. */
export type Ground = {
  readonly config: Config
  readonly log: Log
  readonly metrics: Metrics
  readonly clock: Clock
  /** The share of the time, 0 to 1, that this process is at work. */
  readonly busy: () => number
  readonly url: string
  readonly pool: pg.Pool
  readonly db: Db
  /** The same database as commands use it. */
  readonly commandDb: Db
  readonly secret: string
  /** The port to listen on, also when any free one was asked for. */
  readonly port: number
  /** Under which others reach this server, without a slash at the end. */
  readonly publicUrl: string
}

/** More batches, readers of the outbox and look-ups are rarely under way at once; what comes beyond waits for a commit. */
const COMMAND_CONNECTIONS = 9

/** Brings PostgreSQL up, migrates it and refuses one that may lose what it acknowledged. */
export async function openGround(config: Config, log: Log, life: Lifecycle): Promise<Ground> {
  const metrics = openMetrics((gauge, err) => log.warn({ err, gauge }, 'a gauge could not be read'))
  const database = await openDatabase({ home: config.home, url: config.database.url }, (line) =>
    log.info({ part: 'postgres' }, line),
  )
  life.opened('database', database.close)
  const applied = await migrate(database.url)
  if (applied.length > 0) log.info({ applied }, 'migrated')
  const pool = openPool({ url: database.url, max: config.database.pool })
  const db = openDb(pool)
  life.opened('pool', () => db.destroy())
  const commandDb = openCommandDb(
    openPool({ url: database.url, max: COMMAND_CONNECTIONS, name: 'tongbao commands', pipeline: true }),
  )
  life.opened('command pool', () => commandDb.destroy())
  await refuseUnsafeDurability(pool)
  const port = config.port === 0 ? await freePort(config.host) : config.port
  return {
    config,
    log,
    metrics,
    clock: systemClock,
    busy: openBusy(),
    url: database.url,
    pool,
    db,
    commandDb,
    // The configuration has refused a production database without a secret of its own.
    secret: config.secret ?? keptSecret(join(config.home, 'secret')),
    port,
    publicUrl: config.publicUrl ?? `http://localhost:${port}`,
  }
}

/** Known before anything listens: addresses are told to others earlier than requests are taken. */
function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
