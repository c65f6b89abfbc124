import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listStaff } from '../../src/modules/account/index.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { giveNewPassword, makeFirstAdministrator } from './first.ts'

const now = new Date('2026-03-01T08:00:00Z')
let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

test('an empty house gets one administrator and a long password; then the door is shut', async () => {
  const password = await makeFirstAdministrator(database.db, { username: 'li.na', name: '李娜', now })
  expect(password.length).toBeGreaterThanOrEqual(24)
  expect(await listStaff(database.db, null)).toMatchObject([
    { username: 'li.na', name: '李娜', role: 'admin' },
  ])
  await expect(makeFirstAdministrator(database.db, { username: 'mallory', name: 'M', now })).rejects.toThrow(
    /li\.na is an administrator already/,
  )
  expect(await listStaff(database.db, null)).toHaveLength(1)
})

test.each(['Li Na', 'li-na', 'ab', `${'a'.repeat(31)}`])(
  '%s, with which nobody can sign in, is refused',
  async (username) => {
    await expect(makeFirstAdministrator(database.db, { username, name: '李娜', now })).rejects.toThrow(
      /user name/,
    )
  },
)

test('[AB10] who lost his password gets another by whoever runs the house; nobody else does', async () => {
  const { db } = database
  const hash = async () =>
    (await sql<{ password: string }>`select password from auth.account`.execute(db)).rows[0]?.password
  const before = await hash()
  expect((await giveNewPassword(db, { username: 'LI.NA', now })).length).toBeGreaterThanOrEqual(24)
  expect(await hash()).not.toBe(before)
  await expect(giveNewPassword(db, { username: 'nobody', now })).rejects.toThrow(/nobody is called/)
})
