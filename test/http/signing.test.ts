import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../src/kernel/clock.ts'
import { claimNonces, forgetNonces, watchStanding } from '../../src/modules/account/index.ts'
import { seal } from '../../src/platform/seal.ts'
import { ed25519Signer, hmacSigner, rsaSigner, type Signer, signed, type ToSign } from '../support/signer.ts'
import { openHouse, SECRET, type TestHouse } from './house.ts'
import { fillShelf } from './shelf.ts'

let house: TestHouse
let owner: { id: string; token: string }
let keyId = 0
type Credential = { id: string; secret: string | null }
const signers: [string, Signer][] = [
  ['HMAC-SHA256', hmacSigner()],
  ['RSA-SHA256', rsaSigner()],
  ['Ed25519', ed25519Signer()],
]
const credentials = new Map<string, Credential>()

const byStaff = (method: 'POST' | 'PUT' | 'DELETE' | 'GET', url: string, payload: object = {}) =>
  house.app.inject({ method, url, payload, headers: { authorization: `Bearer ${owner.token}` } })
const addCredential = async (signer: Signer, more: object = {}, id = keyId): Promise<Credential> => {
  const { algorithm, publicKey } = signer
  const made = await byStaff('POST', `/v1/keys/${id}/credentials`, { algorithm, publicKey, ...more })
  if (made.statusCode !== 201) throw new Error(made.body)
  return made.json()
}
const makeKey = async (more: object = {}): Promise<{ id: number; secret: string }> => {
  const scopes = ['order.read', 'webhook.read', 'webhook.write']
  const made = await byStaff('POST', '/v1/keys', { name: 'erp', scopes, ...more })
  if (made.statusCode !== 201) throw new Error(made.body)
  return made.json()
}
/** Sends what was signed, or something else where `sent` says so. */
const send = (headers: Record<string, string>, wish: ToSign, sent: Partial<ToSign> = {}) => {
  const { method, url, body = '' } = { ...wish, ...sent }
  return house.app.inject({
    method: method as 'GET',
    url,
    headers,
    ...(body === '' ? {} : { payload: body }),
  })
}
const READ: ToSign = { method: 'GET', url: '/v1/orders?limit=2' }
const hook = (n: number): ToSign => ({
  method: 'POST',
  url: '/v1/webhook-endpoints',
  body: `{ "url": "https://example.com/${n}",  "description": "名" }`,
  key: `signed-intent-${n}`,
})
const endpoints = async (): Promise<number> => {
  const { rows } = await sql`select from webhook_endpoint`.execute(house.database.db)
  return rows.length
}
const hmac = () => credentials.get('HMAC-SHA256')!
const [, hmacKey] = signers[0]!

beforeAll(async () => {
  house = await openHouse()
  const shelf = await fillShelf(house, { code: 'signing', price: 2_000, pieces: 10 })
  owner = await house.staff('owner', shelf.shopId)
  keyId = (await makeKey()).id
  for (const [name, signer] of signers) credentials.set(name, await addCredential(signer))
})
afterAll(() => house.close())

