import { X509Certificate } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { text } from '../variable.ts'
import { hasFamily, needAll, readRsaKey, readText } from './pem.ts'

/** A merchant's account at UnionPay's full-channel gateway; the channel takes it as it is. */
export type UnionpayKeys = {
  readonly merchantId: string
  readonly signing:
    | { readonly certificate: string; readonly privateKey: string }
    | { readonly secret: string }
  readonly roots: readonly string[]
  readonly middles: readonly string[]
  readonly signerNames?: readonly string[]
  readonly baseUrl?: string
  readonly fileUrl?: string
}

const address = { pattern: '^https://[^?#\\s]+$' }

export const unionpayVariables = {
  UNIONPAY_MERID: text('the merchant number at UnionPay, 15 digits or letters', {
    pattern: '^[0-9A-Za-z]{15}$',
  }),
  UNIONPAY_CERTIFICATE: text("the merchant's signing certificate as PEM (or UNIONPAY_CERTIFICATE_FILE)"),
  UNIONPAY_CERTIFICATE_FILE: text("a file with the merchant's signing certificate as PEM"),
  UNIONPAY_PRIVATE_KEY: text('the private key of that certificate as PEM (or UNIONPAY_PRIVATE_KEY_FILE)'),
  UNIONPAY_PRIVATE_KEY_FILE: text('a file with the private key of that certificate as PEM'),
  UNIONPAY_SECRET: text('instead of certificate and key: the text that both sides sign with (signMethod 11)'),
  UNIONPAY_ROOTS: text("CFCA's root certificates as PEM, one after another (or UNIONPAY_ROOTS_FILE)"),
  UNIONPAY_ROOTS_FILE: text("a file with CFCA's root certificates as PEM, one after another"),
  UNIONPAY_MIDDLES: text("CFCA's middle certificates as PEM, one after another (or UNIONPAY_MIDDLES_FILE)"),
  UNIONPAY_MIDDLES_FILE: text("a file with CFCA's middle certificates as PEM, one after another"),
  UNIONPAY_SIGNER_NAMES: text(
    "whose certificates sign UnionPay's messages, joined by commas (中国银联股份有限公司)",
  ),
  UNIONPAY_BASE_URL: text('where UnionPay answers (https://gateway.95516.com)', address),
  UNIONPAY_FILE_URL: text('where UnionPay gives bills out (https://filedownload.95516.com)', address),
}

const schema = Type.Object(unionpayVariables)
type Values = Static<typeof schema>

const FAMILY = 'UNIONPAY_'

/** All of the account or none of it. */
export const readUnionpayKeys = (values: Values, problems: string[]): UnionpayKeys | undefined => {
  if (!hasFamily(values, FAMILY)) return undefined
  needAll(values, ['UNIONPAY_MERID'], FAMILY, problems)
  const { UNIONPAY_SECRET: secret, UNIONPAY_SIGNER_NAMES: names } = values
  return {
    merchantId: values.UNIONPAY_MERID ?? '',
    signing: secret === undefined ? readPair(values, problems) : { secret },
    // Who signs with a secret may do without certificates.
    roots: readCertificates(values, 'UNIONPAY_ROOTS', secret === undefined, problems),
    middles: readCertificates(values, 'UNIONPAY_MIDDLES', false, problems),
    ...(names === undefined ? {} : { signerNames: names.split(',').map((name) => name.trim()) }),
    ...(values.UNIONPAY_BASE_URL ? { baseUrl: values.UNIONPAY_BASE_URL } : {}),
    ...(values.UNIONPAY_FILE_URL ? { fileUrl: values.UNIONPAY_FILE_URL } : {}),
  }
}

const readPair = (values: Values, problems: string[]) => {
  const [certificate = ''] = readCertificates(values, 'UNIONPAY_CERTIFICATE', true, problems)
  const key = { name: 'UNIONPAY_PRIVATE_KEY', kind: 'private', family: FAMILY } as const
  return { certificate, privateKey: readRsaKey(values, key, problems) }
}

type Name = 'UNIONPAY_CERTIFICATE' | 'UNIONPAY_ROOTS' | 'UNIONPAY_MIDDLES'

const readCertificates = (values: Values, name: Name, isNeeded: boolean, problems: string[]): string[] => {
  const inline = values[name]?.replaceAll('\\n', '\n')
  const file = values[`${name}_FILE`]
  if (inline && file) problems.push(`${name} and ${name}_FILE are both set; keep one`)
  if (!inline && !file) {
    if (isNeeded) problems.push(`${name} or ${name}_FILE is missing beside the other ${FAMILY} variables`)
    return []
  }
  const source = inline ? name : `${name}_FILE`
  const bundle = inline ?? readText(file ?? '')
  if (bundle === undefined) {
    problems.push(`${source} names a file that cannot be read`)
    return []
  }
  const pems = bundle.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (pems.length === 0 || !pems.every(isCertificate)) problems.push(`${source} holds no certificate as PEM`)
  return pems
}

const isCertificate = (pem: string): boolean => {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}
