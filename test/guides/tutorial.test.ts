import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../house/tree.ts'

const home = mkdtempSync(join(tmpdir(), 'tongbao-tutorial-'))
let port = 0
let product: ChildProcess

async function isFree(candidate: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(candidate, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** A port for the product; the simulator takes the one ten above it. */
async function freePort(): Promise<number> {
  for (let candidate = 20_000 + (process.pid % 20_000); ; candidate += 17) {
    if ((await isFree(candidate)) && (await isFree(candidate + 10))) return candidate
  }
}

beforeAll(async () => {
  port = await freePort()
  const { DATABASE_URL: _, ...inherited } = process.env
  const env = { ...inherited, TONGBAO_HOME: home, TONGBAO_DEMO: '1', PORT: String(port) }
  product = spawn(process.execPath, [join(root, 'src/main.ts')], { env, stdio: 'ignore' })
  for (let round = 0; round < 600; round++) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null)
    if (answer?.ok) return
    await sleep(100)
  }
  throw new Error('the demo did not become ready in a minute')
}, 90_000)

afterAll(async () => {
  if (product.exitCode === null) {
    product.kill('SIGTERM')
    await once(product, 'exit')
  }
  rmSync(home, { recursive: true, force: true })
}, 60_000)

/** What the blocks of a guide print when a shell runs them one after the other. */
async function played(guide: string): Promise<string> {
  const text = readFileSync(join(root, 'docs/guides', guide), 'utf8')
  const blocks = [...text.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block)
  expect(blocks.length).toBeGreaterThanOrEqual(6)
  const script = `set -euo pipefail\n${blocks.join('\n')}`
    .replace('http://localhost:8000', `http://127.0.0.1:${port}`)
    .replace('http://127.0.0.1:8010', `http://127.0.0.1:${port + 10}`)
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { timeout: 60_000 })
  return stdout
}

describe('guides', () => {
  it('[AB7] every block of the tutorial runs as it stands, from signing in to a trial balance of zero', async () => {
    const stdout = await played('tutorial.md')
    const [, trade, again] = /trade (\d{22}), again (\d{22})/.exec(stdout) ?? []
    expect(trade).toBe(again)
    expect(stdout).toContain('trade is paid')
    expect(stdout).toContain('CNY difference 0')
    expect(stdout.trim().split('\n').at(-1)).toBe('covered')
  }, 90_000)

  it('[AB7] every block of the guide to integration runs as it stands, and is answered as it says', async () => {
    const lines = (await played('integrate.md')).trim().split('\n')
    expect(lines[0]).toBe('2')
    expect(lines.slice(1, 5)).toEqual(['1 by Ed25519', '1 by RSA', 'whsec_ by HMAC', 'signature_wrong'])
    const [, endpoint, again] = /endpoint (whe_\w+), again (whe_\w+)/.exec(lines[5] ?? '') ?? []
    expect(again).toBe(endpoint)
    expect(endpoint).toBeTruthy()
    expect(lines.slice(6, 10)).toEqual([
      'another body: idempotency_conflict',
      '400 invalid_field lines/0/quantity retry never',
      '403 not_allowed  retry never',
      '401 token_refused  retry later',
    ])
    expect(lines[10]).toMatch(/^(\w+\.\w+ ?){3}$/)
    expect(lines[11]).toBe('notice_lost')
  }, 90_000)
})
