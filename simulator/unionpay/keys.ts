import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { certify } from './certificates.ts'

const SIGNER_NAME = '041@8310000000083040@中国银联股份有限公司@00016495'

/** One chain: a root, a middle one, and UnionPay's own certificate with its key. */
export type ChainFile = {
  readonly root: string
  readonly middle: string
  readonly signer: string
  readonly signerKey: string
}

/** What UnionPay and its one merchant keep secret, as text. */
export type UnionpayKeyFile = {
  readonly merchantId: string
  readonly merchantCertificate: string
  readonly merchantPrivateKey: string
  /** Two chains, so that a change can be rehearsed: both are handed out, one signs. */
  readonly chains: readonly ChainFile[]
  /** Made like the others, but of a root that nobody trusts. */
  readonly stranger: ChainFile
}

export type Chain = { readonly file: ChainFile; readonly key: KeyObject }

export type UnionpayKeys = {
  readonly file: UnionpayKeyFile
  readonly merchantPublic: KeyObject
  /** The merchant's certificate by UnionPay's name for it: its serial number in decimal digits. */
  readonly merchantCertId: string
  readonly chains: readonly Chain[]
  readonly stranger: Chain
}

const FROM = new Date('2020-01-01T00:00:00Z')
const TO = new Date('2050-01-01T00:00:00Z')
const MERCHANT_SERIAL = Buffer.from('1046a3c509', 'hex')

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs8 = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString()
const serial = () => Buffer.concat([Buffer.from([0x10]), randomBytes(4)])

function makeChain(owner: string): ChainFile {
  const [root, middle, signer] = [pair(), pair(), pair()]
  const times = { from: FROM, to: TO }
  const rootName = `${owner} ROOT`
  const middleName = `${owner} OCA1`
  const rooted = { issuerName: rootName, issuerKey: root.privateKey, isAuthority: true, ...times }
  return {
    root: certify({ name: rootName, publicKey: root.publicKey, serial: serial(), ...rooted }),
    middle: certify({ name: middleName, publicKey: middle.publicKey, serial: serial(), ...rooted }),
    signer: certify({
      name: SIGNER_NAME,
      publicKey: signer.publicKey,
      issuerName: middleName,
      issuerKey: middle.privateKey,
      isAuthority: false,
      serial: serial(),
      ...times,
    }),
    signerKey: pkcs8(signer.privateKey),
  }
}

/** Fresh keys and certificates on both sides. */
export function generateUnionpayKeys(): UnionpayKeyFile {
  const authority = pair()
  const merchant = pair()
  return {
    merchantId: '777290058110048',
    merchantCertificate: certify({
      name: 'Tongbao',
      publicKey: merchant.publicKey,
      issuerName: 'SIM MERCHANTS',
      issuerKey: authority.privateKey,
      isAuthority: false,
      from: FROM,
      to: TO,
      serial: MERCHANT_SERIAL,
    }),
    merchantPrivateKey: pkcs8(merchant.privateKey),
    chains: [makeChain('SIM A'), makeChain('SIM B')],
    // The same names as the chain that signs: only the signatures tell them apart.
    stranger: makeChain('SIM A'),
  }
}

const openChain = (file: ChainFile): Chain => ({ file, key: createPrivateKey(file.signerKey) })

export function openUnionpayKeys(file: UnionpayKeyFile): UnionpayKeys {
  return {
    file,
    merchantPublic: createPublicKey(file.merchantPrivateKey),
    merchantCertId: BigInt(`0x${MERCHANT_SERIAL.toString('hex')}`).toString(),
    chains: file.chains.map(openChain),
    stranger: openChain(file.stranger),
  }
}
