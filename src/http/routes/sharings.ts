import { actions as movesOf } from '../../kernel/machine.ts'
import { actorOf, checkApproval, may, mayRequestRefund, type Staff } from '../../modules/account/index.ts'
import { findAttempt } from '../../modules/payment/index.ts'
import {
  findReturn,
  findSharing,
  type SharingReturn as ReturnFacts,
  type Sharing as SharingFacts,
  sharingMachine,
  sharingReturnMachine,
  sharingsOfPayable,
} from '../../modules/sharing/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { Answer, App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { refuse } from '../refusal.ts'
import { Reason } from '../schemas/checkout.ts'
import { ByNo } from '../schemas/order.ts'
import { answers } from '../schemas/shapes.ts'
import { Sharing, SharingBody, SharingReturn, SharingReturnBody, Sharings } from '../schemas/sharing.ts'

const tags = ['sharing']
const READ: Access = { callers: ['staff'], permission: 'payment.read', ownership: 'platform' }
const ASK: Access = { callers: ['staff'], permission: 'refund.request', ownership: 'platform' }
const DECIDE: Access = { callers: ['staff'], permission: 'refund.approve', ownership: 'platform' }

/** Nobody decides what he asked for himself, nor above his limit. */
const shown = (sharing: SharingFacts, staff: Staff) => {
  const {
    sharingNo,
    payableNo,
    channelNo: _c,
    channelSharingNo: _s,
    nextAt: _n,
    requestedAt,
    ...facts
  } = sharing
  const mayDecide =
    may(staff, 'refund.approve') &&
    checkApproval(staff, { maker: sharing.requestedBy, amount: sharing.amount }).ok
  const actions = mayDecide ? movesOf(sharingMachine, sharing.state, 'platform') : []
  return { ...facts, no: sharingNo, tradeNo: payableNo, createdAt: requestedAt, actions }
}

const shownReturn = (one: ReturnFacts, staff: Staff) => {
  const { returnNo, payableNo: _p, attemptNo: _a, nextAt: _n, requestedAt, ...facts } = one
  const actions = may(staff, 'refund.approve') ? movesOf(sharingReturnMachine, one.state, 'platform') : []
  return { ...facts, no: returnNo, createdAt: requestedAt, actions }
}

/** Profit sharing 分账 (row P7): money of a payment that its channel pays to others, and what comes back of it. */
export const sharingRoutes = (app: App, doors: Doors): void => {
  askRoutes(app, doors)
  sharingOnes(app, doors)
  returnRoutes(app, doors)
}

const answerSharing = async ({ db }: Doors, request: Asked, reply: Answer, no: string) => {
  const sharing = await findSharing(db, no)
  return sharing ? shown(sharing, staffOf(request)) : refuse(reply, { code: 'not_found' })
}

