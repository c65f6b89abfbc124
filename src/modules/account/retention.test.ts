import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { forgetSpentCredentials } from './index.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

it('what proves nobody any more is removed, and nothing else', async () => {
  const { db } = database
  const now = new Date('2026-03-01T12:00:00Z')
  const hours = (n: number) => new Date(now.getTime() - n * 3_600_000)
  for (const [name, age] of [
    ['old', 3],
    ['fresh', 0],
  ] as const) {
    await sql`insert into sign_in_throttle values (${name}, ${hours(age)}, 1)`.execute(db)
    await sql`insert into sign_in_code values (${name}, 'x', ${hours(age)}, 0)`.execute(db)
    await sql`insert into session_revocation values (${name}, ${hours(age)})`.execute(db)
  }
  expect(await forgetSpentCredentials(db, now)).toBe(3)
  const { rows } = await sql<{ subject: string }>`
    select subject from sign_in_throttle union all select phone from sign_in_code
    union all select session_id from session_revocation`.execute(db)
  expect(rows.map(({ subject }) => subject)).toEqual(['fresh', 'fresh', 'fresh'])
  expect(await forgetSpentCredentials(db, now)).toBe(0)
})
