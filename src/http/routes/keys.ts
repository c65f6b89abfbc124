import { createKey, listAudit, listKeys, revokeKey, verifyAuditLog } from '../../modules/account/index.ts'
import type { Access } from '../access.ts'
import { shopIdOf, staffOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { AuditLine, AuditQuery, AuditVerdict, Key, KeyWithSecret, NewKey } from '../schemas/people.ts'
import { answers, Closed, Empty, Id, List, Page } from '../schemas/shapes.ts'

const READ: Access = { callers: ['staff'], permission: 'key.read', ownership: 'reach' }
const WRITE: Access = { callers: ['staff'], permission: 'key.write', ownership: 'reach' }
const AUDIT: Access = { callers: ['staff'], permission: 'audit.read', ownership: 'platform' }

export const keyRoutes = (app: App, { db, clock, standing }: Doors): void => {
  const tags = ['keys']
  app.route({
    method: 'GET',
    url: '/v1/keys',
    config: { access: READ },
    schema: { tags, summary: 'Server keys', response: answers(200, List(Key)) },
    handler: async (request) => ({ items: await listKeys(db, shopIdOf(request)) }),
  })

  app.route({
    method: 'POST',
    url: '/v1/keys',
    config: { access: WRITE, idempotency: { none: 'its answer is a credential, which is not kept' } },
    schema: { tags, summary: 'Make a server key', body: NewKey, response: answers(201, KeyWithSecret) },
    handler: async (request, reply) => {
      const made = await createKey(db, staffOf(request), request.body, clock.now())
      if (!made.ok) return refuse(reply, made.rejection)
      await standing.refresh()
      return reply.code(201).send(made.value)
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/keys/:id',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Revoke a server key',
      params: Closed({ id: Id }),
      response: answers(204, Empty),
    },
    handler: async (request, reply) => {
      const revoked = await revokeKey(db, request.params.id, shopIdOf(request), clock.now())
      if (!revoked.ok) return refuse(reply, revoked.rejection)
      await standing.refresh()
      return reply.code(204).send(null)
    },
  })
}

export const auditLogRoutes = (app: App, { db }: Doors): void => {
  const tags = ['audit']
  app.route({
    method: 'GET',
    url: '/v1/audit-log',
    config: { access: AUDIT },
    schema: {
      tags,
      summary: 'What staff did, newest first',
      querystring: AuditQuery,
      response: answers(200, Page(AuditLine)),
    },
    handler: async ({ query: { actor = null, cursor = null, limit = 20 } }) => {
      const rows = await listAudit(db, { before: cursor, limit: limit + 1, actor, shopId: null })
      const items = rows.slice(0, limit)
      return { items, nextCursor: rows.length > limit ? String(items.at(-1)?.position) : null }
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/audit-log/verification',
    config: { access: AUDIT },
    schema: { tags, summary: 'Check the whole chain', response: answers(200, AuditVerdict) },
    handler: () => verifyAuditLog(db),
  })
}
