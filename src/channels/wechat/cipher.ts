import { constants, createDecipheriv, type KeyObject, publicEncrypt } from 'node:crypto'

const TAG_BYTES = 16
const NONCE_BYTES = 12

export type EncryptedResource = {
  readonly ciphertext: string
  readonly nonce: string
  readonly associatedData: string
}

/**
 * AES-256-GCM with the tag checked. `undefined` when anything was altered: `final()` is what compares the tag, and
 * nothing decrypted leaves this function before it has. (A widely used wrapper never calls it, and so accepts
 * altered amounts.)
 */
export function decryptResource(key: KeyObject, resource: EncryptedResource): string | undefined {
  const sealed = Buffer.from(resource.ciphertext, 'base64')
  const nonce = Buffer.from(resource.nonce)
  if (sealed.length <= TAG_BYTES || nonce.length !== NONCE_BYTES) return undefined
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
  decipher.setAAD(Buffer.from(resource.associatedData))
  const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES))
  try {
    return Buffer.concat([plain, decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

/** A field only the platform may read (a name): RSA-OAEP with SHA-1, base64, as WeChat Pay documents it. */
export function encryptField(key: KeyObject, text: string): string {
  const options = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
  return publicEncrypt(options, Buffer.from(text)).toString('base64')
}
