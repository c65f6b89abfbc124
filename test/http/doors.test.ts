import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouse, type TestHouse } from './house.ts'

let house: TestHouse
beforeAll(async () => {
  house = await openHouse()
})
afterAll(() => house.close())

const ask = (
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  more: { headers?: Record<string, string>; payload?: string | object | Buffer } = {},
) => house.app.inject({ method, url, ...more })
const json = { 'content-type': 'application/json' }

describe('what comes in', () => {
  it.each([
    ['an address that is not there', 'GET', '/v1/nothing', {}, 404, 'not_found', undefined],
    ['a version that there is not', 'GET', '/v2/orders', {}, 404, 'not_found', undefined],
    ['a method that it does not take', 'PUT', '/v1/session', {}, 405, 'method_not_allowed', undefined],
    [
      'an unknown field',
      'POST',
      '/v1/session/otp',
      { payload: { phone: '13900000001', admin: true } },
      400,
      'unknown_field',
      'admin',
    ],
    ['a missing field', 'POST', '/v1/session/otp', { payload: {} }, 400, 'invalid_field', 'phone'],
    ['no body at all', 'POST', '/v1/session/otp', {}, 400, 'invalid_field', 'phone'],
    [
      'a wrong type',
      'POST',
      '/v1/session/otp',
      { payload: { phone: 13900000001 } },
      400,
      'invalid_field',
      'phone',
    ],
    [
      'broken JSON',
      'POST',
      '/v1/session/otp',
      { headers: json, payload: '{"phone":' },
      400,
      'malformed_body',
      undefined,
    ],
    [
      'a field that stands twice',
      'POST',
      '/v1/session/otp',
      { headers: json, payload: '{"phone":"13900000001","phone":"13900000002"}' },
      400,
      'malformed_body',
      undefined,
    ],
    [
      'letters in another charset than UTF-8',
      'POST',
      '/v1/session/otp',
      { headers: json, payload: Buffer.from('{"phone":"\xb2\xbb\xd2\xaa"}', 'latin1') },
      400,
      'malformed_body',
      undefined,
    ],
    [
      'a prototype',
      'POST',
      '/v1/session/otp',
      { headers: json, payload: '{"__proto__":{"x":1}}' },
      400,
      'malformed_body',
      undefined,
    ],
    [
      'a NUL in a text',
      'POST',
      '/v1/session/staff',
      { headers: json, payload: '{"username":"a\\u0000","password":"b"}' },
      400,
      'malformed_body',
      undefined,
    ],
    ['a NUL in the address', 'GET', '/v1/demo/otp?phone=%00', {}, 400, 'malformed_request', undefined],
    ['half an escape', 'GET', '/v1/%E0%A4%A', {}, 400, 'malformed_request', undefined],
    [
      'an upload',
      'POST',
      '/v1/session/otp',
      { headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: '--x--' },
      415,
      'unsupported_media_type',
      undefined,
    ],
    [
      'a form',
      'POST',
      '/v1/session/otp',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'phone=1' },
      415,
      'unsupported_media_type',
      undefined,
    ],
    [
      'a body over 64 KiB',
      'POST',
      '/v1/session/otp',
      { payload: { phone: 'x'.repeat(65_536) } },
      413,
      'body_too_large',
      undefined,
    ],
    [
      'a token that we did not sign',
      'GET',
      '/v1/session',
      { headers: { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' } },
      401,
      'token_refused',
      undefined,
    ],
  ] as const)('[AB10] refuses %s', async (_what, method, url, more, status, code, param) => {
    const answer = await ask(method, url, more as object)
    expect([answer.statusCode, answer.json().code, answer.json().param]).toEqual([status, code, param])
    expect(answer.headers['content-type']).toMatch('application/problem+json')
    expect(answer.json().requestId).toBe(answer.headers['x-request-id'])
  })

  it('a refusal speaks the language of the asker', async () => {
    const title = async (language: string) =>
      (await ask('GET', '/v1/nothing', { headers: { 'accept-language': language } })).json().title
    expect([await title('zh-CN'), await title('en-GB')]).toEqual(['没有找到', 'Not found'])
  })
})

describe('pages', () => {
  it.each([
    ['/', 200, 'no-cache', 'store'],
    ['/orders/2126112205524200900695', 200, 'no-cache', 'store'],
    ['/console/', 200, 'no-cache', 'console'],
    ['/console/orders', 200, 'no-cache', 'console'],
    ['/assets/app-a1b2c3d4.js', 200, 'public, max-age=31536000, immutable', 'app = 1'],
    ['/assets/gone-a1b2c3d4.js', 404, undefined, 'not_found'],
    ['/docs/', 200, 'no-cache', 'Tongbao API'],
  ] as const)('%s is %d', async (url, status, cache, text) => {
    const answer = await ask('GET', url)
    expect([answer.statusCode, answer.headers['cache-control']]).toEqual([status, cache])
    expect(answer.body).toContain(text)
  })

  it('[AB10] a page runs only what comes from here', async () => {
    const policy = String((await ask('GET', '/')).headers['content-security-policy'])
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https:/)
  })

  it('what the build has compressed is sent so', async () => {
    const answer = await ask('GET', '/assets/app-a1b2c3d4.js', { headers: { 'accept-encoding': 'gzip' } })
    expect(answer.headers['content-encoding']).toBe('gzip')
  })

  it('the API has its own answers beside the pages', async () => {
    expect((await ask('GET', '/v1/session/otp')).json().code).toBe('method_not_allowed')
    expect((await ask('GET', '/v1/nothing')).json().code).toBe('not_found')
    expect((await ask('POST', '/nothing')).json().code).toBe('not_found')
  })
})

