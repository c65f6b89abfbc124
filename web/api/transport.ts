import { readProblem, unanswered } from './problem.ts'

type Fetch = (request: Request) => Promise<Response>

export type TransportOptions = {
  readonly fetch: Fetch
  /** The page's language, sent so that titles come back in it. */
  readonly language: () => string
  /** Pauses before a write without an answer is repeated with the same key. */
  readonly pausesMs?: readonly number[]
  /** Told when the session has ended for good, so that pages ask to sign in. */
  readonly onSignedOut?: () => void
  /** Keeps, over reloads, whether somebody was signed in here; without it nobody is taken for that. */
  readonly memory?: { readonly wasSignedIn: () => boolean; readonly keep: (signedIn: boolean) => void }
}

export const newKey = (): string => {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * One door to the API. It adds the key, the CSRF token and the language; repeats a write that got no answer with
 * the same key (the server then answers once); renews a session that has run out, silently and once for all
 * requests that wait; and measures how far this clock is from the server's.
 */
export function transport(options: TransportOptions) {
  const { fetch, language, pausesMs = [400, 1200] } = options
  let csrf: string | null = null
  let renewing: Promise<boolean> | null = null
  let clockSkewMs = 0

  async function once(request: Request): Promise<Response> {
    const sentAt = performance.now()
    const response = await fetch(request.clone())
    const date = response.headers.get('date')
    // A Date header has whole seconds: half of one is the expected loss; half the trip is the other.
    if (date && performance.now() - sentAt < 2_000) {
      clockSkewMs = Date.parse(date) + 500 - (performance.timeOrigin + performance.now())
    }
    return response
  }

  async function learnCsrf(origin: string): Promise<void> {
    const response = await once(new Request(new URL('/v1/session', origin), { credentials: 'same-origin' }))
    if (!response.ok) return
    const session: { csrf?: string | null } = await response.json()
    csrf = session.csrf ?? ''
  }

  function renew(origin: string): Promise<boolean> {
    renewing ??= (async () => {
      const request = new Request(new URL('/v1/session/refresh', origin), { method: 'POST' })
      request.headers.set('idempotency-key', newKey())
      if (csrf) request.headers.set('x-csrf-token', csrf)
      const response = await once(request).catch(() => null)
      if (response?.ok) await learnCsrf(origin)
      return response?.ok === true
    })().finally(() => {
      renewing = null
    })
    return renewing
  }

  async function attempt(request: Request): Promise<Response> {
    const writes = request.method !== 'GET'
    if (writes && csrf === null) await learnCsrf(request.url)
    if (writes && csrf) request.headers.set('x-csrf-token', csrf)
    return once(request)
  }

  /** Repeats what got no answer, or an answer that says the same request may be sent again. */
  async function patiently(request: Request): Promise<Response> {
    const repeatable = request.headers.has('idempotency-key') || request.method !== 'POST'
    for (let turn = 0; ; turn++) {
      const pause = pausesMs[turn]
      const last = !repeatable || pause === undefined || request.signal.aborted
      const response = await attempt(request).catch((error: unknown) => {
        if (last) throw request.signal.aborted ? error : unanswered()
        return null
      })
      if (response && (last || ![502, 503, 504].includes(response.status))) return response
      await wait(pause ?? 0)
    }
  }

  /**
   * The token of a request lives for minutes, the session for days: who was signed in and is now taken for a guest
   * is renewed before he is told so.
   */
  async function whoAmI(request: Request, response: Response): Promise<Response> {
    const { kind }: { kind?: string } = await response.clone().json()
    if (kind !== 'guest') options.memory?.keep(true)
    else if (options.memory?.wasSignedIn()) {
      if (await renew(request.url)) return patiently(request)
      options.memory.keep(false)
      options.onSignedOut?.()
    }
    return response
  }

  /** Sends a request; a refusal is thrown as `ApiProblem`. */
  async function send(request: Request): Promise<Response> {
    request.headers.set('accept-language', language())
    if (request.method === 'POST' && !request.headers.has('idempotency-key')) {
      request.headers.set('idempotency-key', newKey())
    }
    let response = await patiently(request)
    const { pathname } = new URL(request.url)
    const aboutSession = pathname.startsWith('/v1/session')
    if (response.ok && pathname === '/v1/session') {
      if (request.method === 'GET') response = await whoAmI(request, response)
      else options.memory?.keep(false)
    }
    if (response.status === 401 && !aboutSession) {
      if (await renew(request.url)) response = await patiently(request)
      else options.onSignedOut?.()
    }
    if (response.ok) return response
    const problem = await readProblem(response)
    if (problem.code.startsWith('csrf') && csrf !== null) {
      csrf = null
      response = await patiently(request)
      if (response.ok) return response
    }
    throw problem
  }

  return {
    send,
    setCsrf: (token: string | null | undefined) => {
      csrf = token ?? null
    },
    /** How far the server's clock is ahead of this one. */
    skewMs: () => clockSkewMs,
  }
}