describe('a signed request', () => {
  it.each(signers)(
    '[U7] is let in by %s, reading and writing, and its body is what was signed',
    async (name, signer) => {
      const credential = credentials.get(name)!
      const read = await send(signed(signer, credential, READ), READ)
      expect([read.statusCode, read.body]).toEqual([200, expect.stringContaining('"items"')])
      const write = hook(name.length)
      const made = await send(signed(signer, credential, write), write)
      expect(made.statusCode, made.body).toBe(201)
      const { rows } = await sql<{ description: string }>`
      select description from webhook_endpoint where id = ${made.json().id}`.execute(house.database.db)
      expect(rows).toEqual([{ description: '名' }])
      // The same intent, signed anew with another nonce: the same endpoint.
      expect((await send(signed(signer, credential, write), write)).json().id).toBe(made.json().id)
    },
  )

  it('may do what the scopes of its key say and no more', async () => {
    const wish: ToSign = { method: 'GET', url: '/v1/refunds' }
    const answer = await send(signed(hmacKey, hmac(), wish), wish)
    expect([answer.statusCode, answer.json().code]).toEqual([403, 'not_allowed'])
  })

  const wish = hook(99)
  const now = () => Math.floor(systemClock.now().getTime() / 1000)
  type Spoil = () => { headers: Record<string, string>; sent?: Partial<ToSign> }
  const good = (more: Partial<ToSign> = {}) => signed(hmacKey, hmac(), { ...wish, ...more })
  const without = (name: string) => {
    const { [name]: _, ...headers } = good()
    return headers
  }
  const cases: [string, Spoil, string][] = [
    [
      'another body',
      () => ({ headers: good(), sent: { body: wish.body?.replace('99', '98') ?? '' } }),
      'signature_wrong',
    ],
    [
      'one blank more in the body',
      () => ({ headers: good(), sent: { body: `${wish.body} ` } }),
      'signature_wrong',
    ],
    ['another path', () => ({ headers: good(), sent: { url: '/v1/webhook-endpoints/' } }), 'signature_wrong'],
    ['a query added', () => ({ headers: good(), sent: { url: `${wish.url}?a=1` } }), 'signature_wrong'],
    ['another method', () => ({ headers: good(), sent: { method: 'PUT' } }), 'signature_wrong'],
    [
      'another idempotency key',
      () => ({ headers: { ...good(), 'idempotency-key': 'not-the-signed-one' } }),
      'signature_wrong',
    ],
    [
      'another nonce',
      () => ({ headers: { ...good(), 'tongbao-nonce': 'another-nonce-of-24-chars' } }),
      'signature_wrong',
    ],
    [
      'another time',
      () => ({ headers: { ...good(), 'tongbao-timestamp': String(now() + 7) } }),
      'signature_wrong',
    ],
    [
      'a foreign secret',
      () => ({ headers: signed(hmacKey, { ...hmac(), secret: 'x' }, wish) }),
      'signature_wrong',
    ],
    [
      'a signature of another length',
      () => ({ headers: { ...good(), 'tongbao-signature': 'A'.repeat(60) } }),
      'signature_wrong',
    ],
    [
      'a clock six minutes late',
      () => ({ headers: good({ timestamp: String(now() - 360) }) }),
      'signature_stale',
    ],
    [
      'a clock six minutes early',
      () => ({ headers: good({ timestamp: String(now() + 360) }) }),
      'signature_stale',
    ],
    [
      'an unknown credential',
      () => ({ headers: signed(hmacKey, { id: `sgn_${'0'.repeat(24)}`, secret: 'x' }, wish) }),
      'signature_key_unknown',
    ],
    [
      'another algorithm for the credential',
      () => ({ headers: { ...good(), 'tongbao-algorithm': 'Ed25519' } }),
      'signature_key_unknown',
    ],
    [
      'the algorithm "none"',
      () => ({ headers: { ...good(), 'tongbao-algorithm': 'none' } }),
      'signature_key_unknown',
    ],
    ['no signature', () => ({ headers: without('tongbao-signature') }), 'signature_malformed'],
    ['no nonce', () => ({ headers: without('tongbao-nonce') }), 'signature_malformed'],
    [
      'a nonce of blanks',
      () => ({ headers: { ...good(), 'tongbao-nonce': ' '.repeat(20) } }),
      'signature_malformed',
    ],
    ['no time', () => ({ headers: without('tongbao-timestamp') }), 'signature_malformed'],
    [
      'a bearer key beside it',
      () => ({ headers: { ...good(), authorization: 'Bearer tbk_x' } }),
      'signature_malformed',
    ],
  ]
  it.each(cases)('[U7] with %s is refused and nothing changes', async (_, spoil, code) => {
    const before = await endpoints()
    const { headers, sent } = spoil()
    const answer = await send(headers, wish, sent)
    expect([answer.statusCode, answer.json().code]).toEqual([401, code])
    expect(await endpoints()).toBe(before)
  })

  it('a refusal for its time tells ours', async () => {
    const answer = await send(good({ timestamp: String(now() - 1_000) }), wish)
    expect(Math.abs(answer.json().detail.serverTime - now())).toBeLessThan(5)
  })

  it('a body that is too long is refused as any other, signed or not', async () => {
    const long: ToSign = { ...wish, body: `{"url":"https://example.com/${'x'.repeat(70_000)}"}` }
    const answer = await send(signed(hmacKey, hmac(), long), long)
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'body_too_large'])
  })

  it('secrets stand sealed, in no answer and in no log', async () => {
    const { rows } = await sql<{ row: string }>`
      select signing_credential::text as row from signing_credential`.execute(house.database.db)
    const secret = hmac().secret ?? ''
    expect(secret.length).toBeGreaterThan(40)
    const seen = [...rows.map(({ row }) => row), (await byStaff('GET', '/v1/keys')).body, ...house.defects]
    for (const text of seen) {
      expect(text).not.toContain(secret)
      expect(text).not.toContain(Buffer.from(secret).toString('hex'))
    }
  })
})

