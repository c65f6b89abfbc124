import { type KeyObject, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'
import type { Twist } from './types.ts'
import type { World } from './world.ts'

/**
 * Alipay's own signing, written apart from the merchant's side on purpose: a fault in one must not be hidden by the
 * same fault in the other.
 */

const signAsync = promisify(sign)

const rsaSign = async (key: KeyObject, text: string): Promise<string> =>
  (await signAsync('RSA-SHA256', Buffer.from(text, 'utf8'), key)).toString('base64')

export type Parameters = ReadonlyMap<string, string>

/** Why a call is not the merchant's, or nothing. */
export function faultOfMerchant(world: World, parameters: Parameters): string | undefined {
  const { file, merchantPublic, certificates } = world.keys
  if (parameters.get('app_id') !== file.appId) return 'isv.invalid-app-id'
  if (parameters.get('sign_type') !== 'RSA2') return 'isv.invalid-signature-type'
  if (parameters.get('charset')?.toLowerCase() !== 'utf-8') return 'isv.invalid-charset'
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(parameters.get('timestamp') ?? ''))
    return 'isv.invalid-timestamp'
  if (certificates && !parameters.get('app_cert_sn')) return 'isv.missing-app-cert-sn'
  const names = [...parameters.keys()].filter((name) => name !== 'sign').sort()
  const text = names.map((name) => `${name}=${parameters.get(name)}`).join('&')
  const signature = Buffer.from(parameters.get('sign') ?? '', 'base64')
  return verify('RSA-SHA256', Buffer.from(text, 'utf8'), merchantPublic, signature)
    ? undefined
    : 'isv.invalid-signature'
}

export type Signer = 'honest' | 'forger' | 'nobody'

/** The whole body of an answer: the response as text, and the signature over that text. */
export async function answerBody(
  world: World,
  method: string,
  content: Readonly<Record<string, unknown>>,
  signer: Signer,
): Promise<string> {
  // Slashes are escaped, as the real gateway does.
  const text = JSON.stringify(content).replaceAll('/', '\\/')
  const response = `"${method.replaceAll('.', '_')}_response":${text}`
  if (signer === 'nobody') return `{${response}}`
  const platform = world.keys.platform[world.signingKey]!
  const signature = await rsaSign(signer === 'forger' ? world.keys.forger() : platform.privateKey, text)
  const serial = platform.certificate ? `"alipay_cert_sn":"${platform.certificate.serial}",` : ''
  return `{${response},${serial}"sign":"${signature}"}`
}

/** A notice's form: signed without `sign` and `sign_type`, empty values inside. */
export async function noticeForm(
  world: World,
  fields: Readonly<Record<string, string>>,
  twist: Twist | undefined,
): Promise<string> {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&')
  const key = twist === 'forged' ? world.keys.forger() : world.keys.platform[world.signingKey]!.privateKey
  const signature = await rsaSign(key, twist === 'probe' ? `${text} ` : text)
  return new URLSearchParams({ ...fields, sign: signature, sign_type: 'RSA2' }).toString()
}
