import { generateKeyPairSync } from 'node:crypto'
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin'
import type { HttpAnswer, HttpCall, NoAnswer } from '../../src/channels/transport.ts'
import { createWechatChannel } from '../../src/channels/wechat/index.ts'
import { virtualClock } from '../../src/kernel/clock.ts'

/** A provider made with a WeChat Pay library that others wrote: it signs, encrypts and checks for these tests. */
const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const merchantKeys = pair()
export const merchantPublicKey = merchantKeys.publicKey
const platformKeys = pair()
const nextKeys = pair()
export const foreignKeys = pair()

const API_V3_KEY = '0123456789abcdef0123456789ABCDEF'
const SERIAL = 'PUB_KEY_ID_0111111111111111111111111111'
export const NEXT_SERIAL = 'PUB_KEY_ID_0122222222222222222222222222'

const pem = (key: typeof merchantKeys.privateKey) =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }).toString()

export const config = {
  merchantId: '1900000109',
  appId: 'wxd678efh567hg6787',
  merchantSerial: '3775B6A45ACD588826D15E583A95F5DD0000000A',
  merchantPrivateKey: pem(merchantKeys.privateKey),
  apiV3Key: API_V3_KEY,
  platformKeys: { [SERIAL]: pem(platformKeys.publicKey), [NEXT_SERIAL]: pem(nextKeys.publicKey) },
}

export const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
export const seconds = () => Math.floor(clock.now().getTime() / 1000)

/** What the platform reads in an encrypted field, by the other library. */
export const decrypted = (ciphertext: string, serial: string): string =>
  Rsa.decrypt(ciphertext, serial === SERIAL ? platformKeys.privateKey : nextKeys.privateKey)

type Signed = { serial?: string; key?: typeof merchantKeys.privateKey; timestamp?: number }

/** The Wechatpay-* headers over a body, in lower case as node:http gives them. */
export function signed(body: string, how: Signed = {}): Record<string, string> {
  const nonce = Formatter.nonce()
  const timestamp = how.timestamp ?? seconds()
  const serial = how.serial ?? SERIAL
  const key = how.key ?? (serial === NEXT_SERIAL ? nextKeys.privateKey : platformKeys.privateKey)
  return {
    'wechatpay-timestamp': String(timestamp),
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': Rsa.sign(Formatter.response(timestamp, nonce, body), key),
  }
}

/** A channel whose transport answers what it is told; `calls` keeps what was sent. */
export function channelThatHears(
  answer: HttpAnswer | NoAnswer | ((call: HttpCall) => HttpAnswer | NoAnswer),
) {
  const calls: HttpCall[] = []
  const channel = createWechatChannel({
    ...config,
    clock,
    transport: {
      send: async (call) => {
        calls.push(call)
        return typeof answer === 'function' ? answer(call) : answer
      },
      dispose: () => {},
    },
  })
  return { channel, calls }
}

export function answer(status: number, value: unknown, headers?: Record<string, string>): HttpAnswer {
  const body = value === undefined ? '' : JSON.stringify(value)
  return { status, headers: headers ?? signed(body), body: Buffer.from(body) }
}

/** Whether a request carries this merchant's signature, by the other library. */
export function isSignedByMerchant(call: HttpCall): boolean {
  const header = call.headers.Authorization ?? ''
  const part = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(header)?.[1] ?? ''
  const text = Formatter.request(call.method, call.path, part('timestamp'), part('nonce_str'), call.body)
  return (
    header.startsWith('WECHATPAY2-SHA256-RSA2048 ') &&
    part('mchid') === config.merchantId &&
    part('serial_no') === config.merchantSerial &&
    Rsa.verify(text, part('signature'), merchantKeys.publicKey)
  )
}

/** A notice: the resource encrypted, the envelope not yet signed. */
export function envelope(resource: unknown, changes: Record<string, unknown> = {}): string {
  const nonce = Formatter.nonce(12)
  const plain = typeof resource === 'string' ? resource : JSON.stringify(resource)
  return JSON.stringify({
    id: 'EV-2018022511223320873',
    create_time: '2026-03-01T12:00:00+08:00',
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: Aes.AesGcm.encrypt(plain, API_V3_KEY, nonce, 'transaction'),
      associated_data: 'transaction',
      nonce,
    },
    ...changes,
  })
}

export const transaction = {
  appid: config.appId,
  mchid: config.merchantId,
  out_trade_no: '1217752501201407033233368018',
  transaction_id: '4200000000202603010000000001',
  trade_type: 'NATIVE',
  trade_state: 'SUCCESS',
  trade_state_desc: '支付成功',
  bank_type: 'OTHERS',
  success_time: '2026-03-01T12:00:00+08:00',
  payer: { openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
  amount: { total: 100, payer_total: 90, currency: 'CNY', payer_currency: 'CNY' },
}
