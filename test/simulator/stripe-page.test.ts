import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSimulator } from '../../simulator/index.ts'
import type { StripeProvider } from '../../simulator/stripe/provider.ts'
import { createStripeChannel } from '../../src/channels/stripe/index.ts'
import { virtualClock } from '../../src/kernel/clock.ts'
import { openStripe, type StripeSide } from '../channels/stripe-side.ts'

let side: StripeSide
beforeAll(async () => {
  side = await openStripe()
})
afterAll(() => side.stop())

const RETURN_URL = 'https://shop.example/pay/done?trade=1'

const open = async () => {
  const asked = side.request()
  const start = await side.channel.startPayment(asked)
  if (start.kind !== 'ready' || start.presentation.kind !== 'card') throw new Error(start.kind)
  const { clientSecret } = start.presentation
  const address = (more: Record<string, string> = {}) =>
    `${side.simulator.url}/stripe/pay?${new URLSearchParams({ client_secret: clientSecret, return_url: RETURN_URL, lang: 'en', ...more })}`
  const page = async (more?: Record<string, string>) => (await fetch(address(more))).text()
  const act = async (name: string, more: Record<string, string> = {}) => {
    const answer = await fetch(`${side.simulator.url}/stripe/pay`, {
      method: 'POST',
      body: new URLSearchParams({
        client_secret: clientSecret,
        return_url: RETURN_URL,
        lang: 'en',
        act: name,
        ...more,
      }),
    })
    return answer.text()
  }
  return { asked, clientSecret, page, act, report: () => side.channel.query(asked.attemptNo) }
}

describe('the page that plays the card fields', () => {
  test('pays, and leads back with the parameters that Stripe adds', async () => {
    const { clientSecret, page, act, report } = await open()
    expect(await page()).toContain('USD 99.00')
    const done = await act('pay')
    expect(done).toContain('Paid')
    const [, target = ''] = /class="button quiet" href="([^"]+)"/.exec(done) ?? []
    const back = new URL(target.replaceAll('&amp;', '&'))
    expect(back.origin + back.pathname).toBe('https://shop.example/pay/done')
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      trade: '1',
      payment_intent_client_secret: clientSecret,
      redirect_status: 'succeeded',
    })
    expect(await report()).toMatchObject({ kind: 'succeeded' })
    expect(await page()).not.toContain('name="act"')
  })

  test('declines with the chosen code, and lets another card pay', async () => {
    const { act, report } = await open()
    expect(await act('decline', { code: 'insufficient_funds' })).toContain('insufficient funds')
    expect(await report()).toMatchObject({ kind: 'pending' })
    await act('pay')
    expect(await report()).toMatchObject({ kind: 'succeeded' })
  })

  test('asks the bank: refused it stays open, confirmed it is paid', async () => {
    const { act, report } = await open()
    expect(await act('secure')).toContain('Your bank asks you')
    expect(await act('refuse')).toContain('failed authentication')
    expect(await report()).toMatchObject({ kind: 'pending' })
    await act('secure')
    expect(await act('approve')).toContain('Paid')
    expect(await report()).toMatchObject({ kind: 'succeeded' })
  })

  test('of a cancelled payment offers nothing', async () => {
    const { asked, page, act, report } = await open()
    await side.channel.close(asked.attemptNo)
    expect(await page()).toContain('cancelled this payment')
    await act('pay')
    expect(await report()).toMatchObject({ kind: 'closed' })
  })

  test('knows only its own secrets, and leads to no other kind of address', async () => {
    const { clientSecret, page } = await open()
    const unknown = await fetch(`${side.simulator.url}/stripe/pay?client_secret=${clientSecret}x`)
    expect(unknown.status).toBe(404)
    expect(await page({ return_url: 'javascript:alert(1)' })).not.toContain('javascript:')
  })

  test('is also found by the wallet and shown on the control page', async () => {
    const { asked, clientSecret } = await open()
    const code = `${side.simulator.url}/stripe/pay?client_secret=${clientSecret}`
    expect(side.simulator.simulation.byCode(code)?.payable).toMatchObject({
      no: asked.attemptNo,
      state: 'open',
    })
    expect(
      await (await fetch(`${side.simulator.url}/wallet?lang=en&code_url=${encodeURIComponent(code)}`)).text(),
    ).toContain(asked.attemptNo)
    expect(await (await fetch(`${side.simulator.url}/?lang=en`)).text()).toContain('Events go to')
  })
})

test('a killed simulator forgets neither money, keys, stored answers nor where events go', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-stripe-'))
  const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
  const launch = async () => {
    const simulator = await createSimulator({ clock, folder, autorun: false, only: ['stripe'] })
    const provider = simulator.provider('stripe') as StripeProvider
    return { simulator, provider, channel: createStripeChannel({ ...provider.credentials(), clock }) }
  }
  try {
    const first = await launch()
    first.provider.setEndpoint('http://127.0.0.1:1/notices')
    const asked = side.request()
    const started = await first.channel.startPayment(asked)
    first.provider.pay(asked.attemptNo, { payer: '' })
    await first.simulator.close()
    const second = await launch()
    expect(second.provider.credentials().secretKey).toBe(first.provider.credentials().secretKey)
    expect(second.provider.movements()).toEqual(first.provider.movements())
    expect([...second.provider.world.endpoint.values()]).toMatchObject([
      { url: 'http://127.0.0.1:1/notices' },
    ])
    expect(second.provider.world.openDeliveries().length).toBe(1)
    expect(started.kind).toBe('ready')
    expect(await second.channel.startPayment(asked)).toMatchObject({ kind: 'already_paid' })
    second.provider.reset()
    expect(second.provider.payables(10)).toEqual([])
    await second.simulator.close()
    const third = await launch()
    expect(third.provider.movements()).toEqual([])
    await third.simulator.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
