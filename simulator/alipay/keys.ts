import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto'
import { certificate, type Name } from './certificate.ts'

/** What Alipay and its one merchant keep secret, as text. */
export type AlipayKeyFile = {
  readonly appId: string
  readonly sellerId: string
  readonly merchantPrivateKey: string
  /** Two keys of Alipay's, so that a rotation can be rehearsed: both are handed out, one signs. */
  readonly platform: readonly string[]
}

export type AlipayKeys = {
  readonly file: AlipayKeyFile
  readonly merchantPublic: KeyObject
  readonly platform: readonly {
    readonly privateKey: KeyObject
    readonly publicPem: string
    /** Certificate mode. */
    readonly certificate?: { readonly pem: string; readonly serial: string }
  }[]
  /** Certificate mode: what the merchant is handed besides. */
  readonly certificates?: { readonly app: string; readonly alipayRoot: string }
  /** Belongs to nobody: signs what a forger would send. */
  forger(): KeyObject
}

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()

/** Fresh RSA-2048 keys on both sides. */
export const generateAlipayKeys = (): AlipayKeyFile => ({
  appId: '2021000000000001',
  sellerId: '2088000000000156',
  merchantPrivateKey: pem(pair().privateKey),
  platform: [pem(pair().privateKey), pem(pair().privateKey)],
})

/** `inCertificates`: certificates of a root of its own, made anew each time. */
export function openAlipayKeys(file: AlipayKeyFile, inCertificates: boolean): AlipayKeys {
  let forger: KeyObject | undefined
  const merchantPublic = createPublicKey(file.merchantPrivateKey)
  const root = inCertificates ? pair() : undefined
  return {
    file,
    merchantPublic,
    platform: file.platform.map((text, index) => {
      const publicKey = createPublicKey(text)
      const named = `Simulated Alipay ${index + 1}`
      return {
        privateKey: createPrivateKey(text),
        publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
        ...(root && {
          certificate: {
            pem: certified(BigInt(index) + 10n, named, publicKey, root.privateKey),
            serial: serialOf(BigInt(index) + 10n),
          },
        }),
      }
    }),
    ...(root && {
      certificates: {
        app: certified(100n, 'Merchant', merchantPublic, root.privateKey),
        alipayRoot: certified(1n, 'Simulated Root', root.publicKey, root.privateKey),
      },
    }),
    forger: () => (forger ??= pair().privateKey),
  }
}

const ROOT: Name = [
  ['C', 'CN'],
  ['O', 'Simulated Alipay'],
  ['CN', 'Simulated Root'],
]

/** As Alipay names it: md5 over the issuer, last name first, and the decimal serial. */
const serialOf = (serial: bigint): string => {
  const issuer = [...ROOT].reverse().map(([type, value]) => `${type}=${value}`)
  return createHash('md5')
    .update(`${issuer.join(',')}${serial}`)
    .digest('hex')
}

const certified = (serial: bigint, name: string, publicKey: KeyObject, signingKey: KeyObject): string =>
  certificate({
    serial,
    issuer: ROOT,
    subject: [
      ['C', 'CN'],
      ['CN', name],
    ],
    publicKey,
    signingKey,
    from: new Date('2024-01-01T00:00:00Z'),
    until: new Date('2044-01-01T00:00:00Z'),
  })
