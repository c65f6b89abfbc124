import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DAY, MINUTE, virtualClock } from '../../src/kernel/clock.ts'
import {
  contactOf,
  type Letter,
  openProofs,
  type Port,
  type Proofs,
  saveAddress,
} from '../../src/modules/push/index.ts'
import { type TestDatabase, testDatabase } from '../support/database.ts'

let database: TestDatabase
let proofs: Proofs
const clock = virtualClock(new Date('2026-03-01T04:00:00Z'))
const letters: Letter[] = []
const port = (way: 'sms' | 'mail'): Port => ({
  way,
  send: async (letter) => {
    letters.push(letter)
    return letter.to.startsWith('down')
      ? { outcome: 'later', error: 'down' }
      : { outcome: 'accepted', providerId: null }
  },
  close: async () => {},
})

beforeAll(async () => {
  database = await testDatabase()
  const ports = { sms: port('sms'), mail: port('mail') }
  proofs = openProofs({ db: database.db, secret: 'a secret of the tests', ports, timeoutMs: 1_000 })
})
afterAll(() => database.drop())

const begin = (recipient: string, address: string, way: 'sms' | 'mail' = 'mail') =>
  proofs.begin({ recipient, way, address, language: 'zh-CN', now: clock.now() })
const confirm = (recipient: string, code: string, way: 'sms' | 'mail' = 'mail') =>
  proofs.confirm({ recipient, way, code, now: clock.now() })
const lastCode = () => letters.at(-1)!.variables.code!
const wrong = (code: string) => (code === '111111' ? '222222' : '111111')

describe('an address is proven by a code', () => {
  it('nothing stands on the file before the code came back, and the code is kept nowhere', async () => {
    expect(await begin('buyer:a', 'a@mail.example')).toEqual({ ok: true, value: null })
    expect(await contactOf(database.db, 'buyer:a')).toMatchObject({ mail: null })
    expect(letters.at(-1)).toMatchObject({ to: 'a@mail.example', node: 'code' })
    const { rows } = await sql<{ all: string }>`
      select row_to_json(push_contact_code)::text as all from push_contact_code`.execute(database.db)
    expect(rows[0]!.all).not.toContain(lastCode())
    expect(await confirm('buyer:a', wrong(lastCode()))).toMatchObject({
      rejection: { code: 'contact_code_refused' },
    })
    expect(await confirm('buyer:b', lastCode())).toMatchObject({
      rejection: { code: 'contact_code_refused' },
    })
    expect(await confirm('buyer:a', lastCode())).toEqual({ ok: true, value: null })
    expect(await contactOf(database.db, 'buyer:a')).toMatchObject({ mail: 'a@mail.example', phone: null })
    expect(await confirm('buyer:a', lastCode())).toMatchObject({
      rejection: { code: 'contact_code_refused' },
    })
  })

  it('five guesses and it is dead, also those made at the same time; ten minutes and it is dead', async () => {
    await begin('buyer:c', 'c@mail.example')
    const code = lastCode()
    const guesses = await Promise.all(Array.from({ length: 8 }, () => confirm('buyer:c', wrong(code))))
    expect(guesses.every(({ ok }) => !ok)).toBe(true)
    expect(await confirm('buyer:c', code)).toMatchObject({ ok: false })
    clock.advance(MINUTE)
    await begin('buyer:c', 'c@mail.example')
    clock.advance(10 * MINUTE)
    expect(await confirm('buyer:c', lastCode())).toMatchObject({ ok: false })
  })

  it('one code a minute, ten a day: nobody fills another’s letter box through us', async () => {
    const answers: string[] = []
    for (let minute = 0; minute < 13; minute++) {
      const answer = await begin('buyer:d', 'victim@mail.example')
      answers.push(answer.ok ? 'sent' : answer.rejection.code)
      const again = await begin('buyer:d', 'victim@mail.example')
      expect(again).toMatchObject({ ok: false, rejection: { code: 'too_many_codes' } })
      clock.advance(MINUTE)
    }
    expect(answers.filter((one) => one === 'sent')).toHaveLength(10)
    clock.advance(DAY)
    expect((await begin('buyer:d', 'victim@mail.example')).ok).toBe(true)
  })

  it('a provider that does not take it is said by name; mail and phone stand side by side', async () => {
    expect(await begin('shop:1', 'down@mail.example')).toMatchObject({
      rejection: { code: 'way_unavailable' },
    })
    await begin('shop:1', '13800000001', 'sms')
    await confirm('shop:1', lastCode(), 'sms')
    await saveAddress(database.db, {
      recipient: 'shop:1',
      way: 'mail',
      address: 's@mail.example',
      now: clock.now(),
    })
    expect(await contactOf(database.db, 'shop:1')).toMatchObject({
      phone: '13800000001',
      mail: 's@mail.example',
    })
    const none = openProofs({ db: database.db, secret: 's', ports: {}, timeoutMs: 1 })
    const asked = {
      recipient: 'shop:2',
      way: 'mail',
      address: 'x@y.example',
      language: 'en',
      now: clock.now(),
    } as const
    expect(await none.begin(asked)).toMatchObject({ rejection: { code: 'way_unavailable' } })
  })
})
