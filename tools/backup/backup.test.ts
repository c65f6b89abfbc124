import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { dumpSchema } from '../schema/dump.ts'
import { restoreBackup } from './restore.ts'
import { listTables, measureTables, settleFormats } from './tables.ts'
import { takeBackup } from './take.ts'

const takenAt = new Date('2026-03-01T00:00:00Z')
let source: TestDatabase
let folder: string
let archive: string
beforeAll(async () => {
  source = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'tongbao-backup-'))
  archive = join(folder, 'whole.tar')
  await fillEveryTable(source.pool)
  await takeBackup(source.url, archive, takenAt)
})
afterAll(async () => {
  await source.drop()
  rmSync(folder, { recursive: true })
})

/** Rows of every type in every table, made from the catalogs, so that a new table is in the drill by itself. */
const fillEveryTable = async (pool: pg.Pool): Promise<void> => {
  const client = await pool.connect()
  try {
    await client.query('begin')
    // Again, because a row may need another table's first.
    for (const n of [1, 0, 1, 0])
      for (const { name, columns } of await listTables(client)) await fill(client, { name, columns, n })
    await client.query('commit')
  } finally {
    client.release()
  }
}

type Row = { name: string; columns: string[]; n: number }

const fill = async (client: pg.PoolClient, { name: table, columns, n }: Row): Promise<void> => {
  const { rows } = await client.query<{ name: string; expression: string }>(
    `select attname as name, case
        when typcategory = 'N' then '(n % 7)' when typcategory = 'B' then 'n % 2 = 0'
        when typcategory = 'A' then '''{}''' when typname in ('json', 'jsonb') then '''{"zh": "通宝"}'''
        when typcategory = 'D' then 'timestamptz ''2026-02-28 23:59:59.123456Z'' + n * interval ''1 s'''
        when typname = 'bytea' then 'decode(md5(n::text), ''hex'')'
        when typname = 'bpchar' then '''CNY''' when typname = 'uuid' then 'md5(n::text)::uuid'
        else coalesce(
          (select quote_literal((regexp_match(pg_get_constraintdef(oid), '''([^'']+)''::text'))[1]) from pg_constraint
            where conrelid = attrelid and contype = 'c' and attnum = any(conkey) order by cardinality(conkey) limit 1),
          '''行 '' || n || E''\\t\\\\N\\nline''') end as expression
     from pg_attribute join pg_type on pg_type.oid = atttypid
     where attrelid = $1::regclass and attname = any($2) order by attnum`,
    [table, columns],
  )
  const into = rows.map(({ name }) => pg.escapeIdentifier(name)).join(', ')
  const values = rows.map(({ expression }) => expression).join(', ')
  // Not every made-up row is legal for every table; one that is not is skipped, and the test counts what came in.
  await client.query('savepoint row')
  await client
    .query(
      `insert into ${table} (${into}) overriding system value select ${values} from (select ${n} as n) as row on conflict do nothing`,
    )
    .catch(() => client.query('rollback to savepoint row'))
}

const connected = async <T>(database: TestDatabase, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    await settleFormats(client)
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Constraints, indexes, triggers with their switches, and where the sequences stand. */
const shape = async (database: TestDatabase): Promise<unknown[]> => {
  const { rows } = await database.pool.query(`
    select tgrelid::regclass::text as owner, tgname::text as name, tgenabled::text as state
    from pg_trigger where not tgisinternal
    union all select schemaname, sequencename, last_value::text from pg_sequences order by 1, 2`)
  return [await dumpSchema(database.pool), rows]
}

test('[AB9] the drill: what is restored into another database equals what was backed up, table by table', async () => {
  const target = await testDatabase({ empty: true })
  try {
    const manifest = await restoreBackup(archive, target.url)
    const before = await connected(source, measureTables)
    expect(await connected(target, measureTables)).toEqual(before)
    expect(await shape(target)).toEqual(await shape(source))
    expect(manifest.tables.map(({ name }) => name)).toEqual([...before.keys()])
    const filled = [...before.values()].filter(({ rows }) => rows > 0).length
    expect(filled).toBeGreaterThan(before.size * 0.6)
  } finally {
    await target.drop()
  }
})

test('[AB9] a backup is one instant, and rows written meanwhile or later are not in it', async () => {
  const target = await testDatabase({ empty: true })
  const file = join(folder, 'instant.tar')
  try {
    const [manifest] = await Promise.all([
      takeBackup(source.url, file, takenAt),
      source.pool.query(`update outbox_reader set next_position = next_position + 1`),
    ])
    await source.pool.query(`insert into outbox_reader values ('later', 1, now())`)
    await restoreBackup(file, target.url)
    const { rows } = await target.pool.query(`select from outbox_reader where name = 'later'`)
    expect(rows).toEqual([])
    expect(manifest.takenAt).toBe(takenAt.toISOString())
  } finally {
    await target.drop()
  }
})

test('[AB9] any tool can look into an archive', () => {
  const listed = execFileSync('tar', ['-tf', archive], { encoding: 'utf8' }).trim().split('\n')
  expect(listed).toContain('manifest.json')
  expect(listed).toContain('tables/outbox_head.copy.zst')
  execFileSync('tar', ['-xf', archive, '-C', folder, 'manifest.json'])
  expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'))).toMatchObject({
    format: 'tongbao-backup-1',
  })
})

const tableCount = async (database: TestDatabase): Promise<number> =>
  (await connected(database, listTables)).length

const spoil = (name: string, change: (bytes: Buffer) => Buffer): string => {
  const file = join(folder, name)
  writeFileSync(file, change(readFileSync(archive)))
  return file
}
const flip =
  (at: (bytes: Buffer) => number) =>
  (bytes: Buffer): Buffer => {
    bytes.writeUInt8(bytes.readUInt8(at(bytes)) ^ 1, at(bytes))
    return bytes
  }

test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
  [
    'a bit flipped inside a table',
    flip((bytes) => bytes.indexOf('tables/number_lease') + 552),
    /table .* is damaged/,
  ],
  ['a bit flipped in a header', flip(() => 20), /header of the archive is damaged/],
  [
    'a bit flipped in the manifest',
    flip((bytes) => bytes.lastIndexOf('takenAt') + 14),
    /manifest is damaged/,
  ],
  ['an archive cut off', (bytes) => bytes.subarray(0, bytes.length - 2_000), /cut off|missing/],
  ['an empty file', () => Buffer.alloc(0), /cut off/],
])('[AB9] %s is refused and nothing is changed', async (what, change, message) => {
  const target = await testDatabase({ empty: true })
  try {
    await expect(restoreBackup(spoil(`${what}.tar`, change), target.url)).rejects.toThrow(message)
    expect(await tableCount(target)).toBe(0)
  } finally {
    await target.drop()
  }
})

test('[AB9] a database that is not empty is refused and keeps its rows', async () => {
  const before = await connected(source, measureTables)
  await expect(restoreBackup(archive, source.url)).rejects.toThrow(/not empty/)
  expect(await connected(source, measureTables)).toEqual(before)
})
