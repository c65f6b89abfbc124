import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { openSessions, openTokens, type Standing, watchStanding } from '../../src/modules/account/index.ts'
import { gatewayPort } from '../../src/modules/push/index.ts'
import { seal } from '../../src/platform/seal.ts'
import { readWays } from '../../src/platform/way-keys.ts'
import { sendCodeBy } from '../../src/ways.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'
import { openReceiver } from '../support/receiver.ts'

const SECRET = 'a secret of the tests, 32 characters at least'
let database: TestDatabase
let standing: Standing
beforeAll(async () => {
  database = await testDatabase()
  standing = await watchStanding({
    db: database.db,
    url: database.url,
    clock: systemClock,
    seal: seal(SECRET, 'signing'),
  })
})
afterAll(async () => {
  await standing.close()
  await database.drop()
})

const sessionsWith = (send: ReturnType<typeof sendCodeBy>) =>
  openSessions({
    db: database.db,
    clock: systemClock,
    secret: SECRET,
    publicUrl: 'http://localhost:8080',
    send,
    wechat: null,
    tokens: openTokens(SECRET),
    standing,
  })
const visitor = { address: '203.0.113.9', cookie: '' }

it('[Q11] a live house signs buyers in by a code that goes through the SMS gateway', async () => {
  const gateway = await openReceiver()
  const sms = gatewayPort(
    'sms',
    { url: gateway.url, keyId: 'k', secret: 'a shared secret of ours' },
    systemClock,
  )
  let id = 0
  const sessions = sessionsWith(sendCodeBy({ sms }, () => String(++id)))
  expect(await sessions.sendCode('13800000001', visitor)).toEqual({ ok: true, value: null })
  const told = JSON.parse(gateway.letters[0]!.body) as {
    to: string
    template: string
    variables: { code: string }
  }
  expect(told).toMatchObject({ to: '13800000001', template: 'code' })
  expect(told.variables).toMatchObject({ minutes: '5' })
  const admitted = await sessions.byPhone('13800000001', told.variables.code, visitor)
  expect(admitted.ok && admitted.value.person.phone).toBe('13800000001')
  await sms.close()
  await gateway.close()
})

it('without a gateway, or with one that refuses, the refusal says that codes cannot be sent', async () => {
  expect(sendCodeBy({}, () => '1')).toBeNull()
  const gateway = await openReceiver((response) => {
    response.statusCode = 500
    response.end()
  })
  const sms = gatewayPort(
    'sms',
    { url: gateway.url, keyId: 'k', secret: 'a shared secret of ours' },
    systemClock,
  )
  for (const [phone, send] of [
    ['13800000002', sendCodeBy({ sms }, () => '1')],
    ['13800000003', null],
  ] as const)
    expect(await sessionsWith(send).sendCode(phone, visitor)).toMatchObject({
      ok: false,
      rejection: { code: 'codes_unavailable' },
    })
  await sms.close()
  await gateway.close()
})

it('half a way is refused at the start by the name of what is missing, without a value', () => {
  const problems: string[] = []
  expect(readWays({}, problems)).toEqual({})
  readWays({ SMTP_HOST: 'mail.example', SMTP_USER: 'me', SMS_URL: 'https://sms.example' }, problems)
  expect(problems).toEqual([
    'SMTP_FROM is missing beside the other SMTP_ variables',
    'SMTP_USER and SMTP_PASSWORD belong together: one of them is missing',
    'SMS_KEY_ID is missing beside the other SMS_ variables',
    'SMS_SECRET is missing beside the other SMS_ variables',
  ])
  const whole = { SMTP_HOST: 'mail.example', SMTP_FROM: 'a@mail.example', SMTP_SECURITY: 'tls' }
  expect(readWays(whole, [])).toEqual({
    mail: { host: 'mail.example', port: 465, security: 'tls', from: 'a@mail.example' },
  })
})
