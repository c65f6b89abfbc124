import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { openReceiver, type Receiver } from '../../test/support/receiver.ts'
import { virtualClock } from '../kernel/clock.ts'
import { courier, poster } from '../modules/message/index.ts'
import { seal } from '../platform/seal.ts'
import { startLoop } from './loop.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const keys = seal('a secret for tests only, long enough', 'webhook')
const clock = virtualClock(new Date())

/** Owes `letters` events to each of these receivers at once, all due. */
async function owe(prefix: string, urls: readonly string[], letters: number): Promise<void> {
  for (const [at, url] of urls.entries()) {
    const id = `whe_${prefix}_${String(at).padStart(4, '0')}`
    const secret = keys.close(`whsec_${btoa('a secret of this test')}`, id)
    await sql`insert into webhook_endpoint (id, url, event_types, secret, created_at, updated_at)
      values (${id}, ${url}, '{}', ${secret}, now(), now())`.execute(database.db)
    await sql`insert into webhook_delivery (endpoint_id, event_id, event_type, position, body, due_at, created_at)
      select ${id}, 'evt_' || n, 'order.paid', n, '{"n":' || n || '}', ${clock.now()}, ${clock.now()}
      from generate_series(1, ${letters}::int) as n`.execute(database.db)
  }
}

it('[K2] a backlog drains at once: each letter once, the dead hold up nobody, a crowd for one waits behind everybody', async () => {
  const healthy = await openReceiver()
  const crowded = await openReceiver()
  const dead: Receiver = await openReceiver(() => {})
  await owe('a_crowded', [crowded.url], 2_000)
  await owe(
    'b_dead',
    Array.from({ length: 12 }, (_, i) => `${dead.url}/${i}`),
    20,
  )
  await owe(
    'c_healthy',
    Array.from({ length: 60 }, (_, i) => `${healthy.url}/${i}`),
    20,
  )
  const sender = poster({
    clock: virtualClock(new Date()),
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    allowPrivate: true,
    timeoutMs: 20_000,
  })
  const defects: unknown[] = []
  const letters = courier({
    db: database.db,
    clock,
    seal: keys,
    poster: sender,
    maxInFlight: 64,
    perEndpoint: 8,
    onRoom: () => loop.wake(),
    onDefect: (error) => void defects.push(error),
  })
  const loop = startLoop(
    { name: 'webhooks', everyMs: 50, full: 1, run: () => letters.sweep(clock.now()) },
    { clock, observe: () => {}, onFailure: (_, error) => void defects.push(error) },
  )
  let crowdedWhenHealthyWereDone = 0
  const healthyIds = () => healthy.letters.length
  for (let i = 0; i < 1_500 && crowded.letters.length < 2_000; i++) {
    await new Promise((resolve) => setTimeout(resolve, 20))
    if (crowdedWhenHealthyWereDone === 0 && healthyIds() === 1_200)
      crowdedWhenHealthyWereDone = crowded.letters.length
  }
  await loop.stop()
  await letters.drain(0)
  expect(healthyIds()).toBe(1_200)
  expect(crowded.letters).toHaveLength(2_000)
  expect(crowded.ids()).toHaveLength(2_000)
  // 60 receivers with 20 letters each: the crowd of 2,000 had no more than its turn meanwhile.
  expect(crowdedWhenHealthyWereDone).toBeGreaterThan(0)
  expect(crowdedWhenHealthyWereDone).toBeLessThan(1_200)
  expect(dead.letters.length).toBeLessThanOrEqual(12 * 8)
  const { rows } = await sql<{ state: string; count: number }>`
    select state, count(*)::int as count from webhook_delivery
    where endpoint_id not like 'whe_b_dead%' group by state`.execute(database.db)
  expect(rows).toEqual([{ state: 'delivered', count: 3_200 }])
  expect(defects).toEqual([])
  sender.dispose()
  for (const one of [healthy, crowded, dead]) await one.close()
}, 60_000)
