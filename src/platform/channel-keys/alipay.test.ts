import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { certificates } from '../../../test/channels/alipay-side.ts'
import { ConfigError, readConfig } from '../config.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()

const live = {
  PUBLIC_URL: 'https://shop.example',
  ALIPAY_APPID: '2021000000000001',
  ALIPAY_SELLER_ID: '2088000000000156',
  ALIPAY_PRIVATE_KEY: privatePem,
  ALIPAY_PUBLIC_KEY: publicPem,
}

const accountOf = (more: Record<string, string> = {}) => readConfig({ ...live, ...more }).channels.alipay

const problemsOf = (environment: Record<string, string>, argv: string[] = []): readonly string[] => {
  try {
    readConfig(environment, argv)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

test('the account arrives as the channel takes it, and switches the demo off', () => {
  expect(readConfig(live).demo).toBe(false)
  expect(accountOf()).toEqual({
    appId: live.ALIPAY_APPID,
    sellerId: live.ALIPAY_SELLER_ID,
    privateKey: privatePem,
    alipayKeys: [publicPem],
  })
})

test.each(['pkcs1', 'pkcs8'] as const)('the key tool writes bare base64: %s', (type) => {
  const bare = privateKey.export({ type, format: 'der' }).toString('base64')
  expect(accountOf({ ALIPAY_PRIVATE_KEY: bare })?.privateKey).toBe(bare)
})

test('while Alipay changes its key, both are believed', () => {
  expect(accountOf({ ALIPAY_NEXT_PUBLIC_KEY: publicPem })?.alipayKeys).toHaveLength(2)
})

test('certificate mode takes both certificates; holds take their contract', () => {
  const more = {
    ALIPAY_PUBLIC_KEY: certificates.alipay,
    ALIPAY_APP_CERTIFICATE: certificates.app,
    ALIPAY_ROOT_CERTIFICATE: certificates.root,
    ALIPAY_HOLD_PRODUCT: 'PREAUTH_PAY',
  }
  expect(accountOf(more)).toMatchObject({
    alipayKeys: [certificates.alipay],
    certificates: { app: certificates.app, alipayRoot: certificates.root },
    holds: { productCode: 'PREAUTH_PAY', days: 30 },
  })
})

test.each<[string, Record<string, string>, string[], RegExp]>([
  [
    'half an account',
    { ALIPAY_APPID: live.ALIPAY_APPID, PUBLIC_URL: live.PUBLIC_URL },
    [],
    /^ALIPAY_SELLER_ID is missing/,
  ],
  ['a key that is none', { ...live, ALIPAY_PRIVATE_KEY: 'nonsense' }, [], /^ALIPAY_PRIVATE_KEY holds no RSA/],
  [
    'a public key for a private one',
    { ...live, ALIPAY_PRIVATE_KEY: publicPem },
    [],
    /^ALIPAY_PRIVATE_KEY holds no/,
  ],
  [
    'no key of Alipay',
    { ...live, ALIPAY_PUBLIC_KEY_FILE: '/nowhere', ALIPAY_PUBLIC_KEY: '' },
    [],
    /cannot be read/,
  ],
  [
    'one certificate without the other',
    { ...live, ALIPAY_APP_CERTIFICATE: certificates.app },
    [],
    /^ALIPAY_ROOT_CERT/,
  ],
  [
    'a root without our own',
    { ...live, ALIPAY_ROOT_CERTIFICATE: certificates.root },
    [],
    /^ALIPAY_APP_CERTIFICATE/,
  ],
  ['another product', { ...live, ALIPAY_HOLD_PRODUCT: 'DEPOSIT' }, [], /^ALIPAY_HOLD_PRODUCT is wrong/],
  ['a seller that is none', { ...live, ALIPAY_SELLER_ID: '12' }, [], /^ALIPAY_SELLER_ID is wrong/],
  ['--demo beside live keys', live, ['--demo'], /live channel keys/],
  ['live keys without https', { ...live, PUBLIC_URL: 'http://shop.example' }, [], /^PUBLIC_URL must be/],
])('%s is refused by name, never by value', (_what, environment, argv, expected) => {
  const problems = problemsOf(environment, argv)
  expect(
    problems.some((problem) => expected.test(problem)),
    problems.join('\n'),
  ).toBe(true)
  expect(problems.join(' ')).not.toContain('nonsense')
  expect(problems.join(' ')).not.toContain(privatePem.split('\n')[3])
})
