import { type KeyObject, sign } from 'node:crypto'

/**
 * Certificates of the simulated certificate mode: version 3, RSA, one name each. Written by hand from RFC 5280, for
 * Node reads certificates and makes none.
 */
export type Certified = {
  readonly serial: bigint
  readonly issuer: Name
  readonly subject: Name
  readonly publicKey: KeyObject
  /** The issuer's. */
  readonly signingKey: KeyObject
  readonly from: Date
  readonly until: Date
}

/** In the order of the certificate, for example `[['C', 'CN'], ['O', 'Tongbao'], ['CN', 'Root']]`. */
export type Name = readonly (readonly [keyof typeof TYPES, string])[]

const TYPES = { C: [2, 5, 4, 6], O: [2, 5, 4, 10], OU: [2, 5, 4, 11], CN: [2, 5, 4, 3] } as const
const SHA256_RSA = [1, 2, 840, 113549, 1, 1, 11] as const

export function certificate(made: Certified): string {
  const algorithm = sequence(oid(SHA256_RSA), element(0x05))
  const body = sequence(
    element(0xa0, integer(2n)),
    integer(made.serial),
    algorithm,
    name(made.issuer),
    sequence(time(made.from), time(made.until)),
    name(made.subject),
    made.publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('RSA-SHA256', body, made.signingKey)
  const der = sequence(body, algorithm, element(0x03, Buffer.from([0]), signature))
  const lines = der.toString('base64').match(/.{1,64}/g)!
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents)
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content])
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

const sequence = (...parts: readonly Buffer[]): Buffer => element(0x30, ...parts)

function integer(value: bigint): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  // A leading one would make it negative.
  return element(0x02, bytes[0]! >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

function oid(numbers: readonly number[]): Buffer {
  const [first, second, ...rest] = numbers
  const bytes = [first! * 40 + second!]
  for (const number of rest) {
    const digits = [number & 0x7f]
    for (let left = number >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80)
    bytes.push(...digits)
  }
  return element(0x06, Buffer.from(bytes))
}

const name = (parts: Name): Buffer =>
  sequence(
    ...parts.map(([type, value]) =>
      element(0x31, sequence(oid(TYPES[type]), element(type === 'C' ? 0x13 : 0x0c, Buffer.from(value)))),
    ),
  )

/** UTCTime, which ends in 2049. */
const time = (at: Date): Buffer =>
  element(0x17, Buffer.from(`${at.toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
