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
  ['null::bigint', null],
])('%s arrives as %j', async (expression, expected) => {
  expect(await one(expression)).toEqual(expected)
})

test('a bigint that JavaScript cannot hold is a defect, never rounded', async () => {
  await expect(one('9007199254740992::bigint')).rejects.toThrow(/beyond 2\^53/)
  await expect(one("'{-9007199254740992}'::bigint[]")).rejects.toThrow(/beyond 2\^53/)
})
