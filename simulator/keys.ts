import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything secret the simulated provider and its one merchant own, as text. */
export type KeyFile = {
  readonly merchantId: string
  readonly appId: string
  readonly merchantSerial: string
  readonly merchantPrivateKey: string
  readonly apiV3Key: string
  /** Two platform keys, so that a rotation can be rehearsed: both are handed out, one signs. */
  readonly platform: readonly { readonly serial: string; readonly privateKey: string }[]
  readonly oauthPrivateKey: string
}

export type PlatformKey = {
  readonly serial: string
  readonly privateKey: KeyObject
  readonly publicPem: string
}

export type Keys = {
  readonly file: KeyFile
  readonly merchantPublic: KeyObject
  readonly platform: readonly PlatformKey[]
  /** Belongs to nobody: signs what a forger would send. */
  readonly forger: KeyObject
  readonly oauth: KeyObject
}

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const rsa = () => pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey)
const serialOf = () => `PUB_KEY_ID_01${randomBytes(14).toString('hex').toUpperCase()}`

/** Fresh RSA-2048 keys on both sides. */
export function generateKeyFile(): KeyFile {
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
    oauthPrivateKey: pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  }
}

export function openKeys(file: KeyFile): Keys {
  return {
    file,
    merchantPublic: createPublicKey(file.merchantPrivateKey),
    platform: file.platform.map(({ serial, privateKey }) => ({
      serial,
      privateKey: createPrivateKey(privateKey),
      publicPem: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
    })),
    forger: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
    oauth: createPrivateKey(file.oauthPrivateKey),
  }
}

/** Reads the keys of this folder, or makes them at the first run. Readable by their owner only. */
export function keepKeys(folder: string): Keys {
  const path = join(folder, 'keys.json')
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(path, `${JSON.stringify(generateKeyFile(), null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  }
  chmodSync(path, 0o600)
  return openKeys(JSON.parse(readFileSync(path, 'utf8')) as KeyFile)
}
