import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { accept, reject } from '../kernel/outcome.ts'
import { type Command, type CrashPoint, type Lane, type LaneOptions, openLane } from './lane.ts'

type Add = Command & { readonly amount: number }
type World = { total: number; added: number[] }
type Code = 'negative' | 'later'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
  await sql`create table tally (total bigint not null)`.execute(database.db)
})
afterAll(() => database.drop())
beforeEach(async () => {
  await sql`delete from tally`.execute(database.db)
  await sql`insert into tally values (0)`.execute(database.db)
  await sql`delete from command_key`.execute(database.db)
})

const open = (
  more: Partial<LaneOptions> = {},
  limits: { maxBatch?: number; maxQueue?: number; width?: number; crowd?: number } = {},
): Lane<Add, number, Code> =>
  openLane<Add, World, number, Code>(
    {
      operation: 'tally.add',
      keys: 'table',
      ...limits,
      retryOf: (code) => (code === 'negative' ? 'never' : 'later'),
      load: async (tx) => {
        const { rows } = await sql<{ total: number }>`select total from tally for update`.execute(tx)
        return { total: rows[0]!.total, added: [] }
      },
      decide: (world, { amount }) => {
        if (amount < 0) return reject('negative')
        if (amount === 404) return reject('later')
        if (amount === 666) throw new Error('poison')
        world.total += amount
        world.added.push(amount)
        return accept(world.total)
      },
      save: async (tx, { total }) => {
        await sql`update tally set total = ${total}`.execute(tx)
      },
    },
    { db: database.db, ...more },
  )

const command = (key: string, amount: number, requestHash = String(amount)): Add => ({
  caller: 'c',
  key,
  requestHash,
  now: new Date('2026-01-01T00:00:00Z'),
  amount,
})
const total = async () =>
  (await sql<{ total: number }>`select total from tally`.execute(database.db)).rows[0]!.total
const keys = async () =>
  (await sql<{ n: number }>`select count(*)::int as n from command_key`.execute(database.db)).rows[0]!.n

describe('lane', () => {
  it('runs a crowd in few commits and answers each', async () => {
    const sizes: number[] = []
    const lane = open({ observe: ({ size }) => sizes.push(size) })
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, (_, i) => lane.submit(command(`k${i}`, 1))),
    )
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true)
    expect(await total()).toBe(300)
    expect(sizes.length).toBeLessThan(10)
  })

  it('begins a batch beside another for a crowd alone', async () => {
    const gate = Promise.withResolvers<void>()
    let begun = 0
    const crash = (point: CrashPoint) => {
      if (point !== 'claimed') return
      begun += 1
      return gate.promise
    }
    const lane = open({ crash }, { width: 2, crowd: 3 })
    const outcomes = [lane.submit(command('first', 1))]
    await vi.waitFor(() => expect(begun).toBe(1))
    outcomes.push(lane.submit(command('a', 1)), lane.submit(command('b', 1)))
    await sleep(20)
    expect(begun).toBe(1)
    outcomes.push(lane.submit(command('c', 1)))
    await vi.waitFor(() => expect(begun).toBe(2))
    outcomes.push(lane.submit(command('d', 1)))
    gate.resolve()
    expect((await Promise.all(outcomes)).every(({ ok }) => ok)).toBe(true)
    expect(begun).toBe(3)
  })

  it('equal keys in one batch share one answer; another request under the key is refused', async () => {
    const lane = open()
    const [a, b, c] = await Promise.all([
      lane.submit(command('same', 5)),
      lane.submit(command('same', 5)),
      lane.submit(command('same', 6)),
    ])
    expect(a).toEqual(b)
    expect(c).toMatchObject({ ok: false, rejection: { code: 'idempotency_conflict' } })
    expect(await total()).toBe(5)
  })

  it('keeps successes and refusals for good, and gives the key of a refusal "for now" back', async () => {
    const lane = open()
    const first = await lane.submit(command('a', 7))
    expect(await lane.submit(command('a', 7))).toEqual(first)
    expect(await lane.submit(command('b', -1))).toMatchObject({ ok: false })
    expect(await lane.submit(command('c', 404))).toMatchObject({ ok: false })
    expect(await keys()).toBe(2)
    expect(await total()).toBe(7)
  })

  it('two processes with the same key: one runs, the other waits for its answer', async () => {
    const lanes = [open(), open(), open()]
    const outcomes = await Promise.all(
      lanes.flatMap((lane) => [lane.submit(command('x', 9)), lane.submit(command('y', 1))]),
    )
    expect(outcomes.every((outcome) => outcome.ok)).toBe(true)
    expect(await total()).toBe(10)
  })

  it('a poisonous command fails alone', async () => {
    const lane = open()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => lane.submit(command(`p${i}`, i === 17 ? 666 : 1))),
    )
    expect(outcomes.map((outcome) => outcome.status).indexOf('rejected')).toBe(17)
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(1)
    expect(await total()).toBe(39)
  })

  it.each<CrashPoint>(['claimed', 'loaded', 'decided', 'saved', 'committed'])(
    'a crash once at "%s" loses nothing and doubles nothing, an unknown commit included',
    async (point) => {
      let armed = true
      const crash = (at: CrashPoint) => {
        if (at !== point || !armed) return
        armed = false
        throw new Error(`crash at ${at}`)
      }
      const lane = open({ crash })
      const outcomes = await Promise.all([lane.submit(command('q1', 2)), lane.submit(command('q2', 3))])
      expect(outcomes.every((outcome) => outcome.ok)).toBe(true)
      expect(await total()).toBe(5)
      expect(await keys()).toBe(2)
    },
  )

  it('a bounded queue refuses what it cannot hold', async () => {
    const lane = open({}, { maxQueue: 5 })
    const outcomes = await Promise.all(Array.from({ length: 9 }, (_, i) => lane.submit(command(`o${i}`, 1))))
    expect(outcomes.filter((outcome) => !outcome.ok)).toHaveLength(4)
    expect(outcomes.at(-1)).toMatchObject({ ok: false, rejection: { code: 'overloaded' } })
    expect(lane.depth()).toBe(0)
  })

  it('mends what a healthy command lacks, even where a poisonous one shares its batch', async () => {
    let mended = false
    const lane = openLane<Add, { added: number[] }, number, Code>(
      {
        operation: 'tally.mend',
        keys: 'table',
        retryOf: () => 'never',
        load: async () => ({ added: [] }),
        decide: (world, { amount }) => {
          if (amount === 666) throw new Error('poison')
          world.added.push(amount)
          return accept(amount)
        },
        save: async () => {
          if (!mended) throw new Error('no account')
        },
        beforeRetry: async (error) => {
          if (!(error instanceof Error) || error.message !== 'no account') return false
          mended = true
          return true
        },
      },
      { db: database.db },
    )
    const [good, bad] = await Promise.allSettled([
      lane.submit(command('good', 1)),
      lane.submit(command('bad', 666)),
    ])
    expect(good).toMatchObject({ status: 'fulfilled', value: { ok: true, value: 1 } })
    expect(bad).toMatchObject({ status: 'rejected' })
  })
})
