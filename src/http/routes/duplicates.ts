import { accept, reject } from '../../kernel/outcome.ts'
import { actorOf, may, mayRequestRefund, type Staff } from '../../modules/account/index.ts'
import {
  type Finding,
  findFinding,
  listFindings,
  markFindingSeen,
  withSurplusLeft,
} from '../../modules/payment/index.ts'
import type { Access } from '../access.ts'
import { staffOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { commandKey } from '../idempotency.ts'
import { once } from '../once.ts'
import { refuse } from '../refusal.ts'
import { Duplicate, DuplicateId, DuplicateQuery, Scan, ScanBody, SeenBody } from '../schemas/duplicate.ts'
import { answers, Page } from '../schemas/shapes.ts'

const tags = ['payments']
const READ: Access = { callers: ['staff'], permission: 'payment.read', ownership: 'platform' }
const LOOK: Access = { callers: ['staff'], permission: 'payment.check', ownership: 'platform' }

/** A surplus is given back by the request that is there for it, and by two people; a finding itself moves nothing. */
const actionsOf = (one: Finding, isLeft: boolean, staff: Staff) => [
  ...(isLeft && may(staff, 'refund.request') && mayRequestRefund(staff, one.amount)
    ? (['refund_surplus'] as const)
    : []),
  ...(one.seenAt === null && may(staff, 'payment.check') ? (['see'] as const) : []),
]

/** What may have been paid twice 重复支付: found by a scan, looked at by people. */
export const duplicateRoutes = (app: App, { db, clock, flows }: Doors): void => {
  const shown = async (findings: readonly Finding[], staff: Staff) => {
    const surplus = findings.filter(({ kind }) => kind === 'surplus').map(({ attemptNo }) => attemptNo)
    const left = surplus.length > 0 ? await withSurplusLeft(db, surplus) : new Set<string>()
    return findings.map((one) => ({ ...one, actions: actionsOf(one, left.has(one.attemptNo), staff) }))
  }

  app.route({
    method: 'GET',
    url: '/v1/duplicates',
    config: { access: READ },
    schema: {
      tags,
      summary: 'What may have been paid twice, newest first',
      querystring: DuplicateQuery,
      response: answers(200, Page(Duplicate)),
    },
    handler: async (request) => {
      const { seen, cursor, limit = 20 } = request.query
      const page = await listFindings(db, {
        limit,
        ...(seen === undefined ? {} : { seen }),
        ...(cursor === undefined ? {} : { before: cursor }),
      })
      return { ...page, items: await shown(page.items, staffOf(request)) }
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/duplicates/scans',
    config: { access: LOOK },
    schema: {
      tags,
      summary: 'Look for payments made twice now; the daily scan does it by itself',
      body: ScanBody,
      response: answers(200, Scan),
    },
    handler: async (request) => flows.scanDuplicates(actorOf(staffOf(request)), request.body.days),
  })

  app.route({
    method: 'POST',
    url: '/v1/duplicates/:id/seen',
    config: { access: LOOK },
    schema: {
      tags,
      summary: 'Say that somebody has looked at it, and what he found',
      params: DuplicateId,
      body: SeenBody,
      response: answers(200, Duplicate),
    },
    handler: async (request, reply) => {
      const staff = staffOf(request)
      const { id } = request.params
      const now = clock.now()
      const seen = { id, by: actorOf(staff), note: request.body.note, now }
      const done = await once(db, 'duplicate.seen', { ...commandKey(request), now }, async (tx) => {
        if (await markFindingSeen(tx, seen)) return accept({ id })
        return reject((await findFinding(tx, id)) ? 'illegal_move' : 'not_found')
      })
      if (!done.ok) return refuse(reply, done.rejection)
      const finding = await findFinding(db, id)
      if (!finding) return refuse(reply, { code: 'not_found' })
      const [answer] = await shown([finding], staff)
      return answer!
    },
  })
}
