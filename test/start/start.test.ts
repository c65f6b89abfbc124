import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'tongbao-start-'))
})
afterEach(async () => {
  for (const one of running.splice(0)) {
    if (one.exitCode !== null || !one.kill('SIGTERM')) continue
    await once(one, 'close')
  }
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const running: ChildProcess[] = []
const throughNpm = ['tools/run.mjs', 'start']

type Started = { child: ChildProcess; said: () => string; readyMs: number; url: string }

/** Starts the product as `npm start` does, or its main alone, and waits until it is ready or has ended. */
const start = async (args: string[] = throughNpm, env: Record<string, string> = {}): Promise<Started> => {
  const began = performance.now()
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, TONGBAO_HOME: home, PORT: '0', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  let text = ''
  const ready = Promise.withResolvers<void>()
  const hear = (chunk: Buffer): void => {
    text += chunk.toString()
    if (text.includes('is ready')) ready.resolve()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  await Promise.race([ready.promise, once(child, 'close')])
  const url = /Store\s+(http:\S+?)\/?\s/.exec(text)?.[1] ?? ''
  return { child, said: () => text, readyMs: performance.now() - began, url }
}

const stop = async ({ child }: Started, signal: NodeJS.Signals): Promise<unknown[]> => {
  running.splice(running.indexOf(child), 1)
  child.kill(signal)
  return once(child, 'close')
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
const databasePort = (): number => Number(readFileSync(join(home, 'port'), 'utf8'))
const status = async (url: string): Promise<number> => (await fetch(url)).status

describe('npm start', { timeout: 180_000 }, () => {
  test('[AB5] from nothing to a store with a past year: migrated, seeded, played, addresses and sign-ins printed', async () => {
    const product = await start(throughNpm, { TONGBAO_DEMO_YEAR: '1000' })
    expect(product.readyMs).toBeLessThan(5 * 60_000)
    expect(product.said()).toMatch(/"placed":9\d\d,.*a past year was played/)
    expect(product.said()).toMatch(/Tongbao 通宝 is ready/)
    expect(product.said()).toMatch(/Console.*\n.*API reference.*\n.*Simulator.*\n.*Buyers/)
    for (const path of ['/livez', '/readyz', '/', '/console/'])
      expect(await status(product.url + path)).toBe(200)
    expect(await stop(product, 'SIGINT')).toEqual([0, null])
  })

  // How long it takes is the bench's to say: machines are noisy.
  test('[AB5] a second start serves the data that is there, and Ctrl-C leaves nothing running', async () => {
    const product = await start()
    expect(await status(`${product.url}/readyz`)).toBe(200)
    const ports = [databasePort(), Number(new URL(product.url).port)]
    expect(await Promise.all(ports.map(answers))).toEqual([true, true])
    expect(await stop(product, 'SIGINT')).toEqual([0, null])
    expect(await Promise.all(ports.map(answers))).toEqual([false, false])
  })

  test('[AB5] after SIGKILL of everything the next start recovers by itself', async () => {
    const killed = await start(['src/main.ts'])
    const database = Number(readFileSync(join(home, 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
    await stop(killed, 'SIGKILL')
    process.kill(database, 'SIGKILL')
    const again = await start()
    expect(await status(`${again.url}/readyz`)).toBe(200)
    expect(await stop(again, 'SIGTERM')).toEqual([0, null])
  })

  test('a start beside a running one says that its port is taken, and leaves the other alone', async () => {
    const first = await start()
    const second = await start(throughNpm, { PORT: new URL(first.url).port })
    expect(second.said()).toMatch(/PostgreSQL is already running on port \d+ .*; joined it/)
    expect(second.said()).toContain('is taken: is Tongbao running already?')
    expect(await status(`${first.url}/readyz`)).toBe(200)
    expect(await stop(first, 'SIGINT')).toEqual([0, null])
  })

  test('two servers on one data folder share its PostgreSQL and its simulator', async () => {
    const first = await start()
    const second = await start()
    const simulatorOf = ({ said }: Started) => /Simulator\s+(http:\S+)\/wallet/.exec(said())?.[1]
    expect(simulatorOf(second)).toBe(simulatorOf(first))
    expect(await status(`${second.url}/readyz`)).toBe(200)
    // The one that started it goes; the other takes its place at the same address.
    expect(await stop(first, 'SIGTERM')).toEqual([0, null])
    const clock = () => status(`${simulatorOf(second)}/control/clock`).catch(() => 0)
    await expect.poll(clock, { timeout: 30_000 }).toBe(200)
    expect(await stop(second, 'SIGTERM')).toEqual([0, null])
  })

  test('a PostgreSQL that is not there is named, with what to do', async () => {
    const none = { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none', TONGBAO_SECRET: 'x'.repeat(40) }
    const refused = await start(['src/main.ts'], none)
    expect(refused.said()).toContain('nothing answers at the host and port of DATABASE_URL')
    expect(refused.child.exitCode).toBe(1)
  })

  test('a wrong configuration is refused by name before anything is touched', async () => {
    const refused = await start([...throughNpm, '--prod'], { PORT: 'http', TONGBAO_DEMO: 'yes' })
    for (const name of ['PORT', 'TONGBAO_DEMO', '--prod']) expect(refused.said()).toContain(`- ${name} `)
    expect(refused.child.exitCode).toBe(2)
  })
})
