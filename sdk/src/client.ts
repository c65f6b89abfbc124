import { readProblem, type TongbaoProblem, unanswered } from './problem.ts'
import type { Answer, Args, CallOptions, Item, Method, PagedPath, PathOf } from './routes.ts'
import { requestSigner, type SigningCredential } from './signing.ts'

export type TongbaoOptions = {
  /** Where Tongbao answers, for example `https://shop.example`. */
  readonly url: string
  /**
   * A server key (`tbk_…`) or an access token. A function is asked before each request; `refused` says that the last
   * one was not taken (it ran out): give a new one and the request is sent once more.
   */
  readonly token?: string | ((asked: { readonly refused: boolean }) => string | Promise<string>)
  /** Instead of a token: every request is signed, and nothing secret goes over the wire. For servers. */
  readonly signWith?: SigningCredential
  /** For pages of the same origin: the browser's session is used, and its writes prove where they come from. */
  readonly cookies?: boolean
  /** Language of the titles of refusals. */
  readonly language?: 'zh-CN' | 'en'
  /** Pauses between tries; their number is the number of retries. */
  readonly pausesMs?: readonly number[]
  /** A longer `Retry-After` is not waited for but thrown. */
  readonly longestWaitMs?: number
  /** Of one try. */
  readonly timeoutMs?: number
  readonly fetch?: (request: Request) => Promise<Response>
}

export type Tongbao = {
  readonly get: <P extends PathOf<'get'>>(path: P, ...call: Args<'get', P>) => Promise<Answer<'get', P>>
  readonly post: <P extends PathOf<'post'>>(path: P, ...call: Args<'post', P>) => Promise<Answer<'post', P>>
  readonly put: <P extends PathOf<'put'>>(path: P, ...call: Args<'put', P>) => Promise<Answer<'put', P>>
  readonly delete: <P extends PathOf<'delete'>>(
    path: P,
    ...call: Args<'delete', P>
  ) => Promise<Answer<'delete', P>>
  /** Every item of a list, page after page, as far as it is read. */
  readonly each: <P extends PagedPath>(path: P, ...call: Args<'get', P>) => AsyncGenerator<Item<P>, void>
  /** The same, a page at a time. */
  readonly pages: <P extends PagedPath>(
    path: P,
    ...call: Args<'get', P>
  ) => AsyncGenerator<readonly Item<P>[], void>
  /** The whole list at once, at most `most` items. */
  readonly all: <P extends PagedPath>(path: P, most: number, ...call: Args<'get', P>) => Promise<Item<P>[]>
}

type Plain = CallOptions & {
  readonly path?: Readonly<Record<string, string | number>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
}
type Send = (method: Method, path: string, call?: Plain) => Promise<unknown>

/** The API of one Tongbao. Refusals are thrown as `TongbaoProblem`. */
export function tongbao(options: TongbaoOptions): Tongbao {
  const send = sender(options)
  const on =
    (method: Method) =>
    (path: string, call?: Plain): Promise<unknown> =>
      send(method, path, call)
  const pages = async function* (path: string, call: Plain = {}) {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = cursor === undefined ? call.query : { ...call.query, cursor }
      const page = (await send('get', path, { ...call, ...(query ? { query } : {}) })) as {
        items: unknown[]
        nextCursor: string | null
      }
      yield page.items
      cursor = page.nextCursor
    }
  }
  const each = async function* (path: string, call?: Plain) {
    for await (const items of pages(path, call)) yield* items
  }
  const all = async (path: string, most: number, call?: Plain): Promise<unknown[]> => {
    const found: unknown[] = []
    for await (const item of each(path, call)) if (found.push(item) >= most) break
    return found
  }
  // The one place where the wire becomes types: the server is tested to answer what its document says.
  return {
    get: on('get'),
    post: on('post'),
    put: on('put'),
    delete: on('delete'),
    each,
    pages,
    all,
  } as unknown as Tongbao
}

