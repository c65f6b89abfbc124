import { readNumber } from '../../kernel/number.ts'
import { listRefunds } from '../../modules/payment/index.ts'
import { nextPosition, readEvents } from '../../platform/outbox.ts'
import { insiderOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { refundActions } from '../render/refund.ts'
import { Approval, Event, EventQuery } from '../schemas/console.ts'
import { answers, List, Page } from '../schemas/shapes.ts'

const tags = ['console']

export const consoleRoutes = (app: App, doors: Doors): void => {
  approvalRoutes(app, doors)
  eventRoutes(app, doors)
}

const approvalRoutes = (app: App, { db }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/approvals',
    config: { access: { callers: ['staff'], permission: 'approval.read', ownership: 'platform' } },
    schema: { tags, summary: 'What waits for a second person', response: answers(200, List(Approval)) },
    handler: async (request) => {
      const { items } = await listRefunds(db, { state: 'requested', limit: 200 })
      const shown = items.map((refund) => ({
        kind: 'refund' as const,
        no: refund.refundNo,
        amount: refund.amount,
        currency: refund.currency,
        reason: refund.reason,
        requestedBy: refund.requestedBy,
        requestedAt: refund.requestedAt,
        actions: refundActions(refund, insiderOf(request)),
      }))
      return { items: shown }
    },
  })
}

const kindOf = (type: string, no: string): string => readNumber(no)?.kind ?? type.split('.', 1)[0] ?? type

const eventRoutes = (app: App, { db }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/events',
    config: { access: { callers: ['staff', 'key'], permission: 'event.read', ownership: 'platform' } },
    schema: {
      tags,
      summary: 'Published events: with `after`, the feed from that position on; without, the newest first',
      querystring: EventQuery,
      response: answers(200, Page(Event)),
    },
    handler: async ({ query: { after, cursor, limit = 20 } }) => {
      const forward = after !== undefined
      const end = cursor ?? (await nextPosition(db))
      const from = forward ? after + 1 : Math.max(1, end - limit)
      const events = (await readEvents(db, from, limit)).slice(0, limit)
      const within = forward ? events : events.filter(({ position }) => position < end).reverse()
      const items = within.map(({ position, type, subject, sequence, occurredAt, data }) => {
        const facts = {
          position,
          id: `evt_${position}`,
          type,
          resource: { kind: kindOf(type, subject), no: subject },
        }
        return { ...facts, sequence, at: occurredAt, data }
      })
      const last = items.at(-1)?.position
      const more = forward ? items.length === limit : from > 1
      return { items, nextCursor: more && last !== undefined ? String(last) : null }
    },
  })
}
