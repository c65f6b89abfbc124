import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { type Db, openDb, openPool } from '../../src/platform/db.ts'
import { openCommandDb } from '../../src/platform/prepared.ts'
import { dropDatabase } from './runs.ts'
import { openTestServer, type TestServer, urlOf } from './server.ts'

export type TestDatabase = {
  url: string
  pool: pg.Pool
  db: Db
  /** The same database as commands use it; nothing is connected before the first. */
  commandDb: Db
  /** Ends the pool and removes the database. */
  drop: () => Promise<void>
}

export type TestDatabaseOptions = {
  /** Most connections of the pool. */
  max?: number
  /** A database without a table instead of a migrated one. */
  empty?: boolean
}

/** A database of its own, cloned from the migrated template: one per test file, dropped in `afterAll`. */
export const testDatabase = async ({
  max = 10,
  empty = false,
}: TestDatabaseOptions = {}): Promise<TestDatabase> => {
  const given = process.env.TONGBAO_TEST_SERVER
  // Outside vitest (a script, a bench) there is no shared server; this database brings its own and takes it along.
  const own = given ? undefined : await openTestServer()
  const server: TestServer = own ?? (JSON.parse(given ?? '') as TestServer)
  const name = `tongbao_test_${server.run}_${randomBytes(4).toString('hex')}`
  await onServer(server, (admin) =>
    admin.query(`create database ${name} template ${empty ? 'template0' : server.template}`),
  )
  const url = urlOf(server.url, name)
  const pool = openPool({ url, max, name: 'tongbao test' })
  const db = openDb(pool)
  const commandPool = openPool({ url, max: 4, name: 'tongbao test commands', pipeline: true })
  const commandDb = openCommandDb(commandPool)
  const drop = async (): Promise<void> => {
    await Promise.all([db.destroy(), commandDb.destroy()])
    for (const one of [pool, commandPool]) if (!one.ended) await one.end()
    await onServer(server, (admin) => dropDatabase(admin, name))
    await own?.close()
  }
  return { url, pool, db, commandDb, drop }
}

const onServer = async (server: TestServer, work: (admin: pg.Client) => Promise<unknown>): Promise<void> => {
  const admin = new pg.Client({ connectionString: server.url, application_name: 'tongbao test' })
  admin.on('error', () => {})
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}
