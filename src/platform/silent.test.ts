import { connect, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../test/support/database.ts'
import { openPool } from './db.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase({ max: 3 })
})
afterAll(() => database.drop())

/** Stands before PostgreSQL, and can stop passing anything on without ending a connection: a cable that was pulled. */
async function openCable(target: number) {
  const ends: Socket[] = []
  const state = { mute: false }
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    ends.push(client, upstream)
    const until = state.mute ? () => true : () => client.pulled === true
    client.on('data', (chunk) => void (until() || upstream.write(chunk)))
    upstream.on('data', (chunk) => void (until() || client.write(chunk)))
    for (const end of [client, upstream]) end.on('error', () => {})
    client.on('close', () => upstream.destroy())
    // A server that is lost says no farewell.
    upstream.on('close', () => void (until() || client.destroy()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    /** What is connected now hears nothing any more; `all`: nor does what connects later. */
    pull: (all: boolean) => {
      state.mute = all
      for (const end of ends) end.pulled = true
    },
    /** The server forgets those connections, as one that took over from another. */
    forget: () => {
      for (const end of ends.filter((_, i) => i % 2 === 1)) end.destroy()
    },
    close: () =>
      new Promise<void>((resolve) => {
        for (const end of ends) end.destroy()
        server.close(() => resolve())
      }),
  }
}
declare module 'node:net' {
  interface Socket {
    pulled?: boolean
  }
}

const SILENT_MS = 300
const behindCable = async () => {
  const url = new URL(database.url)
  const cable = await openCable(Number(url.port))
  url.port = String(cable.port)
  url.hostname = '127.0.0.1'
  const pool = openPool({ url: url.href, max: 2, silentMs: SILENT_MS })
  return {
    cable,
    pool,
    close: async () => {
      await cable.close()
      await pool.end()
    },
  }
}

describe('a database that falls silent', () => {
  test.each([
    ['cut off: nothing is heard any more', true],
    ['lost in a failover: another answers, and knows nothing of us', false],
  ])('%s', async (_what, all) => {
    const { cable, pool, close } = await behindCable()
    const client = await pool.connect()
    await client.query('begin')
    cable.pull(all)
    if (!all) cable.forget()
    const begun = performance.now()
    await expect(client.query('select 1')).rejects.toMatchObject({ message: 'the database is silent' })
    expect(performance.now() - begun).toBeLessThan(5_000)
    client.release(true)
    if (!all) expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await close()
  })

  test('one that works for long, or waits for a lock, is left alone', async () => {
    const { pool, close } = await behindCable()
    const slow = pool.query('select 1 as one from pg_sleep(1.5)')
    expect((await slow).rows).toEqual([{ one: 1 }])
    await close()
  })

  test('one that worked for long, and is cut off meanwhile, is given up as well', async () => {
    const { cable, pool, close } = await behindCable()
    const slow = pool.query('select pg_sleep(20)')
    const refused = expect(slow).rejects.toMatchObject({ message: 'the database is silent' })
    await new Promise((resolve) => setTimeout(resolve, SILENT_MS * 3))
    cable.pull(true)
    const begun = performance.now()
    await refused
    expect(performance.now() - begun).toBeLessThan(5_000)
    await close()
  })

  test('a connection that rests in the pool may be silent', async () => {
    const { pool, close } = await behindCable()
    const pid = async () => (await pool.query('select pg_backend_pid() as pid')).rows[0].pid
    const first = await pid()
    await new Promise((resolve) => setTimeout(resolve, SILENT_MS * 3))
    expect(await pid()).toBe(first)
    await close()
  })
})

test('the server lets go of whoever vanishes within about a minute', async () => {
  const { rows } = await database.pool.query(
    `select name, setting from pg_settings where name in
      ('idle_in_transaction_session_timeout', 'statement_timeout', 'tcp_keepalives_idle') order by name`,
  )
  expect(rows).toEqual([
    { name: 'idle_in_transaction_session_timeout', setting: '60000' },
    // A COMMIT that waits for a standby must never be ended by a clock: it would be acknowledged without it.
    { name: 'statement_timeout', setting: '0' },
    { name: 'tcp_keepalives_idle', setting: '30' },
  ])
})
