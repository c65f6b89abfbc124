import { randomBytes } from 'node:crypto'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, { type FastifyInstance, LogController } from 'fastify'
import { requireAccess } from './access.ts'
import { auditsWrites } from './audit.ts'
import { provesCallers } from './caller.ts'
import { serializers, validators } from './compilers.ts'
import type { App, Doors } from './doors.ts'
import { requiresKeys } from './idempotency.ts'
import { BODY_LIMIT, readsInput } from './input.ts'
import { answersUnknown } from './not-found.ts'
import { serveOpenApi } from './openapi.ts'
import { servesPages, type WebFolders } from './pages.ts'
import { PROBLEMS } from './problems.ts'
import { refuse } from './refusal.ts'
import { registerRoutes } from './routes/index.ts'
import { provesSignatures } from './signed.ts'

export type Server = {
  readonly app: FastifyInstance
  /** From now on connections are told to close after their answer; new requests are still answered. */
  readonly drain: () => void
}

export type ServerOptions = Doors & {
  readonly web: WebFolders
  /** Routes that are no part of the API: health and metrics. They declare their access like all others. */
  readonly more?: (app: App) => void
}

/** A path of the API, also where a request names the whole address (RFC 9112, section 3.2.2). */
const API = /^(https?:\/\/[^/]*)?\/v1\//i

/** Every answer of the API: nothing is cached, sniffed, framed or run. */
const API_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
}

/** The HTTP server with every route, not yet listening. */
export const openServer = async (options: ServerOptions): Promise<Server> => {
  const app = bareApp(options)
  let draining = false
  app.addHook('onRequest', (request, reply, next) => {
    reply.header('x-request-id', request.id)
    if (draining) reply.header('connection', 'close')
    if (API.test(request.url)) reply.headers(API_HEADERS)
    next()
  })
  readsInput(app, options)
  requireAccess(app)
  provesCallers(app, options)
  provesSignatures(app, options)
  requiresKeys(app)
  auditsWrites(app, options)
  answersUnknown(app)
  registerRoutes(app, options)
  serveOpenApi(
    app,
    () => bareApp(options),
    (described) => registerRoutes(described, options),
  )
  options.more?.(app)
  await servesPages(app, options)
  return {
    app,
    drain: () => {
      draining = true
    },
  }
}

/** No hooks and no routes yet: the server's shape, which the description of the API is made from too. */
export const bareApp = ({ logger, trustProxy }: Pick<Doors, 'logger' | 'trustProxy'>): App => {
  const prefix = randomBytes(4).toString('hex')
  let count = 0
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // The one proxy in front: what a client writes into X-Forwarded-For himself stands before its word and is not believed.
    trustProxy: trustProxy ? (_address: string, hop: number) => hop < 1 : false,
    bodyLimit: BODY_LIMIT,
    genReqId: () => `${prefix}-${(++count).toString(36)}`,
    requestTimeout: 30_000,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (_error, _request, reply) => void refuse(reply, { code: 'malformed_request' }),
    clientErrorHandler: (_error, socket) => {
      if (socket.writable) socket.end(unreadable())
      else socket.destroy()
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
  app.setValidatorCompiler(validators())
  app.setSerializerCompiler(serializers())
  return app
}

/** What was sent is not even HTTP, so no request stands behind the answer. */
const unreadable = (): string => {
  const { status, title, retry } = PROBLEMS.malformed_request
  const body = JSON.stringify({
    type: 'about:blank#malformed_request',
    title: title.en,
    status,
    code: 'malformed_request',
    retry,
  })
  return `HTTP/1.1 400 Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`
}
