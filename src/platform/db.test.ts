import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase({ max: 3 })
})
afterAll(() => database.drop())

const pidOf = `select pg_backend_pid() as pid`

test('a connection that breaks in the middle of a transaction rejects its query, and the process goes on', async () => {
  const client = await database.pool.connect()
  await client.query('begin')
  const { rows } = await client.query<{ pid: number }>(pidOf)
  const ended = new Promise((resolve) => client.once('end', resolve))
  await database.pool.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await ended
  await expect(client.query('select 1')).rejects.toThrow()
  client.release(true)
  expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('a connection that breaks while idle is replaced', async () => {
  const held = await database.pool.connect()
  const idle = await database.pool.connect()
  const { rows } = await idle.query<{ pid: number }>(pidOf)
  const removed = new Promise((resolve) => database.pool.once('remove', resolve))
  idle.release()
  await held.query('select pg_terminate_backend($1)', [rows[0]?.pid])
  await removed
  expect((await database.pool.query<{ pid: number }>(pidOf)).rows[0]?.pid).not.toBe(rows[0]?.pid)
  held.release()
})
