import { accept, reject } from '../../kernel/outcome.ts'
import { actorOf } from '../../modules/account/index.ts'
import { findOrders } from '../../modules/order/index.ts'
import {
  actsOf,
  evidenceOf,
  findPayment,
  listPayments,
  markSeen,
  type Payment as PaymentFacts,
  STANDINGS,
  standingOf,
} from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { insiderOf, staffOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { once } from '../once.ts'
import { refuse } from '../refusal.ts'
import { renderStaffAttempt } from '../render/attempt.ts'
import { figuresOf } from '../render/figures.ts'
import { renderRefund } from '../render/refund.ts'
import { Evidence, Payment, PaymentQuery, PaymentView } from '../schemas/finance.ts'
import { answers, Closed, Empty, Id, List, No, Page } from '../schemas/shapes.ts'

const tags = ['payments']
const READ: Access = { callers: ['staff', 'key'], permission: 'payment.read', ownership: 'platform' }
const params = Closed({ payableNo: No })

/** `over` is money beyond what is due that still has to be given back. */
const rendered = (payment: PaymentFacts) => ({
  ...payment,
  over: payment.surplus - payment.surplusRefunding - payment.surplusRefunded,
})

/** Bytes as they came, readable where they are text. */
const bodyText = (body: Buffer): string => {
  const text = body.toString('utf8')
  return text.isWellFormed() && !text.includes('\uFFFD') ? text : `base64:${body.toString('base64')}`
}

/** Payments span shops, so they are the platform's to see; a merchant sees his share on the order. */
export const paymentRoutes = (app: App, { db, clock }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/payments',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Payments, newest first',
      querystring: PaymentQuery,
      response: answers(200, Page(Payment)),
    },
    handler: async ({ query: { state, channel, cursor, limit = 20 } }) => {
      const filter = {
        ...(state ? { state } : {}),
        ...(channel ? { channel } : {}),
        ...(cursor ? { cursor } : {}),
      }
      const page = await listPayments(db, { ...filter, limit })
      return { ...page, items: page.items.map(rendered) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/payments/:payableNo',
    config: { access: READ },
    schema: {
      tags,
      summary: 'A payment with all that belongs to it',
      params,
      response: answers(200, PaymentView),
    },
    handler: async (request, reply) => {
      const view = await findPayment(db, request.params.payableNo)
      if (!view) return refuse(reply, { code: 'not_found' })
      const caller = insiderOf(request)
      if (caller.kind === 'buyer') return refuse(reply, { code: 'not_found' })
      const attempts = view.attempts.map((attempt) => renderStaffAttempt(attempt, view.refunds, caller))
      const refunds = view.refunds.map((refund) => renderRefund(refund, caller))
      const { items, shares, flows } = view
      const code = standingOf(view.payment, actsOf(view.attempts))
      const standing = { code, title: STANDINGS[code] }
      const orders = await findOrders(
        db,
        items.map(({ itemNo }) => itemNo),
      )
      const figures = figuresOf(orders, flows)
      return { ...rendered(view.payment), standing, figures, items, shares, attempts, refunds, flows }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/payments/:payableNo/evidence',
    config: { access: { callers: ['staff'], permission: 'evidence.read', ownership: 'platform' } },
    schema: {
      tags,
      summary: 'What the channels said, as it came',
      params,
      response: answers(200, List(Evidence)),
    },
    handler: async (request, reply) => {
      const view = await findPayment(db, request.params.payableNo)
      if (!view) return refuse(reply, { code: 'not_found' })
      const nos = [
        ...view.attempts.map(({ attemptNo }) => attemptNo),
        ...view.refunds.map(({ refundNo }) => refundNo),
      ]
      const rows = await evidenceOf(db, nos)
      return { items: rows.map((row) => ({ ...row, body: bodyText(row.body) })) }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/evidence/:id/seen',
    config: { access: { callers: ['staff'], permission: 'payment.check', ownership: 'platform' } },
    schema: {
      tags,
      summary: 'Say that evidence about nothing of ours, or against what stands, was looked into',
      params: Closed({ id: Id }),
      response: answers(200, Empty),
    },
    handler: async (request, reply) => {
      const now = clock.now()
      const by = actorOf(staffOf(request))
      const done = await once(db, 'evidence.seen', { ...commandKey(request), now }, async (tx) =>
        (await markSeen(tx, request.params.id, by, now)) ? accept(null) : reject('not_found'),
      )
      return done.ok ? reply.send(null) : refuse(reply, done.rejection)
    },
  })
}
