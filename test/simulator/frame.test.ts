import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createSimulator } from '../../simulator/index.ts'
import { openKeyRing } from '../../simulator/keys.ts'
import { generateOAuthKeys } from '../../simulator/oauth/provider.ts'
import { providerList } from '../../simulator/providers.ts'
import { statementOf } from '../../simulator/statement.ts'
import { generateWechatKeys } from '../../simulator/wechat/keys.ts'
import { virtualClock } from '../../src/kernel/clock.ts'

const undo: (() => void | Promise<void>)[] = []
afterEach(async () => {
  for (const act of undo.splice(0).reverse()) await act()
})

const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))

/** A folder as the simulator left it when WeChat Pay was its only provider. */
function oldFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
  undo.push(() => rmSync(folder, { recursive: true, force: true }))
  const keys = { ...generateWechatKeys(), oauthPrivateKey: generateOAuthKeys().privateKey }
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys))
  const order = {
    no: 'OLD0000001',
    description: '茶',
    total: 100,
    currency: 'CNY',
    codeUrl: 'weixin://old',
    createdAt: 1,
    expiresAt: 2,
    state: 'CLOSED',
  }
  const fault = { id: '4', fault: 'slow', remaining: 2 }
  const changes = [
    { kind: 'order', id: order.no, record: order },
    { kind: 'fault', id: fault.id, record: fault },
    { kind: 'clock', id: 'clock', record: { realAt: clock.now().getTime(), waitedMs: 5_000, speed: 1 } },
  ]
  writeFileSync(join(folder, 'state.ndjson'), `${JSON.stringify(changes)}\n`)
  return folder
}

test('keys and state of the time of one provider are still read', async () => {
  const folder = oldFolder()
  const simulator = await createSimulator({ clock, folder, autorun: false, only: ['wechat'] })
  undo.push(() => simulator.close())
  const { merchantSerial } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'))
  expect(simulator.merchantCredentials.merchantSerial).toBe(merchantSerial)
  expect(simulator.oauth.clientSecret).toBe(simulator.merchantCredentials.apiV3Key)
  expect(simulator.simulation.payables(10)).toMatchObject([
    { provider: 'wechat', no: 'OLD0000001', state: 'closed' },
  ])
  expect(simulator.world.faults.rules()).toMatchObject([{ id: '4', fault: 'slow' }])
  expect(simulator.simulation.waits.now()).toBe(5_000)
})

test('keys are made once for each owner, and shared by whoever shares the file', () => {
  const file = {}
  let saves = 0
  const ring = openKeyRing(file, () => {
    saves += 1
  })
  const first = ring('one', () => ({ secret: Math.PI }))
  expect(ring('one', () => ({ secret: 0 }))).toBe(first)
  expect(openKeyRing(file)('one', () => ({ secret: 0 }))).toBe(first)
  expect(saves).toBe(1)
})

test('every provider has a name of its own, its own faults, credentials and control routes', async () => {
  const simulator = await createSimulator({ clock, autorun: false })
  undo.push(() => simulator.close())
  const names = providerList.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const control = async (path: string, method = 'GET', body?: unknown) => {
    const answer = await fetch(`${simulator.url}/control${path}`, {
      method,
      headers: { 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, Record<string, unknown>> }
  }
  expect((await control('/providers')).body).toEqual(names)
  const credentials = (await control('/credentials')).body
  for (const name of names) {
    expect(Object.keys(credentials[name] ?? {}).length, name).toBeGreaterThan(0)
    const faults = Object.keys((await control(`/${name}/faults`)).body.words ?? {})
    const armed = await control(`/${name}/faults`, 'POST', { fault: faults[0], remaining: 1 })
    expect(armed).toMatchObject({ status: 200, body: { fault: faults[0] } })
    for (const other of names) {
      const rules = (await control(`/${other}/faults`)).body.rules
      expect(rules, `${other} after ${name}`).toHaveLength(other === name ? 1 : 0)
    }
    expect((await control(`/${name}/faults`, 'DELETE')).status).toBe(200)
    expect((await control(`/${name}/payables`)).body).toEqual([])
    expect((await control(`/${name}/payables/NOBODY/pay`, 'POST', {})).status).toBe(409)
    expect((await control(`/${name}/nothing`)).status).toBe(404)
    expect((await control(`/${name}/orders/NOBODY/nothing`, 'POST', {})).status).toBe(404)
  }
})

test('one statement over all providers: sums by currency, a dispute counts as money back', () => {
  const line = { at: 1, no: 'A', merchantId: 'M' } as const
  const statement = statementOf([
    { ...line, provider: 'wechat', kind: 'paid', amount: 500, currency: 'CNY' },
    { ...line, provider: 'stripe', kind: 'paid', amount: 70, currency: 'USD' },
    { ...line, provider: 'stripe', kind: 'disputed', amount: 70, currency: 'USD' },
    { ...line, provider: 'wechat', kind: 'refunded', amount: 200, currency: 'CNY' },
  ])
  expect(statement).toMatchObject({
    paid: 500,
    refunded: 200,
    net: 300,
    byCurrency: { CNY: { paid: 500, refunded: 200 }, USD: { paid: 70, refunded: 70 } },
    byProvider: { 'stripe USD': { paid: 70, refunded: 70 } },
  })
})

test('a word in a provider’s own control is no id', async () => {
  const simulator = await createSimulator({ clock, autorun: false, only: ['wechat', 'stripe'] })
  undo.push(() => simulator.close())
  const post = async (path: string) => {
    const init = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' }
    return (await fetch(`${simulator.url}/control${path}`, init)).status
  }
  expect(await post('/stripe/secrets/rotate')).toBe(200)
  expect([await post('/keys/switch'), await post('/wechat/keys/switch')]).toEqual([200, 200])
  expect(simulator.world.signingKey).toBe(0)
})