function sender({
  pausesMs = [200, 800, 2_400],
  longestWaitMs = 30_000,
  timeoutMs = 15_000,
  fetch: ask = (request) => fetch(request),
  ...options
}: TongbaoOptions): Send {
  let csrf: string | null = null
  const proof = proofOf(options)

  async function once(method: Method, url: URL, call: Plain, key: string): Promise<Response> {
    const headers = headersOf(options, call, method === 'get' ? null : key)
    const body = call.body === undefined ? '' : JSON.stringify(call.body)
    const proven = await proof.headers({ method, url, body, idempotencyKey: method === 'get' ? '' : key })
    for (const [name, value] of Object.entries(proven)) headers.set(name, value)
    if (options.cookies && method !== 'get') {
      csrf ??= await learnCsrf()
      headers.set('x-csrf-token', csrf)
    }
    const timeout = AbortSignal.timeout(timeoutMs)
    const request = new Request(url, {
      method: method.toUpperCase(),
      headers,
      signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
      ...(options.cookies ? { credentials: 'same-origin' as const } : {}),
      ...(call.body === undefined ? {} : { body }),
    })
    return ask(request)
  }

  async function learnCsrf(): Promise<string> {
    const response = await ask(
      new Request(new URL('/v1/session', options.url), { credentials: 'same-origin' }),
    )
    if (!response.ok) return ''
    const session = (await response.json()) as { csrf?: string | null }
    return session.csrf ?? ''
  }

  /** One try: the answer, or the problem to judge. Only what the caller himself broke off is thrown. */
  async function attempt(method: Method, url: URL, call: Plain, key: string): Promise<Settled> {
    try {
      const response = await once(method, url, call, key)
      if (!response.ok) return { problem: await readProblem(response) }
      const text = await response.text()
      return { answer: text === '' ? null : JSON.parse(text) }
    } catch (error) {
      if (call.signal?.aborted) throw error
      return { problem: unanswered(error) }
    }
  }

  return async (method, path, call = {}) => {
    const url = addressOf(options.url, path, call)
    const key = call.key ?? crypto.randomUUID()
    for (let turn = 0; ; turn++) {
      call.signal?.throwIfAborted()
      const { answer, problem } = await attempt(method, url, call, key)
      if (!problem) return answer
      const stale = problem.code === 'csrf_refused' && options.cookies === true && turn === 0
      if (stale) csrf = null
      const pause =
        stale || (turn === 0 && proof.mends(problem)) ? 0 : pauseOf(problem, pausesMs[turn], longestWaitMs)
      if (pause === null) throw problem
      await sleep(pause, call.signal)
    }
  }
}

type ToProve = {
  readonly method: string
  readonly url: URL
  readonly body: string
  readonly idempotencyKey: string
}

/** How the caller is proven, and whether a refusal of the proof is mended by asking once more. */
function proofOf({ token, signWith }: Pick<TongbaoOptions, 'token' | 'signWith'>) {
  const signer = signWith && requestSigner(signWith)
  let refused = false
  /** How far our clock is behind theirs: learned when a signature is refused for its time. */
  let behindMs = 0
  const headers = async (request: ToProve): Promise<Readonly<Record<string, string>>> => {
    if (signer) return signer({ ...request, now: new Date(Date.now() + behindMs) })
    const given = typeof token === 'function' ? await token({ refused }) : token
    refused = false
    return given ? { authorization: `Bearer ${given}` } : {}
  }
  const mends = ({ code, detail }: TongbaoProblem): boolean => {
    if (signer && code === 'signature_stale' && typeof detail.serverTime === 'number') {
      behindMs = detail.serverTime * 1000 - Date.now()
      return true
    }
    refused = code === 'token_refused' && typeof token === 'function'
    return refused
  }
  return { headers, mends }
}

type Settled = { readonly answer?: unknown; readonly problem?: TongbaoProblem }

/** How long to wait before the same request again; null: the refusal stands. */
function pauseOf(problem: TongbaoProblem, planned: number | undefined, longest: number): number | null {
  const worthwhile = problem.retry === 'same' || (problem.retry === 'later' && problem.retryAfterMs !== null)
  if (!worthwhile || planned === undefined) return null
  const pause = Math.max(planned, problem.retryAfterMs ?? 0)
  return pause > longest ? null : pause
}

function headersOf(options: Pick<TongbaoOptions, 'language'>, call: Plain, key: string | null): Headers {
  const headers = new Headers({ accept: 'application/json', 'accept-language': options.language ?? 'en' })
  if (key !== null) headers.set('idempotency-key', key)
  if (call.body !== undefined) headers.set('content-type', 'application/json')
  return headers
}

function addressOf(base: string, template: string, { path = {}, query = {} }: Plain): URL {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(path[name])))
  const url = new URL(filled, base)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) url.searchParams.set(name, String(value))
  }
  return url
}

const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
