import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { type Migration, migrate } from './migrate.ts'

const of = (name: string, sql: string): Migration => ({
  name,
  sql,
  checksum: createHash('sha256').update(sql).digest('hex'),
})
const first = of('0001_shop.sql', 'create table shop (id int primary key)')
const second = of('0002_sku.sql', 'create table sku (id int primary key)')

let database: TestDatabase
beforeEach(async () => {
  database = await testDatabase({ empty: true })
})
afterEach(() => database.drop())

const tables = async (): Promise<string[]> => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'schema_migration' order by 1`,
  )
  return rows.map(({ name }) => name)
}

test('runs what is due, in order, once', async () => {
  expect(await migrate(database.url, [first])).toEqual(['0001_shop.sql'])
  expect(await migrate(database.url, [first, second])).toEqual(['0002_sku.sql'])
  expect(await migrate(database.url, [first, second])).toEqual([])
  expect(await tables()).toEqual(['shop', 'sku'])
})

test('with nothing due it only reads: the product may run as a role that cannot change tables', async () => {
  const readOnly = new URL(database.url)
  readOnly.searchParams.set('options', '-c default_transaction_read_only=on')
  await migrate(database.url, [first])
  expect(await migrate(readOnly.href, [first])).toEqual([])
  await expect(migrate(readOnly.href, [first, second])).rejects.toThrow(/read-only/)
})

test('two processes that start together migrate once', async () => {
  const applied = await Promise.all([1, 2, 3].map(() => migrate(database.url, [first, second])))
  expect(applied.flat().sort()).toEqual(['0001_shop.sql', '0002_sku.sql'])
})

test('a failing migration is named with its line and leaves nothing of itself', async () => {
  const broken = of('0002_sku.sql', 'create table sku (id int);\ncreate tabel oops (id int)')
  await expect(migrate(database.url, [first, broken])).rejects.toThrow(/0002_sku\.sql:2: syntax error/)
  expect(await tables()).toEqual(['shop'])
  expect(await migrate(database.url, [first, second])).toEqual(['0002_sku.sql'])
})

test.each([
  ['an edited migration', [of('0001_shop.sql', 'select 1'), second], /0001_shop\.sql was edited/],
  [
    'a migration slipped in before',
    [of('0000_early.sql', 'select 1'), first, second],
    /0000_early\.sql comes before/,
  ],
  ['a database of a newer version', [first], /knows 0002_sku\.sql, this version does not/],
])('%s is refused and nothing runs', async (_, migrations, message) => {
  await migrate(database.url, [first, second])
  await expect(migrate(database.url, migrations)).rejects.toThrow(message)
  expect(await tables()).toEqual(['shop', 'sku'])
})
