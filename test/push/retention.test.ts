import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { forgetForgeries } from '../../src/modules/payment/index.ts'
import { forgetPushes } from '../../src/modules/push/index.ts'
import { readRetention, setRetention } from '../../src/platform/retention-policy.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const now = new Date('2026-06-01T00:00:00Z')
const never = new AbortController().signal
const count = async (table: 'push_message' | 'push_try' | 'push_reminder' | 'evidence') =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(database.db)).rows[0]!
    .n

it('messages, tries and reminders go by their policy; what still waits to be sent stays', async () => {
  const { db } = database
  await sql`
    insert into push_message (dedup_key, node, audience, way, recipient, address, subject_no, title_zh, title_en,
      body_zh, body_en, language, variables, state, due_at, occurred_at, created_at)
    select day::text, 'paid', 'buyer', 'mail', 'buyer:a', 'a@b.example', '1', '', '', '', '', 'en', '{}',
      case when day % 2 = 0 then 'dead' else 'waiting' end, ${now}, ${now},
      ${now}::timestamptz - day * interval '1 day' from generate_series(10, 300, 10) as day`.execute(db)
  await sql`insert into push_try (message_id, no, at, duration_ms, outcome)
    select id, 1, created_at, 5, 'later' from push_message`.execute(db)
  await sql`insert into push_reminder (kind, subject, due_at, created_at)
    select 'before_close', day::text, case when day = 300 then ${now}::timestamptz end,
      ${now}::timestamptz - day * interval '1 day' from generate_series(10, 300, 10) as day`.execute(db)
  await forgetPushes(db, now, never)
  // 180 days: the eleven or so that are older and dead; thirty days of tries; reminders of thirty days and the live one.
  expect(await count('push_message')).toBe(18)
  expect(await count('push_try')).toBe(3)
  expect(await count('push_reminder')).toBe(4)

  expect(await setRetention(db, { subject: 'push_message', keepDays: 100, by: 'staff:a', now })).toBe(true)
  await forgetPushes(db, now, never)
  expect(await count('push_message')).toBe(10)
  expect(await setRetention(db, { subject: 'push_message', keepDays: 1, by: 'staff:a', now })).toBe(false)
  const policy = (await readRetention(db)).find(({ subject }) => subject === 'push_message')
  expect(policy).toMatchObject({ keepDays: 100, changedBy: 'staff:a' })
})

it('evidence without a valid signature is forgotten by its policy; what was verified is kept for ever', async () => {
  const { db } = database
  await sql`
    insert into evidence (channel, kind, source_id, verified, verdict, headers, body, received_at)
    select 'wechat', 'notice', day::text, day % 2 = 0, 'forged', '{}', '', ${now}::timestamptz - day * interval '1 day'
    from generate_series(1, 100) as day`.execute(db)
  const removed = await forgetForgeries(db, now, never)
  expect(removed).toBe(35)
  expect(await count('evidence')).toBe(65)
})
