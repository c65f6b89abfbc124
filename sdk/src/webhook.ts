import type { WebhookEvent } from './routes.ts'

/** Why a letter is not taken. */
export type WebhookFault = 'headers_missing' | 'too_old' | 'signature_wrong'

export class WebhookRefused extends Error {
  override readonly name = 'WebhookRefused'
  readonly code: WebhookFault

  constructor(code: WebhookFault) {
    super(`webhook refused: ${code}`)
    this.code = code
  }
}

export type Letter = {
  /** The body as it came: parsing and printing it again would change it. */
  readonly body: string
  readonly headers: Headers | Readonly<Record<string, string | string[] | undefined>>
  /** `whsec_…`; two while you change from one to the other. */
  readonly secrets: readonly string[]
  readonly now?: Date
  /** How far its time may lie from ours, both ways. */
  readonly toleranceSeconds?: number
}

const PREFIX = 'whsec_'

/**
 * Checks a letter by Standard Webhooks 1.0 (HMAC-SHA256, compared in constant time) and reads it. Letters may come
 * twice and overtake each other: remember `id`, order by `sequence`.
 * @throws WebhookRefused
 */
export async function verifyWebhook(letter: Letter): Promise<WebhookEvent> {
  const { body, headers, secrets, now = new Date(), toleranceSeconds = 300 } = letter
  const id = headerOf(headers, 'webhook-id')
  const timestamp = headerOf(headers, 'webhook-timestamp')
  const signatures = headerOf(headers, 'webhook-signature')
  if (!id || !timestamp || !signatures || !/^\d{1,12}$/.test(timestamp))
    throw new WebhookRefused('headers_missing')
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > toleranceSeconds)
    throw new WebhookRefused('too_old')
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  const given = signatures
    .split(' ')
    .flatMap((one) => (one.startsWith('v1,') ? (bytesOf(one.slice(3)) ?? []) : []))
  for (const secret of secrets) {
    const key = await keyOf(secret)
    for (const signature of given) {
      if (await crypto.subtle.verify('HMAC', key, signature, signed)) return JSON.parse(body) as WebhookEvent
    }
  }
  throw new WebhookRefused('signature_wrong')
}

function headerOf(headers: Letter['headers'], name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

async function keyOf(secret: string) {
  const bytes = bytesOf(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret)
  if (!bytes?.length) throw new TypeError('a webhook secret is whsec_ and base64')
  return crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
}

/** Base64; null when it is none. */
function bytesOf(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
  } catch {
    return null
  }
}
