import { createHmac, timingSafeEqual } from 'node:crypto'
import { createSigner, createVerifier } from 'fast-jwt'
import { ROLES, type Role, type SignedIn } from './types.ts'

/** How long a signed token is good for. Who is revoked before that stands in a list in memory (standing.ts). */
export const TOKEN_SECONDS = 600

type Claims = {
  readonly sub: string
  readonly knd: 'buyer' | 'staff'
  readonly sid: string
  readonly nam: string
  readonly rol?: Role
  readonly shp?: number
  readonly exp: number
}

export type Tokens = {
  readonly mint: (caller: SignedIn, now: Date) => string
  /** The caller a token proves, or null when it is forged, malformed or over. No query, no write. */
  readonly read: (token: string, now: Date) => SignedIn | null
  /** What a page must send back with unsafe requests: bound to the session, useless in another. */
  readonly csrf: (sessionId: string) => string
  readonly csrfMatches: (sessionId: string, given: string) => boolean
}

/** Signed access tokens (HS256). Each use of the house secret has a key of its own, derived by name. */
export const openTokens = (secret: string): Tokens => {
  const sign = createSigner({ key: derive(secret, 'access token'), algorithm: 'HS256', noTimestamp: true })
  // Expiry is checked against our own clock below, so that a virtual clock holds for tokens too.
  const verify = createVerifier({
    key: derive(secret, 'access token'),
    algorithms: ['HS256'],
    ignoreExpiration: true,
    cache: 10_000,
  })
  const csrfKey = derive(secret, 'csrf')
  const csrf = (sessionId: string) => createHmac('sha256', csrfKey).update(sessionId).digest('base64url')
  return {
    mint: (caller, now) => {
      const claims: Claims = {
        sub: caller.id,
        knd: caller.kind,
        sid: caller.sessionId,
        nam: caller.name,
        exp: Math.floor(now.getTime() / 1000) + TOKEN_SECONDS,
        ...(caller.kind === 'staff' ? { rol: caller.role } : {}),
        ...(caller.kind === 'staff' && caller.shopId !== null ? { shp: caller.shopId } : {}),
      }
      return sign(claims)
    },
    read: (token, now) => {
      let claims: Claims
      try {
        claims = verify(token)
      } catch {
        return null
      }
      return claims.exp * 1000 > now.getTime() ? callerOf(claims) : null
    },
    csrf,
    csrfMatches: (sessionId, given) => sameText(csrf(sessionId), given),
  }
}

const callerOf = ({ sub: id, sid: sessionId, nam: name, knd, rol: role, shp }: Claims): SignedIn | null => {
  if (knd === 'buyer') return { kind: 'buyer', id, name, sessionId }
  if (!role || !ROLES.includes(role)) return null
  return { kind: 'staff', id, name, sessionId, role, shopId: shp ?? null }
}

export const derive = (secret: string, use: string): string =>
  createHmac('sha256', secret).update(`tongbao ${use}`).digest('hex')

/** Compares without telling by its time how much was right. */
export const sameText = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