const askRoutes = (app: App, doors: Doors): void => {
  const { db, flows } = doors
  app.route({
    method: 'GET',
    url: '/v1/attempts/:no/sharings',
    config: { access: READ },
    schema: {
      tags,
      summary: 'What was shared of the payment that an attempt belongs to, and came back',
      params: ByNo,
      response: answers(200, Sharings),
    },
    handler: async (request, reply) => {
      const attempt = await findAttempt(db, request.params.no)
      if (!attempt) return refuse(reply, { code: 'not_found' })
      const staff = staffOf(request)
      const { sharings, returns } = await sharingsOfPayable(db, attempt.payableNo)
      return {
        sharings: sharings.map((one) => shown(one, staff)),
        returns: returns.map((one) => shownReturn(one, staff)),
      }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/attempts/:no/sharings',
    config: { access: ASK },
    schema: {
      tags,
      summary: 'Ask for money of an attempt to be shared out',
      params: ByNo,
      body: SharingBody,
      response: answers(201, Sharing),
    },
    handler: async (request, reply) => {
      const staff = staffOf(request)
      const { receivers, isLast, reason } = request.body
      const total = receivers.reduce((sum, { amount }) => sum + amount, 0)
      if (!mayRequestRefund(staff, total)) return refuse(reply, { code: 'over_your_limit' })
      const asked = await flows.requestSharing({
        ...commandKey(request),
        attemptNo: request.params.no,
        receivers: receivers.map((one) => ({ ...one, name: one.name ?? null, shopId: one.shopId ?? null })),
        isLast,
        reason,
        requestedBy: actorOf(staff),
      })
      if (!asked.ok) return refuse(reply, asked.rejection)
      return answerSharing(doors, request, reply.code(201), asked.value.sharingNo)
    },
  })
}

const sharingOnes = (app: App, doors: Doors): void => {
  const { db, flows } = doors
  app.route({
    method: 'GET',
    url: '/v1/sharings/:no',
    config: { access: READ },
    schema: { tags, summary: 'A sharing', params: ByNo, response: answers(200, Sharing) },
    handler: async (request, reply) => answerSharing(doors, request, reply, request.params.no),
  })

  for (const action of ['approve', 'reject'] as const) {
    app.route({
      method: 'POST',
      url: `/v1/sharings/:no/${action}`,
      config: { access: DECIDE },
      schema: {
        tags,
        summary: DECISIONS[action],
        params: ByNo,
        body: Reason,
        response: answers(200, Sharing),
      },
      handler: async (request, reply) => {
        const staff = staffOf(request)
        const { no } = request.params
        const sharing = await findSharing(db, no)
        if (!sharing) return refuse(reply, { code: 'not_found' })
        const fit = checkApproval(staff, { maker: sharing.requestedBy, amount: sharing.amount })
        if (action === 'approve' && !fit.ok) return refuse(reply, fit.rejection)
        const decided = await flows.decideSharing({
          ...commandKey(request),
          sharingNo: no,
          action,
          actor: actorOf(staff),
          reason: request.body.reason ?? null,
        })
        return decided.ok ? answerSharing(doors, request, reply, no) : refuse(reply, decided.rejection)
      },
    })
  }

  app.route({
    method: 'POST',
    url: '/v1/sharings/:no/returns',
    config: { access: ASK },
    schema: {
      tags,
      summary: 'Ask a receiver for shared money back',
      params: ByNo,
      body: SharingReturnBody,
      response: answers(201, SharingReturn),
    },
    handler: async (request, reply) => {
      const staff = staffOf(request)
      const asked = await flows.requestReturn({
        ...commandKey(request),
        ...request.body,
        sharingNo: request.params.no,
        requestedBy: actorOf(staff),
      })
      if (!asked.ok) return refuse(reply, asked.rejection)
      const one = await findReturn(db, asked.value.returnNo)
      return one ? reply.code(201).send(shownReturn(one, staff)) : refuse(reply, { code: 'not_found' })
    },
  })
}

/** What becomes of a return that failed, and holds a refund back. */
const returnRoutes = (app: App, { db, flows }: Doors): void => {
  for (const action of ['retry', 'waive'] as const) {
    app.route({
      method: 'POST',
      url: `/v1/sharing-returns/:no/${action}`,
      config: { access: DECIDE },
      schema: {
        tags,
        summary: DECISIONS[action],
        params: ByNo,
        body: Reason,
        response: answers(200, SharingReturn),
      },
      handler: async (request, reply) => {
        const staff = staffOf(request)
        const { no } = request.params
        const decided = await flows.decideReturn({
          ...commandKey(request),
          returnNo: no,
          action,
          actor: actorOf(staff),
          reason: request.body.reason ?? null,
        })
        if (!decided.ok) return refuse(reply, decided.rejection)
        const one = await findReturn(db, no)
        return one ? shownReturn(one, staff) : refuse(reply, { code: 'not_found' })
      },
    })
  }
}

const DECISIONS = {
  approve: 'Approve a sharing that somebody else asked for',
  reject: 'Reject a sharing',
  retry: 'Send a failed return again',
  waive: 'Let the platform bear what a receiver did not return; the refund goes on',
}