describe('cross-site requests', () => {
  const signedIn = async () => {
    const { token, sessionId } = await house.staff('admin')
    const cookie = `tb_access=${token}`
    return { cookie, csrf: house.csrf(sessionId) }
  }
  const signOut = (headers: Record<string, string>) => ask('DELETE', '/v1/session', { headers })

  it("[AB10] a cookie alone moves nothing: a token of the session or the browser's word must stand beside it", async () => {
    const { cookie, csrf } = await signedIn()
    const other = (await signedIn()).csrf
    expect((await signOut({ cookie })).json().code).toBe('csrf_refused')
    expect((await signOut({ cookie, 'x-csrf-token': other })).json().code).toBe('csrf_refused')
    expect(
      (await signOut({ cookie, 'x-csrf-token': csrf, 'sec-fetch-site': 'cross-site' })).json().code,
    ).toBe('csrf_refused')
    expect(
      (await signOut({ cookie, 'x-csrf-token': csrf, origin: 'https://evil.example' })).json().code,
    ).toBe('csrf_refused')
    expect((await signOut({ cookie, 'x-csrf-token': csrf })).statusCode).toBe(204)
    const again = await signedIn()
    expect((await signOut({ cookie: again.cookie, 'sec-fetch-site': 'same-origin' })).statusCode).toBe(204)
  })

  it('[AB10] nobody is signed in from another site', async () => {
    const payload = { phone: '13900000001', code: '000000' }
    const answer = await ask('POST', '/v1/session/phone', {
      payload,
      headers: { origin: 'https://evil.example' },
    })
    expect(answer.json().code).toBe('csrf_refused')
  })
})

