import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AlipaySdk } from 'alipay-sdk'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { AlipayProvider } from '../../simulator/alipay/provider.ts'
import { createSimulator, type KeyFile, type SimulatorOptions } from '../../simulator/index.ts'
import { createAlipayChannel } from '../../src/channels/alipay/index.ts'
import { MINUTE, virtualClock } from '../../src/kernel/clock.ts'
import { createReceiver } from './receiver.ts'

const keys: KeyFile = {}

async function open(options: Partial<SimulatorOptions> = {}) {
  const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
  const simulator = await createSimulator({ clock, autorun: false, only: ['alipay'], keys, ...options })
  const provider = simulator.provider('alipay') as AlipayProvider
  onTestFinished(() => simulator.close())
  return { clock, simulator, provider, credentials: provider.credentials() }
}

type Side = Awaited<ReturnType<typeof open>>

/** The official client, which knows nothing of our channel. */
const clientOf = ({ credentials, simulator }: Side) =>
  new AlipaySdk({
    appId: credentials.appId,
    keyType: 'PKCS8',
    privateKey: credentials.privateKey,
    gateway: `${simulator.url}/gateway.do`,
    ...(credentials.certificates
      ? {
          appCertContent: credentials.certificates.app,
          alipayRootCertContent: credentials.certificates.alipayRoot,
          alipayPublicCertContent: credentials.alipayKeys[0]!,
        }
      : { alipayPublicKey: credentials.alipayKeys[0]! }),
  })

const order = {
  out_trade_no: 'T1',
  total_amount: '12.30',
  subject: '龙井茶 50% 优惠',
}

