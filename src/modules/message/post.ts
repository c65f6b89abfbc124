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
    const answer = await send(letter, signal, options, agents)
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

/** One timer and one listener for the whole exchange: signals made for each letter would cost more than the letter. */
function send(
  letter: Letter,
  signal: AbortSignal | undefined,
  options: PosterOptions,
  agents: Agents,
): Promise<Answer> {
  const url = new URL(letter.url)
  if (url.protocol !== 'https:' && !options.allowPrivate)
    return Promise.resolve(unanswered('url_needs_https'))
  return new Promise((resolve, reject) => {
    let request: http.ClientRequest | undefined
    // Once it has come, the status stands: a body that breaks off after it changes nothing.
    let heard: Answer | undefined
    let done = false
    const finish = (answer: Answer): void => {
      if (done) return
      done = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      resolve(answer)
    }
    const stop = (): void => {
      finish(heard ?? unanswered('timeout'))
      request?.destroy()
    }
    const timer = setTimeout(stop, options.timeoutMs)
    if (signal?.aborted) return stop()
    signal?.addEventListener('abort', stop, { once: true })
    const read = (response: http.IncomingMessage): void => {
      const status = response.statusCode ?? null
      heard = answerOf(status, '')
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => {
        text += piece
        heard = answerOf(status, text)
        if (text.length >= ANSWER_CHARACTERS) stop()
      })
      // Its connection is whole and serves the next letter.
      response.on('end', () => finish(answerOf(status, text)))
      response.on('error', stop)
    }
    // A resolver cannot be interrupted; its answer is then simply not waited for.
    pinAddress(url.hostname, options).then((pinned) => {
      if (done) return
      if (typeof pinned === 'string') return finish(unanswered(pinned))
      request = open(url, letter, agents, (_host, { all }, told) =>
        all ? told(null, [{ ...pinned }]) : told(null, pinned.address, pinned.family),
      )
      request.on('response', read)
      request.on('error', (error) => finish(heard ?? unanswered(faultOf(error))))
      request.end(letter.body)
    }, reject)
  })
}

const open = (url: URL, { headers, body }: Letter, agents: Agents, lookup: LookupFunction) => {
  const secure = url.protocol === 'https:'
  return (secure ? https : http).request(url, {
    method: 'POST',
    agent: agents[secure ? 'https:' : 'http:'],
    lookup,
    headers: {
      ...headers,
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'user-agent': 'Tongbao-Webhooks/1',
    },
  })
}

/** PostgreSQL text holds no NUL. */
const answerOf = (status: number | null, text: string): Answer => ({
  status,
  error: null,
  answer: text.replaceAll('\0', '').slice(0, ANSWER_CHARACTERS),
})

const faultOf = (error: Error & { code?: string }): string => (error.code ?? 'connection_failed').slice(0, 60)
