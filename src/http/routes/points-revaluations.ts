import { actorOf, may, type Staff } from '../../modules/account/index.ts'
import { listRevaluations, type Revaluation as RevaluationFacts } from '../../modules/wallet/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { refuse } from '../refusal.ts'
import { Reason } from '../schemas/checkout.ts'
import { ByNo } from '../schemas/order.ts'
import { answers } from '../schemas/shapes.ts'
import { Revaluation, RevaluationBody, Revaluations } from '../schemas/wallet.ts'

const tags = ['wallet']
const READ: Access = { callers: ['staff'], permission: 'wallet.read', ownership: 'platform' }
const ASK: Access = { callers: ['staff'], permission: 'wallet.adjust', ownership: 'platform' }
const DECIDE: Access = { callers: ['staff'], permission: 'wallet.approve', ownership: 'platform' }
const SHOWN = 50

/** Nobody decides what he asked for himself. An answer that is told again comes out of its key as JSON. */
const shown = ({ revaluationNo, ...facts }: RevaluationFacts, staff: Staff) => {
  const mayDecide =
    facts.state === 'requested' && may(staff, 'wallet.approve') && facts.requestedBy !== actorOf(staff)
  return {
    ...facts,
    requestedAt: new Date(facts.requestedAt),
    decidedAt: facts.decidedAt && new Date(facts.decidedAt),
    no: revaluationNo,
    actions: mayDecide ? (['approve', 'reject'] as const) : [],
  }
}

/** What all points are worth 积分重估: the books follow the rate by the word of two of senior finance. */
export const pointsRevaluationRoutes = (app: App, { db, flows }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/points-revaluations',
    config: { access: READ },
    schema: {
      tags,
      summary: 'What all points are worth and what the books say, with the revaluations, newest first',
      response: answers(200, Revaluations),
    },
    handler: async (request) => {
      const [now, items] = [await flows.pointsValuation(), await listRevaluations(db, SHOWN)]
      return { now, items: items.map((one) => shown(one, staffOf(request))) }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/points-revaluations',
    config: { access: ASK },
    schema: {
      tags,
      summary: 'Ask for the books to follow what points are worth',
      body: RevaluationBody,
      response: answers(201, Revaluation),
    },
    handler: async (request, reply) => {
      const staff = staffOf(request)
      const { reason } = request.body
      const asked = await flows.requestRevaluation({ ...commandKey(request), reason, actor: actorOf(staff) })
      return asked.ok ? reply.code(201).send(shown(asked.value, staff)) : refuse(reply, asked.rejection)
    },
  })

  for (const action of ['approve', 'reject'] as const) {
    app.route({
      method: 'POST',
      url: `/v1/points-revaluations/:no/${action}`,
      config: { access: DECIDE },
      schema: {
        tags,
        summary: SUMMARY[action],
        params: ByNo,
        body: Reason,
        response: answers(200, Revaluation),
      },
      handler: async (request, reply) => {
        const staff = staffOf(request)
        const decided = await flows.decideRevaluation({
          ...commandKey(request),
          revaluationNo: request.params.no,
          action,
          reason: request.body.reason ?? null,
          actor: actorOf(staff),
        })
        return decided.ok ? shown(decided.value, staff) : refuse(reply, decided.rejection)
      },
    })
  }
}

const SUMMARY = {
  approve: 'Approve a revaluation that somebody else asked for; what is found then is booked',
  reject: 'Reject a revaluation',
}
