import type Stripe from 'stripe'
import { type Fields, object, parseFields, text } from '../fields.ts'
import type { Transport } from '../transport.ts'
import type { Refused, Unknown, UnknownReason, WireReply } from '../types.ts'
import { type ErrorMeaning, errorMeaning } from './errors.ts'
import { createExchange } from './sdk.ts'

/** What a call brought back, before anybody says what it means for the payment. */
export type CallResult =
  | { readonly kind: 'ok'; readonly fields: Fields; readonly raw: WireReply }
  | {
      readonly kind: 'error'
      readonly code: string
      readonly message: string
      readonly meaning: ErrorMeaning
      /** The error object; it may carry the payment intent as it is now. */
      readonly error: Fields
      readonly raw: WireReply
    }
  | Unknown

export type Call = (act: (stripe: Stripe) => Promise<unknown>, signal?: AbortSignal) => Promise<CallResult>

/**
 * Stripe signs no answers: who speaks is proved by TLS alone, so a whole answer is definite. The library's own
 * objects are not used: what was received is read field by field, and kept as it came.
 */
export function createCaller(secretKey: string, transport: Transport): Call {
  const exchange = createExchange(secretKey, transport)
  return async (act, signal) => {
    const { met, fault } = await exchange(act, signal)
    if (!met) throw fault instanceof Error ? fault : new Error('stripe: a call that was not sent')
    if ('failed' in met) return { kind: 'unknown', reason: met.failed }
    return read({ status: met.status, headers: met.headers, body: met.body.toString('utf8') })
  }
}

function read(raw: WireReply): CallResult {
  const unknown = (reason: UnknownReason): Unknown => ({ kind: 'unknown', reason, raw })
  const fields = parseFields(raw.body)
  if (raw.status >= 200 && raw.status < 300) {
    return fields ? { kind: 'ok', fields, raw } : unknown('malformed_answer')
  }
  if (raw.status >= 500) return unknown('channel_error')
  const error = fields && object(fields, 'error')
  const type = error && text(error, 'type')
  if (!error || !type) return unknown(raw.status >= 400 ? 'malformed_answer' : 'unexpected_answer')
  const code = text(error, 'decline_code') ?? text(error, 'code') ?? type
  return {
    kind: 'error',
    code,
    message: text(error, 'message') ?? '',
    meaning: errorMeaning(raw.status, type, text(error, 'code')),
    error,
    raw,
  }
}

/** Stripe answers with what it had stored for this Idempotency-Key; the state in it may be old. */
export const isReplayed = (raw: WireReply): boolean => raw.headers['idempotent-replayed'] === 'true'

/** More refusals than a day of repetitions brings about. */
const MOST_KEYS = 100

/**
 * A call under a number of ours. Stripe stores a refusal under its key for a day, also one that time would heal (no
 * balance yet). A refusal that is only replayed did nothing, so the next key of the same number is tried; whoever
 * repeats the number walks the same keys.
 */
export async function callKeyed(
  call: Call,
  key: string,
  act: (stripe: Stripe, options: { readonly idempotencyKey: string }) => Promise<unknown>,
  signal?: AbortSignal,
): Promise<CallResult> {
  for (let n = 1; ; n++) {
    const idempotencyKey = n === 1 ? key : `${key}-${n}`
    const result = await call((stripe) => act(stripe, { idempotencyKey }), signal)
    const isOld = result.kind === 'error' && result.meaning === 'later' && isReplayed(result.raw)
    if (!isOld || n === MOST_KEYS) return result
  }
}

/** An error that says nothing special in its place: refused with a retry meaning, or unknown. */
export function refusedOrUnknown(failed: Extract<CallResult, { kind: 'error' }>): Refused | Unknown {
  const { code, message, meaning, raw } = failed
  if (meaning === 'unknown' || meaning === 'not_found') {
    return { kind: 'unknown', reason: 'unexpected_answer', raw }
  }
  return { kind: 'refused', code, reason: message, retry: meaning, raw }
}
