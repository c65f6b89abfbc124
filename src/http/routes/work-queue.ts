import { isRefundCode, refundReasonOf, refundReasons } from '../../channels/index.ts'
import { permissionsOf } from '../../modules/account/index.ts'
import { countQueues, listQueue, queuesFor } from '../../projections/index.ts'
import type { Access } from '../access.ts'
import { insiderOf, shopIdOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { QueueCode, Queues, WorkItem } from '../schemas/console.ts'
import { answers, Closed, Page, PageQuery } from '../schemas/shapes.ts'

const tags = ['console']
const READ: Access = { callers: ['staff', 'key'], permission: 'work_queue.read', ownership: 'reach' }

/** Each queue asks for the permission that its own rows ask for elsewhere. */
const seenBy = (request: Asked) => queuesFor(permissionsOf(insiderOf(request)), shopIdOf(request))

/** A channel's word in the house's; what has not failed may stand there with somebody's own words. */
const whyOf = ({ subject, state }: Listed) =>
  subject !== null && (state === 'failed' || isRefundCode(subject))
    ? refundReasons[refundReasonOf(subject)].staff
    : null
type Listed = { readonly subject: string | null; readonly state: string | null }

export const workQueueRoutes = (app: App, { db, clock }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/console/work-queue',
    config: { access: READ },
    schema: {
      tags,
      summary: 'What waits for people, with its oldest and its deadline',
      response: answers(200, Queues),
    },
    handler: async (request) => {
      const view = { now: clock.now(), shopId: shopIdOf(request) }
      const counts = await countQueues(db, seenBy(request), view)
      return { queues: counts.map((one) => ({ ...one, link: `/queue/${one.code}` })) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/console/work-queue/:code',
    config: { access: READ },
    schema: {
      tags,
      summary: 'One queue, oldest first',
      params: QueueCode,
      querystring: Closed(PageQuery),
      response: answers(200, Page(WorkItem)),
    },
    handler: async (request, reply) => {
      const queue = seenBy(request).find(({ code }) => code === request.params.code)
      if (!queue) return refuse(reply, { code: 'not_found' })
      const { cursor: after = null, limit = 20 } = request.query
      const view = { now: clock.now(), shopId: shopIdOf(request) }
      const { items, nextCursor } = await listQueue(db, queue, { view, after, limit })
      return {
        items: items.map((item) => ({ ...item, why: queue.ofRefusals ? whyOf(item) : null })),
        nextCursor,
      }
    },
  })
}
