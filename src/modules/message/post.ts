import http from 'node:http'
import https from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Clock } from '../../kernel/clock.ts'
import { pinAddress, type Resolve } from './address.ts'
import type { Sent } from './decide.ts'

/** Of an answer this much is kept in the log; the rest is not read. */
export const ANSWER_CHARACTERS = 1024

export type Letter = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Poster = {
  /** Never throws for anything the other side does. */
  readonly post: (letter: Letter, signal?: AbortSignal) => Promise<Sent>
  readonly dispose: () => void
}

export type PosterOptions = {
  readonly clock: Clock
  readonly resolve: Resolve
  readonly allowPrivate: boolean
  /** From the first look-up to the end of the answer. */
  readonly timeoutMs: number
}

/**
 * Sends to strangers' servers: the address is resolved and judged once, and the connection goes to that very
 * address; redirects are not followed; answers are cut.
 */
export function poster(options: PosterOptions): Poster {
  const agents = {
    'http:': new http.Agent({ keepAlive: true, timeout: options.timeoutMs, maxFreeSockets: 256 }),
    'https:': new https.Agent({ keepAlive: true, timeout: options.timeoutMs, maxFreeSockets: 256 }),
  }
  const post = async (letter: Letter, signal?: AbortSignal): Promise<Sent> => {
    const at = options.clock.now()
    const deadline = AbortSignal.timeout(options.timeoutMs)
    const stop = signal ? AbortSignal.any([signal, deadline]) : deadline
    const answer = await send(letter, stop, options, agents)
    return { at, durationMs: Math.max(0, options.clock.now().getTime() - at.getTime()), ...answer }
  }
  return {
    post,
    dispose: () => {
      for (const agent of Object.values(agents)) agent.destroy()
    },
  }
}

type Answer = Pick<Sent, 'status' | 'error' | 'answer'>
type Agents = { readonly 'http:': http.Agent; readonly 'https:': https.Agent }

const unanswered = (error: string): Answer => ({ status: null, error, answer: '' })

async function send(
  letter: Letter,
  signal: AbortSignal,
  options: PosterOptions,
  agents: Agents,
): Promise<Answer> {
  const url = new URL(letter.url)
  const secure = url.protocol === 'https:'
  if (!secure && !options.allowPrivate) return unanswered('url_needs_https')
  const pinned = await within(signal, pinAddress(url.hostname, options))
  if (pinned === 'timeout' || pinned === 'address_not_allowed' || pinned === 'host_not_found')
    return unanswered(pinned)
  const lookup: LookupFunction = (_host, { all }, done) =>
    all ? done(null, [{ ...pinned }]) : done(null, pinned.address, pinned.family)
  return new Promise((resolve) => {
    const client = secure ? https : http
    const request = client.request(
      url,
      {
        method: 'POST',
        agent: agents[secure ? 'https:' : 'http:'],
        lookup,
        signal,
        headers: {
          ...letter.headers,
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(letter.body),
          'user-agent': 'Tongbao-Webhooks/1',
        },
      },
      (response) => void readAnswer(response).then(resolve),
    )
    request.on('error', (error) => resolve(unanswered(signal.aborted ? 'timeout' : faultOf(error))))
    request.end(letter.body)
  })
}

/** A resolver cannot be interrupted; its answer is then simply not waited for. */
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T | 'timeout'> {
  return new Promise((resolve, reject) => {
    const stop = () => resolve('timeout')
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

async function readAnswer(response: http.IncomingMessage): Promise<Answer> {
  const status = response.statusCode ?? null
  let answer = ''
  response.setEncoding('utf8')
  try {
    for await (const piece of response) {
      answer += piece
      if (answer.length >= ANSWER_CHARACTERS) break
    }
  } catch {
    // The status stands already; a body that breaks off after it changes nothing.
  }
  // PostgreSQL text holds no NUL.
  return { status, error: null, answer: answer.replaceAll('\0', '').slice(0, ANSWER_CHARACTERS) }
}

const faultOf = (error: Error & { code?: string }): string => (error.code ?? 'connection_failed').slice(0, 60)
