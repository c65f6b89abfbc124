import {
  actorOf,
  checkApproval,
  may,
  mayRequestRefund,
  type Permission,
  type Staff,
} from '../../modules/account/index.ts'
import {
  type Dispute as DisputeFacts,
  findDispute,
  listDisputes,
  waitsForSecond,
} from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { Answer, App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { refuse } from '../refusal.ts'
import { Dispute, DisputeQuery, DisputeResponse } from '../schemas/dispute.ts'
import { ByNo } from '../schemas/order.ts'
import { answers, Page } from '../schemas/shapes.ts'

const tags = ['disputes']
const access = (permission: Permission): Access => ({ callers: ['staff'], permission, ownership: 'platform' })

/** What this person may do about it now. Giving in is asked for by one and confirmed by another. */
const actionsOf = (dispute: DisputeFacts, staff: Staff) => {
  if (dispute.state !== 'needs_response' || dispute.closedAt !== null) return []
  const waits = waitsForSecond(dispute)
  const mayCheck = waits && may(staff, 'refund.approve') && dispute.wishedBy !== actorOf(staff)
  if (waits) return mayCheck ? (['confirm', 'drop'] as const) : []
  return [
    ...(may(staff, 'dispute.respond') ? (['respond'] as const) : []),
    ...(may(staff, 'refund.request') && mayRequestRefund(staff, dispute.amount)
      ? (['concede'] as const)
      : []),
  ]
}

const rendered = (dispute: DisputeFacts, staff: Staff) => ({ ...dispute, actions: actionsOf(dispute, staff) })

/** Disputes 争议: a payer's bank asks for money back, and an answer is due by a day. */
export const disputeRoutes = (app: App, doors: Doors): void => {
  const { db } = doors

  app.route({
    method: 'GET',
    url: '/v1/disputes',
    config: { access: access('dispute.read') },
    schema: {
      tags,
      summary: 'Disputes, newest first',
      querystring: DisputeQuery,
      response: answers(200, Page(Dispute)),
    },
    handler: async (request) => {
      const page = await listDisputes(db, request.query)
      return { ...page, items: page.items.map((dispute) => rendered(dispute, staffOf(request))) }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/disputes/:no',
    config: { access: access('dispute.read') },
    schema: { tags, summary: 'A dispute', params: ByNo, response: answers(200, Dispute) },
    handler: async (request, reply) => shown(doors, request, reply),
  })

  app.route({
    method: 'POST',
    url: '/v1/disputes/:no/respond',
    config: { access: access('dispute.respond') },
    schema: {
      tags,
      summary: 'Send the channel what speaks for us',
      params: ByNo,
      body: DisputeResponse,
      response: answers(200, Dispute),
    },
    handler: async (request, reply) =>
      act(doors, request, reply, { kind: 'respond', response: request.body }),
  })

  for (const kind of ['concede', 'confirm', 'drop'] as const)
    app.route({
      method: 'POST',
      url: `/v1/disputes/:no/${kind}`,
      config: { access: access(kind === 'concede' ? 'refund.request' : 'refund.approve') },
      schema: { tags, summary: SUMMARY[kind], params: ByNo, response: answers(200, Dispute) },
      handler: async (request, reply) => {
        const staff = staffOf(request)
        const dispute = await findDispute(db, request.params.no)
        if (!dispute) return refuse(reply, { code: 'not_found' })
        if (kind === 'concede' && !mayRequestRefund(staff, dispute.amount))
          return refuse(reply, { code: 'over_your_limit' })
        const approval = { maker: dispute.wishedBy ?? '', amount: dispute.amount }
        const fit = kind === 'confirm' ? checkApproval(staff, approval) : null
        if (fit && !fit.ok) return refuse(reply, fit.rejection)
        return act(doors, request, reply, { kind })
      },
    })
}

const SUMMARY = {
  concede: 'Ask for the dispute to be given up: the payer keeps the money',
  confirm: 'Confirm, as a second person, that the dispute is given up',
  drop: 'Drop the wish to give up, as a second person',
} as const

type Act = Parameters<Doors['flows']['actOnDispute']>[0]['act']

async function act(doors: Doors, request: Asked, reply: Answer, wanted: Act) {
  const { no } = request.params as { no: string }
  const actor = actorOf(staffOf(request))
  const outcome = await doors.flows.actOnDispute({
    ...commandKey(request),
    disputeNo: no,
    actor,
    act: wanted,
  })
  return outcome.ok ? shown(doors, request, reply) : refuse(reply, outcome.rejection)
}

async function shown({ db }: Doors, request: Asked, reply: Answer) {
  const { no } = request.params as { no: string }
  const dispute = await findDispute(db, no)
  return dispute ? rendered(dispute, staffOf(request)) : refuse(reply, { code: 'not_found' })
}
