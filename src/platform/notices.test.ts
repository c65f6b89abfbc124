import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { listen } from './notices.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('notices arrive; a broken connection is made again and the gap is told', async () => {
  const heard: string[] = []
  let regained = 0
  const listener = await listen({
    url: database.url,
    channels: ['catalog', 'odd "name'],
    onNotice: (channel, payload) => heard.push(`${channel} ${payload}`),
    onRegained: () => {
      regained += 1
    },
    retryMs: 20,
  })
  try {
    await database.pool.query(
      `select pg_notify('catalog', '1'), pg_notify('odd "name', '2'), pg_notify('other', '3')`,
    )
    await vi.waitFor(() => expect(heard).toEqual(['catalog 1', 'odd "name 2']))
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'tongbao notices' and datname = current_database()`,
    )
    await vi.waitFor(() => expect(regained).toBe(1), 5_000)
    await database.pool.query(`select pg_notify('catalog', '4')`)
    await vi.waitFor(() => expect(heard.at(-1)).toBe('catalog 4'))
  } finally {
    await listener.close()
  }
})
