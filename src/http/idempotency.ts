import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { actorOf } from '../modules/account/index.ts'
import { refuse } from './refusal.ts'

const KEY = /^[\x21-\x7e]{8,64}$/

/** Every POST that changes something carries a key, so that whoever got no answer may simply ask again. */
export const requiresKeys = (app: FastifyInstance): void => {
  app.addHook('onRequest', (request, reply, next) => {
    const { method, routeOptions } = request
    if (method !== 'POST' || request.is404 || routeOptions.config.idempotency?.none) return next()
    const given = request.headers['idempotency-key']
    if (given === undefined)
      return void refuse(reply, { code: 'idempotency_key_required', param: 'idempotency-key' })
    if (typeof given === 'string' && KEY.test(given)) return next()
    refuse(reply, { code: 'idempotency_key_invalid', param: 'idempotency-key' })
  })
}

/** What makes a command the same command: who asks, the key, and a hash of everything the request says. */
export const commandKey = (
  request: FastifyRequest,
): { caller: string; key: string; requestHash: string } => ({
  caller: actorOf(request.caller),
  key: String(request.headers['idempotency-key'] ?? request.id),
  requestHash: requestHash(request),
})

export const requestHash = ({ method, params, body, routeOptions }: FastifyRequest): string => {
  // A hash of few digits gives them away: of a card only what may be kept of it is hashed.
  const said = routeOptions.config.idempotency?.says?.(body) ?? body
  return createHash('sha256')
    .update(JSON.stringify([method, routeOptions.url, sorted(params), sorted(said)]))
    .digest('hex')
}

/** The same value whatever the order of its fields. */
const sorted = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object') return value ?? null
  if (Array.isArray(value)) return value.map(sorted)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return entries.map(([key, inner]) => [key, sorted(inner)])
}
