import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export type Product = {
  readonly url: string
  /** Where its payment provider is simulated. */
  readonly simulatorUrl: string
  readonly pid: number
  /** Milliseconds from the start of the process to its first ready answer. */
  readonly readyMs: number
  readonly close: () => Promise<void>
}

export type ProductOptions = {
  /** Left out: a home of its own, removed at the end. */
  readonly home?: string
  readonly env?: Readonly<Record<string, string>>
  readonly readyWithinMs?: number
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Starts the whole product as a process of its own on a free port, and waits until it is ready. */
export async function startProduct({
  home,
  env = {},
  readyWithinMs = 120_000,
}: ProductOptions = {}): Promise<Product> {
  const own = home ?? mkdtempSync(join(tmpdir(), 'tongbao-'))
  const began = performance.now()
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', TONGBAO_HOME: own, ...env },
  })
  const lines: string[] = []
  const keep = (line: string) => lines.push(line) > 200 && lines.shift()
  const found = Promise.withResolvers<string>()
  let simulatorUrl = ''
  createInterface({ input: child.stderr }).on('line', keep)
  createInterface({ input: child.stdout }).on('line', (line) => {
    keep(line)
    const [, name, address] = /^\s*(Store|Simulator)\s+(http:\/\/[^\s/]+)/.exec(line) ?? []
    if (name === 'Simulator' && address) simulatorUrl = address
    if (name === 'Store' && address) found.resolve(address)
  })
  const ended = once(child, 'exit')
  const close = async (): Promise<void> => {
    child.kill('SIGTERM')
    await ended
    // PostgreSQL may still be writing its last words there.
    if (!home) rmSync(own, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  const url = await Promise.race([
    found.promise,
    ended.then(() => Promise.reject(new Error(`Tongbao ended before it was ready:\n${lines.join('\n')}`))),
    sleep(readyWithinMs, undefined, { ref: false }).then(() =>
      Promise.reject(new Error(`Tongbao is not ready:\n${lines.join('\n')}`)),
    ),
  ]).catch(async (error: unknown) => {
    // Why it did not start is what must be read, not what it left behind.
    await close().catch(() => {})
    throw error
  })
  while (!(await isReady(url))) await sleep(20)
  return { url, simulatorUrl, pid: child.pid!, readyMs: performance.now() - began, close }
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  )
