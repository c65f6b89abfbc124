import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  timingSafeEqual,
} from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../../src/kernel/clock.ts'
import { redirect, sendJson, sendPage } from '../http.ts'
import { consentPage } from '../pages/consent.ts'
import { type Language, languageOf } from '../pages/html.ts'
import { type Person, personOf } from '../persons.ts'

/** The store, as a client of the simulated sign-in. */
export type OAuthClient = {
  readonly clientId: string
  readonly clientSecret: string
  /** Empty: any address is taken (a simulator on one machine). */
  readonly redirectUris: readonly string[]
}

type Grant = {
  readonly person: Person
  readonly redirectUri: string
  readonly nonce?: string
  readonly challenge?: string
  readonly until: number
}

export type OAuthOptions = {
  readonly clock: Clock
  readonly privateKey: string
  readonly client: OAuthClient
  readonly issuer: () => string
}

export type OAuthKeys = { readonly privateKey: string; readonly clientSecret: string }

export const generateOAuthKeys = (): OAuthKeys => ({
  privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
  clientSecret: randomBytes(24).toString('base64url'),
})

const CODE_LIVES_MS = 120_000
const TOKEN_LIVES_MS = 3_600_000

/** OAuth 2.0 authorization code flow with PKCE and OpenID Connect, for "sign in with WeChat (simulated)". */
export function createOAuth({ clock, privateKey, client, issuer }: OAuthOptions) {
  const key = createPrivateKey(privateKey)
  const codes = new Map<string, Grant>()
  const tokens = new Map<string, { person: Person; until: number }>()
  const now = () => clock.now().getTime()

  return (request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer) => {
    const path = `${request.method} ${url.pathname}`
    switch (path) {
      case 'GET /oauth/.well-known/openid-configuration':
        return sendJson(response, 200, discovery(issuer()))
      case 'GET /oauth/jwks':
        return sendJson(response, 200, { keys: [jwk(key)] })
      case 'GET /oauth/authorize':
        return authorize(response, url, languageOf(request, url))
      case 'GET /oauth/choose':
        return choose(response, url)
      case 'POST /oauth/token':
        return token(response, request.headers.authorization, new URLSearchParams(body.toString('utf8')))
      case 'GET /oauth/userinfo':
        return userinfo(response, request.headers.authorization)
      default:
        return sendJson(response, 404, { error: 'not_found' })
    }
  }

  function fault(url: URL): string | undefined {
    const query = url.searchParams
    const redirectUri = query.get('redirect_uri') ?? ''
    if (query.get('client_id') !== client.clientId) return 'unknown client_id'
    if (!/^https?:\/\//.test(redirectUri) || !URL.canParse(redirectUri))
      return 'redirect_uri is missing or no URL'
    if (client.redirectUris.length > 0 && !client.redirectUris.includes(redirectUri)) {
      return 'redirect_uri is not registered'
    }
    if (query.get('response_type') !== 'code') return 'response_type must be code'
    const method = query.get('code_challenge_method')
    if (query.has('code_challenge') && method !== 'S256') return 'code_challenge_method must be S256'
    return undefined
  }

  function authorize(response: ServerResponse, url: URL, language: Language) {
    const wrong = fault(url)
    if (wrong) return sendJson(response, 400, { error: 'invalid_request', error_description: wrong })
    sendPage(response, consentPage(url.searchParams, language))
  }

  /** The person was chosen on the page, or refused (`person=none`). */
  function choose(response: ServerResponse, url: URL) {
    const wrong = fault(url)
    if (wrong) return sendJson(response, 400, { error: 'invalid_request', error_description: wrong })
    const query = url.searchParams
    const redirectUri = query.get('redirect_uri')!
    const back = new URL(redirectUri)
    const state = query.get('state')
    if (state !== null) back.searchParams.set('state', state)
    const person = personOf(query.get('person') ?? '')
    if (!person) {
      back.searchParams.set('error', 'access_denied')
      return redirect(response, back.href)
    }
    const code = randomBytes(24).toString('base64url')
    const nonce = query.get('nonce')
    const challenge = query.get('code_challenge')
    codes.set(code, {
      person,
      redirectUri,
      ...(nonce === null ? {} : { nonce }),
      ...(challenge === null ? {} : { challenge }),
      until: now() + CODE_LIVES_MS,
    })
    back.searchParams.set('code', code)
    redirect(response, back.href)
  }

  function token(response: ServerResponse, authorization: string | undefined, form: URLSearchParams) {
    const basic = /^Basic (.+)$/.exec(authorization ?? '')
    const [id, secret] = basic
      ? Buffer.from(basic[1]!, 'base64').toString('utf8').split(':').map(decodeURIComponent)
      : [form.get('client_id') ?? '', form.get('client_secret') ?? '']
    if (id !== client.clientId || !same(secret ?? '', client.clientSecret)) {
      return sendJson(response, 401, { error: 'invalid_client' })
    }
    if (form.get('grant_type') !== 'authorization_code') {
      return sendJson(response, 400, { error: 'unsupported_grant_type' })
    }
    const code = form.get('code') ?? ''
    const grant = codes.get(code)
    // A code is good once, even if what follows fails.
    codes.delete(code)
    const verifier = form.get('code_verifier') ?? ''
    const proven =
      grant?.challenge === undefined ||
      createHash('sha256').update(verifier).digest('base64url') === grant.challenge
    if (!grant || grant.until < now() || grant.redirectUri !== form.get('redirect_uri') || !proven) {
      return sendJson(response, 400, { error: 'invalid_grant' })
    }
    const accessToken = randomBytes(32).toString('base64url')
    tokens.set(accessToken, { person: grant.person, until: now() + TOKEN_LIVES_MS })
    sendJson(response, 200, {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: TOKEN_LIVES_MS / 1000,
      scope: 'openid profile email',
      id_token: idToken(grant),
    })
  }

  function idToken(grant: Grant): string {
    const seconds = Math.floor(now() / 1000)
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const head = part({ alg: 'ES256', typ: 'JWT', kid: 'simulator' })
    const claims = part({
      iss: issuer(),
      aud: client.clientId,
      iat: seconds,
      exp: seconds + TOKEN_LIVES_MS / 1000,
      ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
      ...claimsOf(grant.person),
    })
    const signature = sign('sha256', Buffer.from(`${head}.${claims}`), {
      key,
      dsaEncoding: 'ieee-p1363',
    })
    return `${head}.${claims}.${signature.toString('base64url')}`
  }

  function userinfo(response: ServerResponse, authorization: string | undefined) {
    const held = tokens.get(/^Bearer (.+)$/.exec(authorization ?? '')?.[1] ?? '')
    if (!held || held.until < now()) return sendJson(response, 401, { error: 'invalid_token' })
    sendJson(response, 200, claimsOf(held.person))
  }
}

const claimsOf = (person: Person) => ({
  sub: person.openid,
  name: person.name.zh,
  nickname: person.name.en,
  email: person.email,
  email_verified: true,
  phone_number: person.phone,
  phone_number_verified: true,
})

const discovery = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/userinfo`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  scopes_supported: ['openid', 'profile', 'email'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  code_challenge_methods_supported: ['S256'],
})

const jwk = (key: KeyObject) => ({
  ...createPublicKey(key).export({ format: 'jwk' }),
  kid: 'simulator',
  alg: 'ES256',
  use: 'sig',
})

function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
