import { type KeyObject, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'

/**
 * Alipay's RSA2: SHA256withRSA (PKCS #1 v1.5), base64. Source: opendocs.alipay.com, "自行实现签名" and "自行实现验签".
 */

const signAsync = promisify(sign)

/** The text a request's signature covers: every parameter but `sign`, in order of names, values as they are. */
export function signedContent(parameters: Readonly<Record<string, string>>): string {
  return Object.keys(parameters)
    .filter((name) => name !== 'sign')
    .sort()
    .map((name) => `${name}=${parameters[name]}`)
    .join('&')
}

/** Signs off the main thread: an RSA-2048 signature costs more than all the rest of the call. */
export async function signText(key: KeyObject, content: string): Promise<string> {
  return (await signAsync('RSA-SHA256', Buffer.from(content), key)).toString('base64')
}

/** Alipay's keys; each may be named by the serial of the certificate it came in. Several hold at once. */
export type AlipayKeys = readonly { readonly serial?: string; readonly key: KeyObject }[]

/**
 * Whether one of the keys signed these bytes. `serial`, where Alipay names its certificate, leaves only that one.
 * A signature written in another way than base64 writes it is refused, so that no byte of it is loose.
 */
export function isSignedByAlipay(
  keys: AlipayKeys,
  content: Buffer,
  signature: string,
  serial?: string,
): boolean {
  const bytes = Buffer.from(signature, 'base64')
  if (bytes.length === 0 || bytes.toString('base64') !== signature) return false
  const named = serial === undefined ? [] : keys.filter((one) => one.serial === serial)
  const candidates = named.length > 0 ? named : keys.filter((one) => !one.serial || serial === undefined)
  return candidates.some(({ key }) => verify('RSA-SHA256', content, key, bytes))
}
