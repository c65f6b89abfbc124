import { type Fields, minorUnits, object, text } from '../fields.ts'
import type { AttemptReport, Merchant, RefundReport, WireReply } from '../types.ts'
import { fromWire } from './currencies.ts'
import { idOf, noted, seconds } from './fields.ts'

/**
 * Stripe's payment intents and refunds, as reports. The same object comes in an answer and in a notice, as it was
 * at that moment. A missing or odd field is `malformed_answer`: nothing is guessed about money.
 */

/** What we write on every object of ours, so that it says by itself what it belongs to. */
export const NOTES = {
  attempt: 'attempt_no',
  refund: 'refund_no',
  total: 'total',
  sharing: 'sharing_no',
  sharingReturn: 'return_no',
} as const

/** The cancellation that is our own close. */
export const CLOSED_BY_US = 'abandoned'

/** Live and test money never meet: the mode stands where other channels have an app id. */
export const appIdOf = (isLive: boolean): string => (isLive ? 'live' : 'test')

/** `toldAt`: the time of a notice, which has only the id of the charge. */
export function attemptReport(
  intent: Fields,
  merchant: Merchant,
  raw: WireReply,
  toldAt?: Date,
): AttemptReport {
  switch (text(intent, 'status')) {
    case 'requires_payment_method':
    // A declined card leaves the intent payable with another one.
    case 'requires_confirmation':
    case 'requires_action':
    case 'processing':
      return { kind: 'pending', raw }
    case 'requires_capture':
      return held(intent, merchant, raw, toldAt)
    case 'succeeded':
      return succeeded(intent, merchant, raw, toldAt)
    case 'canceled':
      return canceled(intent, raw)
    default:
      return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
}

/** Closed by us it is closed; ended otherwise after a decline, the decline is why. */
function canceled(intent: Fields, raw: WireReply): AttemptReport {
  const why = text(intent, 'cancellation_reason')
  const error = object(intent, 'last_payment_error')
  if (why === CLOSED_BY_US || !error) return { kind: 'closed', raw }
  const code = text(error, 'decline_code') ?? text(error, 'code') ?? why ?? 'card_declined'
  return { kind: 'failed', code, raw }
}

function held(intent: Fields, merchant: Merchant, raw: WireReply, toldAt?: Date): AttemptReport {
  const facts = common(intent, merchant)
  const amount = minorUnits(intent, 'amount_capturable')
  const charge = object(intent, 'latest_charge') ?? {}
  const authorizedAt = seconds(charge, 'created') ?? toldAt
  if (!facts || amount === undefined || !authorizedAt) {
    return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
  const card = object(object(charge, 'payment_method_details') ?? {}, 'card')
  const heldUntil = card && seconds(card, 'capture_before')
  return { kind: 'authorized', ...facts, amount, authorizedAt, ...(heldUntil ? { heldUntil } : {}), raw }
}

function succeeded(intent: Fields, merchant: Merchant, raw: WireReply, toldAt?: Date): AttemptReport {
  const facts = common(intent, merchant)
  const amount = minorUnits(intent, 'amount_received')
  const charge = object(intent, 'latest_charge') ?? {}
  // The movement on our balance is the moment of success, also when the money had been held before.
  const movement = object(charge, 'balance_transaction') ?? {}
  const succeededAt = seconds(movement, 'created') ?? toldAt ?? seconds(charge, 'created')
  if (!facts || amount === undefined || !succeededAt) {
    return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
  return { kind: 'succeeded', ...facts, amount, succeededAt, raw }
}

function common(intent: Fields, merchant: Merchant) {
  const channelNo = text(intent, 'id')
  const currency = text(intent, 'currency')
  const { livemode } = intent
  if (!channelNo || !currency || typeof livemode !== 'boolean') return undefined
  return {
    channelNo,
    currency: fromWire(currency),
    merchantId: receiverOf(intent) ?? merchant.merchantId,
    appId: appIdOf(livemode),
  }
}

/** An intent is our account's own unless it says that its money goes to another one. */
const receiverOf = (intent: Fields): string | undefined =>
  idOf(object(intent, 'transfer_data') ?? {}, 'destination') ?? idOf(intent, 'on_behalf_of')

/**
 * A refund that failed is over like a cancelled one. Stripe gives no time of success; that of the refund's creation
 * stands for it. The payment's total is not in a refund either; it is the one we noted on it.
 */
export function refundReport(refund: Fields, merchant: Merchant, raw: WireReply): RefundReport {
  const channelRefundNo = text(refund, 'id')
  if (!channelRefundNo) return { kind: 'unknown', reason: 'malformed_answer', raw }
  switch (text(refund, 'status')) {
    case 'pending':
    // The payer is asked for a bank account by Stripe.
    case 'requires_action':
      return { kind: 'processing', channelRefundNo, raw }
    // The money is in our balance again, and this number never moves it: only another refund can.
    case 'failed':
    case 'canceled':
      return { kind: 'closed', channelRefundNo, raw }
    case 'succeeded': {
      const amount = minorUnits(refund, 'amount')
      const succeededAt = seconds(refund, 'created')
      const attemptNo = noted(refund, NOTES.attempt)
      const total = Number(noted(refund, NOTES.total))
      if (amount === undefined || !succeededAt || !attemptNo || !Number.isSafeInteger(total)) {
        return { kind: 'unknown', reason: 'malformed_answer', raw }
      }
      const { merchantId } = merchant
      return { kind: 'succeeded', channelRefundNo, attemptNo, amount, total, succeededAt, merchantId, raw }
    }
    default:
      return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
}
