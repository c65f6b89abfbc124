import type { X509Certificate } from 'node:crypto'
import { createHash, type KeyObject, sign, timingSafeEqual, verify } from 'node:crypto'
import { promisify } from 'node:util'
import { isTrusted, type Trust } from './certificates.ts'
import { type Message, signedText } from './message.ts'

/**
 * How both sides sign, version 5.1.0: `rsa` (signMethod 01) with a certificate, `secret` (signMethod 11) with a text
 * that both know.
 */
export type Signing =
  | { readonly kind: 'rsa'; readonly certId: string; readonly privateKey: KeyObject }
  | { readonly kind: 'secret'; readonly secret: KeyObject }

export type Verifier = {
  readonly trust: Trust
  readonly readCertificate: (pem: string) => X509Certificate | undefined
  readonly secret?: KeyObject
}

const signAsync = promisify(sign)

/** The message with who signs it and its signature. Empty values are not sent: UnionPay does not sign them. */
export async function signMessage(
  signing: Signing,
  fields: Readonly<Record<string, string | undefined>>,
): Promise<Map<string, string>> {
  const message = new Map<string, string>()
  for (const [key, value] of Object.entries(fields)) if (value) message.set(key, value)
  if (signing.kind === 'secret') {
    message.set('signMethod', '11')
    message.set('signature', secretDigest(signing.secret, signedText(message)))
    return message
  }
  message.set('signMethod', '01')
  message.set('certId', signing.certId)
  const signature = await signAsync('RSA-SHA256', digest(signedText(message)), signing.privateKey)
  message.set('signature', signature.toString('base64'))
  return message
}

export type SignatureVerdict = 'ok' | 'unsigned' | 'bad_signature' | 'untrusted'

/**
 * The signature comes first, with the key of the certificate that the message carries; then that certificate must
 * be one we trust. So what was altered on the way is told apart from what a stranger signed.
 */
export function checkMessage(message: Message, verifier: Verifier, now: Date): SignatureVerdict {
  const signature = message.get('signature')
  if (!signature) return 'unsigned'
  if (message.get('signMethod') === '11') {
    const { secret } = verifier
    return secret && isSame(signature, secretDigest(secret, signedText(message))) ? 'ok' : 'bad_signature'
  }
  const certificate = verifier.readCertificate(message.get('signPubKeyCert') ?? '')
  const bytes = Buffer.from(signature, 'base64')
  // Base64 can be written in several ways; only one of them was sent.
  if (!certificate || bytes.toString('base64') !== signature) return 'bad_signature'
  if (!verify('RSA-SHA256', digest(signedText(message)), certificate.publicKey, bytes)) return 'bad_signature'
  return isTrusted(certificate, verifier.trust, now) ? 'ok' : 'untrusted'
}

/** The lower-case hex text of the SHA-256 is what is signed, not its bytes. */
const digest = (signed: string): Buffer => Buffer.from(sha256(signed))

const sha256 = (value: string | Buffer): string => createHash('sha256').update(value).digest('hex')

const secretDigest = (secret: KeyObject, signed: string): string =>
  sha256(`${signed}&${sha256(secret.export())}`)

function isSame(given: string, expected: string): boolean {
  const bytes = Buffer.from(given)
  return bytes.length === expected.length && timingSafeEqual(bytes, Buffer.from(expected))
}
