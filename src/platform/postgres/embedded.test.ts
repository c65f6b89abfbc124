import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbedded } from './embedded.ts'
import { isAlive, readPidFile } from './pidfile.ts'

let parent: string
let home: string
beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'tongbao-embedded-'))
  chmodSync(parent, 0o711)
  home = join(parent, '.tongbao')
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const query = async (server: EmbeddedPostgres, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: server.url() })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[]
  } finally {
    await client.end()
  }
}
const serverPid = (): number => readPidFile(join(home, 'data'))?.pid ?? 0
const until = async (come: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await come())) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe('the embedded server', { timeout: 60_000 }, () => {
  test('[AB5] a first start makes the data, a second one finds it on the same port', async () => {
    const first = await startEmbedded(home)
    expect([first.fresh, first.reused]).toEqual([true, false])
    await query(first, 'create table kept (n int); insert into kept values (1)')
    await first.stop()
    expect(serverPid()).toBe(0)
    const second = await startEmbedded(home)
    expect([second.fresh, second.reused, second.port]).toEqual([false, false, first.port])
    expect(await query(second, 'select n from kept')).toEqual([{ n: 1 }])
    await second.stop()
  })

  test('it listens on the loopback only, asks for a password, and forgets nothing', async () => {
    const server = await startEmbedded(home)
    const names = ['listen_addresses', 'fsync', 'full_page_writes', 'synchronous_commit', 'server_encoding']
    const rows = await query(
      server,
      `select name, setting from pg_settings where name in ('${names.join("','")}')`,
    )
    expect(Object.fromEntries(rows.map(({ name, setting }) => [name, setting]))).toEqual({
      listen_addresses: '127.0.0.1',
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      server_encoding: 'UTF8',
    })
    const stranger = new pg.Client({ connectionString: server.url().replace(/:[0-9a-f]{64}@/, ':guess@') })
    await expect(stranger.connect()).rejects.toThrow(/password authentication failed/)
    expect(statSync(join(home, 'password')).mode & 0o777).toBe(0o600)
    await server.stop()
  })

  test('a live server is joined and said so; the last to leave stops it', async () => {
    const lines: string[] = []
    const first = await startEmbedded(home)
    const pid = serverPid()
    const second = await startEmbedded(home, (line) => lines.push(line))
    expect([second.reused, second.port, serverPid()]).toEqual([true, first.port, pid])
    expect(lines).toEqual([`PostgreSQL is already running on port ${first.port} (process ${pid}); joined it`])
    await first.stop()
    expect(await query(second, 'select 1 as one')).toEqual([{ one: 1 }])
    await second.stop()
    expect(isAlive(pid)).toBe(false)
  })

  test('[AB5] a killed server comes back by itself, on its port, with what it acknowledged', async () => {
    const lines: string[] = []
    const server = await startEmbedded(home, (line) => lines.push(line))
    const pid = serverPid()
    await query(server, 'insert into kept values (2)')
    process.kill(pid, 'SIGKILL')
    await until(() => lines.some((line) => line.startsWith('PostgreSQL is back')))
    expect(serverPid()).not.toBe(pid)
    expect(await query(server, 'select n from kept order by n')).toEqual([{ n: 1 }, { n: 2 }])
    await server.stop()
    expect(serverPid()).toBe(0)
  })

  test('[AB5] after SIGKILL of node the server is joined; after SIGKILL of both the stale lock is no obstacle', async () => {
    const orphan = await startAndKillNode()
    const joined = await startEmbedded(home)
    expect([joined.reused, serverPid()]).toEqual([true, orphan])
    await joined.stop()
    const abandoned = await startAndKillNode()
    process.kill(abandoned, 'SIGKILL')
    await until(() => !isAlive(abandoned))
    expect(serverPid()).toBe(abandoned)
    const server = await startEmbedded(home)
    expect(server.reused).toBe(false)
    expect(await query(server, 'select count(*)::int as n from kept')).toEqual([{ n: 2 }])
    await server.stop()
  })

  test('[AB5] a stale lock whose number now belongs to another program is no obstacle either', async () => {
    const abandoned = await startAndKillNode()
    process.kill(abandoned, 'SIGKILL')
    await until(() => !isAlive(abandoned))
    const file = join(home, 'data', 'postmaster.pid')
    const { uid, gid } = statSync(file)
    const stranger = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid, gid } : {})
    const pid = stranger.pid ?? 0
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, `${pid}`))
    const server = await startEmbedded(home)
    expect(await query(server, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(isAlive(pid)).toBe(true)
    await server.stop()
    stranger.kill()
  })

  test('two first starts at once make one server', async () => {
    const other = join(parent, 'twice')
    const servers = await Promise.all([startEmbedded(other), startEmbedded(other)])
    expect(servers[0].port).toBe(servers[1].port)
    await Promise.all(servers.map((server) => server.stop()))
    expect(readPidFile(join(other, 'data'))).toBeUndefined()
  })
})

/** Starts the server from a node process of its own, kills that, and tells the server's number. */
const startAndKillNode = async (): Promise<number> => {
  const module = new URL('./embedded.ts', import.meta.url).href
  const code = `const { startEmbedded } = await import(${JSON.stringify(module)})
    await startEmbedded(${JSON.stringify(home)}); console.log('up')`
  const node: ChildProcess = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (node.stdout) await once(node.stdout, 'data')
  const pid = serverPid()
  node.kill('SIGKILL')
  await once(node, 'exit')
  return pid
}
