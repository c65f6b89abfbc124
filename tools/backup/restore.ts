import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { migrate, readMigrations } from '../../src/platform/migrate.ts'
import { type Archive, openArchive } from './archive.ts'
import type { Manifest } from './manifest.ts'
import { copyIn, listTables, measureTables, ourSchema, settleFormats } from './tables.ts'

/**
 * Fills an empty database from an archive: migrates to the archive's version, loads all tables in one transaction,
 * compares every table with the archive, then migrates to this version.
 * Refused before anything is changed: a damaged archive, a database that is not empty,
 * an archive of migrations that this version does not have.
 */
export const restoreBackup = async (file: string, url: string): Promise<Manifest> => {
  const archive = await openArchive(file)
  const client = new pg.Client({ connectionString: url, application_name: 'tongbao restore' })
  try {
    await client.connect()
    await refuseFull(client)
    await migrate(url, migrationsOf(archive.manifest))
    await settleFormats(client)
    await client.query('begin')
    await load(client, archive)
    await client.query('commit')
    await migrate(url)
    return archive.manifest
  } finally {
    await client.end()
    await archive.close()
  }
}

const refuseFull = async (client: pg.Client): Promise<void> => {
  const { rowCount } = await client.query(
    `select from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where ${ourSchema} and relkind in ('r', 'p', 'v')`,
  )
  if (rowCount)
    throw new Error('the database is not empty: restore into a new one, and keep the old until it is proven')
}

const migrationsOf = ({ migrations }: Manifest) => {
  const known = readMigrations()
  return migrations.map(({ name, checksum }, index) => {
    const migration = known[index]
    if (migration?.name !== name || migration.checksum !== checksum)
      throw new Error(`the archive is of a version with ${name}, which this one does not have`)
    return migration
  })
}

const load = async (client: pg.Client, archive: Archive): Promise<void> => {
  const { manifest } = archive
  const present = await listTables(client)
  const restoreGuards = await liftGuards(client)
  for (const table of present) await client.query(`delete from ${table.name}`)
  for (const table of manifest.tables) {
    const { packed, unpack } = archive.read(table.name)
    await pipeline(packed, unpack, copyIn(client, table))
  }
  for (const { name, value, called } of manifest.sequences)
    await client.query('select setval($1::text::regclass, $2::bigint, $3)', [name, value, called])
  await restoreGuards()
  await proveLoaded(client, manifest)
}

/**
 * Rows arrive table by table, so foreign keys and triggers must wait. Putting the keys back checks every row anew,
 * and an ordinary owner may do all of this, where `session_replication_role` needs a superuser.
 */
const liftGuards = async (client: pg.Client): Promise<() => Promise<void>> => {
  const { rows: keys } = await client.query<{ owner: string; name: string; definition: string }>(`
    select conrelid::regclass::text as owner, quote_ident(conname) as name, pg_get_constraintdef(pg_constraint.oid) as definition
    from pg_constraint join pg_namespace on pg_namespace.oid = connamespace
    where contype = 'f' and conparentid = 0 and ${ourSchema}
    order by conrelid, conname`)
  const { rows: guarded } = await client.query<{ owner: string; name: string; mode: string }>(`
    select tgrelid::regclass::text as owner, quote_ident(tgname) as name,
      case tgenabled when 'A' then 'enable always' when 'R' then 'enable replica' else 'enable' end as mode
    from pg_trigger join pg_class on pg_class.oid = tgrelid join pg_namespace on pg_namespace.oid = relnamespace
    where not tgisinternal and tgparentid = 0 and tgenabled <> 'D' and ${ourSchema}`)
  for (const { owner, name } of guarded) await client.query(`alter table ${owner} disable trigger ${name}`)
  for (const { owner, name } of keys) await client.query(`alter table ${owner} drop constraint ${name}`)
  return async () => {
    for (const { owner, name, definition } of keys)
      await client.query(`alter table ${owner} add constraint ${name} ${definition}`)
    for (const { owner, name, mode } of guarded)
      await client.query(`alter table ${owner} ${mode} trigger ${name}`)
  }
}

const proveLoaded = async (client: pg.Client, manifest: Manifest): Promise<void> => {
  const found = await measureTables(client)
  for (const { name, rows, sha256 } of manifest.tables) {
    const loaded = found.get(name)
    if (loaded?.rows !== rows || loaded.sha256 !== sha256)
      throw new Error(`table ${name} is not what the archive holds: nothing was loaded`)
  }
}
