import { X509Certificate } from 'node:crypto'

/** Whose certificate signs UnionPay's messages: the third part of its common name, between `@`. */
export const UNIONPAY_NAME = '中国银联股份有限公司'

const REMEMBERED = 16
/** A key that is longer costs more than an honest one ever would. */
const LONGEST_KEY_BITS = 4_096

export type Trust = {
  readonly roots: readonly X509Certificate[]
  readonly middles: readonly X509Certificate[]
  /** Names whose certificates are believed. */
  readonly names: readonly string[]
}

/** Reads the certificate that a message carries. Undefined when it is none, or its key is no RSA key of usual size. */
export function createCertificateReader(): (pem: string) => X509Certificate | undefined {
  // The same few certificates come in every message.
  const known = new Map<string, X509Certificate>()
  return (pem) => {
    const remembered = known.get(pem)
    if (remembered) return remembered
    const certificate = read(pem)
    if (!certificate) return undefined
    if (known.size >= REMEMBERED) known.clear()
    known.set(pem, certificate)
    return certificate
  }
}

function read(pem: string): X509Certificate | undefined {
  try {
    const certificate = new X509Certificate(pem)
    const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey
    const bits = asymmetricKeyDetails?.modulusLength ?? 0
    return asymmetricKeyType === 'rsa' && bits <= LONGEST_KEY_BITS ? certificate : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether a certificate leads to one of our roots, over a middle one or straight, is in its time, and is UnionPay's.
 * Several roots and middles may be trusted at once, while they are changed.
 */
export function isTrusted(certificate: X509Certificate, trust: Trust, now: Date): boolean {
  if (certificate.ca || !isInTime(certificate, now)) return false
  const name = commonName(certificate).split('@')[2]
  if (name === undefined || !trust.names.includes(name)) return false
  const issuers = [...trust.middles, ...trust.roots].filter((one) => isIssuer(one, certificate, now))
  return issuers.some(
    (issuer) => isRoot(issuer, trust) || trust.roots.some((one) => isIssuer(one, issuer, now)),
  )
}

const isRoot = (certificate: X509Certificate, trust: Trust): boolean =>
  trust.roots.some((root) => root.fingerprint256 === certificate.fingerprint256)

function isIssuer(issuer: X509Certificate, certificate: X509Certificate, now: Date): boolean {
  return (
    issuer.ca &&
    isInTime(issuer, now) &&
    certificate.checkIssued(issuer) &&
    certificate.verify(issuer.publicKey)
  )
}

function isInTime(certificate: X509Certificate, now: Date): boolean {
  return certificate.validFromDate <= now && now <= certificate.validToDate
}

function commonName(certificate: X509Certificate): string {
  const line = certificate.subject.split('\n').find((one) => one.startsWith('CN='))
  return line?.slice(3) ?? ''
}

/** UnionPay names a certificate by its serial number in decimal digits. */
export const certIdOf = (certificate: X509Certificate): string =>
  BigInt(`0x${certificate.serialNumber}`).toString()
