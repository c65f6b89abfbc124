import type { Clock } from '../../kernel/clock.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db } from '../../platform/db.ts'
import {
  type Credentials,
  type OAuthProvider,
  openCredentials,
  type SessionRow,
  sessionOfToken,
} from './credentials.ts'
import { type SendCode, spendCode } from './otp.ts'
import { type Person, personBehind } from './people.ts'
import type { Standing } from './standing.ts'
import { type Limit, throttle } from './throttle.ts'
import type { Tokens } from './token.ts'
import type { AccountRejection, SignedIn } from './types.ts'

/** Somebody at the door: where he comes from, and the cookies that carry his session. */
export type Visitor = { readonly address: string; readonly cookie: string }
/** A person who is in: the signed token for every request, and the cookies that can renew it. */
export type Admission = {
  readonly person: Person
  readonly caller: SignedIn
  readonly token: string
  readonly cookies: readonly string[]
}
export type Admitted = Promise<Outcome<Admission, AccountRejection>>

export type SessionOptions = {
  readonly db: Db
  readonly clock: Clock
  readonly secret: string
  readonly publicUrl: string
  /** Null where no way to reach a phone is set up: signing in by phone is then refused by name. */
  readonly send: SendCode | null
  readonly wechat: OAuthProvider | null
  readonly tokens: Tokens
  readonly standing: Standing
}

export type Sessions = {
  readonly offersWechat: boolean
  readonly sendCode: (phone: string, visitor: Visitor) => Promise<Outcome<null, AccountRejection>>
  readonly byPhone: (phone: string, code: string, visitor: Visitor) => Admitted
  readonly byPassword: (
    given: { username: string; password: string; totp?: string | undefined },
    visitor: Visitor,
  ) => Admitted
  readonly wechatStart: () => Promise<Outcome<{ url: string; cookies: readonly string[] }, AccountRejection>>
  readonly wechatCallback: (query: string, visitor: Visitor) => Admitted
  readonly renew: (visitor: Visitor) => Admitted
  readonly end: (caller: SignedIn | null, visitor: Visitor) => Promise<void>
  readonly beginSecondFactor: (
    password: string,
    visitor: Visitor,
  ) => Promise<Outcome<{ uri: string; backupCodes: readonly string[] }, AccountRejection>>
  readonly changePassword: (
    caller: SignedIn,
    given: { readonly password: string; readonly next: string },
  ) => Promise<Outcome<null, AccountRejection>>
  /** Confirming replaces the session, as every change of credentials does. */
  readonly confirmSecondFactor: (code: string, visitor: Visitor) => Admitted
}

/** What every way of signing in ends with: limits before, the person and his token after. */
export type Gate = SessionOptions & {
  /** better-auth, opened at the first use and once. */
  readonly credentials: () => Promise<Credentials>
  readonly admit: (session: SessionRow | null, cookies: readonly string[]) => Admitted
  /** Null when there is room, else the refusal that says how long to wait. */
  readonly waits: (
    limit: Limit,
    subject: string,
  ) => Promise<{ ok: false; rejection: { code: 'too_many_requests' } } | null>
}

export const openGate = (options: SessionOptions): Gate => {
  const { db, clock, secret, tokens, standing } = options
  let opened: Promise<Credentials> | null = null
  const credentials = (): Promise<Credentials> => {
    opened ??= openCredentials({
      ...options,
      spendCode: (phone, code) => spendCode(db, secret, phone, code, clock.now()),
    })
    return opened
  }

  const admit = async (session: SessionRow | null, cookies: readonly string[]): Admitted => {
    if (!session || standing.isRevoked(session.id)) return reject('session_ended')
    const person = await personBehind(db, session.userId, clock.now())
    if (!person) return reject('session_ended')
    if (person.state !== 'active') return reject('account_disabled')
    const { id, name, role, shopId } = person
    const caller: SignedIn =
      role === null
        ? { kind: 'buyer', id, name, sessionId: session.id }
        : { kind: 'staff', id, name, sessionId: session.id, role, shopId }
    return accept({ person, caller, token: tokens.mint(caller, clock.now()), cookies })
  }

  const waits: Gate['waits'] = async (limit, subject) => {
    const retryAfter = await throttle(db, limit, subject, clock.now())
    return retryAfter > 0 ? reject('too_many_requests', { detail: { retryAfter } }) : null
  }
  return { ...options, credentials, admit, waits }
}

/** The session that an answer of better-auth has made. */
export const sessionIn = async (db: Db, answer: Response): Promise<SessionRow | null> => {
  const { token } = (await answer.clone().json()) as { token?: string | null }
  return token ? sessionOfToken(db, token) : null
}

/** What a browser would send back after these Set-Cookie lines. */
export const cookieHeader = (lines: readonly string[]): string =>
  lines.map((line) => line.split(';')[0]).join('; ')
