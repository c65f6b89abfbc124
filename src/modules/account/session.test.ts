import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts'
import { systemClock } from '../../kernel/clock.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import { seal } from '../../platform/seal.ts'
import {
  type Admission,
  createStaff,
  openSessions,
  openTokens,
  type Sessions,
  type Standing,
  watchStanding,
} from './index.ts'
import { createBuyer } from './people.ts'

const SECRET = 'a secret of the tests, 32 characters at least'
let database: TestDatabase
let standing: Standing
let elsewhere: Standing
let sessions: Sessions
const codes = new Map<string, string>()
const clock = systemClock
const tokens = openTokens(SECRET)

const from = (address: string, cookie = '') => ({ address, cookie })
const cookieOf = ({ cookies }: Admission) => cookies.map((line) => line.split(';')[0]).join('; ')
const admitted = (outcome: Outcome<Admission>): Admission => {
  if (!outcome.ok) throw new Error(outcome.rejection.code)
  return outcome.value
}
const codeOf = (outcome: Outcome<unknown>) => (outcome.ok ? 'ok' : outcome.rejection.code)

beforeAll(async () => {
  database = await testDatabase()
  const { db, url } = database
  standing = await watchStanding({ db, url, clock, seal: seal(SECRET, 'signing') })
  elsewhere = await watchStanding({ db, url, clock, seal: seal(SECRET, 'signing') })
  sessions = openSessions({
    db,
    clock,
    secret: SECRET,
    publicUrl: 'http://localhost:8080',
    send: async (phone, code) => codes.set(phone, code).has(phone),
    wechat: null,
    tokens,
    standing,
  })
  await createStaff(
    db,
    { username: 'Fin', password: 'a long password', name: '财务', role: 'finance', shopId: null },
    clock.now(),
  )
})
afterAll(async () => {
  await standing.close()
  await elsewhere.close()
  await database.drop()
})

describe('signing in by phone', () => {
  it('[Q11] a code makes a buyer at the first time and finds him again at the second', async () => {
    const first = await byPhone('13900000001', '10.0.0.1')
    expect(first.person).toMatchObject({ kind: 'buyer', phone: '13900000001', role: null })
    expect(tokens.read(first.token, clock.now())).toEqual(first.caller)
    const again = admitted(await sessions.renew(from('10.0.0.1', cookieOf(first))))
    expect(again.person.id).toBe(first.person.id)
  })

  it('[Q11] a code is kept as a hash, works once, and only five guesses are allowed', async () => {
    const phone = '13900000002'
    await sessions.sendCode(phone, from('10.0.0.2'))
    const code = codes.get(phone)!
    const { rows } = await sql<{
      row: string
    }>`select sign_in_code::text as row from sign_in_code where phone = ${phone}`.execute(database.db)
    expect(rows[0]?.row).not.toContain(code)
    const wrong = code === '000000' ? '111111' : '000000'
    for (let i = 0; i < 5; i++) {
      expect(codeOf(await sessions.byPhone(phone, wrong, from('10.0.0.2')))).toBe('code_refused')
    }
    expect(codeOf(await sessions.byPhone(phone, code, from('10.0.0.2')))).toBe('code_refused')
  })

  it('[Q11] a spent code is dead', async () => {
    await byPhone('13900000003', '10.0.0.3')
    expect(codeOf(await sessions.byPhone('13900000003', codes.get('13900000003')!, from('10.0.0.3')))).toBe(
      'code_refused',
    )
  })

  it('[Q11] rate-limited per phone and per address, and the answer tells nobody whether an account exists', async () => {
    await createBuyer(database.db, { name: '老客户', phone: '13900000004' }, clock.now())
    const known = await sessions.sendCode('13900000004', from('10.0.0.4'))
    const unknown = await sessions.sendCode('13900000005', from('10.0.0.4'))
    expect(known).toEqual(unknown)
    expect(codeOf(await sessions.sendCode('13900000004', from('10.0.0.9')))).toBe('too_many_requests')
    const answers = []
    for (let i = 0; i < 31; i++)
      answers.push(codeOf(await sessions.sendCode(`1370000${1000 + i}`, from('10.0.0.5'))))
    expect(answers.filter((answer) => answer === 'ok')).toHaveLength(30)
    expect(answers.at(-1)).toBe('too_many_requests')
  })
})

describe('signing in by password', () => {
  it('staff get a token with role; wrong name and wrong password are refused alike', async () => {
    const ok = admitted(await byPassword('fin', 'a long password'))
    expect(ok.caller).toMatchObject({ kind: 'staff', role: 'finance', shopId: null })
    expect(await byPassword('fin', 'a wrong password')).toEqual(
      await byPassword('nobody', 'a wrong password'),
    )
  })

  it('[Q11] guessing one name stops after ten tries, existing or not', async () => {
    const tries = []
    for (let i = 0; i < 11; i++) tries.push(codeOf(await byPassword('ghost', 'x'.repeat(12))))
    expect(tries.slice(0, 10)).toEqual(Array(10).fill('sign_in_refused'))
    expect(tries[10]).toBe('too_many_requests')
  })
})

describe('ending a session', () => {
  it('holds in another process within five seconds, and cannot be renewed', async () => {
    const { caller, ...rest } = await byPhone('13900000006', '10.0.0.6')
    expect(elsewhere.isRevoked(caller.sessionId)).toBe(false)
    await sessions.end(caller, from('10.0.0.6'))
    await expect.poll(() => elsewhere.isRevoked(caller.sessionId), { timeout: 5_000 }).toBe(true)
    expect(codeOf(await sessions.renew(from('10.0.0.6', cookieOf({ caller, ...rest }))))).toBe(
      'session_ended',
    )
  })

  it('holds within five seconds after the notice channel was cut', async () => {
    const { caller } = await byPhone('13900000008', '10.0.0.8')
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
              where application_name = 'tongbao standing' and datname = current_database()`.execute(
      database.db,
    )
    await sessions.end(caller, from('10.0.0.8'))
    await expect.poll(() => elsewhere.isRevoked(caller.sessionId), { timeout: 5_000 }).toBe(true)
    const ears = async () =>
      (
        await sql<{ ears: number }>`select count(*)::int as ears from pg_stat_activity
          where application_name = 'tongbao standing' and datname = current_database()`.execute(database.db)
      ).rows[0]?.ears
    await expect.poll(ears, { timeout: 5_000 }).toBe(2)
  })

  it('holds within five seconds when the notice is lost', async () => {
    const { caller } = await byPhone('13900000007', '10.0.0.7')
    await sql`insert into session_revocation values (${caller.sessionId}, ${clock.now()})`.execute(
      database.db,
    )
    await expect.poll(() => elsewhere.isRevoked(caller.sessionId), { timeout: 5_000 }).toBe(true)
  })
})

const byPhone = async (phone: string, address: string): Promise<Admission> => {
  await sessions.sendCode(phone, from(address))
  return admitted(await sessions.byPhone(phone, codes.get(phone)!, from(address)))
}
const byPassword = (username: string, password: string) =>
  sessions.byPassword({ username, password }, from('10.0.1.1'))
