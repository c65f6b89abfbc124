import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../src/platform/migrate.ts'
import { ensureDatabase } from '../../src/platform/postgres/database.ts'
import { startEmbedded } from '../../src/platform/postgres/index.ts'
import { readPidFile } from '../../src/platform/postgres/pidfile.ts'
import { findPlace } from '../../src/platform/postgres/place.ts'
import { until } from './until.ts'

/** A PostgreSQL of our own that may be killed; its keeper brings it up again on the same port, as in the product. */
export type Cluster = {
  readonly url: string
  readonly port: number
  /** SIGKILL to the postmaster: what was acknowledged must be there when it is back. */
  readonly kill: () => void
  /** Resolves when it answers again. */
  readonly back: () => Promise<void>
  readonly remove: () => Promise<void>
}

export async function openCluster(): Promise<Cluster> {
  const home = mkdtempSync(join(tmpdir(), 'tongbao-torture-'))
  const { data } = findPlace(home)
  const server = await startEmbedded(home)
  await ensureDatabase(server.url(), 'torture')
  const url = server.url('torture')
  await migrate(url)
  const postmaster = (): number => readPidFile(data)?.pid ?? 0
  let killed = 0
  return {
    url,
    port: server.port,
    kill: () => {
      killed = postmaster()
      if (killed > 0) process.kill(killed, 'SIGKILL')
    },
    back: async () => {
      if (await until(async () => postmaster() !== killed && (await answers(url)))) return
      throw new Error('PostgreSQL did not come back')
    },
    remove: async () => {
      await server.stop()
      rmSync(home, { recursive: true, force: true })
      rmSync(join(data, '..'), { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}
