import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, invalid, refuse, systemError } from './answers.ts'
import { expanded, expandFault } from './expand.ts'
import type { FaultName } from './faults.ts'
import { type Form, group, parseForm, texts } from './form.ts'
import { type Operated, route } from './routes.ts'
import { newId, type World } from './world.ts'

const HOLD_MS = 60_000
const KEPT_MS = 24 * 60 * 60 * 1000
const LONGEST_KEY = 255

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Stripe's endpoints under /v1/: who calls, the stored answers of an Idempotency-Key, faults, expansion. */
export function createApi(world: World, changed: () => void) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: Buffer,
  ): Promise<void> => {
    const { method = 'GET' } = request
    const refusal = callerFault(request)
    if (refusal) return send(response, refusal)
    const form = parseForm(method === 'POST' ? body.toString('utf8') : url.search.slice(1))
    const operated = route(world, method, url.pathname, form)
    if (!operated) {
      return send(
        response,
        refuse(404, {
          type: 'invalid_request_error',
          message: `Unrecognized request URL (${method}: ${url.pathname}).`,
        }),
      )
    }
    const key = method === 'POST' ? header(request, 'idempotency-key') : undefined
    if (key !== undefined && key.length > LONGEST_KEY) {
      return send(response, invalid('Idempotency keys can be at most 255 characters.'))
    }
    const fingerprint = createHash('sha256').update(`${method} ${url.pathname}\n`).update(body).digest('hex')
    await withFaults(response, operated, { form, isWrite: method === 'POST', key, fingerprint })
  }

  function callerFault(request: IncomingMessage): Answer | undefined {
    const { secretKey, publishableKey } = world.keys
    const given = header(request, 'authorization') ?? ''
    const key = given.startsWith('Basic ')
      ? Buffer.from(given.slice(6), 'base64').toString('utf8').replace(/:$/, '')
      : given.replace(/^Bearer /, '')
    const type = 'invalid_request_error'
    if (key === secretKey) return undefined
    if (key === publishableKey) {
      const message = 'This API call cannot be made with a publishable API key.'
      return refuse(403, { type, code: 'secret_key_required', message })
    }
    const message = key === '' ? 'You did not provide an API key.' : 'Invalid API Key provided.'
    return refuse(401, { type, message })
  }

  type Asked = {
    readonly form: Form
    readonly isWrite: boolean
    readonly key: string | undefined
    readonly fingerprint: string
  }

  async function withFaults(
    response: ServerResponse,
    { on, no, act }: Operated,
    asked: Asked,
  ): Promise<void> {
    const armed = (fault: FaultName) => world.faults.take(fault, on, no)
    // What happens "after" can only happen to what changes something.
    const armedAfter = (fault: FaultName) => (asked.isWrite ? armed(fault) : undefined)
    const slow = armed('slow')
    if (slow) await pause(slow.param ?? 3_000)
    if (armed('rate_limited')) {
      return send(
        response,
        refuse(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' }),
      )
    }
    if (armedAfter('key_in_use')) {
      const message = 'There is currently another in-progress request using this Idempotent Key.'
      return send(
        response,
        refuse(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message }),
      )
    }
    if (armed('drop_before')) return drop(response)
    if (armed('timeout_before')) return hold(response)
    if (armed('error_before')) return send(response, systemError(false))

    const stored = storedFor(asked)
    if (stored) return send(response, stored.answer, stored.isReplayed)
    const isLost = armedAfter('error_stored') !== undefined
    const answer = isLost ? systemError(true) : perform(act, asked.form)
    const told = !isLost && armedAfter('error_after') ? systemError(true) : answer
    keep(asked, told)
    changed()
    if (armedAfter('drop_after')) return drop(response)
    if (armedAfter('timeout_after')) return hold(response)
    return send(response, told)
  }

  function perform(act: () => Answer, form: Form): Answer {
    const paths = Object.values(texts(group(form, 'expand')))
    const fault = expandFault(paths)
    if (fault) return fault
    const answer = act()
    return answer.status === 200 ? { ...answer, body: expanded(world, answer.body, paths) } : answer
  }

  /** The first answer of a key, 500 included, is its only one for a day; another request under it is refused. */
  function storedFor({ key, fingerprint }: Asked): { answer: Answer; isReplayed: boolean } | undefined {
    const stored = key === undefined ? undefined : world.stored.get(key)
    if (!stored || world.clock.now().getTime() - stored.at >= KEPT_MS) return undefined
    if (stored.fingerprint !== fingerprint) {
      const message =
        'Keys for idempotent requests can only be used with the same parameters they were first used with.'
      return { answer: refuse(400, { type: 'idempotency_error', message }), isReplayed: false }
    }
    return { answer: { status: stored.status, body: stored.body, executed: true }, isReplayed: true }
  }

  function keep({ key, fingerprint }: Asked, { status, body, executed }: Answer): void {
    if (key === undefined || !executed) return
    const at = world.clock.now().getTime()
    world.commit([{ kind: 'stored', record: { id: key, fingerprint, status, body, at } }])
  }
}

const header = (request: IncomingMessage, name: string): string | undefined => {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function send(response: ServerResponse, answer: Answer, isReplayed = false): void {
  if (response.destroyed) return
  response.writeHead(answer.status, {
    'Content-Type': 'application/json',
    'Request-Id': newId('req'),
    'Cache-Control': 'no-cache, no-store',
    ...(isReplayed ? { 'Idempotent-Replayed': 'true' } : {}),
  })
  response.end(JSON.stringify(answer.body, null, 2))
}

function drop(response: ServerResponse): void {
  response.socket?.destroy()
}

/** Keeps the merchant waiting longer than any sensible time limit, then cuts. */
async function hold(response: ServerResponse): Promise<void> {
  const timer = setTimeout(() => response.socket?.destroy(), HOLD_MS)
  response.on('close', () => clearTimeout(timer))
}
