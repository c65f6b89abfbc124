import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto'
import { type Static, Type } from 'typebox'
import { text, whole } from '../variable.ts'
import { hasFamily, needAll, readText } from './pem.ts'

/** A merchant's application at Alipay; the channel takes it as it is. */
export type AlipayKeys = {
  readonly appId: string
  readonly sellerId: string
  readonly privateKey: string
  readonly alipayKeys: readonly string[]
  readonly certificates?: { readonly app: string; readonly alipayRoot: string }
  readonly holds?: { readonly productCode: string; readonly days: number }
  readonly baseUrl?: string
}

export const alipayVariables = {
  ALIPAY_APPID: text("the application's id at Alipay's open platform, 16 digits", { pattern: '^\\d{16}$' }),
  ALIPAY_SELLER_ID: text('the Alipay account that is paid (PID), 2088 and 12 digits', {
    pattern: '^2088\\d{12}$',
  }),
  ALIPAY_PRIVATE_KEY: text(
    "the application's private key as PEM, or as Alipay's key tool writes it (or ALIPAY_PRIVATE_KEY_FILE)",
  ),
  ALIPAY_PRIVATE_KEY_FILE: text("a file with the application's private key"),
  ALIPAY_PUBLIC_KEY: text(
    "Alipay's public key, or in certificate mode its certificate (or ALIPAY_PUBLIC_KEY_FILE)",
  ),
  ALIPAY_PUBLIC_KEY_FILE: text("a file with Alipay's public key or certificate"),
  ALIPAY_NEXT_PUBLIC_KEY: text(
    'while Alipay changes its key: the other key or certificate, believed as well as the first (or …_FILE)',
  ),
  ALIPAY_NEXT_PUBLIC_KEY_FILE: text('a file with that other key or certificate'),
  ALIPAY_APP_CERTIFICATE: text(
    "certificate mode: the application's certificate as PEM (or ALIPAY_APP_CERTIFICATE_FILE)",
  ),
  ALIPAY_APP_CERTIFICATE_FILE: text("a file with the application's certificate as PEM"),
  ALIPAY_ROOT_CERTIFICATE: text(
    "certificate mode: Alipay's root certificates as PEM (or ALIPAY_ROOT_CERTIFICATE_FILE)",
  ),
  ALIPAY_ROOT_CERTIFICATE_FILE: text("a file with Alipay's root certificates as PEM"),
  ALIPAY_HOLD_PRODUCT: text(
    'where pre-authorisation is contracted: its product, PREAUTH_PAY or PRE_AUTH_ONLINE',
    {
      pattern: '^(PREAUTH_PAY|PRE_AUTH_ONLINE)$',
    },
  ),
  ALIPAY_HOLD_DAYS: whole(1, 365, 'how many days the contract lets money be frozen (30)'),
  ALIPAY_BASE_URL: text('where Alipay answers (https://openapi.alipay.com)', {
    pattern: '^https://[^/?#\\s]+$',
  }),
}

const schema = Type.Object(alipayVariables)
type Values = Static<typeof schema>

const FAMILY = 'ALIPAY_'

/** All of the account or none of it. */
export const readAlipayKeys = (values: Values, problems: string[]): AlipayKeys | undefined => {
  if (!hasFamily(values, FAMILY)) return undefined
  needAll(values, ['ALIPAY_APPID', 'ALIPAY_SELLER_ID'], FAMILY, problems)
  const read = (name: Name, kind: Kind, isNeeded: boolean) =>
    readKey(values, { name, kind, isNeeded }, problems)
  const privateKey = read('ALIPAY_PRIVATE_KEY', 'private', true)
  const current = read('ALIPAY_PUBLIC_KEY', 'public', true)
  const next = read('ALIPAY_NEXT_PUBLIC_KEY', 'public', false)
  const app = read('ALIPAY_APP_CERTIFICATE', 'certificate', false)
  const alipayRoot = read('ALIPAY_ROOT_CERTIFICATE', 'certificate', app !== undefined)
  if (alipayRoot !== undefined && app === undefined) {
    problems.push(
      'ALIPAY_APP_CERTIFICATE or ALIPAY_APP_CERTIFICATE_FILE is missing beside the root certificate',
    )
  }
  const { ALIPAY_HOLD_PRODUCT: productCode, ALIPAY_HOLD_DAYS: days = 30 } = values
  return {
    appId: values.ALIPAY_APPID ?? '',
    sellerId: values.ALIPAY_SELLER_ID ?? '',
    privateKey: privateKey ?? '',
    alipayKeys: [current, next].filter((key) => key !== undefined),
    ...(app !== undefined && alipayRoot !== undefined ? { certificates: { app, alipayRoot } } : {}),
    ...(productCode === undefined ? {} : { holds: { productCode, days } }),
    ...(values.ALIPAY_BASE_URL ? { baseUrl: values.ALIPAY_BASE_URL } : {}),
  }
}

type Name =
  | 'ALIPAY_PRIVATE_KEY'
  | 'ALIPAY_PUBLIC_KEY'
  | 'ALIPAY_NEXT_PUBLIC_KEY'
  | 'ALIPAY_APP_CERTIFICATE'
  | 'ALIPAY_ROOT_CERTIFICATE'
type Kind = 'private' | 'public' | 'certificate'

const readKey = (
  values: Values,
  { name, kind, isNeeded }: { name: Name; kind: Kind; isNeeded: boolean },
  problems: string[],
): string | undefined => {
  const inline = values[name]?.replaceAll('\\n', '\n')
  const file = values[`${name}_FILE`]
  if (inline && file) problems.push(`${name} and ${name}_FILE are both set; keep one`)
  if (!inline && !file) {
    if (isNeeded) problems.push(`${name} or ${name}_FILE is missing beside the other ${FAMILY} variables`)
    return undefined
  }
  const source = inline ? name : `${name}_FILE`
  const key = inline ?? readText(file ?? '')
  if (key === undefined) problems.push(`${source} names a file that cannot be read`)
  else if (!isKey(key, kind)) problems.push(`${source} holds no ${words[kind]}`)
  return key
}

const words: Readonly<Record<Kind, string>> = {
  private: 'RSA private key',
  public: 'RSA public key and no certificate',
  certificate: 'certificate as PEM',
}

/** Besides PEM, the bare base64 of Alipay's key tool: PKCS #8 or PKCS #1 for a private key. */
const isKey = (key: string, kind: Kind): boolean => {
  const der = Buffer.from(key.replace(/\s/g, ''), 'base64')
  const isPem = key.includes('-----BEGIN')
  const readings = {
    certificate: [() => new X509Certificate(key).publicKey],
    public: [() => createPublicKey(isPem ? key : { key: der, format: 'der', type: 'spki' })],
    private: isPem
      ? [() => createPrivateKey(key)]
      : (['pkcs8', 'pkcs1'] as const).map(
          (type) => () => createPrivateKey({ key: der, format: 'der', type }),
        ),
  }
  return readings[kind].some((read) => {
    try {
      return read().asymmetricKeyType === 'rsa'
    } catch {
      return false
    }
  })
}
