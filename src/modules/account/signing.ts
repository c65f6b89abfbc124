import {
  createHash,
  createHmac,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
  verify,
} from 'node:crypto'
import { MINUTE } from '../../kernel/clock.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'

export const SIGNING_ALGORITHMS = ['HMAC-SHA256', 'RSA-SHA256', 'Ed25519'] as const
export type SigningAlgorithm = (typeof SIGNING_ALGORITHMS)[number]

/** How far the caller's clock may be from ours, either way. */
export const SIGNING_WINDOW_MS = 5 * MINUTE

/** What a request says of its own signature, in its headers. */
export type SignatureClaim = {
  readonly credentialId: string
  readonly algorithm: string
  /** Seconds since 1970, as it was sent. */
  readonly timestamp: string
  readonly nonce: string
  /** Base64. */
  readonly signature: string
}

export type SignedParts = {
  readonly method: string
  /** Path and query exactly as they stand in the request line. */
  readonly target: string
  /** The `Idempotency-Key`; empty where there is none. Else somebody on the way could turn a retry into a second order. */
  readonly idempotencyKey: string
  /** The body as it came, byte by byte. */
  readonly body: Buffer
}

/** The lines that are signed, each ended by a newline. Documented in docs/guides/integrate.md; version 1. */
export const canonicalText = (claim: SignatureClaim, { method, target, idempotencyKey, body }: SignedParts) =>
  [
    `TONGBAO1-${claim.algorithm}`,
    claim.credentialId,
    claim.timestamp,
    claim.nonce,
    method.toUpperCase(),
    target,
    idempotencyKey,
    createHash('sha256').update(body).digest('hex'),
    '',
  ].join('\n')

/** Whether the time of a claim is within the window around `now`. */
export const isTimely = ({ timestamp }: SignatureClaim, now: Date): boolean =>
  Math.abs(now.getTime() - Number(timestamp) * 1000) <= SIGNING_WINDOW_MS

export type Verifier = (text: string, signature: Buffer) => boolean

/** HMAC is compared in constant time; RSA is PKCS#1 v1.5 with SHA-256 (RFC 8017), Ed25519 is pure (RFC 8032). */
export function verifierOf(algorithm: SigningAlgorithm, material: string): Verifier {
  if (algorithm === 'HMAC-SHA256') {
    const key = createSecretKey(Buffer.from(material))
    return (text, signature) => {
      const expected = createHmac('sha256', key).update(text).digest()
      return signature.length === expected.length && timingSafeEqual(signature, expected)
    }
  }
  const key = createPublicKey(material)
  return (text, signature) =>
    verify(algorithm === 'RSA-SHA256' ? 'sha256' : null, Buffer.from(text), key, signature)
}

const MIN_RSA_BITS = 2_048
/** Beyond this a single check costs milliseconds: a gift to who wants to keep us busy. */
const MAX_RSA_BITS = 8_192

/** Reads the public key a caller hands in; says which rule it breaks. */
export function readPublicKey(
  algorithm: Exclude<SigningAlgorithm, 'HMAC-SHA256'>,
  pem: string,
): Outcome<string, 'public_key_refused'> {
  const refused = (rule: string) => reject('public_key_refused', { param: 'publicKey', detail: { rule } })
  if (pem.includes('PRIVATE KEY')) return refused('private_key')
  let key: KeyObject
  try {
    key = createPublicKey({ key: pem.trim(), format: 'pem' })
  } catch {
    return refused('not_a_public_key')
  }
  if (key.asymmetricKeyType !== (algorithm === 'Ed25519' ? 'ed25519' : 'rsa')) return refused('wrong_kind')
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (algorithm === 'RSA-SHA256') {
    if (modulusLength < MIN_RSA_BITS || modulusLength > MAX_RSA_BITS) return refused('rsa_bits')
    if (publicExponent < 65_537n) return refused('rsa_exponent')
  }
  return accept(key.export({ type: 'spki', format: 'pem' }).toString())
}
