import { type Fields, minorUnits, text } from '../fields.ts'
import type { RefundName, RefundReport, RefundRequest, Refused, Unknown, WireReply } from '../types.ts'
import { callKeyed, refusedOrUnknown } from './call.ts'
import { idOf, listed, noted } from './fields.ts'
import type { Desk } from './payment.ts'
import { NOTES, refundReport } from './reports.ts'
import { transfersOfGroup } from './transfers.ts'

const REASON_MAX = 500

/**
 * One number refunds once, for ever. Stripe forgets an Idempotency-Key after a day, so the refunds of the payment
 * are looked through first: that list is never behind. Between two calls at once the key decides.
 */
export async function sendRefund(
  desk: Desk,
  request: RefundRequest,
  signal?: AbortSignal,
): Promise<RefundReport> {
  const earlier = await find(desk, request, signal)
  if (earlier.kind === 'refund') return sameRefund(desk, earlier, request)
  if (earlier.kind === 'unknown' || earlier.kind === 'refused') return earlier
  if (earlier.kind === 'no_payment') {
    const reason = 'no such payment'
    return { kind: 'refused', code: 'resource_missing', reason, retry: 'never', raw: earlier.raw }
  }
  const refusal = await notGivenBack(desk, request, request.total - earlier.refunded, signal)
  if (refusal) return refusal
  const result = await callKeyed(
    desk.call,
    `refund-${request.refundNo}`,
    (stripe, options) => stripe.refunds.create(wireRefund(request), options),
    signal,
  )
  if (result.kind === 'unknown') return result
  if (result.kind === 'error') return refusedOrUnknown(result)
  return sameRefund(desk, { refund: result.fields, raw: result.raw }, request)
}

const wireRefund = (request: RefundRequest) => ({
  payment_intent: request.channelNo,
  amount: request.amount,
  metadata: {
    [NOTES.refund]: request.refundNo,
    [NOTES.attempt]: request.attemptNo,
    [NOTES.total]: String(request.total),
    reason: [...request.reason].slice(0, REASON_MAX).join(''),
  },
})

export async function queryRefund(desk: Desk, name: RefundName, signal?: AbortSignal): Promise<RefundReport> {
  const found = await find(desk, name, signal)
  switch (found.kind) {
    case 'refund':
      return refundReport(found.refund, desk.merchant, found.raw)
    case 'no_payment':
      return { kind: 'not_found', raw: found.raw }
    case 'not_found':
      return { kind: 'not_found', raw: found.raw }
    default:
      return found
  }
}

function sameRefund(
  { merchant }: Desk,
  { refund, raw }: { readonly refund: Fields; readonly raw: WireReply },
  request: RefundRequest,
): RefundReport {
  if (
    noted(refund, NOTES.refund) !== request.refundNo ||
    idOf(refund, 'payment_intent') !== request.channelNo
  ) {
    return { kind: 'unknown', reason: 'unexpected_answer', raw }
  }
  return minorUnits(refund, 'amount') === request.amount
    ? refundReport(refund, merchant, raw)
    : { kind: 'refused', code: 'idempotency_error', reason: 'another amount', retry: 'never', raw }
}

type Sought =
  | { readonly kind: 'refund'; readonly refund: Fields; readonly raw: WireReply }
  | { readonly kind: 'no_payment'; readonly raw: WireReply }
  /** `refunded`: by the other refunds of the payment. */
  | { readonly kind: 'not_found'; readonly refunded: number; readonly raw: WireReply }
  | Refused
  | Unknown

/** By the payment: Stripe has no way from our refund's number to its own. */
async function find(desk: Desk, { refundNo, channelNo }: RefundName, signal?: AbortSignal): Promise<Sought> {
  let after: string | undefined
  let refunded = 0
  for (;;) {
    const page = { payment_intent: channelNo, limit: 100, ...(after ? { starting_after: after } : {}) }
    const result = await desk.call((stripe) => stripe.refunds.list(page), signal)
    if (result.kind === 'unknown') return result
    const { raw } = result
    if (result.kind === 'error') {
      return result.meaning === 'not_found' ? { kind: 'no_payment', raw } : refusedOrUnknown(result)
    }
    const refunds = listed(result.fields)
    if (!refunds) return { kind: 'unknown', reason: 'malformed_answer', raw }
    const refund = refunds.find((one) => noted(one, NOTES.refund) === refundNo)
    // The whole page is the evidence: the refund stands in it as Stripe wrote it.
    if (refund) return { kind: 'refund', refund, raw }
    for (const one of refunds) if (isOut(one)) refunded += minorUnits(one, 'amount') ?? 0
    after = text(refunds.at(-1) ?? {}, 'id')
    if (result.fields.has_more !== true || after === undefined) return { kind: 'not_found', refunded, raw }
  }
}

/** Neither failed nor cancelled: its money has left our balance, or will. */
const isOut = (refund: Fields) => !['failed', 'canceled'].includes(text(refund, 'status') ?? '')

/** What of the payment is with others must come back first: Stripe would pay it from our own balance. */
async function notGivenBack(
  desk: Desk,
  { attemptNo, amount }: RefundRequest,
  unrefunded: number,
  signal?: AbortSignal,
): Promise<Refused | Unknown | undefined> {
  const made = await transfersOfGroup(desk.call, attemptNo, signal)
  if (made.kind !== 'items') return made
  const shared = made.items.reduce(
    (sum, one) => sum + (minorUnits(one, 'amount') ?? 0) - (minorUnits(one, 'amount_reversed') ?? 0),
    0,
  )
  if (shared === 0 || amount <= unrefunded - shared) return undefined
  const reason = 'what was shared must be given back first'
  return { kind: 'refused', code: 'not_given_back', reason, retry: 'later', raw: made.raw }
}
