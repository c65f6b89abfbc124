import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contradictions } from '../../src/http/problems.ts'
import { resetCredentials, verifyAuditLog } from '../../src/modules/account/index.ts'
import { openHouse, type TestHouse } from './house.ts'
import { fillShelf, type Shelf } from './shelf.ts'

let house: TestHouse
let shelf: Shelf
let keys = 0
beforeAll(async () => {
  house = await openHouse()
  shelf = await fillShelf(house, { code: 'staffed', price: 3_000, pieces: 10 })
})
afterAll(() => house.close())

const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, token: string, payload?: object) =>
  house.app.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}`, 'idempotency-key': `staff-test-${++keys}` },
    ...(payload ? { payload } : {}),
  })

/** RFC 6238 with SHA-1, six digits and thirty seconds; the secret in base 32 (RFC 4648). */
const totpOf = (secret: string, at: Date): string => {
  const bits = [...secret]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  const offset = hash[19]! & 0xf
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

describe('staff', () => {
  it('[AB1] every write by staff leaves a line before and a line after, refused ones too; reads leave none', async () => {
    const admin = await house.staff('admin')
    const product = await house.staff('product')
    const body = {
      username: 'new.one',
      password: 'a long password',
      name: '新人',
      role: 'service',
      shopId: null,
    }
    expect((await ask('POST', '/v1/staff', admin.token, body)).statusCode).toBe(201)
    expect((await ask('POST', '/v1/staff', admin.token, body)).json().code).toBe('username_taken')
    expect((await ask('POST', '/v1/staff', product.token, body)).statusCode).toBe(403)
    expect((await ask('GET', '/v1/staff', admin.token)).statusCode).toBe(200)
    const log = (await ask('GET', '/v1/audit-log', admin.token)).json().items
    expect(
      log.map((line: { stage: string; status: number; code: string }) => [
        line.stage,
        line.status,
        line.code,
      ]),
    ).toEqual([
      ['ended', 409, 'username_taken'],
      ['begun', null, null],
      ['ended', 201, null],
      ['begun', null, null],
    ])
    expect(JSON.stringify(log)).not.toContain('a long password')
    expect((await verifyAuditLog(house.database.db)).brokenAt).toBeNull()
    expect((await ask('GET', '/v1/audit-log/verification', admin.token)).json()).toMatchObject({
      entries: 4,
      brokenAt: null,
    })
  })

  it('[AB1] an owner gives roles of his own shop only', async () => {
    const owner = await house.staff('owner', shelf.shopId)
    const person = {
      username: 'clerk.two',
      password: 'a long password',
      name: '店员',
      role: 'clerk',
      shopId: shelf.shopId,
    }
    expect(
      (await ask('POST', '/v1/staff', owner.token, { ...person, role: 'admin', shopId: null })).statusCode,
    ).toBe(403)
    expect(
      (await ask('POST', '/v1/staff', owner.token, { ...person, shopId: shelf.shopId + 1 })).statusCode,
    ).toBe(403)
    expect((await ask('POST', '/v1/staff', owner.token, person)).statusCode).toBe(201)
  })

  it('a person who is disabled is out at once, with his token', async () => {
    const admin = await house.staff('admin')
    const made = {
      username: 'leaver',
      password: 'a long password',
      name: '离职',
      role: 'service',
      shopId: null,
    }
    const { id, version } = (await ask('POST', '/v1/staff', admin.token, made)).json()
    const entered = await house.app.inject({
      method: 'POST',
      url: '/v1/session/staff',
      payload: { username: 'leaver', password: 'a long password' },
    })
    const cookie = [entered.headers['set-cookie'] ?? []]
      .flat()
      .map((line) => line.split(';')[0])
      .join('; ')
    const who = async () => (await house.app.inject({ url: '/v1/session', headers: { cookie } })).json().kind
    expect(await who()).toBe('staff')
    const change = { version, name: '离职', role: 'service', shopId: null, state: 'disabled' }
    expect((await ask('PUT', `/v1/staff/${id}`, admin.token, change)).statusCode).toBe(200)
    expect(await who()).toBe('guest')
    const again = { username: 'leaver', password: 'a long password' }
    const refused = await house.app.inject({ method: 'POST', url: '/v1/session/staff', payload: again })
    expect(refused.json().code).toBe('account_disabled')
    expect((await ask('PUT', `/v1/staff/${id}`, admin.token, change)).json().code).toBe('version_conflict')
  })

  it('[AB10] a second factor is asked for once it is set up, and each of its codes opens once', async () => {
    const { id } = await house.staff('finance')
    expect(id).toBeTruthy()
    const signIn = (more: object = {}) =>
      house.app.inject({
        method: 'POST',
        url: '/v1/session/staff',
        payload: { username: 'second', password: 'a long password', ...more },
      })
    const admin = await house.staff('admin')
    const made = {
      username: 'second',
      password: 'a long password',
      name: '双因子',
      role: 'finance',
      shopId: null,
    }
    await ask('POST', '/v1/staff', admin.token, made)
    const first = await signIn()
    const cookieOf = (lines: string | string[] | undefined) =>
      [lines ?? []]
        .flat()
        .map((line) => line.split(';')[0])
        .join('; ')
    const cookie = cookieOf(first.headers['set-cookie'])
    const headers = { cookie, 'sec-fetch-site': 'same-origin' }
    const begun = await house.app.inject({
      method: 'POST',
      url: '/v1/session/second-factor',
      headers,
      payload: { password: 'a long password' },
    })
    const secret = new URL(begun.json().uri).searchParams.get('secret')!
    const code = totpOf(secret, new Date())
    const confirmed = await house.app.inject({
      method: 'POST',
      url: '/v1/session/second-factor/confirm',
      headers,
      payload: { code },
    })
    expect(confirmed.json()).toEqual({ expiresIn: 600 })
    expect((await signIn()).json().code).toBe('second_factor_required')
    expect((await signIn({ totp: '000000' })).json().code).toBe('sign_in_refused')
    // Whoever saw the code gains nothing by it, not even at the same moment.
    const told = await Promise.all([1, 2, 3].map(async () => (await signIn({ totp: code })).json()))
    expect(told.filter(({ staff }) => staff?.role === 'finance')).toHaveLength(1)
    expect(told.filter((one) => one.code === 'sign_in_refused')).toHaveLength(2)
    expect((await signIn({ totp: code })).json().code).toBe('sign_in_refused')
    // The device is lost: each backup code opens once, too.
    const [backup, other] = begun.json().backupCodes as string[]
    const twice = await Promise.all([1, 2].map(async () => (await signIn({ totp: backup })).json()))
    expect(twice.filter(({ staff }) => staff?.role === 'finance')).toHaveLength(1)
    expect((await signIn({ totp: other })).json()).toMatchObject({ staff: { role: 'finance' } })
  })
})

describe('the own password', () => {
  const signIn = (username: string, password: string) =>
    house.app.inject({ method: 'POST', url: '/v1/session/staff', payload: { username, password } })
  const tokenIn = (lines: string | string[] | undefined) =>
    /tb_staff=([^;]+)/.exec([lines ?? []].flat().find((line) => line.startsWith('tb_staff=')) ?? '')?.[1] ??
    ''

  it('[AB10] is changed by whoever knows it; every session ends, and the old one opens nothing', async () => {
    const { username } = await house.staff('service')
    const here = tokenIn((await signIn(username, 'a long password')).headers['set-cookie'])
    const elsewhere = tokenIn((await signIn(username, 'a long password')).headers['set-cookie'])
    const change = (token: string, password: string, next: string) =>
      ask('POST', '/v1/session/password', token, { password, next })
    expect((await change(here, 'not the password', 'another long one')).json()).toMatchObject({
      code: 'sign_in_refused',
      param: 'password',
    })
    expect((await change(here, 'a long password', 'short')).json()).toMatchObject({
      code: 'invalid_field',
      param: 'next',
    })
    const twice = await Promise.all(
      ['the first new one', 'the second new one'].map((next) => change(here, 'a long password', next)),
    )
    expect(twice.map(({ statusCode }) => statusCode).sort()).toEqual([204, 401])
    for (const token of [here, elsewhere])
      expect((await ask('GET', '/v1/orders', token)).json().code).toBe('token_refused')
    expect((await signIn(username, 'a long password')).json().code).toBe('sign_in_refused')
    const now = twice[0]!.statusCode === 204 ? 'the first new one' : 'the second new one'
    expect((await signIn(username, now)).json()).toMatchObject({ staff: { role: 'service' } })
  })

  it('[AB10] is given anew by whoever runs the installation: no second factor, and every session ends', async () => {
    const { username } = await house.staff('service')
    const held = tokenIn((await signIn(username, 'a long password')).headers['set-cookie'])
    const given = { username, password: 'given by hand', now: new Date() }
    expect(await resetCredentials(house.database.db, given)).toBe(true)
    await house.refreshKeys()
    expect((await ask('GET', '/v1/orders', held)).json().code).toBe('token_refused')
    expect((await signIn(username, 'a long password')).statusCode).toBe(401)
    expect((await signIn(username, 'given by hand')).json()).toMatchObject({ staff: { role: 'service' } })
  })

  it('a user name is the same however it is written', async () => {
    const admin = await house.staff('admin')
    const made = {
      username: 'Big.Name',
      password: 'a long password',
      name: '大名',
      role: 'service',
      shopId: null,
    }
    expect((await ask('POST', '/v1/staff', admin.token, made)).statusCode).toBe(201)
    for (const name of ['Big.Name', 'big.name', 'BIG.NAME'])
      expect((await signIn(name, 'a long password')).statusCode, name).toBe(200)
  })

  it('[AB10] is no concern of buyers, keys and guests', async () => {
    const { token } = await house.buyer('买家', '13800000077')
    const given = { password: 'a long password', next: 'another long one' }
    expect((await ask('POST', '/v1/session/password', token, given)).statusCode).toBe(403)
  })
})

describe('server keys', () => {
  it('[AB1] a key does what its scopes say, in its shop, until it is revoked; its secret is shown once', async () => {
    const owner = await house.staff('owner', shelf.shopId)
    const wrong = await ask('POST', '/v1/keys', owner.token, { name: 'erp', scopes: ['audit.read'] })
    expect(wrong.json()).toMatchObject({ code: 'scope_not_yours', param: 'scopes/0' })
    const made = (
      await ask('POST', '/v1/keys', owner.token, { name: 'erp', scopes: ['stock.read', 'stock.adjust'] })
    ).json()
    expect(made.secret).toMatch(/^tbk_/)
    expect((await ask('GET', '/v1/keys', owner.token)).body).not.toContain(made.secret)
    const body = { bucket: 'available', quantity: 5, reason: 'goods received' }
    const adjusted = await ask('POST', `/v1/stock/${shelf.skuId}/adjustments`, made.secret, body)
    expect(adjusted.json()).toMatchObject({ available: 15, onHand: 15 })
    expect((await ask('GET', '/v1/orders', made.secret)).statusCode).toBe(403)
    expect((await ask('DELETE', `/v1/keys/${made.id}`, owner.token)).statusCode).toBe(204)
    expect((await ask('GET', '/v1/stock', made.secret)).json().code).toBe('token_refused')
  })
})

it('one code has one meaning in every room', () => expect(contradictions()).toEqual([]))
it('nothing above was a defect', () => expect(house.defects).toEqual([]))
