import { Type } from 'typebox'
import type { Access } from '../access.ts'
import type { Answer, App, Asked, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { answers } from '../schemas/shapes.ts'

const ADMIN: Access = { callers: ['staff'], permission: 'simulator.control', ownership: 'platform' }
const tags = ['demo']
const TIMEOUT_MS = 10_000

/** The demo's payment provider: where it is, and its control API for the admin. None of this exists elsewhere. */
export const simulatorRoutes = (app: App, { demo }: Doors): void => {
  const url = demo?.simulatorUrl
  if (!url) return
  app.route({
    method: 'GET',
    url: '/v1/demo/simulator',
    config: { access: { callers: ['guest', 'buyer', 'staff', 'key'], ownership: 'public' } },
    schema: {
      tags,
      summary: 'Where the simulator is',
      response: answers(200, Type.Object({ url: Type.String() })),
    },
    handler: async () => ({ url }),
  })

  const pass = async (request: Asked, reply: Answer) => {
    const path = (request.params as Record<string, string>)['*'] ?? ''
    // The merchant's keys are the server's business, even those of a demo.
    if (!/^[\w-]+(\/[\w-]+)*$/.test(path) || path === 'credentials')
      return refuse(reply, { code: 'not_found' })
    const query = request.url.split('?')[1]
    const body = request.method === 'POST' ? JSON.stringify(request.body ?? {}) : null
    const answer = await fetch(`${url}/control/${path}${query ? `?${query}` : ''}`, {
      method: request.method,
      body,
      headers: body === null ? {} : { 'content-type': 'application/json' },
      // Wherever it would send us, we do not go: the door leads to the simulator only.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => null)
    if (!answer) return refuse(reply, { code: 'channel_unavailable' })
    const text = await answer.text()
    if (text === '') return reply.code(answer.status).send()
    return reply
      .code(answer.status)
      .type(answer.headers.get('content-type') ?? 'application/json')
      .send(text)
  }
  for (const method of ['GET', 'POST', 'DELETE'] as const) {
    app.route({
      method,
      url: '/v1/demo/simulator/*',
      config: { access: ADMIN, idempotency: { none: 'the simulator is no part of the trade' } },
      schema: { tags, summary: 'The control API of the simulator' },
      handler: pass,
    })
  }
}
