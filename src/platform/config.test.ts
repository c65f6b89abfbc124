import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const ellipticPem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

const live = {
  PUBLIC_URL: 'https://shop.example',
  WECHAT_MCHID: '1900000001',
  WECHAT_APPID: 'wx8888888888888888',
  WECHAT_SERIAL: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
  WECHAT_APIV3_KEY: '0123456789abcdef0123456789abcdef',
  WECHAT_PRIVATE_KEY: privatePem,
  WECHAT_PLATFORM_SERIAL: 'PUB_KEY_ID_0119000000012024',
  WECHAT_PLATFORM_KEY: publicPem,
}
const production = {
  DATABASE_URL: 'postgres://tongbao:hunter2@db.example:5432/tongbao',
  TONGBAO_SECRET: 'correct horse battery staple and more',
}

const problemsOf = (environment: Record<string, string>, argv: string[] = []): readonly string[] => {
  try {
    readConfig(environment, argv)
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
}

test('nothing set: the demo on the embedded server, loopback only', () => {
  const config = readConfig({})
  expect(config).toMatchObject({ demo: true, host: '127.0.0.1', port: 8000, channels: {} })
  expect(config.database.url).toBeUndefined()
  expect(config.home).toMatch(/\.tongbao$/)
  expect(config.roles).toEqual({ api: true, worker: true })
})

const second = Object.fromEntries(
  Object.entries(live).map(([name, value]) => [name.replace('WECHAT_', 'WECHAT_2_'), value]),
)

test('what is wrong with a second account is named with its number; one without a first is refused', () => {
  const { WECHAT_2_APPID: _, ...without } = second
  expect(problemsOf({ ...live, ...without })).toEqual([expect.stringContaining('WECHAT_2_APPID')])
  expect(problemsOf({ ...live, ...second, WECHAT_2_MCHID: 'x' })).toEqual([
    expect.stringContaining('WECHAT_2_MCHID is wrong'),
    expect.stringContaining('WECHAT_2_MCHID'),
  ])
  expect(problemsOf({ ...live, WECHAT_2_NOTHING: 'x' })).toEqual([
    expect.stringContaining('WECHAT_2_NOTHING'),
  ])
  expect(problemsOf({ ...second, PUBLIC_URL: live.PUBLIC_URL })).toEqual([
    'wechat-2 is set up, but there is no first account of wechat',
  ])
})

test('a production database is never seeded unless asked', () => {
  expect(readConfig(production).demo).toBe(false)
  expect(readConfig(production, ['--demo']).demo).toBe(true)
  expect(readConfig({ ...production, TONGBAO_DEMO: '1' }).demo).toBe(true)
  expect(readConfig({ TONGBAO_DEMO: '0' }).demo).toBe(false)
})

test('live keys switch the demo off, and arrive as the channel takes them', () => {
  const config = readConfig({ ...production, ...live, TONGBAO_ROLES: 'worker', PORT: '9000' })
  expect(config.demo).toBe(false)
  expect(config.port).toBe(9000)
  expect(config.roles).toEqual({ api: false, worker: true })
  expect(config.channels.wechat?.platformKeys).toEqual({ PUB_KEY_ID_0119000000012024: publicPem })
  expect(readConfig(live).demo).toBe(false)
})

test('a key may stand in a file, or on one line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tongbao-key-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'key.pem')
  writeFileSync(file, privatePem, { mode: 0o600 })
  const { WECHAT_PRIVATE_KEY: _, ...rest } = live
  expect(readConfig({ ...rest, WECHAT_PRIVATE_KEY_FILE: file }).channels.wechat?.merchantPrivateKey).toBe(
    privatePem,
  )
  const oneLine = privatePem.replaceAll('\n', '\\n')
  expect(readConfig({ ...live, WECHAT_PRIVATE_KEY: oneLine }).channels.wechat?.merchantPrivateKey).toBe(
    privatePem,
  )
})

test('while WeChat Pay changes its key, both are believed', () => {
  const next = {
    WECHAT_NEXT_PLATFORM_SERIAL: 'PUB_KEY_ID_0119000000012025',
    WECHAT_NEXT_PLATFORM_KEY: publicPem,
  }
  expect(Object.keys(readConfig({ ...live, ...next }).channels.wechat?.platformKeys ?? {})).toEqual([
    'PUB_KEY_ID_0119000000012024',
    'PUB_KEY_ID_0119000000012025',
  ])
})

