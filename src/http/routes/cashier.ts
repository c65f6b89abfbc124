import type { Access } from '../access.ts'
import { buyerOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { tradeWithin } from '../orders-seen.ts'
import { payerOf } from '../payer.ts'
import { refuse } from '../refusal.ts'
import { renderCashier } from '../render/cashier.ts'
import { showSchedule } from '../render/schedule.ts'
import { Cashier } from '../schemas/cashier.ts'
import { ByNo } from '../schemas/order.ts'
import { answers } from '../schemas/shapes.ts'

/** A wallet is shown with it, so it is the buyer's alone. */
const BUYER: Access = { callers: ['buyer'], ownership: 'reach' }

export const cashierRoutes = (app: App, doors: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/trades/:no/cashier',
    config: { access: BUYER },
    schema: {
      tags: ['trades'],
      summary: 'All that a page needs to let a trade be paid',
      params: ByNo,
      response: answers(200, Cashier),
    },
    handler: async (request, reply) => {
      const trade = await tradeWithin(doors, request.params.no, buyerOf(request))
      if (!trade) return refuse(reply, { code: 'not_found' })
      const page = await doors.flows.cashierPage(trade, await payerOf(doors, request, { method: 'jsapi' }))
      const schedule = await showSchedule(doors.db, trade, doors.policies.terms)
      return { ...renderCashier(trade, page, doors.catalog, doors.clock.now()), schedule }
    },
  })
}
