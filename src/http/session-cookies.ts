import type { FastifyReply } from 'fastify'
import { type Admission, TOKEN_SECONDS } from '../modules/account/index.ts'
import { ACCESS_COOKIE } from './caller.ts'

export type SessionCookies = {
  readonly letIn: (reply: FastifyReply, admission: Admission) => void
  readonly letOut: (reply: FastifyReply) => void
}

/** The signed token goes with every request, the session's own cookie only to where it is renewed or ended. */
export const sessionCookies = (publicUrl: string): SessionCookies => {
  const live = publicUrl.startsWith('https:')
  const secure = live ? '; Secure' : ''
  const rest = `HttpOnly; SameSite=Lax${secure}`
  const gone = (name: string, path: string) => `${name}=; Path=${path}; Max-Age=0; ${rest}`
  return {
    letIn: (reply, { token, cookies }) => {
      const access = `${ACCESS_COOKIE}=${token}; Path=/; Max-Age=${TOKEN_SECONDS}; ${rest}`
      reply.header('set-cookie', [...cookies, access])
    },
    letOut: (reply) => {
      const session = `${live ? '__Secure-' : ''}tb.session_token`
      reply.header('set-cookie', [gone(ACCESS_COOKIE, '/'), gone(session, '/v1/session')])
    },
  }
}
