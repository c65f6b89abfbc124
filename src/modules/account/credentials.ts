import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { Defect } from '../../kernel/assert.ts'
import { DAY, HOUR, SECOND } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import { derive } from './token.ts'

/** The OpenID Connect provider behind "sign in with WeChat": the simulator's in the demo. */
export type OAuthProvider = {
  readonly clientId: string
  readonly clientSecret: string
  /** Its addresses and keys are read at `issuer`/.well-known/openid-configuration. */
  readonly issuer: string
}

export type CredentialOptions = {
  readonly db: Db
  readonly secret: string
  /** Under which buyers reach this server, without a slash at the end. */
  readonly publicUrl: string
  /** Spends a one-time code; true when it was right. */
  readonly spendCode: (phone: string, code: string) => Promise<boolean>
  readonly wechat: OAuthProvider | null
}

export const WECHAT_PROVIDER = 'wechat_simulated'
export const OAUTH_PATH = '/v1/session/oauth'
const SESSION_DAYS = 30

/** 26 random characters, never guessable, safe in a path and in a number's shard hash. */
export const newPersonId = (): string =>
  BigInt(`0x1${randomBytes(16).toString('hex')}`)
    .toString(36)
    .slice(-24)

/**
 * better-auth, set up for this house: credentials and sessions live in schema `auth`; none of its own HTTP routes is
 * served, our doors call it. Loaded at the first sign-in, for it is as large as the rest of the server together.
 */
export const openCredentials = async (options: CredentialOptions) => {
  const [{ betterAuth }, { phoneNumber }, { username }, { twoFactor }, { genericOAuth }] = await Promise.all([
    import('better-auth'),
    import('better-auth/plugins/phone-number'),
    import('better-auth/plugins/username'),
    import('better-auth/plugins/two-factor'),
    import('better-auth/plugins/generic-oauth'),
  ])
  const { db, publicUrl, wechat } = options
  return betterAuth({
    appName: 'Tongbao',
    baseURL: publicUrl,
    basePath: OAUTH_PATH,
    secret: derive(options.secret, 'sessions'),
    database: { db: db.withSchema('auth'), type: 'postgres', transaction: true },
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true },
    account: { encryptOAuthTokens: true, accountLinking: { enabled: false } },
    session: { expiresIn: (SESSION_DAYS * DAY) / SECOND, updateAge: DAY / SECOND, freshAge: HOUR / SECOND },
    advanced: {
      cookiePrefix: 'tb',
      useSecureCookies: publicUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/v1/session' },
      database: { generateId: newPersonId },
    },
    plugins: [
      username(),
      twoFactor({ issuer: 'Tongbao' }),
      phoneNumber({
        // Codes are made, hashed and counted by otp.ts; the plugin would keep them readable.
        sendOTP: () => {
          throw new Defect('codes are sent by otp.ts')
        },
        verifyOTP: ({ phoneNumber: phone, code }) => options.spendCode(phone, code),
        signUpOnVerification: {
          getTempEmail: (phone) => `${phone}@phone.invalid`,
          getTempName: (phone) => `用户${phone.slice(-4)}`,
        },
      }),
      genericOAuth({ config: wechat ? [oauthOf(wechat, publicUrl)] : [] }),
    ],
  })
}

export type Credentials = Awaited<ReturnType<typeof openCredentials>>

const oauthOf = ({ clientId, clientSecret, issuer }: OAuthProvider, publicUrl: string) => ({
  clientId,
  clientSecret,
  discoveryUrl: `${issuer}/.well-known/openid-configuration`,
  requireIdTokenVerification: true,
  providerId: WECHAT_PROVIDER,
  name: 'WeChat (simulated)',
  scopes: ['openid', 'profile'],
  pkce: true,
  redirectURI: `${publicUrl}${OAUTH_PATH}/wechat/callback`,
  // Addresses that WeChat does not give; one is made of its subject so that no two people share one.
  mapProfileToUser: ({ sub, name }: { sub?: unknown; name?: unknown }) => ({
    name: String(name ?? '微信用户').slice(0, 60),
    email: `${String(sub).toLowerCase()}@wechat.invalid`,
  }),
})

export type SessionRow = { id: string; userId: string; createdAt: Date }

/** The session behind a session token, as better-auth has just written it. */
export const sessionOfToken = async (db: Db, token: string): Promise<SessionRow | null> => {
  const { rows } = await sql<SessionRow>`
    select id, "userId", "createdAt" from auth.session where token = ${token}`.execute(db)
  return rows[0] ?? null
}

/** Ends sessions for good: refreshing stops with the row, signed tokens stop with the notice. */
export const endSessions = async (
  db: Db,
  which: { sessionId: string } | { personId: string },
  now: Date,
): Promise<void> => {
  await db.transaction().execute(async (tx) => {
    const ended =
      'sessionId' in which
        ? await sql<{ id: string }>`select ${which.sessionId}::text as id`.execute(tx)
        : await sql<{ id: string }>`select id from auth.session where "userId" = ${which.personId}`.execute(
            tx,
          )
    for (const { id } of ended.rows) {
      await sql`insert into session_revocation (session_id, revoked_at) values (${id}, ${now})
                on conflict do nothing`.execute(tx)
      await sql`delete from auth.session where id = ${id}`.execute(tx)
    }
    await sql`notify person_standing`.execute(tx)
  })
}
