import type { Trade } from '../../modules/order/index.ts'
import type { Access } from '../access.ts'
import { insiderOf } from '../caller.ts'
import type { App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { tradeWithin } from '../orders-seen.ts'
import { openPace } from '../pace.ts'
import { isOurs, payerOf, payingActor } from '../payer.ts'
import { refuse } from '../refusal.ts'
import { renderCombinedCashier, renderCombinedOrder } from '../render/combined-order.ts'
import {
  CombinedCashier,
  CombinedCashierQuery,
  CombinedOrder,
  CombinedOrderBody,
} from '../schemas/combined-order.ts'
import { ByNo } from '../schemas/order.ts'
import { answers, Closed } from '../schemas/shapes.ts'

const tags = ['trades']
const PAYER: Access = { callers: ['buyer', 'key'], permission: 'payment.create', ownership: 'reach' }
const SEEN: Access = { callers: ['buyer', 'staff', 'key'], permission: 'payment.read', ownership: 'reach' }
const BUYER: Access = { callers: ['buyer'], ownership: 'reach' }

/** The cashier of several trades, which a payer comes back to. */
const BACK = '/pay-together?back=1'

/** Several trades of one buyer paid at once 合并付款. */
export const combinedOrderRoutes = (app: App, doors: Doors): void => {
  const { flows, clock, catalog } = doors
  const checks = openPace({ most: 5, windowMs: 10_000 })

  /** All of these trades, or null where one of them is not the caller's. */
  const tradesWithin = async (request: Asked, nos: readonly string[]): Promise<Trade[] | null> => {
    const caller = insiderOf(request)
    const found = await Promise.all(nos.map((no) => tradeWithin(doors, no, caller)))
    const trades = found.filter((trade) => trade !== null)
    return trades.length === nos.length ? trades : null
  }

  const orderWithin = async (request: Asked, no: string) => {
    const order = await flows.readCombined(no)
    const nos = order.parts.map(({ payableNo }) => payableNo)
    return nos.length > 0 && (await tradesWithin(request, nos)) ? order : null
  }

  app.route({
    method: 'GET',
    url: '/v1/combined-cashier',
    config: { access: BUYER },
    schema: {
      tags,
      summary: 'All that a page needs to let several trades be paid at once',
      querystring: CombinedCashierQuery,
      response: answers(200, CombinedCashier),
    },
    handler: async (request, reply) => {
      const nos = [...new Set(request.query.trades.split(','))]
      const trades = await tradesWithin(request, nos)
      if (!trades) return refuse(reply, { code: 'not_found' })
      const payer = await payerOf(doors, request, { method: 'jsapi' })
      return renderCombinedCashier(await flows.combinedPage(trades, payer), catalog, clock.now())
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/combined-orders',
    config: { access: PAYER },
    schema: {
      tags,
      summary: 'Begin to pay several trades at once',
      description:
        'Each trade gets an attempt of its own; the channel runs them as the parts of one order, which is shown, paid and closed as a whole. Where one of them cannot be paid, none begins: `detail.tradeNo` names it.',
      body: CombinedOrderBody,
      response: answers(201, CombinedOrder),
    },
    handler: async (request, reply) => {
      const { tradeNos, channel, method, returnUrl } = request.body
      if (!(await tradesWithin(request, tradeNos))) return refuse(reply, { code: 'not_found' })
      if (returnUrl !== undefined && !isOurs(returnUrl, request, doors.publicUrl))
        return refuse(reply, { code: 'invalid_field', param: 'returnUrl', detail: { rule: 'ours' } })
      const outcome = await flows.payTogether({
        ...commandKey(request),
        tradeNos,
        channel,
        method,
        payer: await payerOf(doors, request, request.body, BACK),
        actor: payingActor(request),
      })
      return outcome.ok
        ? reply.code(201).send(renderCombinedOrder(outcome.value))
        : refuse(reply, outcome.rejection)
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/combined-orders/:no',
    config: { access: SEEN },
    schema: {
      tags,
      summary: 'Several trades paid at once, with the attempt on each',
      params: ByNo,
      response: answers(200, CombinedOrder),
    },
    handler: async (request, reply) => {
      const order = await orderWithin(request, request.params.no)
      return order ? renderCombinedOrder(order) : refuse(reply, { code: 'not_found' })
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/combined-orders/:no/check',
    config: {
      access: { ...SEEN, permission: 'payment.check' },
      idempotency: { none: 'it only asks the channel what has happened' },
    },
    schema: {
      tags,
      summary: 'Ask the channel now about all of them',
      params: ByNo,
      body: Closed({}),
      response: answers(200, CombinedOrder),
    },
    handler: async (request, reply) => {
      const { no } = request.params
      if (!(await orderWithin(request, no))) return refuse(reply, { code: 'not_found' })
      const retryAfter = checks.take(no, clock.now())
      if (retryAfter > 0) return refuse(reply, { code: 'too_many_requests', detail: { retryAfter } })
      return renderCombinedOrder(await flows.checkCombined(no))
    },
  })
}
