import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const one = async (expression: string): Promise<unknown> => {
  const { rows } = await database.pool.query<{ value: unknown }>(`select ${expression} as value`)
  return rows[0]?.value
}

test.each([
  ['9007199254740991::bigint', 9_007_199_254_740_991],
  ['-1::bigint', -1],
  ["'{1,null,3}'::bigint[]", [1, null, 3]],
  ["'{}'::bigint[]", []],
  ["date '2026-02-28'", '2026-02-28'],
  ["'{1,null,-3}'::smallint[]", [1, null, -3]],
  ["'{}'::text[]", []],
  ["array['12', null, 'NULL', 'a,b', '\"', '\\']", ['12', null, 'NULL', 'a,b', '"', '\\']],
  ['null::bigint', null],
])('%s arrives as %j', async (expression, expected) => {
  expect(await one(expression)).toEqual(expected)
})

test('a bigint that JavaScript cannot hold is a defect, never rounded', async () => {
  await expect(one('9007199254740992::bigint')).rejects.toThrow(/beyond 2\^53/)
  await expect(one("'{-9007199254740992}'::bigint[]")).rejects.toThrow(/beyond 2\^53/)
})

test.each([
  ['2026-11-22T09:30:00Z', '2026-11-22T09:30:00.000Z'],
  ['2026-11-22T09:30:59.9Z', '2026-11-22T09:30:59.900Z'],
  ['2026-11-22T09:30:59.98Z', '2026-11-22T09:30:59.980Z'],
  ['2024-02-29T23:59:59.987Z', '2024-02-29T23:59:59.987Z'],
  ['2026-11-22T17:30:00.001+08', '2026-11-22T09:30:00.001Z'],
  ['2026-11-22T09:30:00.123456Z', '2026-11-22T09:30:00.123Z'],
  ['0050-01-02T03:04:05.6Z', '0050-01-02T03:04:05.600Z'],
  ['10000-01-01T00:00:00.1Z', '+010000-01-01T00:00:00.100Z'],
  ['0044-03-15T12:00:00Z BC', '-000043-03-15T12:00:00.000Z'],
])('the moment %s arrives as %s', async (written, expected) => {
  expect(await one(`timestamptz '${written}'`)).toEqual(new Date(expected))
})

test('the end of time is no moment', async () => {
  expect(await one("timestamptz 'infinity'")).toBe(Number.POSITIVE_INFINITY)
})

test('moments are read as well where the server writes them in another time zone', async () => {
  const { rows } = await database.pool.query<{ value: Date }>(
    "select set_config('timezone', 'Asia/Shanghai', false), timestamptz '2026-11-22T09:30:00.1Z' as value",
  )
  expect(rows[0]?.value).toEqual(new Date('2026-11-22T09:30:00.100Z'))
})
