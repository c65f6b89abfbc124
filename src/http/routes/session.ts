import { Type } from 'typebox'
import { type Caller, permissionsOf, TOKEN_SECONDS } from '../../modules/account/index.ts'
import { staffOf } from '../caller.ts'
import type { App, Demo, Doors } from '../doors.ts'
import { refuse } from '../refusal.ts'
import { Mail } from '../schemas/push.ts'
import {
  BuyerSession,
  ChangePasswordBody,
  PasswordBody,
  PhoneBody,
  Renewed,
  SecondFactorBody,
  SecondFactorCode,
  SendCodeBody,
  SessionFacts,
  StaffSession,
} from '../schemas/session.ts'
import { answers, Closed, Empty, Phone } from '../schemas/shapes.ts'
import { type SessionCookies, sessionCookies } from '../session-cookies.ts'

const ANYBODY = { callers: ['guest', 'buyer', 'staff', 'key'], ownership: 'public' } as const
const SIGNED_IN = { callers: ['buyer', 'staff'], ownership: 'session' } as const
/** Signing in again is harmless, and its answer, a credential, must never be stored to be repeated. */
const REPEATABLE = { none: 'its answer is a credential, which is not kept' } as const
const tags = ['session']

export const sessionRoutes = (app: App, doors: Doors): void => {
  const cookies = sessionCookies(doors.publicUrl)
  whoAmI(app, doors)
  byPhone(app, doors, cookies)
  byPassword(app, doors, cookies)
  byWechat(app, doors, cookies)
  upkeep(app, doors, cookies)
  secondFactor(app, doors, cookies)
  ownPassword(app, doors, cookies)
  if (doors.demo) demoCodes(app, doors.demo)
}

const whoAmI = (app: App, { sessions, tokens, demo }: Doors): void => {
  app.route({
    method: 'GET',
    url: '/v1/session',
    config: { access: { ...ANYBODY, ownership: 'session' } },
    schema: { tags, summary: 'Who am I', response: answers(200, SessionFacts) },
    handler: ({ caller }) => ({
      ...factsOf(caller),
      csrf: 'sessionId' in caller ? tokens.csrf(caller.sessionId) : null,
      demo: demo !== null,
      wechat: sessions.offersWechat,
    }),
  })
}

const byPhone = (app: App, { sessions }: Doors, { letIn, visitorOf }: SessionCookies): void => {
  app.route({
    method: 'POST',
    url: '/v1/session/otp',
    config: { access: ANYBODY, idempotency: REPEATABLE },
    schema: { tags, summary: 'Send a one-time code', body: SendCodeBody, response: answers(202, Empty) },
    handler: async (request, reply) => {
      const sent = await sessions.sendCode(request.body.phone, visitorOf(request))
      return sent.ok ? reply.code(202).send(null) : refuse(reply, sent.rejection)
    },
  })

  app.route({
    method: 'POST',
    url: '/v1/session/phone',
    config: { access: ANYBODY, idempotency: REPEATABLE },
    schema: { tags, summary: 'Sign in by phone', body: PhoneBody, response: answers(200, BuyerSession) },
    handler: async (request, reply) => {
      const { phone, code } = request.body
      const outcome = await sessions.byPhone(phone, code, visitorOf(request))
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      letIn(reply, outcome.value)
      const { id, name } = outcome.value.person
      return { buyer: { id, name, phone } }
    },
  })
}

const byPassword = (app: App, { sessions }: Doors, { letIn, visitorOf }: SessionCookies): void => {
  app.route({
    method: 'POST',
    url: '/v1/session/staff',
    config: { access: ANYBODY, idempotency: REPEATABLE },
    schema: { tags, summary: 'Sign in as staff', body: PasswordBody, response: answers(200, StaffSession) },
    handler: async (request, reply) => {
      const outcome = await sessions.byPassword(request.body, visitorOf(request))
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      const { caller } = outcome.value
      if (caller.kind !== 'staff') return refuse(reply, { code: 'sign_in_refused' })
      letIn(reply, outcome.value)
      const { id, name, role, shopId } = caller
      return { staff: { id, name, role, shopId } }
    },
  })
}

const upkeep = (app: App, { sessions }: Doors, { letIn, letOut, visitorOf }: SessionCookies): void => {
  app.route({
    method: 'POST',
    url: '/v1/session/refresh',
    config: { access: { ...ANYBODY, ownership: 'session' }, idempotency: REPEATABLE },
    schema: { tags, summary: 'Renew the access token', body: Closed({}), response: answers(200, Renewed) },
    handler: async (request, reply) => {
      const outcome = await sessions.renew(visitorOf(request))
      if (!outcome.ok) {
        letOut(request, reply)
        return refuse(reply, outcome.rejection)
      }
      letIn(reply, outcome.value)
      return { expiresIn: TOKEN_SECONDS }
    },
  })

  app.route({
    method: 'DELETE',
    url: '/v1/session',
    config: { access: { ...ANYBODY, ownership: 'session' } },
    schema: { tags, summary: 'Sign out', response: answers(204, Empty) },
    handler: async (request, reply) => {
      const signedIn = 'sessionId' in request.caller ? request.caller : null
      await sessions.end(signedIn, visitorOf(request))
      letOut(request, reply)
      return reply.code(204).send(null)
    },
  })
}

