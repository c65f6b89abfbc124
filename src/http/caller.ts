import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { present } from '../kernel/assert.ts'
import type { Buyer, Caller, ServerKey, SignedIn, Staff } from '../modules/account/index.ts'
import { checkAccess, GUEST } from './access.ts'
import type { Doors } from './doors.ts'
import { refuse } from './refusal.ts'
import { accessCookie, cookieOf, sidesOf } from './sides.ts'
import { readSignature, SIGNED } from './signed.ts'

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

type Proof = Pick<Doors, 'tokens' | 'standing' | 'clock' | 'publicUrl' | 'db'>

/** Proves the caller of every request from memory alone, then asks the route whether it lets him in. */
export const provesCallers = (app: FastifyInstance, doors: Proof): void => {
  app.decorateRequest('caller')
  app.decorateRequest('byCookie', false)
  app.addHook('onRequest', (request, reply, next) => {
    if (request.headers[SIGNED] !== undefined) {
      // A guest until the body is there (signed.ts); who signs is no browser, so nothing is done by itself.
      request.caller = GUEST
      const fault = readSignature(request, doors)
      return fault ? void refuse(reply, fault) : next()
    }
    const bearer = request.headers.authorization
    if (bearer === undefined) {
      request.caller = byCookie(request, doors) ?? GUEST
      request.byCookie = request.caller !== GUEST
    } else {
      const caller = byBearer(bearer, doors)
      if (!caller) return void refuse(reply, { code: 'token_refused' })
      if (caller === 'signature_required') return void refuse(reply, { code: caller })
      request.caller = caller
    }
    if (checkAccess(request, reply) ?? checkOrigin(request, reply, doors)) return
    next()
  })
}

const byBearer = (
  header: string,
  { tokens, standing, clock }: Proof,
): Caller | 'signature_required' | null => {
  if (!header.startsWith('Bearer ')) return null
  const secret = header.slice(7)
  if (secret.startsWith('tbk_')) return standing.keyOf(secret, clock.now())
  const caller = tokens.read(secret, clock.now())
  return caller && !standing.isRevoked(caller.sessionId) ? caller : null
}

/** A cookie that has run out makes a guest, not an error: the page renews it and comes back. */
const byCookie = ({ headers, routeOptions }: FastifyRequest, proof: Proof): SignedIn | null => {
  const letsBuyersIn = routeOptions.config.access?.callers.includes('buyer') ?? true
  for (const side of sidesOf(headers, letsBuyersIn)) {
    const token = cookieOf(headers.cookie, accessCookie(side))
    const caller = token ? proof.tokens.read(token, proof.clock.now()) : null
    if (caller && !proof.standing.isRevoked(caller.sessionId)) return caller
  }
  return null
}

/**
 * What a browser does by itself must not move anything (CSRF). An unsafe request that says it comes from another site
 * is refused whoever sends it, sign-in included; one that a cookie proves must also show the session's csrf token, or
 * the browser's own word that our page made it.
 */
const checkOrigin = (request: FastifyRequest, reply: FastifyReply, doors: Proof): FastifyReply | null => {
  if (SAFE.has(request.method) || request.routeOptions.config.access?.fromElsewhere) return null
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') || isForeign(origin, request, doors)
  if (foreign && !request.headers.authorization) return refuse(reply, { code: 'csrf_refused' })
  if (!request.byCookie || site === 'same-origin') return null
  const given = request.headers['x-csrf-token']
  const { sessionId } = request.caller as SignedIn
  if (typeof given === 'string' && doors.tokens.csrfMatches(sessionId, given)) return null
  return refuse(reply, { code: 'csrf_refused' })
}

const isForeign = (origin: string | undefined, request: FastifyRequest, { publicUrl }: Proof): boolean =>
  origin !== undefined && origin !== publicUrl && origin !== `${request.protocol}://${request.host}`

/** The caller of a route that lets only these in; the access check has already run, so another one is a defect. */
export const buyerOf = ({ caller }: FastifyRequest): Buyer =>
  present(caller.kind === 'buyer' ? caller : null, 'a buyer')
export const staffOf = ({ caller }: FastifyRequest): Staff =>
  present(caller.kind === 'staff' ? caller : null, 'a member of staff')
export const insiderOf = ({ caller }: FastifyRequest): Buyer | Staff | ServerKey =>
  present(caller.kind === 'guest' ? null : caller, 'somebody signed in')
/** Who asks for money to be moved by hand: staff or a server; deciding about it takes a person. */
export const makerOf = ({ caller }: FastifyRequest): Staff | ServerKey =>
  present(caller.kind === 'staff' || caller.kind === 'key' ? caller : null, 'staff or a key')
/** Who places a trade: a buyer, or a server for a customer of its own. */
export const customerCaller = ({ caller }: FastifyRequest): Buyer | ServerKey =>
  present(caller.kind === 'buyer' || caller.kind === 'key' ? caller : null, 'a buyer or a key')
/** The shop whose rows staff or a key may reach; null: of all shops. */
export const shopIdOf = ({ caller }: FastifyRequest): number | null =>
  present(caller.kind === 'staff' || caller.kind === 'key' ? caller : null, 'staff or a key').shopId
