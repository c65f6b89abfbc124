import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'

export type Health = {
  /** Whether work may be sent here. `starting` and `draining` are red, and so is a database that does not answer. */
  readonly ready: () => Promise<'ready' | 'starting' | 'draining' | 'database_unreachable'>
  readonly metrics: () => Promise<string>
  readonly metricsType: string
  /** Undefined: only this machine may read the metrics. */
  readonly metricsToken: string | undefined
}

const EVERYBODY = {
  config: { access: { callers: ['guest', 'buyer', 'staff', 'key'], ownership: 'public' } },
} as const

/**
 * What supervisors ask: is the process alive (`/livez`: restart it when not), does it take work (`/readyz`: send
 * requests elsewhere when not), and how does it do (`/metrics`, which tells turnover and is therefore not public).
 */
export function healthRoutes(app: FastifyInstance, health: Health): void {
  const quiet = { ...EVERYBODY, logLevel: 'silent' } as const
  app.get('/livez', quiet, (_request, reply) => reply.send({ status: 'alive' }))
  app.get('/readyz', quiet, async (_request, reply) => {
    const status = await health.ready()
    return reply
      .code(status === 'ready' ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status })
  })
  app.get('/metrics', quiet, async (request, reply) => {
    // Not even that it exists is told to a stranger.
    if (!mayReadMetrics(request, health.metricsToken)) return reply.callNotFound()
    return reply.type(health.metricsType).send(await health.metrics())
  })
}

function mayReadMetrics(request: FastifyRequest, token: string | undefined): boolean {
  const given = request.headers['x-metrics-token']
  if (token !== undefined && typeof given === 'string' && sameText(given, token)) return true
  // Behind a proxy on this machine every request comes from loopback; a forwarded one is a stranger's.
  if (request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined)
    return false
  return isLoopback(request.raw.socket.remoteAddress ?? '')
}

const isLoopback = (address: string): boolean =>
  address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.')

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b))
