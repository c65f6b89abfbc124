import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { MerchantCredentials } from '../../simulator/index.ts'
import { createWechatChannel } from '../../src/channels/wechat/index.ts'
import { MINUTE, SECOND, systemClock } from '../../src/kernel/clock.ts'
import { createBench } from './bench.ts'

const home = mkdtempSync(join(tmpdir(), 'simulator-'))
const undo: (() => void)[] = [() => rmSync(home, { recursive: true, force: true })]
afterEach(() => {
  for (const act of undo.splice(0).reverse()) act()
})

type Child = { readonly url: string; kill(): Promise<void> }

/** The simulator as a process of its own, on the real clock. */
async function startAlone(): Promise<Child> {
  const main = join(import.meta.dirname, '../../simulator/main.ts')
  const child = spawn(process.execPath, [main, '--port', '0', '--home', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  undo.push(() => child.kill('SIGKILL'))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let said = ''
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    said += chunk
    const url = /API base\s+(\S+)/.exec(said)?.[1]
    if (url) {
      return {
        url,
        kill: async () => {
          child.kill('SIGKILL')
          await exited
        },
      }
    }
  }
  throw new Error(`the simulator did not start: ${said}`)
}

const get = async <T>(url: string) => (await (await fetch(url)).json()) as T

test('a killed simulator forgets no payment, no money and no key', async () => {
  const first = await startAlone()
  const { wechat: credentials } = await get<{ wechat: MerchantCredentials }>(
    `${first.url}/control/credentials`,
  )
  const channel = createWechatChannel({ ...credentials, clock: systemClock })
  const numbers = Array.from({ length: 20 }, (_, i) => `KILL${String(i).padStart(6, '0')}`)
  for (const attemptNo of numbers) {
    const started = await channel.startPayment({
      attemptNo,
      amount: 100,
      currency: 'CNY',
      description: '茶',
      expiresAt: new Date(systemClock.now().getTime() + 10 * MINUTE),
      notifyUrl: 'http://127.0.0.1:9/nobody',
      method: 'native',
    })
    expect(started.kind).toBe('ready')
    const paid = await fetch(`${first.url}/control/orders/${attemptNo}/pay`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    })
    expect(paid.status).toBe(200)
  }
  const before = await get<{ paid: number; lines: unknown[] }>(`${first.url}/control/statement`)
  await first.kill()
  channel.dispose()

  // The kill may have cut the last line in two.
  appendFileSync(join(home, 'simulator/state.ndjson'), '[{"kind":"money","id":"99","rec')
  const second = await startAlone()
  expect(await get(`${second.url}/control/statement`)).toEqual(before)
  expect(before.paid).toBe(2_000)
  const again = createWechatChannel({ ...credentials, baseUrl: second.url, clock: systemClock })
  for (const attemptNo of numbers) {
    expect(await again.query(attemptNo)).toMatchObject({ kind: 'succeeded', amount: 100 })
  }
  again.dispose()
  await second.kill()
})

test('keys are readable by their owner only', async () => {
  const bench = await createBench({ folder: join(home, 'simulator') })
  undo.push(() => void bench.stop())
  expect(statSync(join(home, 'simulator/keys.json')).mode & 0o777).toBe(0o600)
  expect(statSync(join(home, 'simulator/state.ndjson')).mode & 0o777).toBe(0o600)
})

test('notices and refunds under way go on after a restart', async () => {
  const folder = join(home, 'again')
  const first = await createBench({ folder })
  first.receiver.answer = 500
  const no = await first.start()
  first.pay(no)
  await first.simulator.run()
  await first.refund(no, 'R1', 100)
  first.world.waits.advance(SECOND)
  first.simulator.simulation.saveClock()
  await first.stop()
  expect(readFileSync(join(folder, 'state.ndjson'), 'utf8')).toContain('"wechat.refund"')

  const second = await createBench({ folder })
  undo.push(() => void second.stop())
  expect(second.world.waits.now()).toBeGreaterThanOrEqual(SECOND)
  expect(second.world.openNotices()).toHaveLength(1)
  expect([...second.world.openRefunds]).toEqual(['R1'])
  second.world.waits.advance(MINUTE)
  await second.simulator.run()
  expect(await second.channel.queryRefund({ refundNo: 'R1', attemptNo: '', channelNo: '' })).toMatchObject({
    kind: 'succeeded',
  })
})