test.each<[string, Record<string, string>, string[], RegExp]>([
  ['a port out of range', { PORT: '70000' }, [], /^PORT is wrong/],
  ['a port in words', { PORT: 'http' }, [], /^PORT is wrong/],
  ['another database', { DATABASE_URL: 'mysql://root@db/shop' }, [], /^DATABASE_URL is wrong/],
  ['a public address with a path', { PUBLIC_URL: 'https://shop.example/pay' }, [], /^PUBLIC_URL is wrong/],
  ['an unknown role', { TONGBAO_ROLES: 'api,cron' }, [], /^TONGBAO_ROLES is wrong/],
  ['a flag in words', { TONGBAO_DEMO: 'yes' }, [], /^TONGBAO_DEMO is wrong/],
  ['a short secret', { TONGBAO_SECRET: 'short' }, [], /^TONGBAO_SECRET is wrong/],
  ['no secret in production', { DATABASE_URL: production.DATABASE_URL }, [], /^TONGBAO_SECRET is missing/],
  ['a misspelt variable', { TONGBAO_DEOM: '0' }, [], /^TONGBAO_DEOM is not a variable/],
  ['an unknown argument', {}, ['--prod'], /^--prod is not an argument/],
  ['--demo beside live keys', live, ['--demo'], /live channel keys/],
  ['TONGBAO_DEMO=1 beside live keys', { ...live, TONGBAO_DEMO: '1' }, [], /live channel keys/],
  ['--demo against TONGBAO_DEMO=0', { TONGBAO_DEMO: '0' }, ['--demo'], /--demo contradicts/],
  ['live keys without https', { ...live, PUBLIC_URL: 'http://shop.example' }, [], /^PUBLIC_URL must be/],
  [
    'half an account',
    { WECHAT_MCHID: live.WECHAT_MCHID, PUBLIC_URL: live.PUBLIC_URL },
    [],
    /^WECHAT_APPID is missing/,
  ],
  [
    'an APIv3 key of 31 characters',
    { ...live, WECHAT_APIV3_KEY: 'x'.repeat(31) },
    [],
    /^WECHAT_APIV3_KEY is wrong/,
  ],
  [
    'a key that is none',
    { ...live, WECHAT_PLATFORM_KEY: 'nonsense' },
    [],
    /^WECHAT_PLATFORM_KEY holds no RSA key/,
  ],
  [
    'an elliptic key',
    { ...live, WECHAT_PRIVATE_KEY: ellipticPem },
    [],
    /^WECHAT_PRIVATE_KEY holds no RSA key/,
  ],
  [
    'a next key without its serial',
    { ...live, WECHAT_NEXT_PLATFORM_KEY: publicPem },
    [],
    /^WECHAT_NEXT_PLATFORM_SERIAL is missing/,
  ],
  [
    'a next serial without its key',
    { ...live, WECHAT_NEXT_PLATFORM_SERIAL: 'PUB_KEY_ID_0119000000012025' },
    [],
    /^WECHAT_NEXT_PLATFORM_KEY or WECHAT_NEXT_PLATFORM_KEY_FILE is missing/,
  ],
  [
    'a UnionPay account without its roots',
    { PUBLIC_URL: live.PUBLIC_URL, UNIONPAY_MERID: '777290058110048' },
    [],
    /^UNIONPAY_ROOTS or UNIONPAY_ROOTS_FILE is missing/,
  ],
  [
    'a UnionPay root that is none',
    { PUBLIC_URL: live.PUBLIC_URL, UNIONPAY_MERID: '777290058110048', UNIONPAY_ROOTS: publicPem },
    [],
    /^UNIONPAY_ROOTS holds no certificate/,
  ],
  ['a key given twice', { ...live, WECHAT_PRIVATE_KEY_FILE: '/key.pem' }, [], /both set/],
])('%s is refused by name', (_, environment, argv, expected) => {
  expect(problemsOf(environment, argv)).toContainEqual(expect.stringMatching(expected))
})

test('all problems are listed at once, and no value is printed', () => {
  const values = { PORT: 'p0rt-value', TONGBAO_SECRET: 'tiny-secret', DATABASE_URL: 'postgres//u:hunter2@h' }
  const problems = problemsOf(values)
  expect(problems.map((line) => line.split(' ')[0]).sort()).toEqual([
    'DATABASE_URL',
    'PORT',
    'TONGBAO_SECRET',
  ])
  for (const value of Object.values(values)) expect(problems.join('\n')).not.toContain(value)
})

test('a gateway is reached in secret, or stands on this machine; a wrong address is complained of once', () => {
  const keys = { SMS_KEY_ID: 'k', SMS_SECRET: 'sixteen characters at least' }
  for (const url of [
    'https://sms.example/x',
    'http://127.0.0.1:9000/sms',
    'http://localhost',
    'http://[::1]:1/',
  ])
    expect(problemsOf({ ...keys, SMS_URL: url })).toEqual([])
  for (const url of [
    'http://sms.example/x',
    'http://localhost.example',
    'http://127.0.0.1.example/',
    'sms.example',
  ])
    expect(problemsOf({ ...keys, SMS_URL: url })).toEqual([
      expect.stringMatching(/^SMS_URL is wrong.*https address/),
    ])
})
