import { describe, expect, it } from 'vitest'
import { intentKey, settleIntent } from './intent.ts'
import { ApiProblem } from './problem.ts'
import { transport } from './transport.ts'

type Seen = {
  readonly path: string
  readonly method: string
  readonly key: string | null
  readonly csrf: string | null
}
type Answer = Response | Error

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
const refused = (status: number, code: string) =>
  json(status, { type: `about:blank#${code}`, title: code, status, code, retry: 'never', requestId: 'r1' })

/** A server that gives the answers it was told, path by path, and remembers what it was asked. */
function server(answers: Readonly<Record<string, Answer[]>>) {
  const seen: Seen[] = []
  const fetch = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname
    const { headers, method } = request
    seen.push({ path, method, key: headers.get('idempotency-key'), csrf: headers.get('x-csrf-token') })
    const answer = answers[`${method} ${path}`]?.shift()
    if (answer instanceof Response) return answer
    throw answer ?? new TypeError('nobody answers')
  }
  return { seen, fetch }
}

const session = () => json(200, { kind: 'buyer', csrf: 'c1' })
const post = (path: string, headers: Record<string, string> = {}) =>
  new Request(`http://shop.test${path}`, { method: 'POST', body: '{}', headers })
const open = (fetch: (request: Request) => Promise<Response>, onSignedOut = () => {}) =>
  transport({ fetch, language: () => 'en', pausesMs: [1, 1], onSignedOut })

describe('the door to the API', () => {
  it('[H6] a write without an answer is repeated with the same key', async () => {
    const { seen, fetch } = server({
      'GET /v1/session': [session()],
      'POST /v1/trades': [new TypeError('cut'), json(503, {}), json(201, { no: '1' })],
    })
    const response = await open(fetch).send(post('/v1/trades', { 'idempotency-key': 'k1' }))
    expect(response.status).toBe(201)
    const writes = seen.filter(({ path }) => path === '/v1/trades')
    expect(writes.map(({ key }) => key)).toEqual(['k1', 'k1', 'k1'])
    expect(writes.map(({ csrf }) => csrf)).toEqual(['c1', 'c1', 'c1'])
  })

  it('every write has a key even when the page gave none', async () => {
    const { seen, fetch } = server({ 'GET /v1/session': [session()], 'POST /v1/quotes': [json(200, {})] })
    await open(fetch).send(post('/v1/quotes'))
    expect(seen.at(-1)?.key).toMatch(/^[0-9a-f]{32}$/)
  })

  const question = () => new Request('http://shop.test/v1/session')
  const guest = () => json(200, { kind: 'guest', csrf: null })

  it('who was signed in and looks like a guest is renewed before he is told so', async () => {
    const kept: boolean[] = []
    const memory = { wasSignedIn: () => true, keep: (signedIn: boolean) => void kept.push(signedIn) }
    const { seen, fetch } = server({
      'GET /v1/session': [guest(), session(), session()],
      'POST /v1/session/refresh': [json(200, { expiresIn: 900 })],
    })
    const answer = await transport({ fetch, language: () => 'en', memory }).send(question())
    expect(await answer.json()).toEqual({ kind: 'buyer', csrf: 'c1' })
    expect(seen.filter(({ path }) => path === '/v1/session/refresh')).toHaveLength(1)
    expect(kept).toEqual([])
  })

  it('a guest who never signed in is not renewed; one whose session has ended is forgotten, and the page is told', async () => {
    const kept: boolean[] = []
    const memory = (was: boolean) => ({
      wasSignedIn: () => was,
      keep: (signedIn: boolean) => void kept.push(signedIn),
    })
    const never = server({ 'GET /v1/session': [guest()] })
    await transport({ fetch: never.fetch, language: () => 'en', memory: memory(false) }).send(question())
    expect(never.seen).toHaveLength(1)
    expect(kept).toEqual([])
    const ended = server({
      'GET /v1/session': [guest()],
      'POST /v1/session/refresh': [refused(401, 'session_ended')],
    })
    let told = 0
    const door = transport({
      fetch: ended.fetch,
      language: () => 'en',
      memory: memory(true),
      onSignedOut: () => told++,
    })
    expect(await (await door.send(question())).json()).toEqual({ kind: 'guest', csrf: null })
    expect(kept).toEqual([false])
    expect(told).toBe(1)
  })

  it('no answer at all is a problem that may be tried again', async () => {
    const { fetch } = server({ 'GET /v1/session': [session()] })
    const failure = await open(fetch)
      .send(post('/v1/trades'))
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ApiProblem)
    expect(failure).toMatchObject({ body: { code: 'network', retry: 'same' } })
  })

  it('a session that ran out is renewed once for all that wait, and the requests are sent again', async () => {
    const { seen, fetch } = server({
      'GET /v1/cart': [
        refused(401, 'token_refused'),
        refused(401, 'token_refused'),
        json(200, {}),
        json(200, {}),
      ],
      'POST /v1/session/refresh': [json(200, { expiresIn: 900 })],
      'GET /v1/session': [session()],
    })
    const door = open(fetch)
    const get = () => door.send(new Request('http://shop.test/v1/cart'))
    const answers = await Promise.all([get(), get()])
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    expect(seen.filter(({ path }) => path === '/v1/session/refresh')).toHaveLength(1)
  })

  it('when it cannot be renewed, the page is told that nobody is signed in', async () => {
    const { fetch } = server({
      'GET /v1/cart': [refused(401, 'not_signed_in')],
      'POST /v1/session/refresh': [refused(401, 'not_signed_in')],
    })
    let told = 0
    const door = open(fetch, () => told++)
    const failure = await door.send(new Request('http://shop.test/v1/cart')).catch((error: unknown) => error)
    expect(failure).toMatchObject({ body: { code: 'not_signed_in', status: 401 } })
    expect(told).toBe(1)
  })

  it('a csrf token of an older session is asked for anew, once', async () => {
    const { seen, fetch } = server({
      'GET /v1/session': [session(), json(200, { csrf: 'c2' })],
      'POST /v1/trades': [refused(403, 'csrf_refused'), json(201, {})],
    })
    await open(fetch).send(post('/v1/trades'))
    expect(seen.filter(({ method }) => method === 'POST').map(({ csrf }) => csrf)).toEqual(['c1', 'c2'])
  })

  it('a page of a proxy is a problem too', async () => {
    const { fetch } = server({
      'GET /v1/shops': [new Response('<html>', { status: 500, statusText: 'Oops' })],
    })
    const failure = await open(fetch)
      .send(new Request('http://shop.test/v1/shops'))
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ body: { code: 'unexpected', status: 500, retry: 'later' } })
  })
})

describe('an intent', () => {
  const box = new Map<string, string>()
  const store = {
    getItem: (key: string) => box.get(key) ?? null,
    setItem: (key: string, value: string) => void box.set(key, value),
    removeItem: (key: string) => void box.delete(key),
  }

  it('[H6] has one key for the same wish on the same visit, another for another wish, a new one once it is answered', () => {
    const first = intentKey('visit', { quantity: 1 }, store)
    expect(intentKey('visit', { quantity: 1 }, store)).toBe(first)
    expect(intentKey('visit', { quantity: 2 }, store)).not.toBe(first)
    expect(intentKey('later visit', { quantity: 1 }, store)).not.toBe(first)
    settleIntent('visit', { quantity: 1 }, store)
    expect(intentKey('visit', { quantity: 1 }, store)).not.toBe(first)
  })
})
