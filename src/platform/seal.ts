import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes } from 'node:crypto'

/**
 * Encrypts what must be readable again (webhook secrets) before it is stored: AES-256-GCM under a key made
 * from TONGBAO_SECRET for one purpose. `owner` is bound in, so a sealed value moved to another row does not open.
 */
export type Seal = {
  readonly close: (plain: string, owner: string) => Buffer
  /** Throws when the secret is another one, or the bytes were changed. */
  readonly open: (sealed: Buffer, owner: string) => string
}

const FORMAT = 1
const IV_BYTES = 12
const TAG_BYTES = 16

export function seal(secret: string, purpose: string): Seal {
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'tongbao', purpose, 32)))
  return {
    close(plain, owner) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(owner))
      const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(FORMAT), iv, cipher.getAuthTag(), text])
    },
    open(sealed, owner) {
      if (sealed[0] !== FORMAT) throw new Error(`sealed value has format ${sealed[0]}, not ${FORMAT}`)
      const iv = sealed.subarray(1, 1 + IV_BYTES)
      const tag = sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES)
      const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES })
      decipher.setAAD(Buffer.from(owner)).setAuthTag(tag)
      const text = decipher.update(sealed.subarray(1 + IV_BYTES + TAG_BYTES))
      return Buffer.concat([text, decipher.final()]).toString('utf8')
    },
  }
}
