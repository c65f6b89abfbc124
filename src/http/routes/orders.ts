import { actorOf, reachOf, triggerOf } from '../../modules/account/index.ts'
import {
  findTrade,
  listOrders,
  type OrderFilter,
  type Order as OrderRecord,
  type OrderState,
  TAB_STATES,
} from '../../modules/order/index.ts'
import { findPayment, isOnDelivery, isPromised, refundsOfItem } from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { insiderOf } from '../caller.ts'
import { csvOf, orderColumns } from '../csv.ts'
import type { Answer, App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { orderWithin, showOrders } from '../orders-seen.ts'
import { refuse } from '../refusal.ts'
import { renderAddress } from '../render/order.ts'
import { renderRefund } from '../render/refund.ts'
import { Reason } from '../schemas/checkout.ts'
import { ByNo, Order, OrderCsvQuery, OrderQuery, OrderSummary, Timeline } from '../schemas/order.ts'
import { answers, List, Page } from '../schemas/shapes.ts'
import { timelineOfOrder } from '../timeline.ts'

const tags = ['orders']
const READ: Access = { callers: ['buyer', 'staff', 'key'], permission: 'order.read', ownership: 'reach' }
const FULFIL: Access = { callers: ['staff', 'key'], permission: 'order.fulfil', ownership: 'reach' }

type Filters = {
  state?: string
  q?: string
  phone?: string
  product?: string
  from?: string
  to?: string
  shop?: number
}

const TABS: Readonly<Record<string, readonly OrderState[]>> = TAB_STATES

/** The caller's reach and his wishes as one filter; null when a wish is beyond the reach, and finds nothing. */
const filterOf = (request: Asked, wishes: Filters): OrderFilter | null => {
  const reach = reachOf(insiderOf(request))
  const { state, q, phone, product, from, to, shop } = wishes
  if (reach.kind === 'shop' && shop !== undefined && shop !== reach.shopId) return null
  const shopId = reach.kind === 'shop' ? reach.shopId : shop
  return {
    ...(reach.kind === 'buyer' ? { buyerId: reach.buyerId } : {}),
    ...(shopId === undefined ? {} : { shopId }),
    ...(state === undefined ? {} : { states: TABS[state] ?? [state as OrderState] }),
    ...(q === undefined ? {} : /^\d+$/.test(q) ? { no: q } : { product: q }),
    ...(phone === undefined ? {} : { phone }),
    ...(product === undefined ? {} : { product }),
    ...(from === undefined ? {} : { from: new Date(from) }),
    ...(to === undefined ? {} : { to: new Date(to) }),
  }
}

/** The end of the period that is no moment. */
const faultyEnd = (wishes: Filters): 'from' | 'to' | undefined =>
  (['from', 'to'] as const).find((end) => Number.isNaN(Date.parse(wishes[end] ?? '2026-01-01')))

export const orderRoutes = (app: App, doors: Doors): void => {
  readOrders(app, doors)
  exportOrders(app, doors)
  actOnOrders(app, doors)
}

const readOrders = (app: App, doors: Doors): void => {
  const { db } = doors
  app.route({
    method: 'GET',
    url: '/v1/orders',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Orders, newest first',
      querystring: OrderQuery,
      response: answers(200, Page(OrderSummary)),
    },
    handler: async (request, reply) => {
      const { cursor, limit = 20, ...wishes } = request.query
      const faulty = faultyEnd(wishes)
      if (faulty) return refuse(reply, { code: 'invalid_field', param: faulty })
      const filter = filterOf(request, wishes)
      if (!filter) return { items: [], nextCursor: null }
      const { items, nextCursor } = await listOrders(db, { ...filter, limit, ...(cursor ? { cursor } : {}) })
      return { items: await showOrders(doors, items, insiderOf(request)), nextCursor }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/orders/:no',
    config: { access: READ },
    schema: { tags, summary: 'An order', params: ByNo, response: answers(200, Order) },
    handler: async (request, reply) => (await showOrder(doors, request, request.params.no)) ?? missing(reply),
  })

  app.route({
    method: 'GET',
    url: '/v1/orders/:no/timeline',
    config: { access: READ },
    schema: { tags, summary: 'What happened to it', params: ByNo, response: answers(200, List(Timeline)) },
    handler: async (request, reply) => {
      const caller = insiderOf(request)
      const order = await orderWithin(doors, request.params.no, caller)
      return order ? { items: await timelineOfOrder(db, order, caller) } : missing(reply)
    },
  })
}

const missing = (reply: Answer): Answer => refuse(reply, { code: 'not_found' })

/** Everything about an order that its caller may see; null when it is not his. */
const showOrder = async (doors: Doors, request: Asked, no: string) => {
  const caller = insiderOf(request)
  const order = await orderWithin(doors, no, caller)
  if (!order) return null
  const [[summary], trade, view, refunds] = await Promise.all([
    showOrders(doors, [order], caller),
    findTrade(doors.db, order.tradeNo),
    findPayment(doors.db, order.tradeNo),
    refundsOfItem(doors.db, { payableNo: order.tradeNo, itemNo: no }),
  ])
  const paidBy = view?.attempts.find(({ state, itemNos }) => state === 'succeeded' && itemNos.includes(no))
  const payment = order.allocationNo && {
    allocationNo: order.allocationNo,
    paidAt: order.paidAt,
    channel: paidBy?.channel ?? null,
  }
  const cash = view?.attempts.find((one) => isPromised(one) && isOnDelivery(one) && one.itemNos.includes(no))
  return {
    ...summary!,
    toCollect: cash ? { attemptNo: cash.attemptNo, amount: cash.amount } : null,
    address: renderAddress(trade?.address ?? null, caller),
    remark: order.remark,
    invoice: trade?.invoice ?? null,
    payment: payment || null,
    refunds: refunds.map((refund) => renderRefund(refund, caller)),
    expiresAt: order.state === 'created' ? (trade?.expiresAt ?? null) : null,
    paidAt: order.paidAt,
    confirmedAt: order.confirmedAt,
    completedAt: order.completedAt,
    cancelledAt: order.cancelledAt,
    cancelReason: order.cancelReason,
  }
}

const EXPORT_ROWS = 5_000

/** Page after page: one that a filter leaves short is not the end. */
const newestOrders = async ({ db }: Doors, filter: OrderFilter, most: number): Promise<OrderRecord[]> => {
  const found: OrderRecord[] = []
  for (let cursor: string | null | undefined; cursor !== null && found.length < most; ) {
    const page = await listOrders(db, {
      ...filter,
      limit: most - found.length,
      ...(cursor ? { cursor } : {}),
    })
    found.push(...page.items)
    cursor = page.nextCursor
  }
  return found
}

const exportOrders = (app: App, doors: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/orders.csv',
    config: { access: { callers: ['staff'], permission: 'order.export', ownership: 'reach' } },
    schema: { tags, summary: 'The same orders as a table (5,000 at most)', querystring: OrderCsvQuery },
    handler: async (request, reply) => {
      const faulty = faultyEnd(request.query)
      if (faulty) return refuse(reply, { code: 'invalid_field', param: faulty })
      const filter = filterOf(request, request.query)
      const items = filter ? await newestOrders(doors, filter, EXPORT_ROWS) : []
      const rows = await showOrders(doors, items, insiderOf(request))
      reply.header('content-disposition', 'attachment; filename="orders.csv"')
      return reply.type('text/csv; charset=utf-8').send(csvOf(orderColumns, rows))
    },
  })
}

