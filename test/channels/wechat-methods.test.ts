import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Formatter, Rsa } from 'wechatpay-axios-plugin'
import type { PayMethod, PayRequest } from '../../src/channels/types.ts'
import { createWechatChannel } from '../../src/channels/wechat/index.ts'
import { MINUTE } from '../../src/kernel/clock.ts'
import { answer, channelThatHears, clock, config, merchantPublicKey } from './wechat-side.ts'
import { wechatSubject } from './wechat-subject.ts'

const PREPAY = 'wx201410272009395522657a690389285100'
const OPENID = 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o'

const request = (method: PayMethod, changes: Partial<PayRequest> = {}): PayRequest => ({
  attemptNo: `M${method}000001`,
  amount: 100,
  currency: 'CNY',
  description: '龙井茶',
  expiresAt: new Date(clock.now().getTime() + 15 * MINUTE),
  notifyUrl: 'https://shop.example/notices',
  method,
  payer: { openId: OPENID, ip: '14.23.150.211' },
  ...changes,
})

const presented = async (method: PayMethod, heard: object, changes: Partial<PayRequest> = {}) => {
  const { channel, calls } = channelThatHears(answer(200, heard))
  const started = await channel.startPayment(request(method, changes))
  if (started.kind !== 'ready') throw new Error(`not ready: ${started.kind}`)
  return { shown: started.presentation, body: JSON.parse(calls[0]!.body), path: calls[0]!.path }
}

describe('[N5] what each way to pay asks for and hands over', () => {
  test('jsapi: the payer is named, and the wallet gets a signature that another library accepts', async () => {
    const { shown, body, path } = await presented('jsapi', { prepay_id: PREPAY })
    expect([path, body.payer]).toEqual(['/v3/pay/transactions/jsapi', { openid: OPENID }])
    if (shown.kind !== 'jsapi') throw new Error(shown.kind)
    const { appId, timeStamp, nonceStr, paySign, ...rest } = shown.fields
    expect([appId, rest]).toEqual([config.appId, { package: `prepay_id=${PREPAY}`, signType: 'RSA' }])
    const signed = Formatter.joinedByLineFeed(appId!, timeStamp!, nonceStr!, `prepay_id=${PREPAY}`)
    expect(signed).toBe(`${appId}\n${timeStamp}\n${nonceStr}\nprepay_id=${PREPAY}\n`)
    expect(Rsa.verify(signed, paySign!, merchantPublicKey)).toBe(true)
    expect(Rsa.verify(signed.replace('2014', '2015'), paySign!, merchantPublicKey)).toBe(false)
  })

  test('app: the kit gets its fields in its own spelling, signed over the bare prepay id', async () => {
    const { shown, body, path } = await presented('app', { prepay_id: PREPAY })
    expect([path, body.payer]).toEqual(['/v3/pay/transactions/app', undefined])
    if (shown.kind !== 'app') throw new Error(shown.kind)
    const { appid, noncestr, timestamp, sign, ...rest } = JSON.parse(shown.payload)
    expect(rest).toEqual({ partnerid: config.merchantId, prepayid: PREPAY, package: 'Sign=WXPay' })
    const signed = Formatter.joinedByLineFeed(appid, timestamp, noncestr, PREPAY)
    expect(Rsa.verify(signed, sign, merchantPublicKey)).toBe(true)
  })

  test('h5: the payer is named by his address, and comes back to where we say', async () => {
    const h5_url = 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx1&package=2'
    const { shown, body } = await presented('h5', { h5_url }, { returnUrl: 'https://shop.example/o/1?a=b' })
    expect(body.scene_info).toEqual({ payer_client_ip: '14.23.150.211', h5_info: { type: 'Wap' } })
    expect(shown).toEqual({
      kind: 'redirect',
      url: `${h5_url}&redirect_url=https%3A%2F%2Fshop.example%2Fo%2F1%3Fa%3Db`,
    })
  })

  test('[P7] money that will be shared out is asked to be frozen', async () => {
    const { body } = await presented('native', { code_url: 'weixin://x' }, { profitSharing: true })
    expect(body.settle_info).toEqual({ profit_sharing: true })
  })

  test.each([
    ['jsapi without the payer', request('jsapi', { payer: {} })],
    ['h5 without his address', request('h5', { payer: {} })],
    ['a page', request('page')],
    ['a card', request('card')],
    ['holding money', request('native', { capture: 'manual' })],
  ])('%s is refused without a call', async (_what, asked) => {
    const { channel, calls } = channelThatHears({ failed: 'timeout' })
    expect(await channel.startPayment(asked)).toMatchObject({ kind: 'refused', retry: 'never' })
    expect(calls).toEqual([])
  })

  test.each([
    ['jsapi', { code_url: 'weixin://x' }],
    ['app', {}],
    ['h5', { prepay_id: PREPAY }],
  ] as const)('%s answered with %o is unknown', async (method, heard) => {
    const { channel } = channelThatHears(answer(200, heard))
    expect(await channel.startPayment(request(method))).toMatchObject({ reason: 'malformed_answer' })
  })
})

