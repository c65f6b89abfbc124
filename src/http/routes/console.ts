import type { Label } from '../../kernel/machine.ts'
import { readNumber } from '../../kernel/number.ts'
import { may } from '../../modules/account/index.ts'
import { listRefunds } from '../../modules/payment/index.ts'
import { nextPosition, readEvents } from '../../platform/outbox.ts'
import { type DueKind, listDue } from '../../projections/due.ts'
import type { Access } from '../access.ts'
import { insiderOf, shopIdOf, staffOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { refundActions } from '../render/refund.ts'
import {
  Approval,
  Event,
  EventQuery,
  Limit,
  QueueCode,
  Timer,
  WorkItem,
  WorkQueueCard,
} from '../schemas/console.ts'
import { answers, List, Page } from '../schemas/shapes.ts'
import { WORK_QUEUES, type WorkQueue, workOf } from '../work-queue.ts'

const tags = ['console']
const WORK: Access = { callers: ['staff'], permission: 'work_queue.read', ownership: 'reach' }

export const consoleRoutes = (app: App, doors: Doors): void => {
  workQueueRoutes(app, doors)
  timerRoutes(app, doors)
  eventRoutes(app, doors)
}

const isSeen = (request: Asked, queue: WorkQueue): boolean =>
  may(staffOf(request), queue.needs) && (queue.shops || shopIdOf(request) === null)

const workQueueRoutes = (app: App, doors: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/console/work-queue',
    config: { access: WORK },
    schema: { tags, summary: 'What waits for people', response: answers(200, WorkQueueCard) },
    handler: async (request) => {
      const seen = WORK_QUEUES.filter((queue) => isSeen(request, queue))
      const works = await Promise.all(seen.map((queue) => workOf(queue, doors, shopIdOf(request))))
      return {
        queues: seen.map(({ code, title }, i) => {
          const work = works[i] ?? []
          const [first] = work
          const facts = { code, title, count: work.length, link: `/queue/${code}` }
          return { ...facts, oldestAt: first?.since ?? null, deadlineAt: first?.deadlineAt ?? null }
        }),
      }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/console/work-queue/:code',
    config: { access: WORK },
    schema: {
      tags,
      summary: 'The work behind a card',
      params: QueueCode,
      response: answers(200, List(WorkItem)),
    },
    handler: async (request, reply) => {
      const queue = WORK_QUEUES.find(({ code }) => code === request.params.code)
      if (!queue || !isSeen(request, queue)) return refuse(reply, { code: 'not_found' })
      return { items: await workOf(queue, doors, shopIdOf(request)) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/approvals',
    config: { access: { callers: ['staff'], permission: 'approval.read', ownership: 'platform' } },
    schema: { tags, summary: 'What waits for a second person', response: answers(200, List(Approval)) },
    handler: async (request) => {
      const { items } = await listRefunds(doors.db, { state: 'requested', limit: 200 })
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

const DUE: Readonly<Record<DueKind, Label>> = {
  trade_expiry: { zh: '未支付关单', en: 'Close unpaid' },
  trade_close: { zh: '完成关单', en: 'Finish closing' },
  attempt_query: { zh: '查询支付结果', en: 'Ask about a payment' },
  refund_send: { zh: '发送或查询退款', en: 'Send or ask about a refund' },
  evidence_apply: { zh: '入账凭据', en: 'Apply evidence' },
  webhook_delivery: { zh: '推送事件', en: 'Deliver a webhook' },
}

const timerRoutes = (app: App, { db }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/timers',
    config: { access: { callers: ['staff'], permission: 'timer.read', ownership: 'platform' } },
    schema: {
      tags,
      summary: 'What will happen by itself, soonest first',
      querystring: Limit,
      response: answers(200, List(Timer)),
    },
    handler: async ({ query: { limit = 20 } }) => {
      const due = await listDue(db, limit)
      return { items: due.map((timer) => ({ ...timer, label: DUE[timer.kind] })) }
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
