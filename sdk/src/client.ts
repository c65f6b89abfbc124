import { readProblem, type TongbaoProblem, unanswered } from './problem.ts'
import type { Answer, Args, CallOptions, Item, Method, PagedPath, PathOf } from './routes.ts'

export type TongbaoOptions = {
  /** Where Tongbao answers, for example `https://shop.example`. */
  readonly url: string
  /** A server key (`tbk_…`) or an access token. A function is asked before each request. */
  readonly token?: string | (() => string)
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
  const each = async function* (path: string, call: Plain = {}) {
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const query = cursor === undefined ? call.query : { ...call.query, cursor }
      const page = (await send('get', path, { ...call, ...(query ? { query } : {}) })) as {
        items: unknown[]
        nextCursor: string | null
      }
      yield* page.items
      cursor = page.nextCursor
    }
  }
  // The one place where the wire becomes types: the server is tested to answer what its document says.
  return {
    get: on('get'),
    post: on('post'),
    put: on('put'),
    delete: on('delete'),
    each,
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

  async function once(method: Method, url: URL, call: Plain, key: string): Promise<Response> {
    const headers = headersOf(options, call, method === 'get' ? null : key)
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
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
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
      const pause = stale ? 0 : pauseOf(problem, pausesMs[turn], longestWaitMs)
      if (pause === null) throw problem
      await sleep(pause, call.signal)
    }
  }
}

type Settled = { readonly answer?: unknown; readonly problem?: TongbaoProblem }

/** How long to wait before the same request again; null: the refusal stands. */
function pauseOf(problem: TongbaoProblem, planned: number | undefined, longest: number): number | null {
  const worthwhile = problem.retry === 'same' || (problem.retry === 'later' && problem.retryAfterMs !== null)
  if (!worthwhile || planned === undefined) return null
  const pause = Math.max(planned, problem.retryAfterMs ?? 0)
  return pause > longest ? null : pause
}

function headersOf(
  options: Pick<TongbaoOptions, 'token' | 'language'>,
  call: Plain,
  key: string | null,
): Headers {
  const headers = new Headers({ accept: 'application/json', 'accept-language': options.language ?? 'en' })
  const token = typeof options.token === 'function' ? options.token() : options.token
  if (token) headers.set('authorization', `Bearer ${token}`)
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
