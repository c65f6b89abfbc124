import { HOUR } from '../../kernel/clock.ts'
import { accept, reject } from '../../kernel/outcome.ts'
import { endSessions, sessionOfToken } from './credentials.ts'
import { cookieHeader, type Gate, openGate, type SessionOptions, type Sessions } from './gate.ts'
import { ownPassword } from './password.ts'
import { byPassword, byPhone, byWechat } from './sign-in.ts'

/** How long staff may go on refreshing one session. */
export const STAFF_SESSION_HOURS = 12

/** Every way in, and the way out. */
export const openSessions = (options: SessionOptions): Sessions => {
  const gate = openGate(options)
  return {
    ...byPhone(gate),
    ...byPassword(gate),
    ...byWechat(gate),
    ...upkeep(gate),
    ...secondFactor(gate),
    ...ownPassword(gate),
  }
}

const upkeep = (gate: Gate): Pick<Sessions, 'renew' | 'end'> => {
  const { db, clock, standing, credentials, admit } = gate
  return {
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
  }
}

const secondFactor = (gate: Gate): Pick<Sessions, 'beginSecondFactor' | 'confirmSecondFactor'> => {
  const { credentials, admit } = gate
  return {
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
      // The answer still names the session it has just replaced; the new one stands in its cookies.
      const cookies = answer.headers.getSetCookie()
      const found = await auth.api.getSession({ headers: new Headers({ cookie: cookieHeader(cookies) }) })
      return admit(found?.session ?? null, cookies)
    },
  }
}
