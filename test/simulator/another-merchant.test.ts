import { afterAll, beforeAll, expect, test } from 'vitest'
import { Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { createSimulator, persons, type Simulator } from '../../simulator/index.ts'
import { pay } from '../../simulator/wechat/pay.ts'
import { systemClock } from '../../src/kernel/clock.ts'

/** A merchant whose WeChat Pay library others wrote: the simulator must satisfy it, and see through its faults. */
let simulator: Simulator
let merchant: Wechatpay
beforeAll(async () => {
  simulator = await createSimulator({ clock: systemClock, autorun: false })
  const { merchantId, merchantSerial, merchantPrivateKey, platformKeys, baseUrl } =
    simulator.merchantCredentials
  const config = {
    mchid: merchantId,
    serial: merchantSerial,
    privateKey: merchantPrivateKey,
    certs: platformKeys,
  }
  merchant = new Wechatpay({ ...config, baseURL: `${baseUrl}/` } as ConstructorParameters<
    typeof Wechatpay
  >[0])
})
afterAll(() => simulator.close())

type Answer = { status: number; data: Record<string, unknown> }
const client = () =>
  (merchant as unknown as { client: { v3: { request(config: unknown): Promise<Answer> } } }).client.v3
const call = (method: string, url: string, data?: unknown) =>
  client().request({ method, url, ...(data === undefined ? {} : { data }), validateStatus: () => true })

const order = () => ({
  appid: simulator.merchantCredentials.appId,
  mchid: simulator.merchantCredentials.merchantId,
  description: '龙井茶',
  out_trade_no: '1217752501201407033233368018',
  notify_url: 'https://shop.example/notices',
  amount: { total: 100, currency: 'CNY' },
})

test('order, query, payment, refund and its query go through, each answer signed to its satisfaction', async () => {
  const { mchid, out_trade_no: no } = order()
  const query = `/v3/pay/transactions/out-trade-no/${no}?mchid=${mchid}`
  const made = await call('POST', '/v3/pay/transactions/native', order())
  expect(made).toMatchObject({ status: 200, data: { code_url: expect.stringMatching(/^weixin:\/\/wxpay/) } })
  expect(await call('GET', query)).toMatchObject({ status: 200, data: { trade_state: 'NOTPAY' } })
  pay(simulator.world, no, persons[1]!.openid, { silent: true })
  expect(await call('GET', query)).toMatchObject({
    status: 200,
    data: { trade_state: 'SUCCESS', payer: { openid: persons[1]!.openid }, amount: { total: 100 } },
  })
  const refund = {
    out_trade_no: no,
    out_refund_no: 'R1',
    amount: { refund: 40, total: 100, currency: 'CNY' },
  }
  expect(await call('POST', '/v3/refund/domestic/refunds', refund)).toMatchObject({
    status: 200,
    data: { status: 'PROCESSING', out_refund_no: 'R1' },
  })
  expect(await call('GET', '/v3/refund/domestic/refunds/R1')).toMatchObject({
    data: { amount: { refund: 40 } },
  })
  expect(await call('GET', query)).toMatchObject({ data: { trade_state: 'REFUND' } })
})

test('a close is answered with 204 and a signature over nothing', async () => {
  const open = { ...order(), out_trade_no: 'CLOSE_ME_01' }
  await call('POST', '/v3/pay/transactions/native', open)
  const closed = await call('POST', '/v3/pay/transactions/out-trade-no/CLOSE_ME_01/close', {
    mchid: open.mchid,
  })
  expect(closed.status).toBe(204)
})

test.each([
  ['no Authorization', () => ''],
  ['another merchant', (good: string) => good.replace(/mchid="\d+"/, 'mchid="1900000999"')],
  ['another certificate', (good: string) => good.replace(/serial_no="\w+"/, 'serial_no="00"')],
  ['an old timestamp', (good: string) => good.replace(/timestamp="\d+"/, 'timestamp="1700000000"')],
  [
    'a signature over something else',
    (good: string) => good.replace(/nonce_str="\w+"/, 'nonce_str="another"'),
  ],
])('%s is 401 SIGN_ERROR', async (_what, spoil) => {
  const { merchantId, merchantSerial, merchantPrivateKey, baseUrl } = simulator.merchantCredentials
  const path = `/v3/pay/transactions/out-trade-no/123456?mchid=${merchantId}`
  const [nonce, timestamp] = [Formatter.nonce(), Formatter.timestamp()]
  const signature = Rsa.sign(
    Formatter.request('GET', path, timestamp, nonce, ''),
    Rsa.from(merchantPrivateKey, 'private'),
  )
  const good = Formatter.authorization(merchantId, nonce, signature, timestamp, merchantSerial)
  const ask = (authorization: string) => fetch(baseUrl + path, { headers: { Authorization: authorization } })
  expect((await ask(good)).status).toBe(404)
  const refused = await ask(spoil(good))
  expect(refused.status).toBe(401)
  expect(await refused.json()).toMatchObject({ code: 'SIGN_ERROR' })
})
