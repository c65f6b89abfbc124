import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, expect, it } from 'vitest'
import { startSimulator } from '../../src/simulator-child.ts'

const home = mkdtempSync(join(tmpdir(), 'tongbao-alone-'))
const main = fileURLToPath(new URL('../../simulator/main.ts', import.meta.url))
const started: ChildProcess[] = []
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** `npm run simulator` on this folder: its address, or why it did not start. */
const launch = async (...more: string[]) => {
  const args = [main, '--port', '0', '--home', home, ...more]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let complaint = ''
  child.stderr!.on('data', (text: Buffer) => {
    complaint += text.toString()
  })
  const told = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const url = /^Simulator\s+(http\S+?)\/?$/.exec(line)?.[1]
      if (url) resolve(url)
    })
  })
  const url = await Promise.race([told, once(child, 'close').then(() => null)])
  return { child, url, complaint: () => complaint }
}
const secretAt = async (url: string): Promise<string> =>
  ((await (await fetch(`${url}/control/credentials`)).json()) as { oauth: { clientSecret: string } }).oauth
    .clientSecret
const answering = async (url: string): Promise<void> => {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(`${url}/control/clock`).catch(() => null)
    if (answer?.ok) return
    if (tries > 100) throw new Error(`nothing answers at ${url}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

it('one folder has one simulator: another is told where it runs, one that joins takes its place when it is gone', async () => {
  const first = await launch()
  const second = await launch()
  expect(second.url).toBeNull()
  expect(second.complaint()).toContain(`already: ${first.url}/`)
  expect(second.complaint()).toContain('--home')

  const joined = await launch('--join')
  expect(joined.url).toBe(first.url)
  const secret = await secretAt(first.url!)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')
  await answering(first.url!)
  expect(await secretAt(first.url!)).toBe(secret)
}, 60_000)

it.each([
  ['--port', 'abc'],
  ['--prt', '1'],
])('a wrong argument (%s) is refused with what it takes', async (...wrong) => {
  const refused = await launch(...wrong)
  expect([refused.child.exitCode, refused.complaint()]).toEqual([
    2,
    expect.stringContaining('Usage: npm run simulator'),
  ])
  expect(refused.complaint()).not.toContain('    at ')
})

it('the simulator of a product that is killed is started again at its address, with its memory', async () => {
  let lost = 0
  const simulator = await startSimulator({ home, host: '127.0.0.1', port: 0, onLost: () => lost++ })
  const secret = await secretAt(simulator.url)
  const { pid } = JSON.parse(readFileSync(join(home, 'simulator/running.json'), 'utf8')) as { pid: number }
  process.kill(pid, 'SIGKILL')
  await expect.poll(() => lost).toBe(1)
  await answering(simulator.url)
  expect(await secretAt(simulator.url)).toBe(secret)
  await simulator.close()
  expect(await fetch(`${simulator.url}/control/clock`).catch(() => 'gone')).toBe('gone')
  expect(lost).toBe(1)
}, 60_000)
