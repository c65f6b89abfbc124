import { actorOf, findPeople, may, type Staff } from '../../modules/account/index.ts'
import {
  type Adjustment as AdjustmentFacts,
  findAdjustment,
  listAdjustments,
} from '../../modules/wallet/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { refuse } from '../refusal.ts'
import { Reason } from '../schemas/checkout.ts'
import { ByNo } from '../schemas/order.ts'
import { answers, Page } from '../schemas/shapes.ts'
import { Adjustment, AdjustmentBody, AdjustmentQuery } from '../schemas/wallet.ts'

const tags = ['wallet']
const READ: Access = { callers: ['staff'], permission: 'wallet.read', ownership: 'platform' }
const ASK: Access = { callers: ['staff'], permission: 'wallet.adjust', ownership: 'platform' }
const DECIDE: Access = { callers: ['staff'], permission: 'wallet.approve', ownership: 'platform' }

/** Nobody decides what he asked for himself. */
const shown = ({ adjustmentNo, units, ...adjustment }: AdjustmentFacts, staff: Staff) => {
  const mayDecide =
    adjustment.state === 'requested' &&
    may(staff, 'wallet.approve') &&
    adjustment.requestedBy !== actorOf(staff)
  const actions = mayDecide ? (['approve', 'reject'] as const) : []
  return { ...adjustment, no: adjustmentNo, points: units, actions }
}

/** Money or points into a wallet, or out of it, by hand (row N18): senior finance only, and two of them. */
export const walletAdjustmentRoutes = (app: App, { db, flows }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/wallet-adjustments',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Changes of wallets by hand, newest first',
      querystring: AdjustmentQuery,
      response: answers(200, Page(Adjustment)),
    },
    handler: async (request) => {
      const { state, buyer, cursor, limit = 20 } = request.query
      const page = await listAdjustments(db, {
        limit,
        ...(state ? { state } : {}),
        ...(buyer ? { buyerId: buyer } : {}),
        ...(cursor ? { cursor } : {}),
      })
      return { ...page, items: page.items.map((one) => shown(one, staffOf(request))) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/wallet-adjustments/:no',
    config: { access: READ },
    schema: {
      tags,
      summary: 'A change of a wallet by hand',
      params: ByNo,
      response: answers(200, Adjustment),
    },
    handler: async (request, reply) => {
      const adjustment = await findAdjustment(db, request.params.no)
      return adjustment ? shown(adjustment, staffOf(request)) : refuse(reply, { code: 'not_found' })
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/wallet-adjustments',
    config: { access: ASK },
    schema: {
      tags,
      summary: 'Ask for money or points to be put into a wallet, or taken out of it',
      body: AdjustmentBody,
      response: answers(201, Adjustment),
    },
    handler: async (request, reply) => {
      const staff = staffOf(request)
      const [person] = await findPeople(db, [request.body.buyerId])
      if (person?.kind !== 'buyer') return refuse(reply, { code: 'not_found', param: 'buyerId' })
      const asked = await flows.requestAdjustment({
        ...commandKey(request),
        ...request.body,
        actor: actorOf(staff),
      })
      return asked.ok
        ? reply.code(201).send(shown(stored(asked.value), staff))
        : refuse(reply, asked.rejection)
    },
  })

  for (const action of ['approve', 'reject'] as const) {
    app.route({
      method: 'POST',
      url: `/v1/wallet-adjustments/:no/${action}`,
      config: { access: DECIDE },
      schema: {
        tags,
        summary: SUMMARY[action],
        params: ByNo,
        body: Reason,
        response: answers(200, Adjustment),
      },
      handler: async (request, reply) => {
        const staff = staffOf(request)
        const decided = await flows.decideAdjustment({
          ...commandKey(request),
          adjustmentNo: request.params.no,
          action,
          reason: request.body.reason ?? null,
          actor: actorOf(staff),
        })
        return decided.ok ? shown(stored(decided.value), staff) : refuse(reply, decided.rejection)
      },
    })
  }
}

/** An answer that is told again comes out of its key as JSON. */
const stored = (adjustment: AdjustmentFacts): AdjustmentFacts => ({
  ...adjustment,
  requestedAt: new Date(adjustment.requestedAt),
  decidedAt: adjustment.decidedAt && new Date(adjustment.decidedAt),
})

const SUMMARY = {
  approve: 'Approve a change that somebody else asked for',
  reject: 'Reject a change',
}
