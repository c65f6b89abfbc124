import { accept, reject } from '../../kernel/outcome.ts'
import { actorOf } from '../../modules/account/index.ts'
import {
  evidenceOf,
  findAttempt,
  findEvidence,
  findPayment,
  findRefund,
  listUnclaimed,
  markSeen,
} from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { Answer, App, Asked, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { once } from '../once.ts'
import { refuse } from '../refusal.ts'
import {
  evidenceLine,
  evidenceView,
  type Held,
  mayLook,
  plainHeaders,
  shownBody,
} from '../render/evidence.ts'
import {
  Evidence,
  EvidenceId,
  EvidenceLine,
  EvidenceQuery,
  EvidenceView,
  LookBody,
} from '../schemas/evidence.ts'
import { answers, Closed, List, No, Page } from '../schemas/shapes.ts'

const tags = ['payments']
const READ: Access = { callers: ['staff'], permission: 'evidence.read', ownership: 'platform' }
const LOOK: Access = { callers: ['staff'], permission: 'payment.check', ownership: 'platform' }

/** What the channels said 证据: as it came, what was made of it, and what people found who looked into it. */
export const evidenceRoutes = (app: App, doors: Doors): void => {
  const { db } = doors
  app.route({
    method: 'GET',
    url: '/v1/payments/:payableNo/evidence',
    config: { access: READ },
    schema: {
      tags,
      summary: 'What the channels said, as it came',
      params: Closed({ payableNo: No }),
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
      return {
        items: rows.map((row) => ({
          ...row,
          headers: plainHeaders(row.headers),
          body: shownBody(row.body).body,
        })),
      }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/evidence',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Evidence about nothing of ours, or against what stands, newest first',
      querystring: EvidenceQuery,
      response: answers(200, Page(EvidenceLine)),
    },
    handler: async (request) => {
      const { outcome, channel, seen, cursor, limit = 20 } = request.query
      const page = await listUnclaimed(db, {
        limit,
        ...(outcome === undefined ? {} : { outcome }),
        ...(channel === undefined ? {} : { channel }),
        ...(seen === undefined ? {} : { seen }),
        ...(cursor === undefined ? {} : { before: cursor }),
      })
      const staff = staffOf(request)
      return { ...page, items: page.items.map((one) => evidenceLine(one, staff)) }
    },
  })
  evidenceOnes(app, doors)
}

const evidenceOnes = (app: App, { db, clock }: Doors): void => {
  const held = async (subjectNo: string | null): Promise<Held> => {
    if (subjectNo === null || !/^\d{22}$/.test(subjectNo)) return {}
    const refund = await findRefund(db, subjectNo)
    return { refund, attempt: await findAttempt(db, refund?.attemptNo ?? subjectNo) }
  }
  const answer = async (request: Asked, reply: Answer, id: number) => {
    const one = await findEvidence(db, id)
    if (!one) return refuse(reply, { code: 'not_found' })
    return evidenceView(one, await held(one.subjectNo), staffOf(request))
  }

  app.route({
    method: 'GET',
    url: '/v1/evidence/:id',
    config: { access: READ },
    schema: {
      tags,
      summary: 'A piece of evidence beside what stands in our books',
      params: EvidenceId,
      response: answers(200, EvidenceView),
    },
    handler: async (request, reply) => answer(request, reply, request.params.id),
  })

  app.route({
    method: 'POST',
    url: '/v1/evidence/:id/seen',
    config: { access: LOOK },
    schema: {
      tags,
      summary: 'Say that evidence about nothing of ours, or against what stands, was looked into',
      params: EvidenceId,
      body: LookBody,
      response: answers(200, EvidenceLine),
    },
    handler: async (request, reply) => {
      const now = clock.now()
      const staff = staffOf(request)
      if (!mayLook(staff)) return refuse(reply, { code: 'not_allowed' })
      const { id } = request.params
      const seen = { id, by: actorOf(staff), note: request.body.note, now }
      const done = await once(db, 'evidence.seen', { ...commandKey(request), now }, async (tx) => {
        if (await markSeen(tx, seen)) return accept({ id })
        const one = await findEvidence(tx, id)
        return reject(one?.seenAt ? 'illegal_move' : 'not_found')
      })
      if (!done.ok) return refuse(reply, done.rejection)
      const one = await findEvidence(db, id)
      return one ? evidenceLine(one, staff) : refuse(reply, { code: 'not_found' })
    },
  })
}
