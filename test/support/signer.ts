import { createHash, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { systemClock } from '../../src/kernel/clock.ts'

/** A caller's side of request signing, written from the words of docs/guides/integrate.md alone. */
export type Signer = {
  readonly algorithm: string
  /** What the caller registers; none for HMAC. */
  readonly publicKey: string | undefined
  readonly signText: (text: string, secret: string | null) => string
}

const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString()

export const hmacSigner = (): Signer => ({
  algorithm: 'HMAC-SHA256',
  publicKey: undefined,
  signText: (text, secret) =>
    createHmac('sha256', secret ?? '')
      .update(text)
      .digest('base64'),
})

export const rsaSigner = (modulusLength = 2_048): Signer => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength })
  return {
    algorithm: 'RSA-SHA256',
    publicKey: pem(publicKey),
    signText: (text) => sign('sha256', Buffer.from(text), privateKey).toString('base64'),
  }
}

export const ed25519Signer = (): Signer => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    algorithm: 'Ed25519',
    publicKey: pem(publicKey),
    signText: (text) => sign(null, Buffer.from(text), privateKey).toString('base64'),
  }
}

export type ToSign = {
  readonly method: string
  readonly url: string
  readonly body?: string
  readonly key?: string
  readonly timestamp?: string
  readonly nonce?: string
}
let nonces = 0

/** The headers of a request signed by this credential. */
export function signed(
  signer: Signer,
  credential: { readonly id: string; readonly secret: string | null },
  { method, url, body = '', key = '', ...given }: ToSign,
): Record<string, string> {
  const timestamp = given.timestamp ?? String(Math.floor(systemClock.now().getTime() / 1000))
  const nonce = given.nonce ?? `nonce-of-a-test-${++nonces}`
  const digest = createHash('sha256').update(body).digest('hex')
  const lines = [`TONGBAO1-${signer.algorithm}`, credential.id, timestamp, nonce, method, url, key, digest]
  return {
    'tongbao-key': credential.id,
    'tongbao-algorithm': signer.algorithm,
    'tongbao-timestamp': timestamp,
    'tongbao-nonce': nonce,
    'tongbao-signature': signer.signText(`${lines.join('\n')}\n`, credential.secret),
    ...(key === '' ? {} : { 'idempotency-key': key }),
    ...(body === '' ? {} : { 'content-type': 'application/json' }),
  }
}
