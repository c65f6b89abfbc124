import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { after, DAY } from '../kernel/clock.ts'
import { consumeOutbox, publishOutbox, readEvents, saveOutbox } from './outbox.ts'
import { forget } from './retention.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const now = new Date('2026-03-01T00:00:00Z')
const event = (sequence: number, at: Date) => ({
  type: 'order.paid',
  subject: '2126010203040500000042',
  sequence,
  occurredAt: at.toISOString(),
  data: {},
})
const signal = new AbortController().signal

it('removes keys after a week and events after a month, but nothing that a reader has before it', async () => {
  const { db } = database
  await sql`insert into command_key (caller, operation, key, request_hash, created_at)
    select 'a', 'place', n::text, 'h', ${now}::timestamptz - n * interval '1 day'
    from generate_series(0, 19) as n`.execute(db)
  for (const [i, days] of [90, 60, 40, 5].entries()) {
    const at = after(now, -days * DAY)
    await db.transaction().execute((tx) => saveOutbox(tx, [event(i + 1, at), event(i + 1, at)], at))
  }
  await publishOutbox(db)
  const read = (reader: string, limit: number) => consumeOutbox(db, reader, now, async () => {}, limit)
  await read('push', 100)
  await read('slow', 2)
  await read('slow', 2)
  expect(await forget(db, now, signal)).toBe(12 + 2)
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from command_key`.execute(db)
  expect(rows[0]?.n).toBe(8)
  expect((await readEvents(db, 1)).map(({ position }) => position)).toEqual([5, 6, 7, 8])

  await read('slow', 100)
  await read('fast', 100)
  expect(await forget(db, now, signal)).toBe(1)
  expect((await readEvents(db, 1)).map(({ position }) => position)).toEqual([7, 8])
})
