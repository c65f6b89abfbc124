import { createCipheriv, type KeyObject, randomBytes, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { nonceText } from './ids.ts'
import type { Twist } from './types.ts'
import type { World } from './world.ts'

/**
 * The provider's own signing, written apart from the merchant's side on purpose: a fault in one must not be
 * hidden by the same fault in the other.
 */

const signAsync = promisify(sign)

const rsaSign = async (key: KeyObject, text: string): Promise<string> =>
  (await signAsync('RSA-SHA256', Buffer.from(text, 'utf8'), key)).toString('base64')

export type MerchantCheck = { readonly ok: true } | { readonly ok: false; readonly message: string }

/** Checks the Authorization header of a merchant's request over its exact bytes. */
export function checkMerchant(
  world: World,
  request: { method: string; url: string; body: Buffer; authorization: string | undefined },
): MerchantCheck {
  const fault = (message: string): MerchantCheck => ({ ok: false, message })
  const header = /^WECHATPAY2-SHA256-RSA2048 (.+)$/.exec(request.authorization ?? '')
  if (!header) return fault('Http头缺少Authorization或认证类型不正确')
  const parts = new Map<string, string>()
  for (const [, name, value] of header[1]!.matchAll(/(\w+)="([^"]*)"/g)) parts.set(name!, value!)
  const { file } = world.keys
  if (parts.get('mchid') !== file.merchantId) return fault('Authorization中的mchid与当前商户不符')
  const key = world.keys.merchant.get(parts.get('serial_no') ?? '')
  if (!key) return fault('商户证书序列号有误')
  const timestamp = parts.get('timestamp') ?? ''
  const nonce = parts.get('nonce_str') ?? ''
  const skew = Math.abs(world.clock.now().getTime() - Number(timestamp) * 1000)
  if (!/^\d+$/.test(timestamp) || skew > 300_000) return fault('时间戳已过期')
  if (nonce === '' || nonce.length > 32) return fault('nonce_str不正确')
  const signed = Buffer.concat([
    Buffer.from(`${request.method}\n${request.url}\n${timestamp}\n${nonce}\n`),
    request.body,
    Buffer.from('\n'),
  ])
  const signature = Buffer.from(parts.get('signature') ?? '', 'base64')
  return verify('RSA-SHA256', signed, key, signature) ? { ok: true } : fault('签名错误，请检查后再试')
}

export type Signer = 'honest' | 'forger' | 'nobody'

/** The Wechatpay-* headers over a body. */
export async function signedHeaders(
  world: World,
  body: string,
  how: Signer | Twist = 'honest',
): Promise<Record<string, string>> {
  if (how === 'nobody') return {}
  const platform = world.keys.platform[world.signingKey]!
  const seconds = Math.floor(world.clock.now().getTime() / 1000) - (how === 'stale' ? 3600 : 0)
  const nonce = nonceText()
  const foreign = how === 'forger' || how === 'forged'
  const signature = await rsaSign(
    foreign ? world.keys.forger() : platform.privateKey,
    `${seconds}\n${nonce}\n${body}\n`,
  )
  return {
    'Wechatpay-Timestamp': String(seconds),
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial':
      how === 'unknown_serial' ? 'PUB_KEY_ID_0000000000000000000000000000' : platform.serial,
    'Wechatpay-Signature': how === 'probe' ? `WECHATPAY/SIGNTEST/${signature.slice(20)}` : signature,
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
  }
}

/** The `resource` of a notice: AES-256-GCM, tag at the end. */
export function encryptResource(apiV3Key: string, kind: string, plain: string, tamper: boolean) {
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key), Buffer.from(nonce))
  cipher.setAAD(Buffer.from(kind))
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
  // The low bit of one byte in the middle: without the tag it would decrypt to another digit or letter.
  if (tamper) sealed[sealed.length >> 1]! ^= 1
  return {
    original_type: kind,
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    associated_data: kind,
    nonce,
  }
}
