import { findOrders } from '../../modules/order/index.ts'
import {
  actsOf,
  findPayment,
  listPayments,
  type Payment as PaymentFacts,
  STANDINGS,
  standingOf,
} from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { insiderOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { renderStaffAttempt } from '../render/attempt.ts'
import { figuresOf } from '../render/figures.ts'
import { renderRefund } from '../render/refund.ts'
import { Payment, PaymentQuery, PaymentView } from '../schemas/finance.ts'
import { answers, Closed, No, Page } from '../schemas/shapes.ts'

const tags = ['payments']
const READ: Access = { callers: ['staff', 'key'], permission: 'payment.read', ownership: 'platform' }
const params = Closed({ payableNo: No })

/** `over` is money beyond what is due that still has to be given back. */
const rendered = (payment: PaymentFacts) => ({
  ...payment,
  over: payment.surplus - payment.surplusRefunding - payment.surplusRefunded,
})

/** Payments span shops, so they are the platform's to see; a merchant sees his share on the order. */
export const paymentRoutes = (app: App, doors: Doors): void => {
  const { db } = doors
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
      const attempts = view.attempts.map((attempt) =>
        renderStaffAttempt(attempt, view.refunds, caller, doors.flows.capturesParts),
      )
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
}
