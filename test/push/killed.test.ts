import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { virtualClock } from '../../src/kernel/clock.ts'
import { gatewayPort, LEASE_MS, openSender } from '../../src/modules/push/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { openReceiver } from '../support/receiver.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.drop())

const doomed = fileURLToPath(new URL('../support/doomed-sender.ts', import.meta.url))

it('[K2] a process killed after the gateway took its message: the next one sends it under the same id, and it counts once', async () => {
  const { db, url } = database
  await sql`
    insert into push_message (dedup_key, node, audience, way, recipient, address, subject_no, title_zh, title_en,
      body_zh, body_en, language, variables, state, due_at, occurred_at, created_at)
    values ('one', 'paid', 'buyer', 'sms', 'buyer:a', '13800000001', '1', '支付成功', 'Paid', '已付', 'Paid', 'zh-CN',
      '{}', 'waiting', now(), now(), now())`.execute(db)
  let child: ChildProcess | undefined
  // A gateway that remembers ids, as the guide asks of it.
  const sent = new Set<string>()
  const gateway = await openReceiver((response, { headers }) => {
    sent.add(headers['idempotency-key'] ?? '')
    if (gateway.letters.length === 1) child?.kill('SIGKILL')
    else response.end('{}')
  })
  child = spawn(process.execPath, [doomed, url, gateway.url], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  expect(signal).toBe('SIGKILL')
  const state = async () =>
    (await sql<{ state: string; tries: number }>`select state, tries from push_message`.execute(db)).rows[0]
  expect(await state()).toEqual({ state: 'waiting', tries: 1 })

  const { rows } = await sql<{ now: Date }>`select now() as now`.execute(db)
  const clock = virtualClock(rows[0]!.now)
  const sms = gatewayPort('sms', { url: gateway.url, keyId: 'k', secret: 'a shared secret of ours' }, clock)
  const sender = openSender({
    db,
    clock,
    ports: { sms },
    perWay: 1,
    timeoutMs: 5_000,
    onRoom: () => {},
    onDefect: (error) => {
      throw error
    },
  })
  expect(await sender.sweep(clock.now())).toBe(0)
  clock.advance(LEASE_MS + 1_000)
  expect(await sender.sweep(clock.now())).toBe(1)
  await sender.settled()
  expect(await state()).toEqual({ state: 'delivered', tries: 2 })
  expect(gateway.letters).toHaveLength(2)
  expect(sent.size).toBe(1)
  await sms.close()
  await gateway.close()
})