describe.each([
  ['key mode', {}],
  ['certificate mode', { alipay: { inCertificates: true } }],
])('the official client in %s', (_mode, options) => {
  test('believes the answers, and its requests are understood', async () => {
    const side = await open(options)
    const client = clientOf(side)
    const ask = (method: string, bizContent: object) =>
      client.exec(method, { bizContent }, { validateSign: true })
    const shown = await ask('alipay.trade.precreate', order)
    expect(shown).toMatchObject({ code: '10000', outTradeNo: 'T1' })
    expect(String(shown.qrCode)).toMatch(/^https:\/\/qr\.alipay\.com\//)
    expect(await ask('alipay.trade.query', { out_trade_no: 'T1' })).toMatchObject({
      code: '40004',
      subCode: 'ACQ.TRADE_NOT_EXIST',
    })
    side.provider.pay('T1', { payer: '' })
    expect(await ask('alipay.trade.query', { out_trade_no: 'T1' })).toMatchObject({
      tradeStatus: 'TRADE_SUCCESS',
      totalAmount: '12.30',
    })
    const refund = { out_trade_no: 'T1', out_request_no: 'R1', refund_amount: '2.30' }
    expect(await ask('alipay.trade.refund', refund)).toMatchObject({ fundChange: 'Y', refundFee: '2.30' })
    expect(await ask('alipay.trade.refund', refund)).toMatchObject({ fundChange: 'N' })
    expect(await ask('alipay.trade.fastpay.refund.query', refund)).toMatchObject({
      refundStatus: 'REFUND_SUCCESS',
      refundAmount: '2.30',
    })
  })

  test('finds a forged or unsigned answer out', async () => {
    const side = await open(options)
    const client = clientOf(side)
    for (const fault of ['answer_forged', 'answer_unsigned'] as const) {
      side.provider.world.faults.add({ fault, remaining: 1 })
      await expect(
        client.exec('alipay.trade.query', { bizContent: { out_trade_no: 'T1' } }, { validateSign: true }),
      ).rejects.toThrow()
    }
  })
})

test('the official client believes the notices, and no forged one', async () => {
  const side = await open()
  const client = clientOf(side)
  const receiver = await createReceiver()
  onTestFinished(() => receiver.stop())
  receiver.answer = 200
  receiver.words = 'success'
  await client.exec('alipay.trade.precreate', { notifyUrl: receiver.url, bizContent: order })
  side.provider.world.faults.add({ fault: 'notice_forged', remaining: 1 })
  side.provider.pay('T1', { payer: '' })
  side.provider.world.waits.advance(MINUTE)
  await side.simulator.run()
  const posted = receiver.take().map(({ body }) => Object.fromEntries(new URLSearchParams(body.toString())))
  expect(posted.map((form) => client.checkNotifySignV2(form))).toEqual([false, true])
  expect(posted[1]).toMatchObject({ subject: order.subject, body: '', total_amount: '12.30' })
  expect(new Set(posted.map(({ notify_id: id }) => id)).size).toBe(1)
})

test('a page of the official client is the same page', async () => {
  const side = await open()
  const url = clientOf(side).pageExecute('alipay.trade.page.pay', 'GET', {
    bizContent: { ...order, product_code: 'FAST_INSTANT_TRADE_PAY' },
  })
  const entered = await fetch(url, { redirect: 'manual' })
  expect(entered.headers.get('location')).toContain('/alipay/cashier?no=T1')
  expect(side.provider.world.trades.get('T1')).toMatchObject({ status: 'WAIT_BUYER_PAY', total: 1_230 })
})

test.each([
  ['another application', { app_id: '2021000000000009' }, 'isv.invalid-app-id'],
  ['an older signature', { sign_type: 'RSA' }, 'isv.invalid-signature-type'],
  ['a changed order', { biz_content: '{}' }, 'isv.invalid-signature'],
  ['a time in another form', { timestamp: '2026-03-01T12:00:00Z' }, 'isv.invalid-timestamp'],
])('%s is refused by the gateway, unsigned', async (_what, change, code) => {
  const side = await open()
  const signed = new URLSearchParams(
    clientOf(side).sdkExecute('alipay.trade.precreate', { bizContent: order }),
  )
  for (const [name, value] of Object.entries(change)) signed.set(name, value)
  const answer = await fetch(`${side.simulator.url}/gateway.do`, { method: 'POST', body: signed })
  expect(await answer.json()).toEqual({
    error_response: { code: '40002', msg: 'Invalid Arguments', sub_code: code, sub_msg: code },
  })
})

test('a killed simulator forgets no trade, refund, hold, sharing, notice or key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-alipay-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const first = await open({ folder })
  const { clock } = first
  const channelOf = ({ credentials }: Side) => createAlipayChannel({ ...credentials, clock, timeoutMs: 500 })
  const channel = channelOf(first)
  onTestFinished(() => channel.dispose())
  const asked = (attemptNo: string) => ({
    attemptNo,
    amount: 1_000,
    currency: 'CNY',
    description: '茶',
    expiresAt: new Date(clock.now().getTime() + 15 * MINUTE),
    notifyUrl: 'http://127.0.0.1:9/nowhere',
    method: 'native' as const,
  })
  await channel.startPayment({ ...asked('T1'), profitSharing: true })
  await channel.startPayment({ ...asked('H1'), capture: 'manual' })
  await channel.startPayment(asked('T2'))
  for (const no of ['T1', 'H1']) expect(first.provider.pay(no, { payer: '' })).toEqual({ paid: true })
  const refund = {
    ...asked('T1'),
    refundNo: 'R1',
    channelNo: '',
    amount: 300,
    total: 1_000,
    reason: '退货',
  }
  expect((await channel.refund(refund)).kind).toBe('succeeded')
  const before = first.provider.movements()

  const second = await open({ folder, clock })
  expect(second.credentials.privateKey).toBe(first.credentials.privateKey)
  const again = channelOf(second)
  onTestFinished(() => again.dispose())
  expect(await again.query('T1')).toMatchObject({ kind: 'succeeded', amount: 1_000 })
  expect(await again.query('H1')).toMatchObject({ kind: 'authorized', amount: 1_000 })
  expect(await again.query('T2')).toMatchObject({ kind: 'not_found' })
  expect(await again.queryRefund(refund)).toMatchObject({ kind: 'succeeded', amount: 300 })
  expect(second.provider.movements()).toEqual(before)
  expect(second.provider.world.openNotices().length).toBe(first.provider.world.openNotices().length)
  const shown = await again.startPayment(asked('T2'))
  expect(shown.kind === 'ready' && shown.presentation).toEqual({
    kind: 'qr',
    codeUrl: first.provider.world.trades.get('T2')!.code,
  })
})

test('the wallet of the simulator pays a trade of Alipay, and misbehaves', async () => {
  const side = await open()
  await clientOf(side).exec('alipay.trade.precreate', { bizContent: order })
  const code = side.provider.world.trades.get('T1')!.code
  const page = await (
    await fetch(`${side.simulator.url}/wallet?lang=en&code_url=${encodeURIComponent(code)}`)
  ).text()
  expect(page).toContain('¥12.30')
  expect(page).toContain('Alipay')
  const act = await fetch(`${side.simulator.url}/wallet/act`, {
    method: 'POST',
    body: new URLSearchParams({ code_url: code, act: 'pay_fen_less', lang: 'en' }),
  })
  expect(await act.text()).toContain('¥12.29')
  expect(side.provider.movements()).toMatchObject([{ kind: 'paid', no: 'T1', amount: 1_229 }])
  const desk = await (await fetch(`${side.simulator.url}/`)).text()
  expect(desk).toContain('T1')
})