describe('[U7] a nonce', () => {
  it('is taken once, in this process and in every other', async () => {
    const headers = signed(hmacKey, hmac(), READ)
    expect((await send(headers, READ)).statusCode).toBe(200)
    expect((await send(headers, READ)).json().code).toBe('signature_replayed')
    const other = { credentialId: hmac().id, nonce: headers['tongbao-nonce']!, timestamp: '1900000000' }
    expect(await claimNonces(house.database.db, [other])).toEqual([false])
  })

  it('of a crowd that sends the same request at once, one is let in', async () => {
    const headers = signed(hmacKey, hmac(), READ)
    const codes = await Promise.all(
      Array.from({ length: 20 }, () => send(headers, READ).then(({ statusCode }) => statusCode)),
    )
    expect(codes.filter((status) => status === 200)).toHaveLength(1)
  })

  it('of a wrong signature uses nothing up: who guesses cannot spoil the request of who knows', async () => {
    const headers = signed(hmacKey, hmac(), READ)
    const forged = { ...headers, 'tongbao-signature': 'A'.repeat(44) }
    expect((await send(forged, READ)).json().code).toBe('signature_wrong')
    expect((await send(headers, READ)).statusCode).toBe(200)
  })

  it('is kept as long as its request could be sent again, and not longer', async () => {
    const { db } = house.database
    const at = new Date('2026-05-01T00:00:00Z')
    const one = { credentialId: 'sgn_x', nonce: 'kept-for-a-while', timestamp: String(at.getTime() / 1000) }
    expect(await claimNonces(db, [one, one])).toEqual([true, false])
    await forgetNonces(db, new Date(at.getTime() + 300_000))
    expect(await claimNonces(db, [one])).toEqual([false])
    expect(await forgetNonces(db, new Date(at.getTime() + 302_000))).toBe(1)
  })

  it('a credential that sends wrong signatures without end is told to wait', async () => {
    const { id } = await makeKey()
    const noisy = await addCredential(hmacKey, {}, id)
    const forged = { id: noisy.id, secret: 'guessed' }
    const codes = new Set<string>()
    for (let i = 0; i < 301; i++) codes.add((await send(signed(hmacKey, forged, READ), READ)).json().code)
    expect([...codes]).toEqual(['signature_wrong', 'too_many_requests'])
    const held = await send(signed(hmacKey, noisy, READ), READ)
    expect([held.statusCode, Number(held.headers['retry-after']) > 0]).toEqual([429, true])
    expect((await send(signed(hmacKey, hmac(), READ), READ)).statusCode).toBe(200)
  })
})