describe('a session through the doors', () => {
  it('[Q11] code, sign-in, who am I, renew, sign out', async () => {
    const phone = '13900000011'
    expect((await ask('POST', '/v1/session/otp', { payload: { phone } })).statusCode).toBe(202)
    const code = (await ask('GET', `/v1/demo/otp?phone=${phone}`)).json().code
    const entered = await ask('POST', '/v1/session/phone', { payload: { phone, code } })
    expect(entered.json()).toMatchObject({ buyer: { phone } })
    const lines = [entered.headers['set-cookie'] ?? []].flat()
    expect(lines.every((line) => /HttpOnly/i.test(line) && /SameSite=Lax/i.test(line))).toBe(true)
    const cookie = lines.map((line) => line.split(';')[0]).join('; ')
    const me = (await ask('GET', '/v1/session', { headers: { cookie } })).json()
    expect(me).toMatchObject({ kind: 'buyer', id: entered.json().buyer.id, demo: true })
    const renewed = await ask('POST', '/v1/session/refresh', { headers: { cookie, 'x-csrf-token': me.csrf } })
    expect(renewed.json()).toEqual({ expiresIn: 600 })
    expect(
      (await ask('DELETE', '/v1/session', { headers: { cookie, 'x-csrf-token': me.csrf } })).statusCode,
    ).toBe(204)
    expect((await ask('GET', '/v1/session', { headers: { cookie } })).json().kind).toBe('guest')
    expect((await ask('POST', '/v1/session/refresh', { headers: { cookie } })).json().code).toBe(
      'session_ended',
    )
  })

  it('a buyer in the store and staff in the console do not disturb each other in one browser', async () => {
    const cookies = new Map<string, string>()
    const keep = (lines: string | string[] | undefined) => {
      for (const line of [lines ?? []].flat()) {
        const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/)
        if (value === '') cookies.delete(name)
        else cookies.set(name, value)
      }
    }
    const from = async (
      app: 'store' | 'console',
      method: 'GET' | 'POST' | 'DELETE',
      url: string,
      payload?: object,
    ) => {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const headers = { cookie, 'x-tongbao-app': app, 'sec-fetch-site': 'same-origin' }
      const answer = await ask(method, url, { headers, ...(payload ? { payload } : {}) })
      keep(answer.headers['set-cookie'])
      return answer
    }
    const who = async (app: 'store' | 'console') => (await from(app, 'GET', '/v1/session')).json().kind
    const phone = '13900000013'
    await from('store', 'POST', '/v1/session/otp', { phone })
    await from('store', 'POST', '/v1/session/phone', { phone, code: house.codes.get(phone) })
    expect([await who('store'), await who('console')]).toEqual(['buyer', 'guest'])
    const staff = await house.staff('finance')
    expect(staff.id).toBeTruthy()
    const entered = await from('console', 'POST', '/v1/session/staff', {
      username: staff.username,
      password: 'a long password',
    })
    expect(entered.statusCode).toBe(200)
    expect([await who('store'), await who('console')]).toEqual(['buyer', 'staff'])
    for (const app of ['store', 'console'] as const) {
      cookies.delete(app === 'store' ? 'tb_access' : 'tb_staff')
      expect((await from(app, 'POST', '/v1/session/refresh', {})).statusCode).toBe(200)
    }
    expect([await who('store'), await who('console')]).toEqual(['buyer', 'staff'])
    await from('console', 'DELETE', '/v1/session')
    expect([await who('store'), await who('console')]).toEqual(['buyer', 'guest'])
    expect((await from('console', 'POST', '/v1/session/refresh', {})).json().code).toBe('session_ended')
    expect((await from('store', 'POST', '/v1/session/refresh', {})).statusCode).toBe(200)
  })

  it('[Q11] the door says when to come back', async () => {
    await ask('POST', '/v1/session/otp', { payload: { phone: '13900000012' } })
    const again = await ask('POST', '/v1/session/otp', { payload: { phone: '13900000012' } })
    expect(again.statusCode).toBe(429)
    expect(Number(again.headers['retry-after'])).toBeGreaterThan(0)
  })
})

it('[AB7] the OpenAPI document is 3.1, and holds every route with its callers', async () => {
  const document = (await ask('GET', '/v1/openapi.json')).json()
  expect(document.openapi).toBe('3.1.0')
  const operations = Object.values(document.paths as Record<string, object>).flatMap((methods) =>
    Object.values(methods),
  )
  expect(operations.length).toBeGreaterThan(5)
  expect(operations.filter((operation) => !operation['x-access'])).toEqual([])
})

it('while it drains, answers still come, and connections are told to end', async () => {
  expect((await ask('GET', '/v1/session')).headers.connection).not.toBe('close')
  house.drain()
  const answer = await ask('GET', '/v1/session')
  expect([answer.statusCode, answer.headers.connection]).toEqual([200, 'close'])
})

it('nothing above was a defect', () => {
  expect(house.defects).toEqual([])
})
