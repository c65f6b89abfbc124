import type { App } from './doors.ts'
import { PROBLEMS } from './problems.ts'
import { describeWebhooks } from './schemas/event.ts'

const DESCRIPTION = `Trade, payment and everything around them. Amounts are integers in the currency's minor unit.
Numbers are 22-digit strings. Every POST that changes something takes an \`Idempotency-Key\`. Refusals are
\`application/problem+json\` with a \`code\` (listed in the problem table) and a \`retry\` meaning.`

const SECURITY = {
  token: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of a session.',
  },
  cookie: {
    type: 'apiKey',
    in: 'cookie',
    name: 'tb_access',
    description: 'Set by signing in; pages use it.',
  },
  serverKey: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'tbk_',
    description: 'A server key with scopes.',
  },
} as const

/** The OpenAPI 3.1 document, made from the same routes and schemas that answer. */
export const describeApi = async (bare: App, register: (app: App) => void): Promise<object> => {
  const { default: swagger } = await import('@fastify/swagger')
  await bare.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Tongbao', version: 'v1', description: DESCRIPTION },
      components: { securitySchemes: SECURITY },
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access
      const open = access?.callers.includes('guest') ?? false
      const keyed = access?.callers.includes('key') ? [{ serverKey: [] }] : []
      const needs = [route.method].flat().includes('POST') && !route.config?.idempotency
      const described = {
        ...schema,
        ...(open ? {} : { security: [{ token: [] }, { cookie: [] }, ...keyed] }),
        ...(needs ? { headers: keyHeader } : {}),
        'x-access': access,
      }
      return { schema: described, url }
    },
  })
  await bare.after()
  register(bare)
  await bare.ready()
  const document = bare.swagger() as { paths: object }
  await bare.close()
  return { ...document, webhooks: describeWebhooks(), 'x-problems': PROBLEMS }
}

const keyHeader = {
  type: 'object',
  required: ['idempotency-key'],
  properties: { 'idempotency-key': { type: 'string', minLength: 8, maxLength: 64 } },
}

/** Made at the first request and kept: its generator is not loaded by a server that nobody asks. */
export const serveOpenApi = (app: App, bare: () => App, register: (app: App) => void): void => {
  let document: Promise<object> | null = null
  app.route({
    method: 'GET',
    url: '/v1/openapi.json',
    config: { access: { callers: ['guest', 'buyer', 'staff', 'key'], ownership: 'public' } },
    handler: () => {
      document ??= describeApi(bare(), register)
      return document
    },
  })
}
