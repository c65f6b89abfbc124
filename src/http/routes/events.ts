import { readNumber } from '../../kernel/number.ts'
import { may, type ServerKey, type Staff } from '../../modules/account/index.ts'
import { listEvents } from '../../modules/message/index.ts'
import type { Page } from '../../platform/newest.ts'
import { nextPosition, type PublishedEvent, readEvents } from '../../platform/outbox.ts'
import type { Access } from '../access.ts'
import { makerOf, shopIdOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { refuse } from '../refusal.ts'
import { Event, EventPosition, EventQuery, Redelivery } from '../schemas/console.ts'
import { answers, Empty, Page as PageOf } from '../schemas/shapes.ts'

const tags = ['webhooks']
const READ: Access = { callers: ['staff', 'key'], permission: 'event.read', ownership: 'reach' }
const SEND: Access = { callers: ['staff', 'key'], permission: 'webhook.write', ownership: 'reach' }

type Query = {
  readonly after?: number
  readonly cursor?: number
  readonly type?: string
  readonly resource?: string
  readonly since?: string
  readonly until?: string
}

export const eventRoutes = (app: App, doors: Doors): void => {
  readRoute(app, doors)
  redeliverRoute(app, doors)
}

const readRoute = (app: App, { db }: Doors): void => {
  /** The whole feed comes from the outbox itself; every part of it is found by the log. */
  const feed = async ({ after, cursor }: Query, limit: number): Promise<Page<PublishedEvent>> => {
    if (after !== undefined) {
      const items = (await readEvents(db, (cursor ?? after) + 1, limit)).slice(0, limit)
      return { items, nextCursor: items.length === limit ? String(items.at(-1)?.position) : null }
    }
    const end = cursor ?? (await nextPosition(db))
    const events = await readEvents(db, Math.max(1, end - limit), limit)
    const items = events.filter(({ position }) => position < end).reverse()
    const last = items.at(-1)?.position ?? 0
    return { items, nextCursor: items.length === limit && last > 1 ? String(last) : null }
  }
  const found = (query: Query, scope: number | null, limit: number): Promise<Page<PublishedEvent>> => {
    const { type, resource, after, cursor } = query
    const [since, until] = [momentOf(query.since), momentOf(query.until)]
    const forward = after !== undefined
    const where = { type, subject: resource, since, until, cursor: cursor ?? after }
    return listEvents(db, { scope, forward, limit, ...where })
  }

  app.route({
    method: 'GET',
    url: '/v1/events',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Published events: with `after`, the feed from that position on; without, the newest first',
      querystring: EventQuery,
      response: answers(200, PageOf(Event)),
    },
    handler: async (request, reply) => {
      const { limit = 20, ...query } = request.query
      const faulty = (['since', 'until'] as const).find(
        (name) => query[name] !== undefined && Number.isNaN(Date.parse(query[name])),
      )
      if (faulty)
        return refuse(reply, { code: 'invalid_field', param: faulty, detail: { in: 'querystring' } })
      const scope = shopIdOf(request)
      const { type, resource, since, until } = query
      const isWhole = scope === null && (type ?? resource ?? since ?? until) === undefined
      const { items, nextCursor } = isWhole ? await feed(query, limit) : await found(query, scope, limit)
      const caller = makerOf(request)
      return { items: items.map((event) => rendered(event, caller)), nextCursor }
    },
  })
}

const momentOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text)

const rendered = (
  { position, type, subject, sequence, occurredAt, data }: PublishedEvent,
  caller: Staff | ServerKey,
) => ({
  position,
  id: `evt_${position}`,
  type,
  resource: { kind: readNumber(subject)?.kind ?? type.split('.', 1)[0] ?? type, no: subject },
  sequence,
  at: occurredAt,
  actions: may(caller, 'webhook.write') ? ['redeliver'] : [],
  data,
})

const redeliverRoute = (app: App, { clock, webhooks }: Doors): void => {
  app.route({
    method: 'POST',
    url: '/v1/events/:position/redeliver',
    config: { access: SEND },
    schema: {
      tags,
      summary: 'Send one event to one endpoint, now, whether or not it was sent before',
      params: EventPosition,
      body: Redelivery,
      response: answers(202, Empty),
    },
    handler: async (request, reply) => {
      const { endpointId: id } = request.body
      const command = { ...commandKey(request), now: clock.now(), scope: shopIdOf(request) }
      const outcome = await webhooks.redeliver({ ...command, id, position: request.params.position })
      return outcome.ok ? reply.code(202).send(null) : refuse(reply, outcome.rejection)
    },
  })
}
