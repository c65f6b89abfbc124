import { createHash } from 'node:crypto'
import { Transform } from 'node:stream'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Manifest, TableRecord } from './manifest.ts'

export type Table = { name: string; columns: string[]; key: string[] }

/** The text of a value must not depend on who asks for it. */
export const settleFormats = async (client: pg.Client): Promise<void> => {
  await client.query(`set datestyle = 'ISO, YMD'; set timezone = 'UTC'; set intervalstyle = 'iso_8601';
    set bytea_output = 'hex'; set extra_float_digits = 1; set search_path = public; set statement_timeout = 0`)
}

/** Every table that holds rows of its own, with what can be written to and the primary key. */
export const listTables = async (client: pg.Client): Promise<Table[]> => {
  const { rows } = await client.query<Table>(`
    select relname as name,
      array(select attname::text from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns,
      coalesce((select array_agg(attname::text order by place) from pg_index,
        unnest(indkey::int2[]) with ordinality as part (attnum, place)
        join pg_attribute using (attnum) where attrelid = pg_class.oid and indrelid = pg_class.oid and indisprimary), '{}') as key
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = 'public' and relkind in ('r', 'p') and not relispartition and relname <> 'schema_migration'
    order by relname collate "C"`)
  return rows
}

const names = (list: string[]): string => list.map((name) => pg.escapeIdentifier(name)).join(', ')

/** COPY text of a table, ordered by its key (or by the whole row, where it has none). */
export const copyOut = (client: pg.Client, { name, columns, key }: Table): AsyncIterable<Buffer> => {
  const order = key.length > 0 ? names(key) : `${pg.escapeIdentifier(name)}::text`
  return client.query(
    copyTo(`copy (select ${names(columns)} from ${pg.escapeIdentifier(name)} order by ${order}) to stdout`),
  )
}

export const copyIn = (client: pg.Client, { name, columns }: TableRecord) =>
  client.query(copyFrom(`copy ${pg.escapeIdentifier(name)} (${names(columns)}) from stdin`))

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
    select sequencename as name, coalesce(last_value, start_value)::text as value, last_value is not null as called
    from pg_sequences where schemaname = 'public' order by sequencename collate "C"`)
  return rows
}
