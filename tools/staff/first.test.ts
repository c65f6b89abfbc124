import { afterAll, beforeAll, expect, test } from 'vitest'
import { listStaff } from '../../src/modules/account/index.ts'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { makeFirstAdministrator } from './first.ts'

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

test('a user name that cannot be typed is refused', async () => {
  await expect(makeFirstAdministrator(database.db, { username: 'Li Na', name: '李娜', now })).rejects.toThrow(
    /user name/,
  )
})
