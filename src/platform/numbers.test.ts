import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { systemClock } from '../kernel/clock.ts'
import { isNumber, readNumber } from '../kernel/number.ts'

const PROCESSES = 8
const EACH = 125_000
const AFTERWARDS = 10_000

let database: TestDatabase
let folder = ''
beforeAll(async () => {
  database = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'tongbao-numbers-'))
})
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await database.drop()
})

const maker = fileURLToPath(new URL('../../test/support/number-maker.ts', import.meta.url))
const files: string[] = []

/** A process that has made its share and goes on making numbers. */
const startMaker = async (count: number, offByMs: number): Promise<ChildProcess> => {
  const file = join(folder, `${files.length}.txt`)
  files.push(file)
  const args = [maker, database.url, file, String(count), String(offByMs)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  if (child.stdout) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  expect(child.exitCode).toBeNull()
  return child
}
const startMakers = (count: number, offByMs: number) =>
  Promise.all(Array.from({ length: PROCESSES }, () => startMaker(count, offByMs)))
const kill = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
/** Whole lines only: of the last one a kill may have left a part. */
const numbersIn = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1)

describe('business numbers of many processes', () => {
  it('[H3] 1,000,000 from 8 processes, killed while they go on, and more after the restart: none twice', async () => {
    // Eight leases in all, so that those who come after the kill get the leases of the killed.
    await sql`update number_lease set holder = 'elsewhere', reserved_until = 99999999999 where lease >= ${PROCESSES}`.execute(
      database.db,
    )
    const begun = systemClock.now()
    const first = await startMakers(EACH, 0)
    await sleep(100)
    await Promise.all(first.map(kill))
    // What a minute without a sign of life does; the reservations stay. The clocks of the new
    // ones stand where those of the first began: only the reservations keep them apart.
    await sql`update number_lease set holder = null where lease < ${PROCESSES}`.execute(database.db)
    const second = await startMakers(AFTERWARDS, begun.getTime() - systemClock.now().getTime())
    await Promise.all(second.map(kill))

    const seen = new Set<string>()
    const leases = new Set<string>()
    let made = 0
    for (const file of files) {
      for (const no of numbersIn(file)) {
        made += 1
        seen.add(no)
        leases.add(no.slice(14, 16))
      }
    }
    expect(made).toBeGreaterThan(PROCESSES * (EACH + AFTERWARDS))
    expect(seen.size).toBe(made)
    expect(leases.size).toBe(PROCESSES)
    for (const file of files) {
      const [one = ''] = numbersIn(file)
      expect(isNumber(one, 'order')).toBe(true)
      expect(readNumber(one)).toMatchObject({ kind: 'order', channel: 'web', shard: 0 })
    }
  }, 120_000)

  it.each([
    ['trade', 'trade_no'],
    ['shop_order', 'order_no'],
    ['attempt', 'attempt_no'],
    ['refund', 'refund_no'],
  ])(
    '[H3] a number stands once in %s: its unique index has the shard and %s, whichever comes first',
    async (table, column) => {
      const { rows } = await sql<{ columns: string[] }>`
      select array_agg(a.attname::text order by a.attname::text <> 'shard') as columns
      from pg_index i, unnest(i.indkey) with ordinality as k(attnum, place), pg_attribute a
      where i.indrelid = ${table}::regclass and i.indisprimary and a.attrelid = i.indrelid and a.attnum = k.attnum`.execute(
        database.db,
      )
      expect(rows).toEqual([{ columns: ['shard', column] }])
    },
  )
})
