import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { consumeOutbox, publishOutbox, readEvents, saveOutbox } from './outbox.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const now = new Date('2026-01-01T00:00:00Z')
const event = (subject: string) => ({
  type: 'x',
  subject,
  sequence: 1,
  occurredAt: now.toISOString(),
  data: {},
})
const write = (...subjects: string[]) =>
  database.db.transaction().execute((tx) => saveOutbox(tx, subjects.map(event), now))

describe('outbox', () => {
  it('[K2] a reader misses no row, although a transaction that began first commits last', async () => {
    const slow = await database.db.startTransaction().execute()
    await saveOutbox(slow, [event('slow')], now) // takes the lower identity
    await write('quick-1', 'quick-2')
    expect(await publishOutbox(database.db)).toBe(2)
    const seen: string[] = []
    const read = () =>
      consumeOutbox(database.db, 'reader', now, async (_, events) => {
        seen.push(...events.map((e) => e.subject))
      })
    expect(await read()).toBe(2)
    await slow.commit().execute()
    expect(await publishOutbox(database.db)).toBe(1)
    await read()
    expect(seen).toEqual(['quick-1', 'quick-2', 'slow'])
    expect((await readEvents(database.db, 1)).map((e) => e.position)).toEqual([1, 2, 3])
    expect((await readEvents(database.db, 2)).map((e) => e.subject)).toEqual(['quick-2', 'slow'])
  })

  it('[K2] a reader that crashes while it handles events gets them again, and once for good', async () => {
    await write('a', 'b')
    await publishOutbox(database.db)
    await sql`create table handled (subject text)`.execute(database.db)
    let crash = true
    const read = () =>
      consumeOutbox(database.db, 'second', now, async (tx, events) => {
        for (const { subject } of events) await sql`insert into handled values (${subject})`.execute(tx)
        if (crash) throw new Error('killed')
      })
    await expect(read()).rejects.toThrow('killed')
    crash = false
    await read()
    const { rows } = await sql<{ subject: string }>`select subject from handled`.execute(database.db)
    expect(rows.map((row) => row.subject)).toEqual(['quick-1', 'quick-2', 'slow', 'a', 'b'])
    expect(await read()).toBe(0)
  })

  it('two publishers at once number every row once', async () => {
    for (let i = 0; i < 20; i++) await write(`n${i}`)
    await Promise.all([publishOutbox(database.db), publishOutbox(database.db), publishOutbox(database.db)])
    await publishOutbox(database.db)
    const { rows } = await sql<{ position: number; event_count: number }>`
      select position, event_count from outbox order by position`.execute(database.db)
    let next = 1
    for (const row of rows) {
      expect(row.position).toBe(next)
      next += row.event_count
    }
  })

  it('[K2] reads no more rows than it gives, however many wait, and passes over what was removed', async () => {
    for (let i = 0; i < 12; i++) await write(...Array.from({ length: 50 }, (_, n) => `m${i}/${n}`))
    await publishOutbox(database.db)
    const { rows } = await sql<{ first: number }>`
      select min(position) as first from outbox where event_count = 50`.execute(database.db)
    const first = rows[0]!.first
    let read = 0
    const counting = database.db.withPlugin({
      transformQuery: ({ node }) => node,
      transformResult: async ({ result }) => {
        read += result.rows.length
        return result
      },
    })
    const events = await readEvents(counting, first + 10, 100)
    expect(events[0]).toMatchObject({ position: first + 10, subject: 'm0/10' })
    expect(events.length).toBeGreaterThanOrEqual(100)
    expect(read).toBeLessThanOrEqual(3)
    await sql`delete from outbox where position < ${first}`.execute(database.db)
    expect((await readEvents(database.db, 1, 5))[0]).toMatchObject({ position: first })
  })
})