const actOnOrders = (app: App, doors: Doors): void => {
  const { flows } = doors
  const acted = async (request: Asked, reply: Answer, no: string) =>
    (await showOrder(doors, request, no)) ?? missing(reply)
  const actorFor = (request: Asked) => {
    const caller = insiderOf(request)
    return { id: actorOf(caller), by: triggerOf(caller) }
  }

  app.route({
    method: 'POST',
    url: '/v1/orders/:no/cancel',
    config: { access: { callers: ['buyer', 'staff'], permission: 'order.fulfil', ownership: 'reach' } },
    schema: {
      tags,
      summary: 'Cancel an unpaid order',
      params: ByNo,
      body: Reason,
      response: answers(200, Order),
    },
    handler: async (request, reply) => {
      const { no } = request.params
      const caller = insiderOf(request)
      if (!(await orderWithin(doors, no, caller))) return missing(reply)
      // A merchant declines a paid order; what is not paid is the buyer's to cancel.
      if (triggerOf(caller) === 'merchant') return refuse(reply, { code: 'not_allowed' })
      const command = {
        ...commandKey(request),
        orderNo: no,
        actor: actorFor(request),
        reason: request.body.reason ?? null,
      }
      const outcome = await flows.cancelOrder(command)
      return outcome.ok ? acted(request, reply, no) : refuse(reply, outcome.rejection)
    },
  })

  for (const action of ['confirm', 'complete', 'decline', 'withdraw'] as const) {
    const access: Access = action === 'complete' ? { ...FULFIL, callers: ['buyer', 'staff', 'key'] } : FULFIL
    app.route({
      method: 'POST',
      url: `/v1/orders/:no/${action}`,
      config: { access },
      schema: {
        tags,
        summary: `${SUMMARY[action]}`,
        params: ByNo,
        body: Reason,
        response: answers(200, Order),
      },
      handler: async (request, reply) => {
        const { no } = request.params
        if (!(await orderWithin(doors, no, insiderOf(request)))) return missing(reply)
        const command = { ...commandKey(request), orderNo: no, action, actor: actorFor(request) }
        const outcome = await flows.actOnOrder({ ...command, reason: request.body.reason ?? null })
        return outcome.ok ? acted(request, reply, no) : refuse(reply, outcome.rejection)
      },
    })
  }
}

const SUMMARY = {
  confirm: 'Accept a paid order',
  complete: 'The goods have arrived',
  decline: 'Refuse an order; all that was paid is given back',
  withdraw: 'It came back uncollected, or was never paid in full: it ends, and what was paid is given back',
}
