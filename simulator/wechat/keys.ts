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

export type Certificate = { readonly merchantSerial: string; readonly merchantPrivateKey: string }

export type WechatKeys = {
  readonly file: WechatKeyFile
  /** The merchant's newest certificate; its fields are what he is given. */
  certificate(): Certificate
  /** His public keys by serial: while he changes his certificate, both are good. */
  readonly merchant: ReadonlyMap<string, KeyObject>
  /** He applies for a new certificate; it is forgotten at the next start. */
  renewMerchant(): Certificate
  /** The older ones are withdrawn. */
  withdrawMerchant(): void
  readonly platform: readonly PlatformKey[]
  /** Belongs to nobody: signs what a forger would send. */
  forger(): KeyObject
}

const rsa = () =>
  generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
const certificateSerial = () => randomBytes(20).toString('hex').toUpperCase()
const serialOf = () => `PUB_KEY_ID_01${randomBytes(14).toString('hex').toUpperCase()}`

/** Fresh RSA-2048 keys on both sides. */
export function generateWechatKeys(): WechatKeyFile {
  return {
    merchantId: '1900000109',
    appId: 'wxd678efh567hg6787',
    merchantSerial: certificateSerial(),
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
  const { merchantSerial, merchantPrivateKey } = file
  let certificate: Certificate = { merchantSerial, merchantPrivateKey }
  const merchant = new Map([[merchantSerial, createPublicKey(merchantPrivateKey)]])
  return {
    file,
    certificate: () => certificate,
    merchant,
    renewMerchant: () => {
      certificate = { merchantSerial: certificateSerial(), merchantPrivateKey: rsa() }
      merchant.set(certificate.merchantSerial, createPublicKey(certificate.merchantPrivateKey))
      return certificate
    },
    withdrawMerchant: () => {
      for (const serial of [...merchant.keys()])
        if (serial !== certificate.merchantSerial) merchant.delete(serial)
    },
    platform: file.platform.map(({ serial, privateKey }) => ({
      serial,
      privateKey: createPrivateKey(privateKey),
      publicPem: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    })),
    forger: () => (forger ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  }
}