describe('[N14] the wallet checks what it is handed', () => {
  let stage: Awaited<ReturnType<typeof wechatSubject>>
  beforeAll(async () => {
    stage = await wechatSubject()
  })
  afterAll(async () => {
    stage.channel.dispose()
    await stage.other.stop()
  })
  const start = async (method: PayMethod, no: string) => {
    const asked = request(method, { attemptNo: no, returnUrl: 'https://shop.example/back' })
    const started = await stage.channel.startPayment(asked)
    if (started.kind !== 'ready') throw new Error(started.kind)
    return started.presentation
  }
  const open = (path: string, query: Record<string, string>) =>
    fetch(`${stage.simulator.url}/wechat/${path}?${new URLSearchParams(query)}`, { redirect: 'manual' })

  test('jsapi', async () => {
    const shown = await start('jsapi', 'BRIDGE0001')
    if (shown.kind !== 'jsapi') throw new Error(shown.kind)
    const opened = await open('jsapi', { ...shown.fields })
    expect([opened.status, opened.headers.get('location')]).toEqual([
      302,
      expect.stringMatching(/^\/wallet\?/),
    ])
    const page = await fetch(stage.simulator.url + opened.headers.get('location'))
    expect(await page.text()).toContain('BRIDGE0001')
    const later = { ...shown.fields, timeStamp: String(Number(shown.fields.timeStamp) + 1) }
    expect((await open('jsapi', later)).status).toBe(400)
  })

  test('app', async () => {
    const shown = await start('app', 'BRIDGE0002')
    if (shown.kind !== 'app') throw new Error(shown.kind)
    expect((await open('app', { payload: shown.payload })).status).toBe(302)
    const altered = shown.payload.replace('"prepayid":"wx', '"prepayid":"wy')
    expect((await open('app', { payload: altered })).status).toBe(400)
  })

  test('a number begun one way is not shown another way', async () => {
    await start('jsapi', 'BRIDGE0004')
    const again = request('app', { attemptNo: 'BRIDGE0004' })
    expect(await stage.channel.startPayment(again)).toMatchObject({ kind: 'refused', retry: 'never' })
  })

  test('h5 opens the wallet from its address, which knows the way back', async () => {
    const shown = await start('h5', 'BRIDGE0003')
    if (shown.kind !== 'redirect') throw new Error(shown.kind)
    const opened = await fetch(shown.url, { redirect: 'manual' })
    const location = new URL(opened.headers.get('location')!, stage.simulator.url)
    expect(location.searchParams.get('back')).toBe('https://shop.example/back')
    expect((await open('h5', { prepay_id: 'wx0' })).status).toBe(404)
  })
})

describe('keys change on both sides', () => {
  test('[N5] the platform signs with its next key, then we with ours: every call goes on', async () => {
    const stage = await wechatSubject()
    const { simulator, channel, other } = stage
    const before = simulator.merchantCredentials
    expect(await channel.query('NEVERASKED1')).toMatchObject({ kind: 'not_found' })
    stage.world.signingKey = 1
    expect(await channel.query('NEVERASKED1')).toMatchObject({ kind: 'not_found' })
    const [first] = Object.entries(before.platformKeys)
    const old = createWechatChannel({
      ...before,
      platformKeys: Object.fromEntries([first!]),
      clock: other.clock,
    })
    expect(await old.query('NEVERASKED1')).toMatchObject({ kind: 'unknown', reason: 'forged_answer' })

    const next = await fetch(`${simulator.url}/control/wechat/keys/merchant`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    })
    expect(next.status).toBe(200)
    const { merchantSerial } = simulator.merchantCredentials
    expect(merchantSerial).not.toBe(before.merchantSerial)
    const renewed = createWechatChannel({ ...simulator.merchantCredentials, clock: other.clock })
    // While the certificate is changed both are good; then the old one is withdrawn.
    expect(await channel.query('NEVERASKED1')).toMatchObject({ kind: 'not_found' })
    expect(await renewed.query('NEVERASKED1')).toMatchObject({ kind: 'not_found' })
    await fetch(`${simulator.url}/control/wechat/keys/withdraw`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{}',
    })
    expect(await channel.query('NEVERASKED1')).toMatchObject({ kind: 'refused', code: 'SIGN_ERROR' })
    expect(await renewed.query('NEVERASKED1')).toMatchObject({ kind: 'not_found' })
    for (const one of [old, renewed, channel]) one.dispose()
    await other.stop()
  })
})
