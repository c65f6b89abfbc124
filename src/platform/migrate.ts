import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

export const migrationFolder = fileURLToPath(new URL('../../migrations', import.meta.url))

export type Migration = { name: string; checksum: string; sql: string }

/** One migrator at a time per database. */
const migratorLock = 7_010_002
const fileName = /^\d{4}_[a-z0-9_]+\.sql$/

/** The migrations in the order they run. Throws for a name or a number that would leave the order open. */
export const readMigrations = (folder = migrationFolder): Migration[] => {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql') && name !== 'schema.sql')
    .sort()
  const seen = new Map<string, string>()
  return names.map((name) => {
    if (!fileName.test(name)) throw new Error(`migrations/${name}: the name is not like 0001_name.sql`)
    const twin = seen.get(name.slice(0, 4))
    if (twin) throw new Error(`migrations/${name}: ${twin} has the same number`)
    seen.set(name.slice(0, 4), name)
    const sql = readFileSync(join(folder, name), 'utf8')
    return { name, checksum: checksumOf(sql), sql }
  })
}

/** Line ends are not content: a checkout on Windows must not look edited. */
const checksumOf = (sql: string): string =>
  createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex')

/**
 * Brings the database up to the given migrations and returns the names applied now.
 * Each runs in a transaction of its own, so a failure leaves the ones before it in place.
 * With nothing due it only reads, so a role that may not change tables can start the product.
 * Refuses a history that was edited, or that knows migrations this version does not have (a newer Tongbao ran here).
 */
export const migrate = async (url: string, migrations = readMigrations()): Promise<string[]> => {
  const client = new pg.Client({ connectionString: url, application_name: 'tongbao migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [migratorLock])
    if (!(await hasHistory(client))) await client.query(historyTable)
    const { rows } = await client.query<Applied>('select name, checksum from schema_migration order by name')
    refuseOtherHistory(rows, migrations)
    const due = migrations.slice(rows.length)
    for (const migration of due) await apply(client, migration)
    return due.map(({ name }) => name)
  } finally {
    await client.end()
  }
}

const historyTable = `create table schema_migration (
  name text collate "C" primary key,
  checksum text not null,
  applied_at timestamptz not null default now()
)`

const hasHistory = async (client: pg.Client): Promise<boolean> => {
  const { rows } = await client.query<{ found: boolean }>(
    `select to_regclass('schema_migration') is not null as found`,
  )
  return rows[0]?.found === true
}

type Applied = Pick<Migration, 'name' | 'checksum'>

const refuseOtherHistory = (applied: Applied[], migrations: Migration[]): void => {
  for (const [index, { name, checksum }] of applied.entries()) {
    const known = migrations[index]
    if (known?.name === name && known.checksum === checksum) continue
    if (known?.name === name)
      throw new Error(`migrations/${name} was edited after it was applied; add a new one`)
    if (migrations.some((one) => one.name === name))
      throw new Error(
        `migrations/${known?.name} comes before ${name}, which was applied already: give it a higher number`,
      )
    throw new Error(
      `The database knows ${name}, this version does not: run the Tongbao that made it, or a newer one`,
    )
  }
}

const apply = async (client: pg.Client, { name, checksum, sql }: Migration): Promise<void> => {
  try {
    await client.query('begin')
    await client.query(sql)
    await client.query('insert into schema_migration (name, checksum) values ($1, $2)', [name, checksum])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migrations/${name}${lineOf(sql, error)}: ${(error as Error).message}`, { cause: error })
  }
}

const lineOf = (sql: string, error: unknown): string => {
  const position = Number((error as { position?: string }).position)
  return position > 0 ? `:${sql.slice(0, position).split('\n').length}` : ''
}
