import { createHash, sign, verify } from 'node:crypto'
import { promisify } from 'node:util'
import type { Chain, UnionpayKeys } from './keys.ts'

/**
 * UnionPay's own signing, version 5.1.0, written apart from the merchant's side on purpose: a fault in one must not
 * be hidden by the same fault in the other.
 */

const signAsync = promisify(sign)

export type Fields = Readonly<Record<string, string>>

function hexOf(fields: Fields): string {
  const pairs = Object.entries(fields).filter(([name]) => name !== 'signature')
  pairs.sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(pairs.map((pair) => pair.join('=')).join('&'), 'utf8')
    .digest('hex')
}

/** What is said, with the certificate it is said under and the signature. */
export async function signed(chain: Chain, fields: Fields): Promise<Fields> {
  const all = { ...fields, signMethod: '01', signPubKeyCert: chain.file.signer }
  const signature = await signAsync('RSA-SHA256', Buffer.from(hexOf(all), 'ascii'), chain.key)
  return { ...all, signature: signature.toString('base64') }
}

/** Pairs joined as they are, nothing encoded. */
export const written = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${value}`)
    .join('&')

/** Reads a form. A name that comes twice is read once, so its signature fails. */
export const readForm = (body: Buffer): Fields =>
  Object.fromEntries(new URLSearchParams(body.toString('utf8')))

/** Undefined when the merchant's signature holds; otherwise what is wrong. */
export function merchantFault(keys: UnionpayKeys, fields: Fields): string | undefined {
  if (fields.version !== '5.1.0') return 'version'
  if (fields.merId !== keys.file.merchantId) return 'merId'
  if (fields.signMethod !== '01') return 'signMethod'
  if (fields.certId !== keys.merchantCertId) return 'certId'
  if (Object.values(fields).some((value) => value === '')) return 'empty field'
  const signature = Buffer.from(fields.signature ?? '', 'base64')
  const isSigned = verify('RSA-SHA256', Buffer.from(hexOf(fields), 'ascii'), keys.merchantPublic, signature)
  return isSigned ? undefined : 'signature'
}
