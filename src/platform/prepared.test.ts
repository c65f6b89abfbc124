import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase({ empty: true })
  await sql`create table thing (no text primary key, size integer)`.execute(database.db)
})
afterAll(() => database.drop())

const found = (no: string): RawBuilder<unknown> =>
  sql`select t.* from thing t where no = any(${[no]}::text[])`

describe('statements of commands', () => {
  test('are read once on a connection, and the plan that is kept uses the key however the table has grown', async () => {
    await database.commandDb.connection().execute(async (db) => {
      await found('1').execute(db)
      await sql`insert into thing select n, n from generate_series(1, 5000) n`.execute(db)
      await found('2').execute(db)
      const { rows } = await sql<{ name: string; calls: number }>`
        select name, generic_plans::int as calls from pg_prepared_statements where statement like 'select t.*%'`.execute(
        db,
      )
      expect(rows).toEqual([{ name: expect.any(String), calls: 2 }])
      const { rows: plan } = await sql
        .raw<{ 'QUERY PLAN': string }>(`explain execute ${rows[0]!.name}('{3}')`)
        .execute(db)
      expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/Index|Bitmap/)
    })
  })

  test('that a migration has outdated fail once, and run under a new name from then on, on every connection', async () => {
    const { commandDb, db } = database
    const twice = (no: string) =>
      Promise.allSettled([found(no).execute(commandDb), found(no).execute(commandDb)])
    await twice('1')
    await sql`alter table thing add column colour text`.execute(db)
    await twice('1')
    const after = await Promise.all([1, 2, 3].map(() => found('1').execute(commandDb)))
    for (const { rows } of after) expect(rows).toEqual([{ no: '1', size: 1, colour: null }])
  })
})
