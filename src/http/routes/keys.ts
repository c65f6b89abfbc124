import {
  addCredential,
  changeKey,
  createKey,
  credentialsOf,
  listAudit,
  listKeys,
  revokeCredential,
  revokeKey,
  rotateKey,
  verifyAuditLog,
} from '../../modules/account/index.ts'
import type { Access } from '../access.ts'
import { shopIdOf, staffOf } from '../caller.ts'
import type { App, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { renderCredential, renderKey } from '../render/key.ts'
import {
  AuditLine,
  AuditQuery,
  AuditVerdict,
  CredentialId,
  CredentialWithSecret,
  Key,
  KeyEdit,
  KeyId,
  KeyRotation,
  KeyWithSecret,
  NewCredential,
  NewKey,
} from '../schemas/people.ts'
import { answers, Empty, List, Page } from '../schemas/shapes.ts'

const READ: Access = { callers: ['staff'], permission: 'key.read', ownership: 'reach' }
const WRITE: Access = { callers: ['staff'], permission: 'key.write', ownership: 'reach' }
const AUDIT: Access = { callers: ['staff'], permission: 'audit.read', ownership: 'platform' }

/** Answers a credential, which is not kept: a repetition makes another one. */
const CREDENTIAL = { idempotency: { none: 'its answer is a credential, which is not kept' } }
const tags = ['keys']
/** Time enough to bring a new secret to every server of a shop. */
const OVERLAP_HOURS = 24

export const keyRoutes = (app: App, doors: Doors): void => {
  readKeys(app, doors)
  writeKeys(app, doors)
  writeCredentials(app, doors)
}

const readKeys = (app: App, { db, clock }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/keys',
    config: { access: READ },
    schema: {
      tags,
      summary: 'Server keys, with what they sign with and when they were last used',
      response: answers(200, List(Key)),
    },
    handler: async (request) => {
      const keys = await listKeys(db, shopIdOf(request))
      const credentials = await credentialsOf(
        db,
        keys.map(({ id }) => id),
      )
      const seen = { caller: staffOf(request), now: clock.now() }
      return { items: keys.map((key) => renderKey(key, credentials, seen)) }
    },
  })
}

const writeKeys = (app: App, { db, clock, standing }: Doors): void => {
  app.route({
    method: 'POST',
    url: '/v1/keys',
    config: { access: WRITE, ...CREDENTIAL },
    schema: { tags, summary: 'Make a server key', body: NewKey, response: answers(201, KeyWithSecret) },
    handler: async (request, reply) => {
      const now = clock.now()
      const made = await createKey(db, staffOf(request), request.body, now)
      if (!made.ok) return refuse(reply, made.rejection)
      await standing.refresh()
      const { secret, ...facts } = made.value
      return reply.code(201).send({ ...renderKey(facts, [], { caller: staffOf(request), now }), secret })
    },
  })

  app.route({
    method: 'PUT',
    url: '/v1/keys/:id',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Change what a server key may do',
      params: KeyId,
      body: KeyEdit,
      response: answers(200, Key),
    },
    handler: async (request, reply) => {
      const { id } = request.params
      const changed = await changeKey(db, staffOf(request), { ...request.body, id })
      if (!changed.ok) return refuse(reply, changed.rejection)
      await standing.refresh()
      const seen = { caller: staffOf(request), now: clock.now() }
      return renderKey(changed.value, await credentialsOf(db, [id]), seen)
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/keys/:id/rotate',
    config: { access: WRITE, ...CREDENTIAL },
    schema: {
      tags,
      summary: 'A new secret; the one before is let in a while longer',
      params: KeyId,
      body: KeyRotation,
      response: answers(200, KeyWithSecret),
    },
    handler: async (request, reply) => {
      const now = clock.now()
      const { overlapHours = OVERLAP_HOURS } = request.body
      const which = { id: request.params.id, shopId: shopIdOf(request), overlapHours }
      const rotated = await rotateKey(db, which, now)
      if (!rotated.ok) return refuse(reply, rotated.rejection)
      await standing.refresh()
      const { secret, ...facts } = rotated.value
      const credentials = await credentialsOf(db, [facts.id])
      return { ...renderKey(facts, credentials, { caller: staffOf(request), now }), secret }
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/keys/:id',
    config: { access: WRITE },
    schema: { tags, summary: 'Revoke a server key', params: KeyId, response: answers(204, Empty) },
    handler: async (request, reply) => {
      const revoked = await revokeKey(db, request.params.id, shopIdOf(request), clock.now())
      if (!revoked.ok) return refuse(reply, revoked.rejection)
      await standing.refresh()
      return reply.code(204).send(null)
    },
  })
}

const writeCredentials = (app: App, { db, clock, standing, seal }: Doors): void => {
  app.route({
    method: 'POST',
    url: '/v1/keys/:id/credentials',
    config: { access: WRITE, ...CREDENTIAL },
    schema: {
      tags,
      summary: 'Let a server key sign; or rotate: end the earlier credentials after a while',
      params: KeyId,
      body: NewCredential,
      response: answers(201, CredentialWithSecret),
    },
    handler: async (request, reply) => {
      const { algorithm, publicKey, endOthersAfterHours = null } = request.body
      const wanted = { keyId: request.params.id, algorithm, publicKey, endOthersAfterHours }
      const now = clock.now()
      const made = await addCredential(db, seal, staffOf(request), wanted, now)
      if (!made.ok) return refuse(reply, made.rejection)
      await standing.refresh()
      const shown = renderCredential(made.value, staffOf(request), now)
      return reply.code(201).send({ ...shown, secret: made.value.secret })
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/keys/:id/credentials/:credentialId',
    config: { access: WRITE },
    schema: {
      tags,
      summary: 'Revoke a signing credential',
      params: CredentialId,
      response: answers(204, Empty),
    },
    handler: async (request, reply) => {
      const { id: keyId, credentialId: id } = request.params
      const revoked = await revokeCredential(db, { keyId, id, shopId: shopIdOf(request) }, clock.now())
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
    handler: ({ query: { actor = null, cursor = null, limit = 20 } }) =>
      listAudit(db, { before: cursor, limit, actor, shopId: null }),
  })

  app.route({
    method: 'GET',
    url: '/v1/audit-log/verification',
    config: { access: AUDIT },
    schema: { tags, summary: 'Check the whole chain', response: answers(200, AuditVerdict) },
    handler: () => verifyAuditLog(db),
  })
}
