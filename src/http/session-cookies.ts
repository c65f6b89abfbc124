import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Admission, TOKEN_SECONDS, type Visitor } from '../modules/account/index.ts'
import {
  accessCookie,
  cookiesOfSide,
  type Side,
  sessionCookie,
  sideOfPerson,
  sideOfSession,
} from './sides.ts'

export type SessionCookies = {
  /** Who asks, with the cookies of his side only. */
  readonly visitorOf: (request: FastifyRequest) => Visitor
  readonly letIn: (reply: FastifyReply, admission: Admission) => void
  readonly letOut: (request: FastifyRequest, reply: FastifyReply) => void
}

/** The signed token goes with every request, the session's own cookie only to where it is renewed or ended. */
export const sessionCookies = (publicUrl: string): SessionCookies => {
  const live = publicUrl.startsWith('https:')
  const rest = `HttpOnly; SameSite=Lax${live ? '; Secure' : ''}`
  const gone = (name: string, path: string) => `${name}=; Path=${path}; Max-Age=0; ${rest}`
  const renamed = (line: string, side: Side): string => {
    const known = `${sessionCookie('store', live)}=`
    return line.startsWith(known) ? `${sessionCookie(side, live)}=${line.slice(known.length)}` : line
  }
  return {
    visitorOf: ({ ip, headers }) => ({
      address: ip,
      cookie: cookiesOfSide(headers, sideOfSession(headers, live), live),
    }),
    letIn: (reply, { token, cookies, caller }) => {
      const side = sideOfPerson(caller.kind)
      const access = `${accessCookie(side)}=${token}; Path=/; Max-Age=${TOKEN_SECONDS}; ${rest}`
      reply.header('set-cookie', [...cookies.map((line) => renamed(line, side)), access])
    },
    letOut: ({ headers }, reply) => {
      const side = sideOfSession(headers, live)
      reply.header('set-cookie', [
        gone(accessCookie(side), '/'),
        gone(sessionCookie(side, live), '/v1/session'),
      ])
    },
  }
}
