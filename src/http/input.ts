import { isUtf8 } from 'node:buffer'
import type { FastifyError, FastifyInstance } from 'fastify'
import type { Rejection } from '../kernel/outcome.ts'
import { LeaseExhausted } from '../platform/numbers.ts'
import type { Doors } from './doors.ts'
import { openPace } from './pace.ts'
import type { ProblemCode } from './problems.ts'
import { refuse } from './refusal.ts'
import { repeatsName } from './repeated-name.ts'

export const BODY_LIMIT = 64 * 1024

/**
 * Nothing that PostgreSQL cannot store gets past here: NUL and broken surrogates are refused as malformed. Only a
 * body that escapes characters can hold them, so others are not walked. So is a body in another charset than UTF-8,
 * whose letters would be kept as question marks, and one that names a field twice.
 */
export const readsInput = (app: FastifyInstance, { clock }: Pick<Doors, 'clock'>): void => {
  const said = openPace({ most: 1, windowMs: 10_000 })
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser(['application/json', 'text/plain'])
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (request, body: Buffer, done) => {
      if (!isUtf8(body)) return done(malformed)
      const text = body.toString('utf8')
      // A client that names the type but sends nothing means: no fields.
      if (text === '') return done(null, {})
      parse(request, text, (error, value) => {
        if (error) return done(malformed)
        if (text.includes('\\u') && !isStorable(value)) return done(malformed)
        if (repeatsName(text)) return done(malformed)
        done(null, value)
      })
    },
  )
  app.addHook('onRequest', (request, reply, next) => {
    if (isReadable(request.url)) return next()
    refuse(reply, { code: 'malformed_request' })
  })
  app.addHook('preValidation', (request, _reply, next) => {
    if (request.body === undefined && request.routeOptions.schema?.body) request.body = {}
    next()
  })
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const rejection = rejectionOf(error)
    if (rejection.code === 'internal_error') request.log.error({ err: error }, 'defect')
    // A full disk must be read in the log, but not once for everybody who is turned away.
    if (rejection.code === 'overloaded' && said.take(error.code ?? error.message, clock.now()) === 0)
      request.log.warn(
        { sqlState: error.code, reason: error.message },
        'the database is away: requests are turned away',
      )
    refuse(reply, rejection)
  })
}

const malformed = Object.assign(new Error('malformed body'), { code: 'FST_ERR_CTP_INVALID_JSON_BODY' })

const isStorable = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (Array.isArray(value)) return value.every(isStorable)
  if (value === null || typeof value !== 'object') return true
  return Object.entries(value).every(([key, inner]) => isStorable(key) && isStorable(inner))
}

const isReadable = (url: string): boolean => {
  if (!url.includes('%')) return true
  try {
    return !decodeURIComponent(url).includes('\0')
  } catch {
    return false
  }
}

/** Fastify's own refusals, in our codes. Whatever is not known here is a defect of ours. */
const BY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_request',
  FST_ERR_BAD_URL: 'malformed_request',
  FST_ERR_ASYNC_CONSTRAINT: 'malformed_request',
}

/** The database cannot be reached, or cannot write, or could not be asked for more numbers: it will pass. */
const isAway = (error: unknown): boolean =>
  error instanceof LeaseExhausted ||
  (error instanceof Error && AWAY.test((error as { code?: string }).code ?? error.message))
/**
 * Connection refused, reset, cut or silent; SQLSTATE classes 08 (connection), 57P (shutting down, starting up), 53
 * (disk, memory or connections used up), 58 (the disk itself), 25006 (it became a standby that only reads) and 25P03
 * (this process stood still in the middle of a transaction).
 */
const AWAY =
  /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|08|57P0[1-3]|53|58|25006|25P03)|^(Connection terminated|Query read timeout|timeout exceeded when trying to connect)/

const rejectionOf = (error: FastifyError): Rejection<ProblemCode> => {
  const known = BY_CODE[error.code]
  if (known) return { code: known }
  if (isAway(error)) return { code: 'overloaded', detail: { retryAfter: 2 } }
  const first = error.validation?.[0]
  if (!first) return { code: 'internal_error' }
  const { keyword, instancePath, params } = first
  const name = String(params.additionalProperty ?? params.missingProperty ?? '')
  const param = [instancePath.slice(1), name].filter(Boolean).join('/')
  const code = keyword === 'additionalProperties' ? 'unknown_field' : 'invalid_field'
  return {
    code,
    ...(param ? { param } : {}),
    detail: { in: error.validationContext ?? 'body', rule: keyword },
  }
}
