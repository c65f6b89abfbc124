import { Type } from 'typebox'
import type { Access } from '../access.ts'
import type { Answer, App, Asked, Doors } from '../doors.ts'
import { BODY_LIMIT } from '../input.ts'
import { openPace } from '../pace.ts'
import { refuse } from '../refusal.ts'
import { Closed } from '../schemas/shapes.ts'

const SIGNED: Access = { callers: ['guest', 'buyer', 'staff', 'key'], ownership: 'signature' }
const PUBLIC: Access = {
  callers: ['guest', 'buyer', 'staff', 'key'],
  ownership: 'public',
  fromElsewhere: true,
}
const tags = ['channels']
/** A channel, or a further account there: `wechat-2`. */
const params = Closed({
  channel: Type.String({ pattern: '^(wechat|alipay|stripe|unionpay|mock)(-[2-9])?$' }),
})

/**
 * Where channels report, and where they send the payer's browser back to. Bodies are taken as bytes, of whatever type,
 * for the signature covers them; nothing in them is believed before that holds. Who sends unverified reports too often
 * from one address is turned away before the work of checking.
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
      schema: { tags, summary: 'Where a payment channel reports', params },
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
    const back = async (request: Asked, reply: Answer) => {
      const { channel } = request.params as { channel: string }
      const { to } = request.query as { to?: string }
      if (!channels.includes(channel)) return refuse(reply, { code: 'not_found' })
      return reply.redirect(isOwnPath(to) ? to : '/', 303)
    }
    for (const method of ['GET', 'POST'] as const) {
      raw.route({
        method,
        url: '/v1/channels/:channel/return',
        config: { access: PUBLIC, idempotency: { none: 'nothing is done: it proves nothing' } },
        schema: {
          tags,
          summary: "Where a channel sends the payer's browser back to; it goes on to a page of ours",
          params,
          // Channels add fields of their own, which are not looked at.
          querystring: Type.Object(
            { to: Type.Optional(Type.String({ maxLength: 500, description: 'A path of this server.' })) },
            { additionalProperties: true },
          ),
        },
        handler: back,
      })
    }
  })
}

/** A path of this server and nothing that a browser would read as another one's. */
const isOwnPath = (to: string | undefined): to is string =>
  to !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) && !to.includes('\\')