const demoCodes = (app: App, demo: Demo): void => {
  app.route({
    method: 'GET',
    url: '/v1/demo/otp',
    config: { access: ANYBODY },
    schema: {
      tags: ['demo'],
      summary: 'The code that was sent to a phone',
      querystring: Closed({ phone: Phone }),
      response: answers(200, Type.Object({ code: Type.String() })),
    },
    handler: async ({ query }, reply) => {
      const code = demo.codeOf(query.phone)
      return code ? { code } : refuse(reply, { code: 'not_found' })
    },
  })

  app.route({
    method: 'GET',
    url: '/v1/demo/contact-code',
    config: { access: ANYBODY },
    schema: {
      tags: ['demo'],
      summary: 'The code that was sent to a mail address',
      querystring: Closed({ address: Mail }),
      response: answers(200, Type.Object({ code: Type.String() })),
    },
    handler: async ({ query }, reply) => {
      const code = demo.codeOf(query.address)
      return code ? { code } : refuse(reply, { code: 'not_found' })
    },
  })
}

const secondFactor = (app: App, { sessions }: Doors, { letIn, visitorOf }: SessionCookies): void => {
  app.route({
    method: 'POST',
    url: '/v1/session/second-factor',
    config: { access: { ...SIGNED_IN, callers: ['staff'] }, idempotency: REPEATABLE },
    schema: {
      tags,
      summary: 'Set up an authenticator',
      body: SecondFactorBody,
      response: answers(200, Type.Object({ uri: Type.String(), backupCodes: Type.Array(Type.String()) })),
    },
    handler: async (request, reply) => {
      const begun = await sessions.beginSecondFactor(request.body.password, visitorOf(request))
      if (!begun.ok) return refuse(reply, begun.rejection)
      return { uri: begun.value.uri, backupCodes: [...begun.value.backupCodes] }
    },
  })
  app.route({
    method: 'POST',
    url: '/v1/session/second-factor/confirm',
    config: { access: { ...SIGNED_IN, callers: ['staff'] }, idempotency: REPEATABLE },
    schema: {
      tags,
      summary: 'Confirm the authenticator',
      body: SecondFactorCode,
      response: answers(200, Renewed),
    },
    handler: async (request, reply) => {
      const outcome = await sessions.confirmSecondFactor(request.body.code, visitorOf(request))
      if (!outcome.ok) return refuse(reply, outcome.rejection)
      letIn(reply, outcome.value)
      return { expiresIn: TOKEN_SECONDS }
    },
  })
}

const ownPassword = (app: App, { sessions }: Doors, { letOut }: SessionCookies): void => {
  app.route({
    method: 'POST',
    url: '/v1/session/password',
    config: { access: { ...SIGNED_IN, callers: ['staff'] }, idempotency: REPEATABLE },
    schema: {
      tags,
      summary: 'Change the own password; every session ends, this one too',
      body: ChangePasswordBody,
      response: answers(204, Empty),
    },
    handler: async (request, reply) => {
      const changed = await sessions.changePassword(staffOf(request), request.body)
      if (!changed.ok) return refuse(reply, changed.rejection)
      letOut(request, reply)
      return reply.code(204).send(null)
    },
  })
}

const byWechat = (app: App, { sessions }: Doors, { letIn, visitorOf }: SessionCookies): void => {
  app.route({
    method: 'GET',
    url: '/v1/session/oauth/wechat/start',
    config: { access: ANYBODY },
    schema: { tags, summary: 'Begin signing in with WeChat' },
    handler: async (_request, reply) => {
      const started = await sessions.wechatStart()
      if (!started.ok) return refuse(reply, started.rejection)
      return reply.header('set-cookie', [...started.value.cookies]).redirect(started.value.url)
    },
  })
  app.route({
    method: 'GET',
    url: '/v1/session/oauth/wechat/callback',
    config: { access: ANYBODY },
    schema: { tags, summary: 'Where WeChat sends the buyer back' },
    handler: async (request, reply) => {
      const query = request.url.split('?')[1] ?? ''
      const outcome = await sessions.wechatCallback(query, visitorOf(request))
      if (!outcome.ok) return reply.redirect(`/sign-in?problem=${outcome.rejection.code}`)
      letIn(reply, outcome.value)
      return reply.redirect('/')
    },
  })
}

const factsOf = (caller: Caller) => {
  if (caller.kind === 'guest') return { kind: caller.kind, permissions: [] }
  const { kind, id, name } = caller
  const place = caller.kind === 'buyer' ? {} : { shopId: caller.shopId }
  const role = caller.kind === 'staff' ? { role: caller.role } : {}
  return { kind, id, name, ...place, ...role, permissions: [...permissionsOf(caller)] }
}
