import { actorOf } from '../../modules/account/index.ts'
import type { Access } from '../access.ts'
import { buyerOf, insiderOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { attemptWithin, showTrade, tradeWithin } from '../orders-seen.ts'
import { openPace } from '../pace.ts'
import { isOurs, payerOf, payingActor } from '../payer.ts'
import { refuse } from '../refusal.ts'
import { renderAttempt } from '../render/attempt.ts'
import { Attempt, AttemptBody, PaymentMethod, Reason } from '../schemas/checkout.ts'
import { ByNo, Trade } from '../schemas/order.ts'
import { answers, Closed, List } from '../schemas/shapes.ts'

const tags = ['trades']
const BUYER: Access = { callers: ['buyer'], ownership: 'reach' }
const PAYER: Access = { callers: ['buyer', 'key'], permission: 'payment.create', ownership: 'reach' }
const SEEN: Access = { callers: ['buyer', 'staff', 'key'], permission: 'order.read', ownership: 'reach' }

export const buyerActor = (request: Asked) => ({ id: actorOf(buyerOf(request)), by: 'buyer' as const })

export const tradeRoutes = (app: App, doors: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/trades/:no',
    config: { access: SEEN },
    schema: { tags, summary: 'A trade with its orders', params: ByNo, response: answers(200, Trade) },
    handler: async (request, reply) => {
      const caller = insiderOf(request)
      const trade = await tradeWithin(doors, request.params.no, caller)
      return trade ? showTrade(doors, trade, caller) : refuse(reply, { code: 'not_found' })
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/trades/:no/cancel',
    config: { access: BUYER },
    schema: {
      tags,
      summary: 'Cancel what is not paid',
      params: ByNo,
      body: Reason,
      response: answers(202, Trade),
    },
    handler: async (request, reply) => {
      const caller = buyerOf(request)
      const { no } = request.params
      if (!(await tradeWithin(doors, no, caller))) return refuse(reply, { code: 'not_found' })
      const outcome = await doors.flows.cancelTrade({
        ...commandKey(request),
        tradeNo: no,
        actor: buyerActor(request),
        reason: request.body.reason ?? 'buyer',
      })
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      const trade = await tradeWithin(doors, no, caller)
      if (!trade) return refuse(reply, { code: 'not_found' })
      return reply.code(202).send(await showTrade(doors, trade, caller))
    },
  })

  attemptRoutes(app, doors)
}

const attemptRoutes = (app: App, doors: Doors): void => {
  const { flows } = doors
  const checks = openPace({ most: 5, windowMs: 10_000 })

  app.route({
    method: 'GET',
    url: '/v1/payment-methods',
    config: { access: { callers: ['guest', 'buyer', 'staff', 'key'], ownership: 'public' } },
    schema: { tags, summary: 'How one can pay', response: answers(200, List(PaymentMethod)) },
    handler: async () => ({ items: flows.paymentMethods() }),
  })

  app.route({
    method: 'POST',
    url: '/v1/trades/:no/attempts',
    config: { access: PAYER },
    schema: {
      tags,
      summary: 'Begin to pay',
      params: ByNo,
      body: AttemptBody,
      response: answers(201, Attempt),
    },
    handler: async (request, reply) => {
      const { orderNo = null, payer: _payer, returnUrl, ...wish } = request.body
      const caller = insiderOf(request)
      // A key is not the buyer, so the trade must be within its reach before anything is asked of it.
      if (caller.kind === 'key' && !(await tradeWithin(doors, request.params.no, caller)))
        return refuse(reply, { code: 'not_found' })
      if (returnUrl !== undefined && !isOurs(returnUrl, request, doors.publicUrl)) {
        const isSeen = await tradeWithin(doors, request.params.no, caller)
        const fault = { code: 'invalid_field', param: 'returnUrl', detail: { rule: 'ours' } } as const
        return refuse(reply, isSeen ? fault : { code: 'not_found' })
      }
      // Whose trade it is, the command itself finds out, under the trade's lock.
      const outcome = await flows.pay({
        ...commandKey(request),
        tradeNo: request.params.no,
        orderNo,
        ...wish,
        payer: await payerOf(doors, request, request.body, `/pay/${request.params.no}?back=1`),
        actor: payingActor(request),
      })
      if (outcome.ok) return reply.code(201).send(renderAttempt(outcome.value))
      // A channel that is none is noticed before the trade is looked at; a stranger still learns nothing of it.
      const isHidden = !(await tradeWithin(doors, request.params.no, caller))
      return refuse(reply, isHidden ? { code: 'not_found' } : outcome.rejection)
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/attempts/:no',
    config: { access: { ...SEEN, permission: 'payment.read' } },
    schema: { tags, summary: 'An attempt to pay', params: ByNo, response: answers(200, Attempt) },
    handler: async (request, reply) => {
      const attempt = await attemptWithin(doors, request.params.no, insiderOf(request))
      return attempt ? renderAttempt(attempt) : refuse(reply, { code: 'not_found' })
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/attempts/:no/check',
    config: {
      access: { ...SEEN, permission: 'payment.check' },
      idempotency: { none: 'it only asks the channel what has happened' },
    },
    schema: {
      tags,
      summary: 'Ask the channel now',
      params: ByNo,
      body: Closed({}),
      response: answers(200, Attempt),
    },
    handler: async (request, reply) => {
      const { no } = request.params
      if (!(await attemptWithin(doors, no, insiderOf(request)))) return refuse(reply, { code: 'not_found' })
      const retryAfter = checks.take(no, doors.clock.now())
      if (retryAfter > 0) return refuse(reply, { code: 'too_many_requests', detail: { retryAfter } })
      const attempt = await flows.checkAttempt(no)
      return attempt ? renderAttempt(attempt) : refuse(reply, { code: 'not_found' })
    },
  })
}
