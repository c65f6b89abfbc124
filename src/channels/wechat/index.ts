import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject, randomUUID } from 'node:crypto'
import { type Clock, DAY, MINUTE, SECOND } from '../../kernel/clock.ts'
import { httpTransport, type Transport } from '../transport.ts'
import type { Capabilities, Channel } from '../types.ts'
import { bills } from './bills.ts'
import { openLine } from './call.ts'
import { combining } from './combined.ts'
import { describeFailure } from './errors.ts'
import { verifyNotice } from './notice.ts'
import { closePayment, queryPayment, startPayment } from './payment.ts'
import { redirecting } from './redirect.ts'
import { queryRefund, sendRefund } from './refund.ts'
import { profitSharing } from './sharing.ts'
import { methods } from './terms.ts'

/** A merchant's account at WeChat Pay, direct mode. The keys are PEM texts; none of them is kept as text. */
export type WechatConfig = {
  readonly merchantId: string
  readonly appId: string
  /** Serial of the merchant's own certificate. */
  readonly merchantSerial: string
  readonly merchantPrivateKey: string
  /** The 32-byte APIv3 key that opens the notices. */
  readonly apiV3Key: string
  /** The platform's public keys or certificates by serial (`PUB_KEY_ID_…`); several while they are rotated. */
  readonly platformKeys: Readonly<Record<string, string>>
  readonly baseUrl?: string
  /** The whole exchange of one call, in milliseconds. */
  readonly timeoutMs?: number
  readonly maxSockets?: number
  readonly clock: Clock
  /** One-time text of a request; 32 characters. */
  readonly nonce?: () => string
  /** Another way to send; only tests give one. */
  readonly transport?: Transport
}

const WECHAT_BASE_URL = 'https://api.mch.weixin.qq.com'

/** A bill of millions of lines, zipped. */
const BILL_MAX_BYTES = 512 * 1_048_576
const BILL_TIMEOUT_MS = 300_000

const capabilities: Capabilities = {
  methods,
  currencies: ['CNY'],
  attemptNoPattern: /^[0-9A-Za-z_\-|*]{6,32}$/,
  refundNoPattern: /^[0-9A-Za-z_\-|*@]{1,64}$/,
  isUnknownUntilOpened: false,
  minExpiryMs: MINUTE,
  maxExpiryMs: 90 * DAY,
  refundWindowDays: 365,
  maxRefundsPerAttempt: 50,
  refundSpacingMs: MINUTE,
  noticeDeadlineMs: 5_000,
  noticesOnlySuccess: true,
  // A lost notice is healed well within two minutes; afterwards the pace follows the expiry.
  queryDelaysMs: [
    5 * SECOND,
    10 * SECOND,
    15 * SECOND,
    30 * SECOND,
    30 * SECOND,
    MINUTE,
    2 * MINUTE,
    5 * MINUTE,
    10 * MINUTE,
  ],
  refundQueryDelaysMs: [30 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, 60 * MINUTE],
}

/**
 * WeChat Pay API v3, direct merchant. Rejects (throws) only a configuration that cannot work: a key that is no key,
 * an APIv3 key that is not 32 bytes, no platform key.
 */
export function createWechatChannel(config: WechatConfig): Channel {
  const merchant = { merchantId: config.merchantId, appId: config.appId }
  const keys = {
    platform: platformKeys(config.platformKeys),
    apiV3: apiV3Key(config.apiV3Key),
  }
  const transport =
    config.transport ??
    httpTransport({
      baseUrl: config.baseUrl ?? WECHAT_BASE_URL,
      timeoutMs: config.timeoutMs ?? 10_000,
      maxSockets: config.maxSockets ?? 64,
      maxBodyBytes: 1_048_576,
    })
  const bulk =
    config.transport ??
    httpTransport({
      baseUrl: config.baseUrl ?? WECHAT_BASE_URL,
      timeoutMs: BILL_TIMEOUT_MS,
      maxSockets: 2,
      maxBodyBytes: BILL_MAX_BYTES,
    })
  const line = openLine({
    merchant,
    merchantSerial: config.merchantSerial,
    privateKey: parseKey('merchantPrivateKey', () => createPrivateKey(config.merchantPrivateKey)),
    platform: keys.platform,
    transport,
    bulk,
    clock: config.clock,
    // Drawn from a store of random bytes: asking the system each time took 20 µs of the main thread.
    nonce: config.nonce ?? (() => randomUUID().replaceAll('-', '')),
  })
  return {
    code: 'wechat',
    merchant,
    capabilities,
    startPayment: (request, signal) => startPayment(line, request, signal),
    query: (attemptNo, signal) => queryPayment(line, attemptNo, signal),
    close: (attemptNo, signal) => closePayment(line, attemptNo, signal),
    refund: (request, signal) => sendRefund(line, request, signal),
    queryRefund: ({ refundNo }, signal) => queryRefund(line, refundNo, signal),
    verifyNotice: (headers, rawBody, now) => verifyNotice(keys, headers, rawBody, now),
    acknowledge: (reception) =>
      reception === 'taken'
        ? { status: 204, contentType: 'application/json', body: '' }
        : {
            status: STATUS[reception],
            contentType: 'application/json',
            body: '{"code":"FAIL","message":"失败"}',
          },
    describeFailure,
    bills: bills(line),
    profitSharing: profitSharing(line),
    combining: combining(line),
    redirecting: redirecting(line),
    dispose: () => {
      transport.dispose()
      bulk.dispose()
    },
  }
}

const STATUS = { refused: 401, failed: 500 } as const

function platformKeys(pems: Readonly<Record<string, string>>): ReadonlyMap<string, KeyObject> {
  const keys = new Map<string, KeyObject>()
  for (const [serial, pem] of Object.entries(pems)) {
    keys.set(
      serial,
      parseKey(`platformKeys.${serial}`, () => createPublicKey(pem)),
    )
  }
  if (keys.size === 0) throw new Error('wechat: platformKeys is empty, no answer could be verified')
  return keys
}

function apiV3Key(key: string): KeyObject {
  const bytes = Buffer.from(key)
  if (bytes.length !== 32) throw new Error('wechat: apiV3Key must be 32 bytes long')
  return createSecretKey(bytes)
}

/** The parser's own message may quote the key, so it is not passed on. */
function parseKey(name: string, parse: () => KeyObject): KeyObject {
  try {
    return parse()
  } catch {
    throw new Error(`wechat: ${name} is not a PEM key`)
  }
}
