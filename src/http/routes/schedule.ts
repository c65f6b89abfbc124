import { actorOf, triggerOf } from '../../modules/account/index.ts'
import { findTrade } from '../../modules/order/index.ts'
import type { Access } from '../access.ts'
import { buyerOf, insiderOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { orderWithin, tradeWithin } from '../orders-seen.ts'
import { refuse } from '../refusal.ts'
import { showSchedule } from '../render/schedule.ts'
import { ByNo } from '../schemas/order.ts'
import { PlanBody, Schedule, SupplementBody, WaiverBody } from '../schemas/promise.ts'
import { answers } from '../schemas/shapes.ts'

const READ: Access = { callers: ['buyer', 'staff', 'key'], permission: 'order.read', ownership: 'reach' }
const BUYER: Access = { callers: ['buyer'], ownership: 'reach' }
const CHARGE: Access = { callers: ['staff', 'key'], permission: 'payment.charge', ownership: 'reach' }

/** What is due in parts: chosen by the buyer, added to by the shop. */
export const scheduleRoutes = (app: App, doors: Doors): void => {
  const { db, flows, policies } = doors

  app.route({
    method: 'GET',
    url: '/v1/trades/:no/schedule',
    config: { access: READ },
    schema: {
      tags: ['trades'],
      summary: 'What is due by which day, and what of it is paid',
      params: ByNo,
      response: answers(200, Schedule),
    },
    handler: async (request, reply) => {
      const trade = await tradeWithin(doors, request.params.no, insiderOf(request))
      return trade ? showSchedule(db, trade, policies.terms) : refuse(reply, { code: 'not_found' })
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/trades/:no/plan',
    config: { access: BUYER },
    schema: {
      tags: ['trades'],
      summary: 'Pay in parts, chosen before the first payment',
      params: ByNo,
      body: PlanBody,
      response: answers(201, Schedule),
    },
    handler: async (request, reply) => {
      const caller = buyerOf(request)
      const { no: tradeNo } = request.params
      const trade = await tradeWithin(doors, tradeNo, caller)
      if (!trade) return refuse(reply, { code: 'not_found' })
      const actor = { id: actorOf(caller), by: 'buyer' as const }
      const outcome = await flows.choosePlan({
        ...commandKey(request),
        tradeNo,
        actor,
        plan: request.body.plan,
      })
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      return reply.code(201).send(await showSchedule(db, trade, policies.terms))
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/orders/:no/supplements/waive',
    config: { access: CHARGE },
    schema: {
      tags: ['orders'],
      summary: 'Give up what was asked for beyond the booking and is still owed, or a part of it',
      params: ByNo,
      body: WaiverBody,
      response: answers(200, Schedule),
    },
    handler: async (request, reply) => {
      const caller = insiderOf(request)
      const order = await orderWithin(doors, request.params.no, caller)
      if (!order) return refuse(reply, { code: 'not_found' })
      const { amount = null, reason } = request.body
      const actor = { id: actorOf(caller), by: triggerOf(caller) }
      const command = { ...commandKey(request), amount, reason, orderNo: order.orderNo, actor }
      const outcome = await flows.waiveSupplement(command)
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      const trade = await findTrade(db, order.tradeNo)
      return trade ? showSchedule(db, trade, policies.terms) : refuse(reply, { code: 'not_found' })
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/orders/:no/supplements',
    config: { access: CHARGE },
    schema: {
      tags: ['orders'],
      summary: 'Ask for what was used beyond the booking',
      params: ByNo,
      body: SupplementBody,
      response: answers(201, Schedule),
    },
    handler: async (request, reply) => {
      const caller = insiderOf(request)
      const order = await orderWithin(doors, request.params.no, caller)
      if (!order) return refuse(reply, { code: 'not_found' })
      const actor = { id: actorOf(caller), by: triggerOf(caller) }
      const command = { ...commandKey(request), ...request.body, orderNo: order.orderNo, actor }
      const outcome = await flows.askSupplement(command)
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      const trade = await findTrade(db, order.tradeNo)
      return trade
        ? reply.code(201).send(await showSchedule(db, trade, policies.terms))
        : refuse(reply, { code: 'not_found' })
    },
  })
}
