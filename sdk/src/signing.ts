/** What your server signs with; the private key or the secret never leaves it. */
export type SigningCredential =
  | {
      /** `sgn_…` */
      readonly id: string
      readonly algorithm: 'HMAC-SHA256'
      readonly secret: string
    }
  | {
      readonly id: string
      readonly algorithm: 'RSA-SHA256' | 'Ed25519'
      /** PKCS#8 in PEM: `-----BEGIN PRIVATE KEY-----`. */
      readonly privateKey: string
    }

export type SignedRequest = {
  readonly method: string
  readonly url: URL
  /** The body as it is sent; empty where there is none. */
  readonly body: string
  /** The `Idempotency-Key`; empty where there is none. */
  readonly idempotencyKey: string
  readonly now: Date
  /** A number used once, 16 to 64 of `A-Za-z0-9_-`; left out: a random one. */
  readonly nonce?: string
}

export type SignatureHeaders = Readonly<
  Record<
    'tongbao-key' | 'tongbao-algorithm' | 'tongbao-timestamp' | 'tongbao-nonce' | 'tongbao-signature',
    string
  >
>
export type RequestSigner = (request: SignedRequest) => Promise<SignatureHeaders>

/** Signs requests; the key is read once. The lines that are signed: docs/guides/integrate.md. */
export function requestSigner(credential: SigningCredential): RequestSigner {
  const { id, algorithm } = credential
  const key = importKey(credential)
  // Whoever awaits the first signature hears of a key that cannot be read; nobody else should be killed by it.
  key.catch(() => {})
  return async ({ method, url, body, idempotencyKey, now, nonce = crypto.randomUUID() }) => {
    const timestamp = String(Math.floor(now.getTime() / 1000))
    const text = [
      `TONGBAO1-${algorithm}`,
      id,
      timestamp,
      nonce,
      method.toUpperCase(),
      url.pathname + url.search,
      idempotencyKey,
      hex(await crypto.subtle.digest('SHA-256', bytes(body))),
      '',
    ].join('\n')
    const signature = await crypto.subtle.sign(WEB[algorithm].name, await key, bytes(text))
    return {
      'tongbao-key': id,
      'tongbao-algorithm': algorithm,
      'tongbao-timestamp': timestamp,
      'tongbao-nonce': nonce,
      'tongbao-signature': base64(signature),
    }
  }
}

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>

/** The algorithms by their names in Web Crypto. */
const WEB = {
  'HMAC-SHA256': { name: 'HMAC', hash: 'SHA-256' },
  'RSA-SHA256': { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  Ed25519: { name: 'Ed25519' },
} as const

function importKey(credential: SigningCredential): Promise<Key> {
  const how = WEB[credential.algorithm]
  return credential.algorithm === 'HMAC-SHA256'
    ? crypto.subtle.importKey('raw', bytes(credential.secret), how, false, ['sign'])
    : importPem(credential.privateKey, how)
}

async function importPem(pem: string, how: { readonly name: string; readonly hash?: string }): Promise<Key> {
  const [, inner] = /-----BEGIN PRIVATE KEY-----([\s\S]+?)-----END PRIVATE KEY-----/.exec(pem) ?? []
  if (inner === undefined) throw new TypeError('a private key is PKCS#8 in PEM: -----BEGIN PRIVATE KEY-----')
  const der = Uint8Array.from(atob(inner.replace(/\s/g, '')), (letter) => letter.charCodeAt(0))
  return crypto.subtle.importKey('pkcs8', der, how, false, ['sign'])
}

const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const hex = (buffer: ArrayBuffer): string =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('')
const base64 = (buffer: ArrayBuffer): string => btoa(String.fromCharCode(...new Uint8Array(buffer)))
