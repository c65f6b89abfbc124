import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/** What WeChat Pay and its one merchant keep secret, as text. */
export type WechatKeyFile = {
  readonly merchantId: string
  readonly appId: string
  readonly merchantSerial: string
  readonly merchantPrivateKey: string
  readonly apiV3Key: string
  /** Two platform keys, so that a rotation can be rehearsed: both are handed out, one signs. */
  readonly platform: readonly { readonly serial: string; readonly privateKey: string }[]
}

export type PlatformKey = {
  readonly serial: string
  readonly privateKey: KeyObject
  readonly publicPem: string
}

export type WechatKeys = {
  readonly file: WechatKeyFile
  readonly merchantPublic: KeyObject
  readonly platform: readonly PlatformKey[]
  /** Belongs to nobody: signs what a forger would send. */
  forger(): KeyObject
}

const rsa = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
const serialOf = () => `PUB_KEY_ID_01${randomBytes(14).toString('hex').toUpperCase()}`

/** Fresh RSA-2048 keys on both sides. */
export function generateWechatKeys(): WechatKeyFile {
  return {
    merchantId: '1900000109',
    appId: 'wxd678efh567hg6787',
    merchantSerial: randomBytes(20).toString('hex').toUpperCase(),
    merchantPrivateKey: rsa(),
    apiV3Key: randomBytes(16).toString('hex'),
    platform: [
      { serial: serialOf(), privateKey: rsa() },
      { serial: serialOf(), privateKey: rsa() },
    ],
  }
}

export function openWechatKeys(file: WechatKeyFile): WechatKeys {
  let forger: KeyObject | undefined
  return {
    file,
    merchantPublic: createPublicKey(file.merchantPrivateKey),
    platform: file.platform.map(({ serial, privateKey }) => ({
      serial,
      privateKey: createPrivateKey(privateKey),
      publicPem: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    })),
    forger: () => (forger ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  }
}