describe('[U7] keys and credentials', () => {
  it('a key for signed requests only refuses its bare secret', async () => {
    const key = await makeKey({ signedOnly: true })
    const bare = await house.app.inject({ url: READ.url, headers: { authorization: `Bearer ${key.secret}` } })
    expect([bare.statusCode, bare.json().code]).toEqual([401, 'signature_required'])
    const credential = await addCredential(hmacKey, {}, key.id)
    expect((await send(signed(hmacKey, credential, READ), READ)).statusCode).toBe(200)
  })

  it('rotation: both sign while they overlap; without an overlap the earlier one ends at once', async () => {
    const { id } = await makeKey()
    const first = await addCredential(hmacKey, {}, id)
    const second = await addCredential(ed25519Signer(), { endOthersAfterHours: 1 }, id)
    expect((await send(signed(hmacKey, first, READ), READ)).statusCode).toBe(200)
    const third = await addCredential(hmacKey, { endOthersAfterHours: 0 }, id)
    expect((await send(signed(hmacKey, first, READ), READ)).json().code).toBe('signature_key_unknown')
    expect((await send(signed(hmacKey, third, READ), READ)).statusCode).toBe(200)
    expect(second.id).not.toBe(third.id)
  })

  it('a secret of the key rotates in the same way', async () => {
    const { id, secret } = await makeKey()
    const as = (token: string) =>
      house.app.inject({ url: READ.url, headers: { authorization: `Bearer ${token}` } })
    const next = (await byStaff('POST', `/v1/keys/${id}/rotate`, {})).json()
    expect([(await as(secret)).statusCode, (await as(next.secret)).statusCode]).toEqual([200, 200])
    const last = (await byStaff('POST', `/v1/keys/${id}/rotate`, { overlapHours: 0 })).json()
    const codes = await Promise.all([secret, next.secret, last.secret].map((token) => as(token)))
    expect(codes.map(({ statusCode }) => statusCode)).toEqual([401, 401, 200])
  })

  it('what is revoked holds nowhere after five seconds, and with its key every credential', async () => {
    const elsewhere = await watchStanding({
      db: house.database.db,
      url: house.database.url,
      clock: systemClock,
      seal: seal(SECRET, 'signing'),
    })
    try {
      const { id } = await makeKey()
      const [one, two] = [await addCredential(hmacKey, {}, id), await addCredential(hmacKey, {}, id)]
      const isLive = (which: Credential) => elsewhere.credentialOf(which.id, systemClock.now()) !== null
      await vi.waitFor(() => expect([isLive(one), isLive(two)]).toEqual([true, true]), 5_000)
      await byStaff('DELETE', `/v1/keys/${id}/credentials/${one.id}`)
      await vi.waitFor(() => expect([isLive(one), isLive(two)]).toEqual([false, true]), 5_000)
      await byStaff('DELETE', `/v1/keys/${id}`)
      await vi.waitFor(() => expect(isLive(two)).toBe(false), 5_000)
      expect((await send(signed(hmacKey, two, READ), READ)).json().code).toBe('signature_key_unknown')
    } finally {
      await elsewhere.close()
    }
  })

  it('says what it can do and when it was last used', async () => {
    const { id } = await makeKey()
    const credential = await addCredential(hmacKey, {}, id)
    const listed = async () => {
      const { items } = (await byStaff('GET', '/v1/keys')).json()
      return items.find((key: { id: number }) => key.id === id)
    }
    expect(await listed()).toMatchObject({
      lastUsedAt: null,
      actions: ['change', 'rotate', 'revoke', 'add_credential'],
      credentials: [{ id: credential.id, lastUsedAt: null, actions: ['revoke'] }],
    })
    const watched = await watchStanding({
      db: house.database.db,
      url: house.database.url,
      clock: systemClock,
      seal: seal(SECRET, 'signing'),
    })
    watched.signedBy(watched.credentialOf(credential.id, systemClock.now())!, systemClock.now())
    await watched.close()
    const used = await listed()
    expect([used.lastUsedAt, used.credentials[0].lastUsedAt]).toEqual([
      expect.any(String),
      expect.any(String),
    ])
    await byStaff('DELETE', `/v1/keys/${id}`)
    expect((await listed()).actions).toEqual([])
  })

  const { publicKey: rsa } = rsaSigner()
  const { publicKey: short } = rsaSigner(1_024)
  const { publicKey: ed } = ed25519Signer()
  const secretPem = `-----BEGIN PRIVATE KEY-----\n${'A'.repeat(80)}\n-----END PRIVATE KEY-----`
  it.each([
    ['RSA of 1024 bits', 'RSA-SHA256', short, 'public_key_refused', 'rsa_bits'],
    ['an Ed25519 key for RSA', 'RSA-SHA256', ed, 'public_key_refused', 'wrong_kind'],
    ['an RSA key for Ed25519', 'Ed25519', rsa, 'public_key_refused', 'wrong_kind'],
    ['a private key', 'RSA-SHA256', secretPem, 'public_key_refused', 'private_key'],
    ['what is no key', 'Ed25519', 'x'.repeat(80), 'public_key_refused', 'not_a_public_key'],
    ['a public key for HMAC', 'HMAC-SHA256', rsa, 'public_key_refused', 'none_for_hmac'],
    ['no public key', 'Ed25519', undefined, 'public_key_needed', undefined],
  ])('refuses %s', async (_, algorithm, publicKey, code, rule) => {
    const answer = await byStaff('POST', `/v1/keys/${keyId}/credentials`, { algorithm, publicKey })
    expect([answer.statusCode, answer.json().code, answer.json().detail?.rule]).toEqual([422, code, rule])
  })

  it('five may sign for one key, a sixth waits until one is revoked', async () => {
    const { id } = await makeKey()
    for (let i = 0; i < 5; i++) await addCredential(hmacKey, {}, id)
    const sixth = await byStaff('POST', `/v1/keys/${id}/credentials`, { algorithm: 'HMAC-SHA256' })
    expect([sixth.statusCode, sixth.json().code]).toEqual([409, 'too_many_credentials'])
  })

  it('nothing above was a defect', () => expect(house.defects).toEqual([]))
})
