import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Migration } from '../../src/platform/migrate.ts'

/**
 * Whose is a test database? Its name says the run, `tongbao_test_<8 hex>…`, and a living run holds
 * that number's lock shared. A number nobody holds is a dead run's, on any machine, after any kill.
 */
const runLock = 7_010_003
const runName = /^tongbao_test_([0-9a-f]{8})(_|$)/

const lockKey = (run: string): number => Number.parseInt(run, 16) | 0

export const templateOf = (migrations: Migration[]): { run: string; name: string } => {
  const hash = createHash('sha256')
  for (const { name, checksum } of migrations) hash.update(`${name} ${checksum}\n`)
  const run = hash.digest('hex').slice(0, 8)
  return { run, name: `tongbao_test_${run}` }
}

export const lockRun = async (client: pg.Client, run: string): Promise<void> => {
  await client.query('select pg_advisory_lock_shared($1::int, $2::int)', [runLock, lockKey(run)])
}

/** One by one: two processes that build the same template would meet in its name. */
export const alone = async <T>(client: pg.Client, run: string, work: () => Promise<T>): Promise<T> => {
  await client.query('select pg_advisory_lock($1::int, $2::int)', [runLock + 1, lockKey(run)])
  try {
    return await work()
  } finally {
    await client.query('select pg_advisory_unlock($1::int, $2::int)', [runLock + 1, lockKey(run)])
  }
}

export const dropDatabase = async (client: pg.Client, name: string): Promise<void> => {
  await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`)
}

export const dropRun = async (client: pg.Client, run: string): Promise<void> => {
  const { rows } = await client.query<{ name: string }>('select datname as name from pg_database')
  for (const { name } of rows) if (runName.exec(name)?.[1] === run) await dropDatabase(client, name)
}

/** `ours` are the runs this session itself holds; PostgreSQL would hand it their locks alone too. */
export const sweepDeadRuns = async (client: pg.Client, ours: string[]): Promise<void> => {
  const { rows } = await client.query<{ name: string }>('select datname as name from pg_database')
  const runs = new Set(rows.flatMap(({ name }) => runName.exec(name)?.[1] ?? []))
  for (const run of runs) {
    if (ours.includes(run)) continue
    const key = [runLock, lockKey(run)]
    const answer = await client.query<{ dead: boolean }>(
      'select pg_try_advisory_lock($1::int, $2::int) dead',
      key,
    )
    if (!answer.rows[0]?.dead) continue
    await dropRun(client, run)
    await client.query('select pg_advisory_unlock($1::int, $2::int)', key)
  }
}
