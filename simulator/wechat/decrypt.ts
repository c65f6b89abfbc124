import { constants, privateDecrypt } from 'node:crypto'
import type { World } from './world.ts'

/** A field for the platform alone. Null when it was not encrypted for us, with the key that `Wechatpay-Serial` names. */
export function decrypted(world: World, value: unknown, serial: string | undefined): string | null {
  const key = world.keys.platform.find((one) => one.serial === serial)
  if (!key || typeof value !== 'string') return null
  const options = { key: key.privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }
  try {
    return privateDecrypt(options, Buffer.from(value, 'base64')).toString('utf8')
  } catch {
    return null
  }
}
