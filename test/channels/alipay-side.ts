import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { AlipaySdk } from 'alipay-sdk'
import { certificate, type Name } from '../../simulator/alipay/certificate.ts'
import { type AlipayConfig, createAlipayChannel } from '../../src/channels/alipay/index.ts'
import type { HttpAnswer, HttpCall, NoAnswer } from '../../src/channels/transport.ts'
import { virtualClock } from '../../src/kernel/clock.ts'

/** Alipay as the official client sees it: the client checks what we sign, and signs what we are to check. */
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
export const merchantKeys = pair()
export const alipayKeys = pair()
export const nextKeys = pair()
export const foreignKeys = pair()

export const publicPem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()
export const privatePem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

export const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))

export const config: Omit<AlipayConfig, 'clock'> = {
  appId: '2021000000000001',
  sellerId: '2088000000000156',
  privateKey: privatePem(merchantKeys.privateKey),
  alipayKeys: [publicPem(alipayKeys.publicKey), publicPem(nextKeys.publicKey)],
}

/** The client in the place of the merchant, with Alipay's key to check by. */
export const merchantSdk = (key: KeyObject = alipayKeys.publicKey) =>
  new AlipaySdk({
    appId: config.appId,
    keyType: 'PKCS8',
    privateKey: config.privateKey,
    alipayPublicKey: publicPem(key),
  })

/** The client in the place of Alipay: what it calls Alipay's key is the merchant's. */
export const gatewaySdk = new AlipaySdk({
  appId: config.appId,
  keyType: 'PKCS8',
  privateKey: privatePem(alipayKeys.privateKey),
  alipayPublicKey: publicPem(merchantKeys.publicKey),
})

export const rsa = (content: string | Buffer, key: KeyObject = alipayKeys.privateKey): string =>
  sign('RSA-SHA256', typeof content === 'string' ? Buffer.from(content) : content, key).toString('base64')

const RESPONSE = 'response'

/** An answer as the gateway writes it: the signature over the text of the response, beside it. */
export function answer(method: string, content: unknown, signature?: string | null): HttpAnswer {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const name = `${method.replaceAll('.', '_')}_${RESPONSE}`
  const signed = signature === null ? '' : `,"sign":"${signature ?? rsa(text)}"`
  return { status: 200, headers: {}, body: Buffer.from(`{"${name}":${text}${signed}}`) }
}

/** A channel whose transport answers what it is told; `calls` keeps what was sent. */
export function channelThatHears(
  heard: HttpAnswer | NoAnswer | ((method: string, call: HttpCall) => HttpAnswer | NoAnswer),
  changes: Partial<AlipayConfig> = {},
) {
  const calls: HttpCall[] = []
  const channel = createAlipayChannel({
    ...config,
    clock,
    transport: {
      send: async (call) => {
        calls.push(call)
        return typeof heard === 'function' ? heard(parametersOf(call).method!, call) : heard
      },
      dispose: () => {},
    },
    ...changes,
  })
  return { channel, calls }
}

/** Everything a call says, in its address and in its body. */
export function parametersOf(call: Pick<HttpCall, 'path' | 'body'>): Record<string, string> {
  const query = new URLSearchParams(call.path.slice(call.path.indexOf('?') + 1))
  return Object.fromEntries([...query, ...new URLSearchParams(call.body)])
}

export const contentOf = (call: HttpCall): Record<string, unknown> =>
  JSON.parse(parametersOf(call).biz_content!) as Record<string, unknown>

export const paidTrade = {
  code: '10000',
  msg: 'Success',
  trade_no: '2026030122001400000000000001',
  out_trade_no: 'T20260301000000000001',
  trade_status: 'TRADE_SUCCESS',
  total_amount: '99.00',
  receipt_amount: '99.00',
  buyer_pay_amount: '98.50',
  buyer_user_id: '2088000000000999',
  send_pay_date: '2026-03-01 12:00:00',
}

export const notice = {
  notify_time: '2026-03-01 12:00:01',
  notify_type: 'trade_status_sync',
  notify_id: '2026030100222120001000000000000001',
  charset: 'utf-8',
  version: '1.0',
  app_id: config.appId,
  seller_id: config.sellerId,
  trade_no: paidTrade.trade_no,
  out_trade_no: paidTrade.out_trade_no,
  trade_status: 'TRADE_SUCCESS',
  total_amount: '99.00',
  receipt_amount: '99.00',
  buyer_pay_amount: '98.50',
  buyer_id: paidTrade.buyer_user_id,
  subject: '龙井茶 50% 优惠',
  body: '',
  gmt_create: '2026-03-01 11:59:00',
  gmt_payment: '2026-03-01 12:00:00',
}

/** A notice's body: without `sign` and `sign_type` it is signed, with them it is sent. */
export function noticeBody(fields: Readonly<Record<string, string>>, key: KeyObject = alipayKeys.privateKey) {
  const content = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&')
  return Buffer.from(
    new URLSearchParams({ ...fields, sign: rsa(content, key), sign_type: 'RSA2' }).toString(),
  )
}

// ---- certificate mode ----

const ROOT: Name = [
  ['C', 'CN'],
  ['O', 'Tongbao, "Simulated" Alipay'],
  ['OU', 'Certification Authority'],
  ['CN', 'Simulated Root 根'],
]
const rootKeys = pair()
const certified = (serial: bigint, commonName: string, publicKey: KeyObject) =>
  certificate({
    serial,
    issuer: ROOT,
    subject: [
      ['C', 'CN'],
      ['CN', commonName],
    ],
    publicKey,
    signingKey: rootKeys.privateKey,
    from: new Date('2026-01-01T00:00:00Z'),
    until: new Date('2036-01-01T00:00:00Z'),
  })

export const certificates = {
  app: certified(0xf0_0000_0000_0000_0001n, 'merchant', merchantKeys.publicKey),
  alipay: certified(0x1234_5678_9abcn, 'alipay', alipayKeys.publicKey),
  next: certified(0x7fn, 'alipay next', nextKeys.publicKey),
  root: `${certified(1n, 'root one', rootKeys.publicKey)}${certified(2n, 'root two', rootKeys.publicKey)}`,
}
