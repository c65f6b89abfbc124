import { createHash } from 'node:crypto'
import { Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Manifest, TableRecord } from './manifest.ts'

/** `name` is quoted and, outside `public`, led by its schema: ready for SQL. */
export type Table = { name: string; columns: string[]; key: string[] }

/** `graphile_worker` is what an earlier version kept its jobs in: it holds nothing that is still asked for. */
export const ourSchema = `nspname !~ '^pg_' and nspname not in ('information_schema', 'graphile_worker')`

/** The text of a value must not depend on who asks for it. */
export const settleFormats = async (client: pg.Client): Promise<void> => {
  await client.query(`set datestyle = 'ISO, YMD'; set timezone = 'UTC'; set intervalstyle = 'iso_8601';
    set bytea_output = 'hex'; set extra_float_digits = 1; set search_path = public; set statement_timeout = 0`)
}

/** Every table that holds rows of its own, with what can be written to and the primary key. */
export const listTables = async (client: pg.Client): Promise<Table[]> => {
  const { rows } = await client.query<Table>(`
    select pg_class.oid::regclass::text as name,
      array(select attname::text from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns,
      coalesce((select array_agg(attname::text order by place) from pg_index,
        unnest(indkey::int2[]) with ordinality as part (attnum, place)
        join pg_attribute using (attnum) where attrelid = pg_class.oid and indrelid = pg_class.oid and indisprimary), '{}') as key
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where ${ourSchema} and relkind in ('r', 'p') and not relispartition and relname <> 'schema_migration'
    order by nspname <> 'public', nspname, relname collate "C"`)
  return rows
}

const names = (list: string[]): string => list.map((name) => pg.escapeIdentifier(name)).join(', ')

/** COPY text of a table, ordered by its key (or by the whole row, where it has none). */
export const copyOut = (client: pg.Client, { name, columns, key }: Table): AsyncIterable<Buffer> => {
  const order = key.length > 0 ? names(key) : 'whole::text'
  return client.query(
    copyTo(`copy (select ${names(columns)} from ${name} as whole order by ${order}) to stdout`),
  )
}

export const copyIn = (client: pg.Client, { name, columns }: TableRecord) =>
  client.query(copyFrom(`copy ${name} (${names(columns)}) from stdin`))

/** Passes COPY text through, counting its rows (one per line; line ends inside values are escaped) and hashing it. */
export const measure = (): Transform & { result(): { rows: number; sha256: string } } => {
  const hash = createHash('sha256')
  let rows = 0
  const stream = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk)
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1
      done(null, chunk)
    },
  })
  return Object.assign(stream, { result: () => ({ rows, sha256: hash.digest('hex') }) })
}

export const listSequences = async (client: pg.Client): Promise<Manifest['sequences']> => {
  const { rows } = await client.query<Manifest['sequences'][number]>(`
    select format('%I.%I', schemaname, sequencename)::regclass::text as name, coalesce(last_value, start_value)::text as value, last_value is not null as called
    from pg_sequences join pg_namespace on nspname = schemaname
    where ${ourSchema} order by schemaname <> 'public', schemaname, sequencename collate "C"`)
  return rows
}

/** Rows and checksum of every table, as a backup taken now would record them. */
export const measureTables = async (
  client: pg.Client,
): Promise<Map<string, { rows: number; sha256: string }>> => {
  const found = new Map<string, { rows: number; sha256: string }>()
  for (const table of await listTables(client)) {
    const measured = measure()
    const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
    await pipeline(copyOut(client, table), measured, nowhere)
    found.set(table.name, measured.result())
  }
  return found
}
