import { Type } from 'typebox'
import type { Access } from '../access.ts'
import type { Answer, App, Doors } from '../doors.ts'
import { BODY_LIMIT } from '../input.ts'
import { openPace } from '../pace.ts'
import { refuse } from '../refusal.ts'
import { Closed } from '../schemas/shapes.ts'

const SIGNED: Access = { callers: ['guest', 'buyer', 'staff', 'key'], ownership: 'signature' }

/**
 * Where channels report. The body is taken as bytes, for the signature covers them; nothing in it is believed before
 * that holds. Who sends unverified reports too often from one address is turned away before the work of checking.
 */
export const channelRoutes = (app: App, { flows, clock, channels }: Doors): void => {
  const unverified = openPace({ most: 120, windowMs: 60_000 })
  void app.register(async (raw) => {
    raw.removeAllContentTypeParsers()
    raw.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
      done(null, body)
    })
    raw.route({
      method: 'POST',
      url: '/v1/channels/:channel/notices',
      config: { access: SIGNED, idempotency: { none: 'the notice has an id of its own' } },
      schema: {
        tags: ['channels'],
        summary: 'Where a payment channel reports',
        params: Closed({ channel: Type.Enum([...KNOWN]) }),
      },
      handler: async (request, reply: Answer) => {
        const { channel } = request.params as { channel: string }
        if (!channels.includes(channel)) return refuse(reply, { code: 'not_found' })
        const retryAfter = unverified.wait(request.ip, clock.now())
        if (retryAfter > 0) return refuse(reply, { code: 'too_many_requests', detail: { retryAfter } })
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const answer = await flows.receiveNotice(channel, request.headers, body)
        if (!answer) return refuse(reply, { code: 'not_found' })
        if (answer.status >= 400) unverified.take(request.ip, clock.now())
        return reply.code(answer.status).type(answer.contentType).send(answer.body)
      },
    })
  })
}

const KNOWN = ['wechat', 'mock'] as const
