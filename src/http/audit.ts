import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type AuditEntry, appendAudit, type Staff } from '../modules/account/index.ts'
import type { Doors } from './doors.ts'
import { requestHash } from './idempotency.ts'

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Every write by staff stands in the audit log: a line before it runs, so that nothing happens unlogged, and a line
 * with its result before it is answered. No route can forget it.
 */
export const auditsWrites = (app: FastifyInstance, { db, clock }: Pick<Doors, 'db' | 'clock'>): void => {
  app.addHook('preHandler', async (request) => {
    if (isStaffWrite(request)) await appendAudit(db, lineOf(request, clock.now(), 'begun'))
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    // Refused before the first line was written: nothing began, so nothing ends.
    if (!request.audited) return done(null, payload)
    const outcome = { status: reply.statusCode, code: codeOf(reply.statusCode, payload) }
    appendAudit(db, { ...lineOf(request, clock.now(), 'ended'), ...outcome }).then(
      () => done(null, payload),
      done,
    )
  })
  app.decorateRequest('audited', false)
}

declare module 'fastify' {
  interface FastifyRequest {
    audited: boolean
  }
}

const isStaffWrite = (request: FastifyRequest): boolean => {
  const { caller, method, routeOptions } = request
  if (caller.kind !== 'staff' || READS.has(method)) return false
  const ownership = routeOptions.config.access?.ownership
  // Renewing a session or asking for a price changes nothing that anybody would look for.
  return ownership !== 'session' && ownership !== 'public'
}

const lineOf = (request: FastifyRequest, at: Date, stage: 'begun' | 'ended'): AuditEntry => {
  request.audited = true
  const staff = request.caller as Staff
  return {
    at,
    requestId: request.id,
    stage,
    actorId: staff.id,
    actorRole: staff.role,
    shopId: staff.shopId,
    // Where no route stands, what was asked for says more than nothing.
    operation: `${request.method} ${request.routeOptions.url ?? request.url.split('?')[0]!.slice(0, 200)}`,
    target: request.params as Record<string, string>,
    requestHash: requestHash(request),
    status: null,
    code: null,
  }
}

const codeOf = (status: number, payload: unknown): string | null => {
  if (status < 400 || typeof payload !== 'string') return null
  return /"code":"([a-z_]+)"/.exec(payload)?.[1] ?? null
}
