import { actorOf, checkApproval, mayRequestRefund, reachOf, type Staff } from '../../modules/account/index.ts'
import { findLines, type Order } from '../../modules/order/index.ts'
import {
  findPayment,
  findRefund,
  listRefunds,
  type Refund as RefundFacts,
} from '../../modules/payment/index.ts'
import { refundable } from '../../modules/pricing/index.ts'
import type { Access } from '../access.ts'
import { insiderOf, makerOf, staffOf } from '../caller.ts'
import type { Answer, App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { orderWithin, tradeWithin } from '../orders-seen.ts'
import { refuse } from '../refusal.ts'
import { makerOfRefund, renderRefund, renderRequest } from '../render/refund.ts'
import { Reason } from '../schemas/checkout.ts'
import { ByNo, Refund, RefundBody, RefundQuery, RefundRequest, Reissue } from '../schemas/order.ts'
import { answers, Page } from '../schemas/shapes.ts'

const tags = ['refunds']
const READ: Access = { callers: ['buyer', 'staff', 'key'], permission: 'refund.read', ownership: 'reach' }
const DECIDE: Access = { callers: ['staff'], permission: 'refund.approve', ownership: 'platform' }

export const refundRoutes = (app: App, doors: Doors): void => {
  readRefunds(app, doors)
  requestRefunds(app, doors)
  decideRefunds(app, doors)
  reissueRefunds(app, doors)
}

/** A refund of an order in reach, or of a trade in reach for money that no order asked for. */
const refundWithin = async (doors: Doors, request: Asked, no: string): Promise<RefundFacts | null> => {
  const refund = await findRefund(doors.db, no)
  if (!refund) return null
  const caller = insiderOf(request)
  const seen =
    refund.itemNo === null
      ? await tradeWithin(doors, refund.payableNo, caller)
      : await orderWithin(doors, refund.itemNo, caller)
  return seen ? refund : null
}

const shown = async (doors: Doors, request: Asked, reply: Answer, no: string) => {
  const refund = await refundWithin(doors, request, no)
  return refund ? renderRefund(refund, insiderOf(request)) : refuse(reply, { code: 'not_found' })
}

const readRefunds = (app: App, doors: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/refunds',
    config: { access: { ...READ, callers: ['staff', 'key'] } },
    schema: {
      tags,
      summary: 'Refunds, newest first',
      querystring: RefundQuery,
      response: answers(200, Page(Refund)),
    },
    handler: async (request) => {
      const reach = reachOf(insiderOf(request))
      const { state, cursor, limit = 20 } = request.query
      const page = await listRefunds(doors.db, {
        limit,
        ...(state ? { state } : {}),
        ...(cursor ? { cursor } : {}),
        ...(reach.kind === 'shop' ? { payeeId: reach.shopId } : {}),
      })
      return { ...page, items: page.items.map((refund) => renderRefund(refund, insiderOf(request))) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/refunds/:no',
    config: { access: READ },
    schema: { tags, summary: 'A refund', params: ByNo, response: answers(200, Refund) },
    handler: async (request, reply) => shown(doors, request, reply, request.params.no),
  })

  app.route({
    method: 'GET',
    url: '/v1/refunds/:no/request',
    config: { access: READ },
    schema: {
      tags,
      summary: 'The request a refund belongs to, with all its parts',
      params: ByNo,
      response: answers(200, RefundRequest),
    },
    handler: async (request, reply) => {
      const refund = await refundWithin(doors, request, request.params.no)
      const view = refund && (await findPayment(doors.db, refund.payableNo))
      if (!refund || !view) return refuse(reply, { code: 'not_found' })
      const parts = view.refunds.filter(({ requestNo }) => requestNo === refund.requestNo)
      const channelOf = (attemptNo: string) =>
        view.attempts.find((attempt) => attempt.attemptNo === attemptNo)?.channel ?? ''
      return renderRequest(parts, channelOf, insiderOf(request))
    },
  })
}

type Units = Readonly<Record<string, number>>

/** What these pieces are worth, for the limit of who asks; the command computes it again from what it has locked. */
const worthOf = async ({ db }: Doors, order: Order, units: Units | null): Promise<number> => {
  const lines = await findLines(db, [order.orderNo])
  return lines.reduce((sum, line) => {
    const left = line.quantity - line.refundedQuantity
    const wanted = Math.min(units ? (units[line.lineNo] ?? 0) : left, left)
    if (wanted === 0) return sum
    const { quantity, refundedQuantity, amounts } = line
    return sum + refundable({ ...amounts, quantity, refundedQuantity }, wanted).cash
  }, 0)
}

const requestRefunds = (app: App, doors: Doors): void => {
  app.route({
    method: 'POST',
    url: '/v1/orders/:no/refunds',
    config: { access: { callers: ['staff', 'key'], permission: 'refund.request', ownership: 'reach' } },
    schema: {
      tags,
      summary: 'Ask for a refund',
      params: ByNo,
      body: RefundBody,
      response: answers(201, Refund),
    },
    handler: async (request, reply) => {
      const maker = makerOf(request)
      const { lines, reason, to = 'origin' } = request.body
      const order = await orderWithin(doors, request.params.no, maker)
      if (!order) return refuse(reply, { code: 'not_found' })
      const units = lines ? Object.fromEntries(lines.map(({ lineNo, quantity }) => [lineNo, quantity])) : null
      if (lines && Object.keys(units ?? {}).length < lines.length)
        return refuse(reply, { code: 'invalid_field', param: 'lines', detail: { rule: 'uniqueItems' } })
      if (!mayRequestRefund(maker, await worthOf(doors, order, units)))
        return refuse(reply, { code: 'over_your_limit' })
      const facts = {
        orderNo: order.orderNo,
        units,
        reason,
        actor: actorOf(maker),
        toWallet: to === 'wallet',
      }
      const command = { ...commandKey(request), ...facts }
      const outcome = await doors.flows.requestRefund(command)
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      const refund = await findRefund(doors.db, outcome.value.refundNo)
      return refund ? reply.code(201).send(renderRefund(refund, maker)) : refuse(reply, { code: 'not_found' })
    },
  })
}

/** Whether this person may decide so: the second of two, within his limit. */
const faultOf = (checker: Staff, action: 'approve' | 'reject' | 'retry' | 'stop', refund: RefundFacts) => {
  if (action !== 'approve') return null
  const fit = checkApproval(checker, { maker: makerOfRefund(refund), amount: refund.amount })
  return fit.ok ? null : fit.rejection
}

const decideRefunds = (app: App, doors: Doors): void => {
  for (const action of ['approve', 'reject', 'retry', 'stop'] as const) {
    app.route({
      method: 'POST',
      url: `/v1/refunds/:no/${action}`,
      config: { access: DECIDE },
      schema: { tags, summary: SUMMARY[action], params: ByNo, body: Reason, response: answers(200, Refund) },
      handler: async (request, reply) => {
        const staff = staffOf(request)
        const { no } = request.params
        const refund = await findRefund(doors.db, no)
        if (!refund) return refuse(reply, { code: 'not_found' })
        const fault = faultOf(staff, action, refund)
        if (fault) return refuse(reply, fault)
        const outcome = await doors.flows.decideRefund({
          ...commandKey(request),
          refundNo: no,
          action,
          actor: actorOf(staff),
          reason: request.body.reason ?? null,
        })
        return outcome.ok ? shown(doors, request, reply, no) : refuse(reply, outcome.rejection)
      },
    })
  }
}

const reissueRefunds = (app: App, doors: Doors): void => {
  app.route({
    method: 'POST',
    url: '/v1/refunds/:no/reissue',
    config: { access: { ...DECIDE, permission: 'refund.request' } },
    schema: {
      tags,
      summary: 'Ask again for what its channel ended without moving money, the same way or into the wallet',
      params: ByNo,
      body: Reissue,
      response: answers(201, Refund),
    },
    handler: async (request, reply) => {
      const staff = staffOf(request)
      const refund = await findRefund(doors.db, request.params.no)
      if (!refund) return refuse(reply, { code: 'not_found' })
      if (!mayRequestRefund(staff, refund.amount)) return refuse(reply, { code: 'over_your_limit' })
      const again = await doors.flows.decideRefund({
        ...commandKey(request),
        refundNo: refund.refundNo,
        action: 'reissue',
        toWallet: request.body.to === 'wallet',
        actor: actorOf(staff),
        reason: request.body.reason ?? null,
      })
      if (!again.ok) return refuse(reply, again.rejection)
      reply.code(201)
      return shown(doors, request, reply, again.value.refundNo)
    },
  })
}

const SUMMARY = {
  approve: 'Approve a refund that somebody else asked for',
  reject: 'Reject a refund',
  retry: 'Send a failed refund again',
  stop: 'Send a refund no more that its channel does not take; asked once more, it says whether it may go another way',
}
