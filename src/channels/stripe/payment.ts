import { HOUR } from '../../kernel/clock.ts'
import { type Fields, minorUnits, object, text } from '../fields.ts'
import type { AttemptReport, CloseReport, Merchant, PayRequest, PayStart, WireReply } from '../types.ts'
import { type Call, isReplayed, refusedOrUnknown } from './call.ts'
import { currencyFault, toWire } from './currencies.ts'
import type { Lookup } from './lookup.ts'
import { attemptReport, CLOSED_BY_US, NOTES } from './reports.ts'

export type Desk = {
  readonly call: Call
  readonly lookup: Lookup
  readonly merchant: Merchant
  readonly publishableKey: string
  readonly now: () => Date
}

const DESCRIPTION_MAX = 500

/**
 * Stripe keeps an Idempotency-Key for a day. No start is sent earlier than this before the attempt's end nor after
 * it, so that no two starts of one number are a day apart: the second would make another intent.
 */
export const LONGEST_ATTEMPT_MS = 23 * HOUR

/**
 * A payment intent; the payer's browser opens Stripe's card fields with its secret. The attempt's number is the
 * Idempotency-Key, so a repetition is given the same intent.
 */
export async function startPayment(desk: Desk, request: PayRequest, signal?: AbortSignal): Promise<PayStart> {
  const { attemptNo } = request
  const fault = requestFault(desk, request)
  if (fault) return { kind: 'refused', code: fault, reason: fault, retry: 'never' }
  const result = await desk.call(
    (stripe) =>
      stripe.paymentIntents.create(
        {
          amount: request.amount,
          currency: toWire(request.currency),
          automatic_payment_methods: { enabled: true },
          capture_method: request.capture === 'manual' ? 'manual' : 'automatic',
          description: [...request.description].slice(0, DESCRIPTION_MAX).join(''),
          metadata: { [NOTES.attempt]: attemptNo },
          transfer_group: attemptNo,
        },
        { idempotencyKey: `pay-${attemptNo}` },
      ),
    signal,
  )
  switch (result.kind) {
    case 'unknown':
      // A stored 5xx is all that this key will ever answer; whether the intent was made is found out otherwise.
      return result.raw && isReplayed(result.raw) ? startAgain(desk, request, result, signal) : result
    case 'error':
      return refusedOrUnknown(result)
    case 'ok': {
      const id = text(result.fields, 'id')
      if (!id) return { kind: 'unknown', reason: 'malformed_answer', raw: result.raw }
      desk.lookup.remember(attemptNo, id)
      return isReplayed(result.raw)
        ? startAgain(desk, request, { kind: 'unknown', reason: 'unexpected_answer', raw: result.raw }, signal)
        : present(desk, result.fields, result.raw)
    }
  }
}

function requestFault(desk: Desk, request: PayRequest): string | undefined {
  if (request.method !== 'card') return 'method_not_supported'
  const leftMs = request.expiresAt.getTime() - desk.now().getTime()
  if (leftMs <= 0) return 'expired'
  if (leftMs > LONGEST_ATTEMPT_MS) return 'expires_too_late'
  return currencyFault(request.amount, request.currency)
}

/** What was stored for the key is old: the intent is shown as it is now. */
async function startAgain(
  desk: Desk,
  request: PayRequest,
  otherwise: Extract<PayStart, { kind: 'unknown' }>,
  signal?: AbortSignal,
): Promise<PayStart> {
  const found = await desk.lookup.find(request.attemptNo, signal)
  if (found.kind === 'not_found') return otherwise
  if (found.kind !== 'found') return found
  const { intent, raw } = found
  const isSame =
    minorUnits(intent, 'amount') === request.amount && text(intent, 'currency') === toWire(request.currency)
  return isSame
    ? present(desk, intent, raw)
    : { kind: 'refused', code: 'idempotency_error', reason: 'another amount', retry: 'never', raw }
}

function present({ publishableKey }: Desk, intent: Fields, raw: WireReply): PayStart {
  switch (text(intent, 'status')) {
    case 'succeeded':
    case 'requires_capture':
      return { kind: 'already_paid', raw }
    case 'canceled':
      return { kind: 'closed', raw }
    default: {
      const clientSecret = text(intent, 'client_secret')
      return clientSecret
        ? { kind: 'ready', presentation: { kind: 'card', clientSecret, publishableKey }, raw }
        : { kind: 'unknown', reason: 'malformed_answer', raw }
    }
  }
}

export async function queryPayment(
  { lookup, merchant }: Desk,
  attemptNo: string,
  signal?: AbortSignal,
): Promise<AttemptReport> {
  const found = await lookup.find(attemptNo, signal)
  return found.kind === 'found' ? ownReport(found.intent, attemptNo, merchant, found.raw) : found
}

/** Somebody else's intent is no answer to a question about ours. */
export const ownReport = (
  intent: Fields,
  attemptNo: string,
  merchant: Merchant,
  raw: WireReply,
): AttemptReport =>
  text(object(intent, 'metadata') ?? {}, NOTES.attempt) === attemptNo
    ? attemptReport(intent, merchant, raw)
    : { kind: 'unknown', reason: 'unexpected_answer', raw }

/** A cancelled intent can never be paid; money that is only held is let go. */
export async function closePayment(
  desk: Desk,
  attemptNo: string,
  signal?: AbortSignal,
): Promise<CloseReport> {
  const found = await desk.lookup.find(attemptNo, signal)
  if (found.kind !== 'found') return found
  const ended = endOf(found.intent, found.raw)
  if (ended) return ended
  const id = text(found.intent, 'id') ?? ''
  // Under no key of ours: a refusal would be stored for a day, and the state decides anyway.
  const result = await desk.call(
    (stripe) => stripe.paymentIntents.cancel(id, { cancellation_reason: CLOSED_BY_US }),
    signal,
  )
  switch (result.kind) {
    case 'unknown':
      return result
    case 'ok':
      return (
        endOf(result.fields, result.raw) ?? { kind: 'unknown', reason: 'unexpected_answer', raw: result.raw }
      )
    case 'error': {
      if (result.meaning === 'not_found') return { kind: 'not_found', raw: result.raw }
      const now = object(result.error, 'payment_intent')
      // Paid or cancelled by somebody faster. Still being paid: it will say so when asked again.
      const faster = now && endOf(now, result.raw)
      if (faster) return faster
      const refusal = refusedOrUnknown(result)
      return now && refusal.kind === 'refused' ? { ...refusal, retry: 'later' } : refusal
    }
  }
}

function endOf(intent: Fields, raw: WireReply): CloseReport | undefined {
  const status = text(intent, 'status')
  if (status === 'canceled') return { kind: 'closed', raw }
  return status === 'succeeded' ? { kind: 'already_paid', raw } : undefined
}
