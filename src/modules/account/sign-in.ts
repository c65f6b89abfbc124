import { accept, reject } from '../../kernel/outcome.ts'
import { OAUTH_PATH, sessionOfToken, WECHAT_PROVIDER } from './credentials.ts'
import { cookieHeader, type Gate, type Sessions, sessionIn } from './gate.ts'
import { claimNonces } from './nonces.ts'
import { issueCode, OTP_MINUTES } from './otp.ts'
import { LIMITS } from './throttle.ts'

export const byPhone = (gate: Gate): Pick<Sessions, 'sendCode' | 'byPhone'> => {
  const { db, clock, secret, credentials, admit, waits } = gate
  return {
    sendCode: async (phone, { address }) => {
      if (!gate.send) return reject('codes_unavailable')
      const wait =
        (await waits(LIMITS.codePerAddress, address)) ??
        (await waits(LIMITS.codePerPhone, phone)) ??
        (await waits(LIMITS.codePerPhoneHour, phone))
      if (wait) return wait
      const code = await issueCode(db, secret, phone, clock.now())
      return (await gate.send(phone, code, OTP_MINUTES)) ? accept(null) : reject('codes_unavailable')
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
  }
}

/** Given out with the second factor, for the day on which the device is lost. */
const BACKUP_CODE = /-/

export const byPassword = ({ db, clock, credentials, admit, waits }: Gate): Pick<Sessions, 'byPassword'> => ({
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
    // A code that somebody looked at over a shoulder opens nothing a second time (RFC 6238, section 5.2).
    const timestamp = String(Math.floor(clock.now().getTime() / 1000))
    const used = { credentialId: `second factor of ${username.toLowerCase()}`, nonce: totp, timestamp }
    const [isFresh] = await claimNonces(db, [used])
    if (!isFresh) return reject('sign_in_refused')
    const headers = new Headers({ cookie: cookieHeader(first.headers.getSetCookie()) })
    const asked = { body: { code: totp }, headers, asResponse: true } as const
    const second = await (BACKUP_CODE.test(totp)
      ? auth.api.verifyBackupCode(asked)
      : auth.api.verifyTOTP(asked))
    if (!second.ok) return reject('sign_in_refused')
    return admit(await sessionIn(db, second), second.headers.getSetCookie())
  },
})

export const byWechat = (gate: Gate): Pick<Sessions, 'offersWechat' | 'wechatStart' | 'wechatCallback'> => {
  const { credentials, admit, waits } = gate
  return {
    offersWechat: gate.wechat !== null,

    wechatStart: async () => {
      if (!gate.wechat) return reject('wechat_unavailable')
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
      if (!gate.wechat) return reject('wechat_unavailable')
      const auth = await credentials()
      const url = `${gate.publicUrl}${OAUTH_PATH}/callback/${WECHAT_PROVIDER}?${query}`
      const answer = await auth.handler(new Request(url, { headers: { cookie } }))
      const cookies = answer.headers.getSetCookie()
      const session = await auth.api.getSession({ headers: new Headers({ cookie: cookieHeader(cookies) }) })
      return session ? admit(session.session, cookies) : reject('sign_in_refused')
    },
  }
}
