import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { caller, openEar, WAKE_CHANNEL } from './wakeup.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase({ empty: true })
})
afterAll(() => database.drop())

it('hears calls, many said at once only once, and listens again after the connection was cut', async () => {
  const heard: string[] = []
  let connections = 0
  const ear = openEar(database.url, { [WAKE_CHANNEL]: (loop) => heard.push(loop) }, () => {
    connections += 1
  })
  await vi.waitFor(() => expect(connections).toBe(1))
  const call = caller(database.pool, 'outbox', 10)
  for (let i = 0; i < 100; i++) call()
  await vi.waitFor(() => expect(heard).toEqual(['outbox']))

  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'tongbao ear' and datname = current_database()`.execute(database.db)
  await vi.waitFor(() => expect(connections).toBe(2), 5_000)
  call()
  await vi.waitFor(() => expect(heard).toEqual(['outbox', 'outbox']))
  await ear.close()
  await vi.waitFor(async () => {
    const { rows } = await sql`select from pg_stat_activity
      where application_name = 'tongbao ear' and datname = current_database()`.execute(database.db)
    expect(rows).toEqual([])
  })
})
