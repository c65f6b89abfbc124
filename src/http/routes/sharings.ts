import { actorOf, checkApproval, mayRequestRefund } from '../../modules/account/index.ts'
import { findAttempt, findPayment } from '../../modules/payment/index.ts'
import {
  findReturn,
  findSharing,
  listSharings,
  returnsOfSharings,
  sharingBookOf,
} from '../../modules/sharing/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { Answer, App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { refuse } from '../refusal.ts'
import { showFrozen, showReturn, showSharing } from '../render/sharing.ts'
import { Reason } from '../schemas/checkout.ts'
import { ByNo } from '../schemas/order.ts'
import { PayoutBody } from '../schemas/promise.ts'
import { answers, Closed, Page } from '../schemas/shapes.ts'
import {
  Sharing,
  SharingBody,
  SharingQuery,
  SharingReturn,
  SharingReturnBody,
  Sharings,
} from '../schemas/sharing.ts'

const tags = ['sharing']
const READ: Access = { callers: ['staff'], permission: 'payment.read', ownership: 'platform' }
const ASK: Access = { callers: ['staff'], permission: 'refund.request', ownership: 'platform' }
const DECIDE: Access = { callers: ['staff'], permission: 'refund.approve', ownership: 'platform' }

/** Profit sharing 分账 (row P7): money of a payment that its channel pays to others, and what comes back of it. */
export const sharingRoutes = (app: App, doors: Doors): void => {
  askRoutes(app, doors)
  sharingOnes(app, doors)
  returnRoutes(app, doors)
  owedRoutes(app, doors)
}

const answerSharing = async ({ db, flows }: Doors, request: Asked, reply: Answer, no: string) => {
  const sharing = await findSharing(db, no)
  if (!sharing) return refuse(reply, { code: 'not_found' })
  const returns = await returnsOfSharings(db, [sharing])
  return showSharing(sharing, returns, staffOf(request), flows.givesBack)
}

const askRoutes = (app: App, doors: Doors): void => {
  const { db, flows } = doors
  app.route({
    method: 'GET',
    url: '/v1/sharings',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Sharings of all payments, newest first; with `shop`, those with a part for it',
      querystring: SharingQuery,
      response: answers(200, Page(Sharing)),
    },
    handler: async (request) => {
      const { state, shop, cursor, limit = 20 } = request.query
      const page = await listSharings(db, {
        limit,
        ...(state === undefined ? {} : { state }),
        ...(shop === undefined ? {} : { shopId: shop }),
        ...(cursor === undefined ? {} : { cursor }),
      })
      const returns = await returnsOfSharings(db, page.items)
      const staff = staffOf(request)
      return { ...page, items: page.items.map((one) => showSharing(one, returns, staff, flows.givesBack)) }
    },
  })

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
      const [book, view] = await Promise.all([
        sharingBookOf(db, attempt.payableNo),
        findPayment(db, attempt.payableNo),
      ])
      const returns = [...book.returns.values()]
      return {
        sharings: [...book.sharings.values()].map((one) => showSharing(one, returns, staff, flows.givesBack)),
        returns: returns.map((one) => showReturn(one, book.sharings.get(one.sharingNo), staff)),
        frozen: view ? showFrozen(book, view, staff) : [],
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
      const { returnNo, sharingNo } = asked.value
      const [one, sharing] = await Promise.all([findReturn(db, returnNo), findSharing(db, sharingNo)])
      return one
        ? reply.code(201).send(showReturn(one, sharing, staff))
        : refuse(reply, { code: 'not_found' })
    },
  })
}

/** What becomes of a return that failed, and holds a refund back. */
const returnRoutes = (app: App, doors: Doors): void => {
  const { flows } = doors
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
        return decided.ok ? answerReturn(doors, request, reply, no) : refuse(reply, decided.rejection)
      },
    })
  }
}

/** What a receiver owes comes to our bank account: one person says so, another confirms. */
const owedRoutes = (app: App, doors: Doors): void => {
  const { db, flows, clock } = doors
  app.route({
    method: 'POST',
    url: '/v1/sharing-returns/:no/claim',
    config: { access: { callers: ['staff'], permission: 'receipt.record', ownership: 'platform' } },
    schema: {
      tags,
      summary: 'Say that a receiver gave back by a transfer what he owes',
      params: ByNo,
      body: PayoutBody,
      response: answers(200, SharingReturn),
    },
    handler: async (request, reply) => {
      const by = actorOf(staffOf(request))
      const { reference, note = null, occurredAt } = request.body
      const at = new Date(occurredAt ?? clock.now())
      if (!(at <= clock.now())) return refuse(reply, { code: 'invalid_field', param: 'occurredAt' })
      const claim = { reference, note, at: at.toISOString(), by }
      const act = { kind: 'claim', claim } as const
      const returnNo = request.params.no
      const done = await flows.actOnOwed({ ...commandKey(request), returnNo, actor: by, act })
      return done.ok ? answerReturn(doors, request, reply, returnNo) : refuse(reply, done.rejection)
    },
  })

  for (const kind of ['confirm', 'refuse'] as const) {
    app.route({
      method: 'POST',
      url: `/v1/sharing-returns/:no/${kind}`,
      config: { access: { callers: ['staff'], permission: 'receipt.confirm', ownership: 'platform' } },
      schema: {
        tags,
        summary: DECISIONS[kind],
        params: ByNo,
        body: Closed({}),
        response: answers(200, SharingReturn),
      },
      handler: async (request, reply) => {
        const staff = staffOf(request)
        const returnNo = request.params.no
        const one = await findReturn(db, returnNo)
        if (!one) return refuse(reply, { code: 'not_found' })
        const fit = checkApproval(staff, { maker: one.claim?.by ?? '', amount: one.amount })
        if (kind === 'confirm' && !fit.ok) return refuse(reply, fit.rejection)
        const act = { kind } as const
        const done = await flows.actOnOwed({ ...commandKey(request), returnNo, actor: actorOf(staff), act })
        return done.ok ? answerReturn(doors, request, reply, returnNo) : refuse(reply, done.rejection)
      },
    })
  }
}

const answerReturn = async ({ db }: Doors, request: Asked, reply: Answer, no: string) => {
  const one = await findReturn(db, no)
  const sharing = one && (await findSharing(db, one.sharingNo))
  return one && sharing ? showReturn(one, sharing, staffOf(request)) : refuse(reply, { code: 'not_found' })
}

const DECISIONS = {
  confirm: 'Confirm that it came to our bank account',
  refuse: 'Say that it did not come',
  approve: 'Approve a sharing that somebody else asked for',
  reject: 'Reject a sharing',
  retry: 'Send a failed return again',
  waive:
    'Give up what a receiver did not return; the refund goes on. A shop stays charged for it, what others got the platform bears',
}
