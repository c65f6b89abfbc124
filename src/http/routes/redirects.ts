import { actorOf, mayRequestRefund } from '../../modules/account/index.ts'
import { findRefund, maskedName, tailOf } from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { refuse } from '../refusal.ts'
import { renderRefund } from '../render/refund.ts'
import { ByNo, Refund } from '../schemas/order.ts'
import { RedirectBody, Ways } from '../schemas/redirect.ts'
import { answers } from '../schemas/shapes.ts'

const tags = ['refunds']
const ASK: Access = { callers: ['staff'], permission: 'refund.request', ownership: 'platform' }

/** Another way 改退 for a refund that cannot go the way it came. A second person approves it like any refund. */
export const redirectRoutes = (app: App, { db, flows }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/refunds/:no/ways',
    config: { access: ASK },
    schema: {
      tags,
      summary: 'The ways a refund can still go that cannot go the way it came',
      params: ByNo,
      response: answers(200, Ways),
    },
    handler: async (request, reply) => {
      const found = await flows.refundWays(request.params.no)
      if (!found) return refuse(reply, { code: 'not_found' })
      const { ways, banks } = found
      return { ways, banks: Object.entries(banks).map(([code, title]) => ({ code, title })) }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/refunds/:no/redirect',
    config: { access: ASK, idempotency: { says: withoutCard } },
    schema: {
      tags,
      summary:
        'Ask for a failed refund to go another way: by its channel, or by us where that has refused it for good',
      params: ByNo,
      body: RedirectBody,
      response: answers(201, Refund),
    },
    handler: async (request, reply) => {
      const staff = staffOf(request)
      const { no: refundNo } = request.params
      const { way, reason } = request.body
      const card = request.body.way === 'card' ? request.body.card : null
      const known = await findRefund(db, refundNo)
      if (!known) return refuse(reply, { code: 'not_found' })
      if (!mayRequestRefund(staff, known.amount)) return refuse(reply, { code: 'over_your_limit' })
      const wish = { refundNo, way, card, reason, requestedBy: actorOf(staff) }
      const outcome = await flows.askRedirect({ ...commandKey(request), ...wish })
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      const refund = await findRefund(db, refundNo)
      return refund ? reply.code(201).send(renderRefund(refund, staff)) : refuse(reply, { code: 'not_found' })
    },
  })
}

/** What of the request may be kept, also as a hash. */
function withoutCard(body: unknown): unknown {
  const { card, ...rest } = body as { card?: { bank: string; account: string; holder: string } }
  return card
    ? { ...rest, card: { bank: card.bank, tail: tailOf(card.account), holder: maskedName(card.holder) } }
    : rest
}
