import { actorOf, mayRequestRefund } from '../../modules/account/index.ts'
import { findAttempt, findRefund } from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { refuse } from '../refusal.ts'
import { renderRefund } from '../render/refund.ts'
import { ByNo, Refund } from '../schemas/order.ts'
import { answers, Closed, Text } from '../schemas/shapes.ts'

const REQUEST: Access = { callers: ['staff'], permission: 'refund.request', ownership: 'platform' }

/**
 * Money that nobody owed and that no rule gives back, because its amount conflicts, is asked for by hand and approved
 * by a second person as every refund is.
 */
export const surplusRefundRoutes = (app: App, { db, flows }: Doors): void => {
  app.route({
    method: 'POST',
    url: '/v1/attempts/:no/refunds',
    config: { access: REQUEST },
    schema: {
      tags: ['refunds'],
      summary: 'Ask for the surplus of an attempt to be given back',
      params: ByNo,
      body: Closed({ reason: Text(200) }),
      response: answers(201, Refund),
    },
    handler: async (request, reply) => {
      const staff = staffOf(request)
      const attempt = await findAttempt(db, request.params.no)
      if (!attempt) return refuse(reply, { code: 'not_found' })
      if (!mayRequestRefund(staff, attempt.surplus)) return refuse(reply, { code: 'over_your_limit' })
      const outcome = await flows.refundSurplus({
        ...commandKey(request),
        attemptNo: attempt.attemptNo,
        reason: request.body.reason,
        actor: actorOf(staff),
      })
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      const refund = await findRefund(db, outcome.value.refundNo)
      return refund ? reply.code(201).send(renderRefund(refund, staff)) : refuse(reply, { code: 'not_found' })
    },
  })
}
