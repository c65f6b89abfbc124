import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import type { Db, Tx } from './db.ts'
import { together } from './together.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await sql`create table noted (n int primary key, step int)`.execute(database.db)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await sql`delete from noted`.execute(database.db)
})

const note = (tx: Tx, n: number) => sql`insert into noted (n, step) values (${n}, ${n})`.execute(tx)
const noted = async () =>
  (await sql<{ n: number }>`select n from noted order by n`.execute(database.db)).rows.map(({ n }) => n)
const kinds: readonly (readonly [string, () => Db])[] = [
  ['pipelined', () => database.commandDb],
  ['not pipelined', () => database.db],
]

describe.each(kinds)('parts of a transaction together, %s', (_, dbOf) => {
  it('are all done when it ends, in the one transaction', async () => {
    await dbOf()
      .transaction()
      .execute(async (tx) => {
        await together(
          tx,
          (tx) => note(tx, 1),
          async (tx) => {
            await note(tx, 2)
            await together(
              tx,
              (tx) => note(tx, 3),
              (tx) => note(tx, 4),
            )
          },
        )
        expect(await noted(), 'nobody else sees them yet').toEqual([])
        await note(tx, 5)
      })
    expect(await noted()).toEqual([1, 2, 3, 4, 5])
  })

  it('tell of the failure that came first, and leave nothing behind', async () => {
    const failing = dbOf()
      .transaction()
      .execute((tx) =>
        together(
          tx,
          (tx) => note(tx, 1),
          (tx) => sql`select 1 / (n - 1) from noted`.execute(tx),
          (tx) => note(tx, 2),
        ),
      )
    await expect(failing).rejects.toMatchObject({ code: '22012' })
    expect(await noted()).toEqual([])
  })
})

describe('a pipelined transaction', () => {
  it('sends the statements of all parts before the first of them is answered', async () => {
    const order: string[] = []
    await database.commandDb.transaction().execute((tx) =>
      together(
        tx,
        async (tx) => {
          order.push('first sent')
          await note(tx, 1)
          order.push('first answered')
        },
        async (tx) => {
          order.push('second sent')
          await note(tx, 2)
          order.push('second answered')
        },
      ),
    )
    expect(order).toEqual(['first sent', 'second sent', 'first answered', 'second answered'])
  })

  it('waits for a part that has more to say when another has failed: nothing is written behind the rollback', async () => {
    let ended = false
    const slow = async (tx: Tx) => {
      await note(tx, 1)
      await new Promise((resolve) => setTimeout(resolve, 50))
      await note(tx, 2).finally(() => {
        ended = true
      })
    }
    const failing = database.commandDb.transaction().execute((tx) =>
      together(tx, slow, async () => {
        throw new Error('decided otherwise')
      }),
    )
    await expect(failing).rejects.toThrow('decided otherwise')
    expect(ended).toBe(true)
    expect(await noted()).toEqual([])
  })
})
