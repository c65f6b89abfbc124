import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { lastNight, nightlyLoop, takeNight } from './nightly.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const at = (text: string): Date => new Date(`${text}Z`)
const MINUTE = 19 * 60 + 20

it.each([
  ['2026-03-02T19:19:59', '2026-03-01T19:20:00'],
  ['2026-03-02T19:20:00', '2026-03-02T19:20:00'],
  ['2026-03-03T02:00:00', '2026-03-02T19:20:00'],
])('at %s the last night was %s', (now, night) => {
  expect(lastNight(at(now), MINUTE)).toEqual(at(night))
})

it('[L8] the work of a night is taken once by all processes, and made up for when nobody ran', async () => {
  const work = { name: 'once', minute: MINUTE }
  const take = (now: string) => takeNight(database.db, work, at(now))
  expect(await take('2026-03-01T10:00:00'), 'a new shop has nothing to make up for').toBe(false)
  expect(await take('2026-03-01T19:19:00'), 'not yet').toBe(false)
  const both = await Promise.all([take('2026-03-01T19:21:00'), take('2026-03-01T19:21:00')])
  expect(both.sort()).toEqual([false, true])
  expect(await take('2026-03-02T19:00:00'), 'it had its turn').toBe(false)
  expect(await take('2026-03-05T08:00:00'), 'three nights were slept through').toBe(true)
  expect(await take('2026-03-05T08:05:00')).toBe(false)
})

it('a start is not slowed: the loop looks for the first time after a minute', async () => {
  const ran: Date[] = []
  const work = { name: 'late', minute: MINUTE, run: async (now: Date) => ran.push(now) }
  const { run } = nightlyLoop(database.db, work)
  const round = (now: string) => run(at(now), new AbortController().signal)
  await takeNight(database.db, work, at('2026-03-01T10:00:00'))
  await round('2026-03-02T10:00:00')
  expect(ran).toEqual([])
  await round('2026-03-02T10:01:00')
  await round('2026-03-02T10:06:00')
  expect(ran).toEqual([at('2026-03-02T10:01:00')])
})
