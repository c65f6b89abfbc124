import { actorOf } from '../../modules/account/index.ts'
import { findPayment } from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { makerOf } from '../caller.ts'
import type { Answer, App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { attemptWithin } from '../orders-seen.ts'
import { refuse } from '../refusal.ts'
import { renderStaffAttempt } from '../render/attempt.ts'
import { StaffAttempt } from '../schemas/finance.ts'
import { ByNo } from '../schemas/order.ts'
import { CaptureBody } from '../schemas/promise.ts'
import { answers, Closed } from '../schemas/shapes.ts'

const CHARGE: Access = { callers: ['staff', 'key'], permission: 'payment.charge', ownership: 'reach' }

/** Held money 预授权: it is taken, or let go, by whom it is held for: the one shop of its trade, or the platform. */
export const holdRoutes = (app: App, doors: Doors): void => {
  const { db, flows } = doors

  const act = async (
    request: Asked,
    reply: Answer,
    no: string,
    action: 'capture' | 'void',
    { amount = null, keepsRest = false }: { amount?: number | null; keepsRest?: boolean } = {},
  ) => {
    const caller = makerOf(request)
    const attempt = await attemptWithin(doors, no, caller)
    if (!attempt) return refuse(reply, { code: 'not_found' })
    const command = {
      ...commandKey(request),
      attemptNo: no,
      action,
      amount,
      keepsRest,
      actor: actorOf(caller),
    }
    const outcome = await flows.actOnHold(command)
    if (!outcome.ok) return refuse(reply, outcome.rejection)
    const view = await findPayment(db, attempt.payableNo)
    const now = view?.attempts.find(({ attemptNo }) => attemptNo === no)
    if (!now) return refuse(reply, { code: 'not_found' })
    return renderStaffAttempt(now, view?.refunds ?? [], caller, flows.capturesParts)
  }

  app.route({
    method: 'POST',
    url: '/v1/attempts/:no/capture',
    config: { access: CHARGE },
    schema: {
      tags: ['payments'],
      summary: 'Take held money, or a part of it; the rest goes back to the payer',
      params: ByNo,
      body: CaptureBody,
      response: answers(200, StaffAttempt),
    },
    handler: async (request, reply) => act(request, reply, request.params.no, 'capture', request.body),
  })

  app.route({
    method: 'POST',
    url: '/v1/attempts/:no/void',
    config: { access: CHARGE },
    schema: {
      tags: ['payments'],
      summary: 'Let held money go; the order stays for a day, to be paid otherwise',
      params: ByNo,
      body: Closed({}),
      response: answers(200, StaffAttempt),
    },
    handler: async (request, reply) => act(request, reply, request.params.no, 'void'),
  })
}
