import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

/**
 * Standard Webhooks (standardwebhooks.com, specification 1.0): HMAC-SHA256 over `id.timestamp.body`,
 * under every secret that is valid now, so that a receiver may change secrets without losing an event.
 */
export function signatureHeaders(
  message: { readonly id: string; readonly body: string; readonly sentAt: Date },
  keys: readonly KeyObject[],
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(message.sentAt.getTime() / 1000))
  const signed = `${message.id}.${timestamp}.${message.body}`
  const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(signed).digest('base64')}`)
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}

const PREFIX = 'whsec_'

/** The key that a secret stands for. Made once, it signs at a fifth of the cost. */
export const signingKey = (secret: string): KeyObject =>
  createSecretKey(Buffer.from(secret.slice(PREFIX.length), 'base64'))

/** A new secret in the form that receivers' libraries read: 256 random bits. */
export const newSecret = (): string => PREFIX + randomBytes(32).toString('base64')

export const newEndpointId = (): string => `whe_${randomBytes(12).toString('hex')}`
