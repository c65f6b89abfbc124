import { createPublicKey, type KeyObject, sign } from 'node:crypto'
import {
  bits,
  integer,
  nothing,
  octets,
  oid,
  printable,
  sequence,
  setOf,
  tagged,
  time,
  utf8,
  yes,
} from './der.ts'

/** What a certificate says, and who says it. */
export type Certified = {
  readonly name: string
  readonly publicKey: KeyObject
  readonly issuerName: string
  readonly issuerKey: KeyObject
  /** It may issue others. */
  readonly isAuthority: boolean
  readonly from: Date
  readonly to: Date
  readonly serial: Buffer
}

const SHA256_WITH_RSA = sequence(oid('1.2.840.113549.1.1.11'), nothing())
const KEY_CERT_SIGN = Buffer.from([0x06])
const DIGITAL_SIGNATURE = Buffer.from([0x80])

/** An X.509 certificate, version 3, as PEM with the line ends that UnionPay sends. */
export function certify(certified: Certified): string {
  const { name, issuerName, publicKey, from, to, isAuthority } = certified
  const body = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(certified.serial),
    SHA256_WITH_RSA,
    nameOf(issuerName),
    sequence(time(from), time(to)),
    nameOf(name),
    createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })).export({
      type: 'spki',
      format: 'der',
    }),
    tagged(3, sequence(...extensions(isAuthority))),
  )
  const signature = sign('RSA-SHA256', body, certified.issuerKey)
  return pem(sequence(body, SHA256_WITH_RSA, bits(signature)))
}

const nameOf = (commonName: string): Buffer =>
  sequence(
    setOf(sequence(oid('2.5.4.6'), printable('CN'))),
    setOf(sequence(oid('2.5.4.10'), utf8('Simulated Certification Authority'))),
    setOf(sequence(oid('2.5.4.3'), utf8(commonName))),
  )

/** What it may be used for. The last bits of a usage that do not count are said beside it. */
const extensions = (isAuthority: boolean): readonly Buffer[] => [
  sequence(oid('2.5.29.19'), yes(), octets(isAuthority ? sequence(yes()) : sequence())),
  sequence(
    oid('2.5.29.15'),
    yes(),
    octets(isAuthority ? bits(KEY_CERT_SIGN, 1) : bits(DIGITAL_SIGNATURE, 7)),
  ),
]

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\r\n')
}
