import { type Clock, HOUR } from '../../kernel/clock.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Db } from '../../platform/db.ts'
import {
  type Credentials,
  endSessions,
  OAUTH_PATH,
  type OAuthProvider,
  openCredentials,
  type SessionRow,
  sessionOfToken,
  WECHAT_PROVIDER,
} from './credentials.ts'
import { issueCode, type SendCode, spendCode } from './otp.ts'
import { type Person, personBehind } from './people.ts'
import type { Standing } from './standing.ts'
import { LIMITS, throttle } from './throttle.ts'
import type { Tokens } from './token.ts'
import type { AccountRejection, SignedIn } from './types.ts'

/** How long staff may go on refreshing one session. */
export const STAFF_SESSION_HOURS = 12

/** Somebody at the door: where he comes from, and the cookies that carry his session. */
export type Visitor = { readonly address: string; readonly cookie: string }
/** A person who is in: the signed token for every request, and the cookies that can renew it. */
export type Admission = {
  readonly person: Person
  readonly caller: SignedIn
  readonly token: string
  readonly cookies: readonly string[]
}
type Admitted = Promise<Outcome<Admission, AccountRejection>>

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
  /** Confirming replaces the session, as every change of credentials does. */
  readonly confirmSecondFactor: (code: string, visitor: Visitor) => Admitted
}

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

export const openSessions = (options: SessionOptions): Sessions => {
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

  const waits = async (limit: (typeof LIMITS)[keyof typeof LIMITS], subject: string) => {
    const retryAfter = await throttle(db, limit, subject, clock.now())
    return retryAfter > 0 ? reject('too_many_requests', { detail: { retryAfter } }) : null
  }

  return {
    offersWechat: options.wechat !== null,

    sendCode: async (phone, { address }) => {
      if (!options.send) return reject('codes_unavailable')
      const wait =
        (await waits(LIMITS.codePerAddress, address)) ??
        (await waits(LIMITS.codePerPhone, phone)) ??
        (await waits(LIMITS.codePerPhoneHour, phone))
      if (wait) return wait
      await options.send(phone, await issueCode(db, secret, phone, clock.now()))
      return accept(null)
    },

    byPhone: async (phone, code, { address }) => {
      const wait =
        (await waits(LIMITS.triesPerAddress, address)) ?? (await waits(LIMITS.triesPerPhone, phone))
      if (wait) return wait
      const auth = await credentials()
      const answer = await auth.api.verifyPhoneNumber({
        body: { phoneNumber: phone, code },
        asResponse: true,
      })
      if (!answer.ok) return reject('code_refused', { param: 'code' })
      return admit(await sessionIn(db, answer), answer.headers.getSetCookie())
    },

    byPassword: async ({ username, password, totp }, { address }) => {
      const wait =
        (await waits(LIMITS.triesPerAddress, address)) ??
        (await waits(LIMITS.triesPerUsername, username.toLowerCase()))
      if (wait) return wait
      const auth = await credentials()
      const first = await auth.api.signInUsername({ body: { username, password }, asResponse: true })
      if (!first.ok) return reject('sign_in_refused')
      const { token } = (await first.clone().json()) as { token?: string }
      if (token) return admit(await sessionOfToken(db, token), first.headers.getSetCookie())
      if (!totp) return reject('second_factor_required', { param: 'totp' })
      const headers = new Headers({ cookie: cookieHeader(first.headers.getSetCookie()) })
      const second = await auth.api.verifyTOTP({ body: { code: totp }, headers, asResponse: true })
      if (!second.ok) return reject('sign_in_refused')
      return admit(await sessionIn(db, second), second.headers.getSetCookie())
    },

    wechatStart: async () => {
      if (!options.wechat) return reject('wechat_unavailable')
      const auth = await credentials()
      const answer = await auth.api.signInSocial({
        body: { provider: WECHAT_PROVIDER, callbackURL: '/', errorCallbackURL: '/?sign_in=failed' },
        asResponse: true,
      })
      const { url } = (await answer.clone().json()) as { url?: string }
      return url ? accept({ url, cookies: answer.headers.getSetCookie() }) : reject('wechat_unavailable')
    },

    wechatCallback: async (query, { cookie, address }) => {
      const wait = await waits(LIMITS.triesPerAddress, address)
      if (wait) return wait
      if (!options.wechat) return reject('wechat_unavailable')
      const auth = await credentials()
      const url = `${options.publicUrl}${OAUTH_PATH}/callback/${WECHAT_PROVIDER}?${query}`
      const answer = await auth.handler(new Request(url, { headers: { cookie } }))
      const cookies = answer.headers.getSetCookie()
      const session = await auth.api.getSession({ headers: new Headers({ cookie: cookieHeader(cookies) }) })
      return session ? admit(session.session, cookies) : reject('sign_in_refused')
    },

    renew: async ({ cookie }) => {
      if (cookie === '') return reject('session_ended')
      const auth = await credentials()
      const answer = await auth.api.getSession({ headers: new Headers({ cookie }), asResponse: true })
      const found = (await answer.clone().json()) as { session?: { token: string } } | null
      const session = found?.session ? await sessionOfToken(db, found.session.token) : null
      const admitted = await admit(session, answer.headers.getSetCookie())
      if (!admitted.ok || admitted.value.caller.kind === 'buyer') return admitted
      const age = clock.now().getTime() - (session?.createdAt.getTime() ?? 0)
      return age < STAFF_SESSION_HOURS * HOUR ? admitted : reject('session_ended')
    },

    end: async (caller, { cookie }) => {
      const auth = caller || cookie === '' ? null : await credentials()
      const found = await auth?.api.getSession({ headers: new Headers({ cookie }) })
      const sessionId = caller?.sessionId ?? found?.session.id
      if (!sessionId) return
      await endSessions(db, { sessionId }, clock.now())
      await standing.refresh()
    },

    beginSecondFactor: async (password, { cookie }) => {
      const auth = await credentials()
      const headers = new Headers({ cookie })
      const answer = await auth.api.enableTwoFactor({ body: { password }, headers, asResponse: true })
      if (!answer.ok) return reject('sign_in_refused', { param: 'password' })
      const { totpURI, backupCodes } = (await answer.json()) as { totpURI: string; backupCodes: string[] }
      return accept({ uri: totpURI, backupCodes })
    },

    confirmSecondFactor: async (code, { cookie }) => {
      const auth = await credentials()
      const answer = await auth.api.verifyTOTP({
        body: { code },
        headers: new Headers({ cookie }),
        asResponse: true,
      })
      if (!answer.ok) return reject('code_refused', { param: 'code' })
      return admit(await sessionIn(db, answer), answer.headers.getSetCookie())
    },
  }
}

const sessionIn = async (db: Db, answer: Response): Promise<SessionRow | null> => {
  const { token } = (await answer.clone().json()) as { token?: string | null }
  return token ? sessionOfToken(db, token) : null
}

/** What a browser would send back after these Set-Cookie lines. */
const cookieHeader = (lines: readonly string[]): string => lines.map((line) => line.split(';')[0]).join('; ')
