import http from 'node:http'
import https from 'node:https'

/** One HTTP answer, body exactly as received: signatures cover bytes, not text. */
export type HttpAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** No definite answer: the other side may or may not have acted. */
export type NoAnswer = { readonly failed: 'timeout' | 'unreachable' | 'malformed_answer' }

export type HttpCall = {
  readonly method: 'GET' | 'POST'
  /** Path with query, beginning with a slash. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Transport = {
  send(call: HttpCall, signal?: AbortSignal): Promise<HttpAnswer | NoAnswer>
  dispose(): void
}

export type TransportOptions = {
  readonly baseUrl: string
  /** From the call to the last byte of the answer. */
  readonly timeoutMs: number
  readonly maxSockets: number
  /** A longer answer is cut off and counts as malformed. */
  readonly maxBodyBytes: number
}

/**
 * Keep-alive HTTP by node:http: half the CPU per call of the built-in fetch, raw bytes for the signature, and one
 * deadline for the whole exchange. Never throws and never follows a redirect.
 */
export function httpTransport(options: TransportOptions): Transport {
  const base = new URL(options.baseUrl)
  const secure = base.protocol === 'https:'
  const agentOptions = { keepAlive: true, maxSockets: options.maxSockets, maxFreeSockets: options.maxSockets }
  const agent = secure ? new https.Agent(agentOptions) : new http.Agent(agentOptions)
  const request = secure ? https.request : http.request

  const sendOnce = (call: HttpCall, signal?: AbortSignal) =>
    new Promise<(HttpAnswer | NoAnswer) & { readonly staleSocket?: boolean }>((resolve) => {
      if (signal?.aborted) return resolve({ failed: 'timeout' })
      const outgoing = request({
        agent,
        protocol: base.protocol,
        hostname: base.hostname,
        port: base.port,
        method: call.method,
        path: base.pathname.replace(/\/$/, '') + call.path,
        headers:
          call.body === ''
            ? call.headers
            : { ...call.headers, 'Content-Length': Buffer.byteLength(call.body) },
      })
      let done = false
      const finish = (answer: (HttpAnswer | NoAnswer) & { readonly staleSocket?: boolean }) => {
        if (done) return
        done = true
        clearTimeout(timer)
        signal?.removeEventListener('abort', giveUp)
        resolve(answer)
      }
      const giveUp = () => {
        finish({ failed: 'timeout' })
        outgoing.destroy()
      }
      const timer = setTimeout(giveUp, options.timeoutMs)
      signal?.addEventListener('abort', giveUp, { once: true })
      // Mostly a kept-alive socket that the other side had closed meanwhile, before it carried the call.
      outgoing.on('error', () => finish({ failed: 'unreachable', staleSocket: outgoing.reusedSocket }))
      outgoing.on('response', (incoming) => {
        const chunks: Buffer[] = []
        let size = 0
        incoming.on('data', (chunk: Buffer) => {
          size += chunk.length
          if (size > options.maxBodyBytes) {
            finish({ failed: 'malformed_answer' })
            outgoing.destroy()
          } else chunks.push(chunk)
        })
        incoming.on('error', () => finish({ failed: 'unreachable' }))
        incoming.on('aborted', () => finish({ failed: 'unreachable' }))
        incoming.on('end', () =>
          finish({
            status: incoming.statusCode ?? 0,
            headers: plainHeaders(incoming.headers),
            body: Buffer.concat(chunks),
          }),
        )
      })
      outgoing.end(call.body)
    })

  return {
    async send(call, signal) {
      const first = await sendOnce(call, signal)
      // Every call of a channel may be repeated with the same number, so this cannot act twice.
      return 'failed' in first && first.staleSocket ? sendOnce(call, signal) : first
    },
    dispose: () => agent.destroy(),
  }
}

function plainHeaders(headers: http.IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') plain[name] = value
    else if (value) plain[name] = value.join(', ')
  }
  return plain
}
