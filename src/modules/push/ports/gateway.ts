import { createHmac } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import type { Clock } from '../../../kernel/clock.ts'
import type { Letter, Port, Sent } from '../types.ts'
import type { OutwardWay } from '../ways.ts'

export type Gateway = {
  readonly url: string
  readonly keyId: string
  readonly secret: string
  /** What stands before a text message, 【…】; a gateway that has registered it puts it there. */
  readonly sign?: string | undefined
}

/** Of an answer this much is read. */
const ANSWER_BYTES = 4_096

/**
 * A gateway that takes one message per POST, as JSON over HTTPS: `{id, to, template, title, text, language,
 * variables, sign}`. What we send is signed with HMAC-SHA256 over `timestamp.id.body`; `id` is also the
 * `idempotency-key`, the same in every try, so that a gateway that remembers it sends the message once.
 * 2xx is taken (its `{id}` is kept); 408, 425, 429, 5xx and no answer are tried again; any other 4xx is final.
 */
export function gatewayPort(way: OutwardWay, gateway: Gateway, clock: Clock): Port {
  const secure = gateway.url.startsWith('https:')
  const agent = secure ? new https.Agent({ keepAlive: true }) : new http.Agent({ keepAlive: true })
  return {
    way,
    send: (letter, signal) => post(letter, signal),
    close: async () => agent.destroy(),
  }

  function post(letter: Letter, signal: AbortSignal): Promise<Sent> {
    const body = bodyOf(letter, gateway)
    const timestamp = String(Math.floor(clock.now().getTime() / 1000))
    return new Promise((resolve) => {
      const request = (secure ? https : http).request(
        gateway.url,
        {
          method: 'POST',
          agent,
          signal,
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'content-length': Buffer.byteLength(body),
            'user-agent': 'Tongbao-Push/1',
            'idempotency-key': letter.requestId,
            'x-tongbao-key': gateway.keyId,
            'x-tongbao-timestamp': timestamp,
            'x-tongbao-signature': signatureOf(gateway.secret, { timestamp, id: letter.requestId, body }),
          },
        },
        (response) => void judgeAnswer(response).then(resolve),
      )
      request.on('error', (error: Error & { code?: string }) =>
        resolve({
          outcome: 'later',
          error: signal.aborted ? 'timeout' : (error.code ?? 'connection_failed'),
        }),
      )
      request.end(body)
    })
  }
}

/** What a gateway compares: lower-case hexadecimal. */
export const signatureOf = (
  secret: string,
  { timestamp, id, body }: { readonly timestamp: string; readonly id: string; readonly body: string },
): string => createHmac('sha256', secret).update(`${timestamp}.${id}.${body}`).digest('hex')

const bodyOf = (letter: Letter, { sign }: Gateway): string =>
  JSON.stringify({
    id: letter.requestId,
    to: letter.to,
    template: letter.node,
    title: letter.title,
    text: letter.body,
    language: letter.language,
    variables: letter.variables,
    ...(sign === undefined ? {} : { sign }),
  })

const AGAIN: ReadonlySet<number> = new Set([408, 425, 429])

async function judgeAnswer(response: http.IncomingMessage): Promise<Sent> {
  const status = response.statusCode ?? 0
  const text = await readSome(response)
  if (status >= 200 && status < 300) return { outcome: 'accepted', providerId: idIn(text) }
  const final = status >= 400 && status < 500 && !AGAIN.has(status)
  return {
    outcome: final ? 'never' : 'later',
    error: `${status} ${text}`.replaceAll(/\s+/g, ' ').slice(0, 300),
  }
}

async function readSome(response: http.IncomingMessage): Promise<string> {
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece)
      length += piece.length
      if (length >= ANSWER_BYTES) break
    }
  } catch {
    // The status stands already; a body that breaks off after it changes nothing.
  }
  // PostgreSQL text holds no NUL.
  return Buffer.concat(pieces).toString('utf8').slice(0, ANSWER_BYTES).replaceAll('\0', '')
}

function idIn(text: string): string | null {
  try {
    const { id } = JSON.parse(text) as { id?: unknown }
    return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 100) : null
  } catch {
    return null
  }
}
