import { listRefunds } from '../../modules/payment/index.ts'
import { insiderOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { refundActions } from '../render/refund.ts'
import { Approval } from '../schemas/console.ts'
import { answers, List } from '../schemas/shapes.ts'

const tags = ['console']

export const consoleRoutes = (app: App, doors: Doors): void => {
  approvalRoutes(app, doors)
}

const approvalRoutes = (app: App, { db }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/approvals',
    config: { access: { callers: ['staff'], permission: 'approval.read', ownership: 'platform' } },
    schema: { tags, summary: 'What waits for a second person', response: answers(200, List(Approval)) },
    handler: async (request) => {
      const { items } = await listRefunds(db, { state: 'requested', limit: 200 })
      const shown = items.map((refund) => ({
        kind: 'refund' as const,
        no: refund.refundNo,
        amount: refund.amount,
        currency: refund.currency,
        reason: refund.reason,
        requestedBy: refund.requestedBy,
        requestedAt: refund.requestedAt,
        actions: refundActions(refund, insiderOf(request)),
      }))
      return { items: shown }
    },
  })
}
