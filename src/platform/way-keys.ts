import { type Static, Type } from 'typebox'
import { text, whole } from './variable.ts'

/** A gateway is a program of the house's own: it may stand beside us, and is spoken to in secret anywhere else. */
const gateway = (what: string) =>
  text(`${what}; its https address, or http on this machine`, {
    pattern: '^(https://\\S+|http://(127\\.0\\.0\\.1|localhost|\\[::1\\])(:\\d+)?(/\\S*)?)$',
  })

/** How people are told outside our pages. */
export const wayVariables = {
  SMTP_HOST: text('the mail server through which mail is sent; left out: no mail'),
  SMTP_PORT: whole(1, 65_535, 'its port (465 with tls, 587 with starttls, 25 with none)'),
  SMTP_SECURITY: text('tls, starttls, or none inside your own network (starttls)', {
    pattern: '^(tls|starttls|none)$',
  }),
  SMTP_USER: text('the name to sign in with at the mail server'),
  SMTP_PASSWORD: text('its password'),
  SMTP_FROM: text('who mail comes from: Shop <service@shop.example>', { pattern: '^[^\\r\\n]*@[^\\r\\n]+$' }),
  SMS_URL: gateway('the gateway that takes text messages (left out: no text messages)'),
  SMS_KEY_ID: text('the name of our key there'),
  SMS_SECRET: text('the secret that signs what we send there, at least 16 characters', { minLength: 16 }),
  SMS_SIGN: text('the registered signature that stands before a text message'),
  APP_PUSH_URL: gateway('the gateway that takes app pushes (left out: none)'),
  APP_PUSH_KEY_ID: text('the name of our key there'),
  APP_PUSH_SECRET: text('the secret that signs what we send there, at least 16 characters', {
    minLength: 16,
  }),
}

const shape = Type.Object(wayVariables)
type Values = Static<typeof shape>

export type MailKeys = {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  user?: string
  password?: string
  from: string
}
export type GatewayKeys = { url: string; keyId: string; secret: string; sign?: string }

/** The ways out of the house that are set up; the room of pushes takes each as it is. */
export type WayKeys = { mail?: MailKeys; sms?: GatewayKeys; app?: GatewayKeys }

const PORTS = { tls: 465, starttls: 587, none: 25 } as const

/** Each way with everything it needs, or not at all: half a way would fail at the first message. */
export const readWays = (values: Values, problems: string[]): WayKeys => {
  const mail = readMail(values, problems)
  const sms = readGateway(values, 'SMS', problems)
  const app = readGateway(values, 'APP_PUSH', problems)
  const sign = values.SMS_SIGN
  return {
    ...(mail ? { mail } : {}),
    ...(sms ? { sms: sign === undefined ? sms : { ...sms, sign } } : {}),
    ...(app ? { app } : {}),
  }
}

const readMail = (values: Values, problems: string[]): MailKeys | undefined => {
  const { SMTP_HOST: host, SMTP_FROM: from, SMTP_USER: user, SMTP_PASSWORD: password } = values
  if (!Object.keys(values).some((name) => name.startsWith('SMTP_'))) return undefined
  for (const name of ['SMTP_HOST', 'SMTP_FROM'] as const)
    if (values[name] === undefined) problems.push(`${name} is missing beside the other SMTP_ variables`)
  if ((user === undefined) !== (password === undefined))
    problems.push('SMTP_USER and SMTP_PASSWORD belong together: one of them is missing')
  const security = (values.SMTP_SECURITY ?? 'starttls') as MailKeys['security']
  const port = values.SMTP_PORT ?? PORTS[security]
  const signIn = user === undefined || password === undefined ? {} : { user, password }
  return { host: host ?? '', port, security, from: from ?? '', ...signIn }
}

const readGateway = (
  values: Values,
  prefix: 'SMS' | 'APP_PUSH',
  problems: string[],
): GatewayKeys | undefined => {
  if (!Object.keys(values).some((name) => name.startsWith(`${prefix}_`))) return undefined
  const read = (part: 'URL' | 'KEY_ID' | 'SECRET'): string => {
    const value = values[`${prefix}_${part}`]
    // A value that is wrong was complained of already.
    if (value === undefined && !problems.some((one) => one.startsWith(`${prefix}_${part} is wrong`)))
      problems.push(`${prefix}_${part} is missing beside the other ${prefix}_ variables`)
    return value ?? ''
  }
  return { url: read('URL'), keyId: read('KEY_ID'), secret: read('SECRET') }
}
