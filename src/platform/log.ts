import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino'

export type Log = Logger

/** Field names, lower case without `_` and `-`, whose values never reach a log. */
const SECRET = new Set([
  'authorization',
  'cookie',
  'setcookie',
  'password',
  'secret',
  'secrets',
  'token',
  'accesstoken',
  'refreshtoken',
  'apikey',
  'apiv3key',
  'privatekey',
  'merchantprivatekey',
  'signature',
  'wechatpaysignature',
  'webhooksignature',
  'code',
  'otp',
  'totp',
  'csrf',
  'databaseurl',
  'connectionstring',
])
const PHONE = new Set(['phone', 'mobile', 'tel', 'phonenumber'])
const MAX_DEPTH = 6

/** Enough of a phone number for customer service to recognise it, too little to call it. */
export const maskPhone = (phone: string): string =>
  phone.length <= 4 ? '****' : '*'.repeat(phone.length - 4) + phone.slice(-4)

/** A copy without secrets and with masked phones. What is an error keeps its type, message and stack. */
export function redact(value: unknown, depth = 0): unknown {
  if (value instanceof Error) return errorFields(value, depth)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth >= MAX_DEPTH) return '[deep]'
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, hide(name, field, depth)]))
}

function hide(name: string, value: unknown, depth: number): unknown {
  const plain = name.toLowerCase().replaceAll(/[_-]/g, '')
  // A rejection's code and a driver's error code are words; sign-in codes are digits.
  if (plain === 'code' && typeof value === 'string' && /[a-zA-Z]/.test(value)) return value
  if (SECRET.has(plain)) return '[redacted]'
  if (PHONE.has(plain) && typeof value === 'string') return maskPhone(value)
  return redact(value, depth + 1)
}

function errorFields(error: Error, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error
  const code = (error as { code?: unknown }).code
  return {
    type: name,
    message,
    ...(typeof code === 'string' ? { code } : {}),
    stack,
    ...(cause === undefined || depth >= MAX_DEPTH ? {} : { cause: redact(cause, depth + 1) }),
  }
}

/** One JSON line per entry, to standard output unless a destination is given. */
export const openLog = (level: string, destination?: DestinationStream): Log =>
  pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => redact(fields) as Record<string, unknown>,
      },
      serializers: { err: (error: unknown) => error },
    },
    destination ?? pino.destination({ fd: 1, sync: false, minLength: 0 }),
  )
