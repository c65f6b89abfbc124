import { type KeyObject, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'

/**
 * WeChat Pay v3 signatures: SHA256withRSA (PKCS #1 v1.5) over lines that each end with a line feed.
 * Source: pay.weixin.qq.com, "签名生成" and "签名验证".
 */

const signAsync = promisify(sign)

/** Deliberate false signatures by which WeChat Pay checks that we check: they must fail, quietly. */
const PROBE = 'WECHATPAY/SIGNTEST/'

/** How far the other side's clock may be from ours. */
const MAX_SKEW_MS = 300_000

/** The text a request's signature covers. An empty body leaves its line empty. */
export function requestMessage(
  method: string,
  pathAndQuery: string,
  timestamp: string,
  nonce: string,
  body: string,
): string {
  return `${method}\n${pathAndQuery}\n${timestamp}\n${nonce}\n${body}\n`
}

/** Signs off the main thread: an RSA-2048 signature costs more than all the rest of the call. */
export async function signMessage(key: KeyObject, message: string): Promise<string> {
  const signature = await signAsync('RSA-SHA256', Buffer.from(message), key)
  return signature.toString('base64')
}

/** What came with an answer or a notice, in the Wechatpay-* headers. */
export type SignatureParts = {
  readonly timestamp: string
  readonly nonce: string
  readonly serial: string
  readonly signature: string
}

export type SignatureVerdict = 'ok' | 'probe' | 'stale' | 'unknown_serial' | 'bad_signature' | 'malformed'

/** Picks the four parts from lower-case headers; `undefined` if one is missing or repeated. */
export function signatureParts(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): SignatureParts | undefined {
  const timestamp = headers['wechatpay-timestamp']
  const nonce = headers['wechatpay-nonce']
  const serial = headers['wechatpay-serial']
  const signature = headers['wechatpay-signature']
  if (typeof timestamp !== 'string' || typeof nonce !== 'string') return undefined
  if (typeof serial !== 'string' || typeof signature !== 'string') return undefined
  return { timestamp, nonce, serial, signature }
}

/**
 * Checks the other side's signature over the exact bytes. `keys` holds the platform's public keys by serial;
 * several are valid at once while they are being rotated.
 */
export function verifySignature(
  parts: SignatureParts,
  body: Buffer,
  keys: ReadonlyMap<string, KeyObject>,
  now: Date,
): SignatureVerdict {
  if (parts.signature.startsWith(PROBE)) return 'probe'
  if (!/^\d{1,12}$/.test(parts.timestamp)) return 'malformed'
  if (Math.abs(now.getTime() - Number(parts.timestamp) * 1000) > MAX_SKEW_MS) return 'stale'
  const key = keys.get(parts.serial)
  if (!key) return 'unknown_serial'
  const message = Buffer.concat([
    Buffer.from(`${parts.timestamp}\n${parts.nonce}\n`),
    body,
    Buffer.from('\n'),
  ])
  const genuine = verify('RSA-SHA256', message, key, Buffer.from(parts.signature, 'base64'))
  return genuine ? 'ok' : 'bad_signature'
}
