import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { assert } from '../kernel/assert.ts'
import { type Caller, type CallerKind, may, type Permission } from '../modules/account/index.ts'
import { refuse } from './refusal.ts'

/**
 * How a route proves that a caller reads and moves only what is his:
 * `public` shows nothing of anybody · `session` is about the caller's own session · `own` names rows by the id in the
 * caller's token, so no foreign id can be given · `reach` compares each row's buyer or shop with the caller's reach
 * and answers 404 for any other · `platform` is for platform staff, who answer for all shops · `signature` is proven
 * by the channel's signature over the body.
 */
export type Ownership = 'public' | 'session' | 'own' | 'reach' | 'platform' | 'signature'

export type Access = {
  readonly callers: readonly CallerKind[]
  readonly ownership: Ownership
  /** What staff and server keys must be allowed to do. A buyer needs none for what is his own. */
  readonly permission?: Permission
  /** A page of another site may post here, for the route shows and moves nothing. Public routes only. */
  readonly fromElsewhere?: true
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** `none` with the reason why a POST may be repeated without a key. */
    idempotency?: {
      readonly none?: string
      /** What of a body stands for it in the hash that is kept, where the body holds what must not be kept. */
      readonly says?: (body: unknown) => unknown
    }
  }
  interface FastifyRequest {
    caller: Caller
    /** Whether a cookie, which a browser adds by itself, proved the caller. */
    byCookie: boolean
  }
}

export const GUEST: Caller = { kind: 'guest' }
const ALL_STAFF: readonly CallerKind[] = ['staff', 'key']

/** What is wrong with a route's declaration, or null. A route that fails here keeps the server from starting. */
export const faultOfAccess = (access: Access | undefined): string | null => {
  if (!access) return 'does not declare who may call it (config.access)'
  const { callers, ownership, permission, fromElsewhere } = access
  if (callers.length === 0) return 'lets nobody in'
  if (fromElsewhere && ownership !== 'public') return "lets other sites post to what is somebody's"
  const open = callers.includes('guest')
  if (open && !['public', 'session', 'signature'].includes(ownership))
    return "shows guests what is somebody's"
  const staffed = callers.some((kind) => ALL_STAFF.includes(kind))
  if (!open && staffed && ownership !== 'session' && !permission)
    return 'lets staff in without naming the permission'
  if (ownership === 'platform' && callers.includes('buyer')) return 'is for platform staff only'
  return null
}

export const requireAccess = (app: FastifyInstance): void => {
  app.addHook('onRoute', ({ method, url, config }) => {
    const fault = faultOfAccess(config?.access)
    assert(fault === null, `route ${method} ${url} ${fault}`)
  })
}

/** Null when the caller may go on; else the refusal. Says 401 to whom signing in would help, 403 to the others. */
export const checkAccess = (request: FastifyRequest, reply: FastifyReply): FastifyReply | null => {
  const access = request.routeOptions.config.access
  if (!access) return null
  const { caller } = request
  if (!access.callers.includes(caller.kind)) {
    return refuse(reply, { code: caller.kind === 'guest' ? 'not_signed_in' : 'not_allowed' })
  }
  if (caller.kind !== 'staff' && caller.kind !== 'key') return null
  if (access.permission && !access.callers.includes('guest') && !may(caller, access.permission)) {
    return refuse(reply, { code: 'not_allowed', detail: { permission: access.permission } })
  }
  if (access.ownership === 'platform' && caller.shopId !== null) return refuse(reply, { code: 'not_allowed' })
  return null
}
