import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { openPool } from '../db.ts'
import { refuseUnsafeDurability, unsafeSettings } from './durability.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase({ empty: true })
})
afterAll(() => database.drop())

test('a server that keeps what it acknowledged is accepted', async () => {
  await expect(refuseUnsafeDurability(database.pool)).resolves.toBeUndefined()
})

test('synchronous_commit=off, set for the database alone, is refused by name', async () => {
  const name = new URL(database.url).pathname.slice(1)
  await database.pool.query(`alter database ${name} set synchronous_commit = off`)
  const pool = openPool({ url: database.url })
  await expect(refuseUnsafeDurability(pool)).rejects.toThrow('synchronous_commit=off')
  await pool.end()
})

test.each([
  ['fsync', 'off', ['fsync=off']],
  ['full_page_writes', 'off', ['full_page_writes=off']],
  ['synchronous_commit', 'local', []],
  ['synchronous_commit', 'remote_apply', []],
  ['jit', 'off', []],
])('%s=%s', (name, setting, unsafe) => {
  expect(unsafeSettings([{ name, setting }])).toEqual(unsafe)
})
