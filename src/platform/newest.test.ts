import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { formatNumber, type NumberChannel } from '../kernel/number.ts'
import { newestByNumber, type Page, pageById } from './newest.ts'

let database: TestDatabase
const start = Math.floor(Date.parse('2026-03-01T00:00:00Z') / 1000)
/** One a second, over three channels in turn. */
const numbers = Array.from({ length: 60 }, (_, i) => {
  const channel = (['web', 'server', 'app'] as const satisfies NumberChannel[])[i % 3]!
  return formatNumber({ kind: 'order', channel, second: start + i, lease: 1, slot: 0, shard: i % 100 })
})
beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await sql`create table thing (no text collate "C" primary key, id int not null unique, is_rare boolean not null)`.execute(
    database.db,
  )
  await sql`insert into thing select no, id, id % 20 = 0
    from unnest(${numbers}::text[]) with ordinality as n(no, id)`.execute(database.db)
})
afterAll(() => database.drop())

const RARE = sql`is_rare`
type Asked = { cursor?: string; limit?: number; rare?: boolean; from?: Date; to?: Date; lookedAt?: number }
const byNumber = ({ cursor, limit = 7, rare = false, from, to, lookedAt = 25 }: Asked) =>
  newestByNumber<{ id: number }>(database.db, {
    table: sql`thing`,
    row: sql`id`,
    no: sql`no`,
    kind: 'order',
    reach: [],
    filters: rare ? [RARE] : [],
    ...{ cursor, from, to, limit, lookedAt },
  })
const byId = ({ cursor, limit = 7, rare = false, forward = false }: Asked & { forward?: boolean }) =>
  pageById<{ id: number }>(database.db, {
    table: sql`thing`,
    row: sql`no`,
    id: sql`id`,
    reach: [],
    filters: rare ? [RARE] : [],
    beyond: cursor === undefined ? null : Number(cursor),
    ...{ forward, limit, lookedAt: 25 },
  })

/** Every page as far as the cursors lead, and how many there were. */
const walked = async <T>(page: (cursor?: string) => Promise<Page<T>>) => {
  const items: T[] = []
  let pages = 0
  for (let cursor: string | null | undefined; cursor !== null; pages++) {
    const one: Page<T> = await page(cursor)
    items.push(...one.items)
    cursor = one.nextCursor
  }
  return { items, pages }
}
const down = (from: number, to: number, step = 1) =>
  Array.from({ length: (from - to) / step + 1 }, (_, i) => from - i * step)

it('numbers come newest first whichever channel they came over, page by page, none twice', async () => {
  const { items, pages } = await walked((cursor) => byNumber({ ...(cursor ? { cursor } : {}) }))
  expect(items.map(({ id }) => id)).toEqual(down(60, 1))
  expect(pages).toBe(9)
})

it('a filter that hardly anything fits answers short pages that lead on, and misses nothing', async () => {
  // 25 of each channel are looked at: more than there are, so one page finds all.
  expect((await byNumber({ rare: true })).items.map(({ id }) => id)).toEqual([60, 40, 20])
  const { items, pages } = await walked((cursor) =>
    byNumber({ rare: true, lookedAt: 5, ...(cursor ? { cursor } : {}) }),
  )
  expect(items.map(({ id }) => id)).toEqual([60, 40, 20])
  expect(pages).toBeGreaterThan(3)
})

it('a period is found by the moment in the number, with an hour to spare on both sides', async () => {
  const hour = 3_600_000
  const found = async (from: Date, to: Date) => (await byNumber({ from, to, limit: 100 })).items.length
  const begun = new Date(start * 1000)
  expect(await found(begun, new Date(begun.getTime() + 60_000))).toBe(60)
  expect(await found(new Date(begun.getTime() + hour + 30_000), new Date(begun.getTime() + 2 * hour))).toBe(
    30,
  )
})

it('rows by a counted id, newest first or as a feed', async () => {
  const back = await walked((cursor) => byId({ rare: true, ...(cursor ? { cursor } : {}) }))
  expect(back.items.map(({ place }) => place)).toEqual([60, 40, 20])
  const feed = await walked((cursor) => byId({ rare: true, forward: true, ...(cursor ? { cursor } : {}) }))
  expect(feed.items.map(({ place }) => place)).toEqual([20, 40, 60])
  const all = await walked((cursor) => byId({ ...(cursor ? { cursor } : {}) }))
  expect(all.items.map(({ place }) => place)).toEqual(down(60, 1))
})
