import type { Retry } from '../../kernel/outcome.ts'
import type { FailureReason } from '../types.ts'

/**
 * What an error lets us conclude. `unknown`: the call, or another one under the same key, may have acted.
 * Below 500 Stripe documents that nothing was done, except where something else is still under way.
 */
export type ErrorMeaning = 'not_found' | 'unknown' | Retry

const meanings: Readonly<Record<string, ErrorMeaning>> = {
  resource_missing: 'not_found',
  // The same key is being worked on at this moment: its outcome is not known yet.
  idempotency_key_in_use: 'unknown',
  lock_timeout: 'later',
  rate_limit: 'later',
  balance_insufficient: 'later',
  insufficient_funds: 'later',
}

export function errorMeaning(status: number, type: string, code: string | undefined): ErrorMeaning {
  const listed = code !== undefined && Object.hasOwn(meanings, code) ? meanings[code] : undefined
  if (listed !== undefined) return listed
  switch (status) {
    case 400:
    case 402:
    case 404:
      return type === 'api_error' ? 'unknown' : 'never'
    // A key that was withdrawn or may not do this: the same call succeeds once people have put it right.
    case 401:
    case 403:
    case 429:
      return 'later'
    // 409: another call under the same key. 424: somebody behind Stripe did not answer.
    default:
      return 'unknown'
  }
}

const words: Readonly<Record<FailureReason, string>> = {
  insufficient_funds: 'insufficient_funds',
  limit_exceeded: 'card_velocity_exceeded withdrawal_count_limit_exceeded amount_too_large',
  account_restricted:
    'lost_card stolen_card pickup_card restricted_card expired_card invalid_account invalid_number ' +
    'card_not_supported currency_not_supported service_not_allowed transaction_not_allowed ' +
    'new_account_information_available bank_account_restricted',
  risk_refused: 'fraudulent merchant_blacklist security_violation highest_risk_level',
  payer_cancelled: 'abandoned requested_by_customer stop_payment_order revocation_of_authorization',
  expired: 'expired payment_intent_payment_attempt_expired capture_charge_authorization_expired',
  already_paid: 'duplicate charge_already_captured payment_intent_unexpected_state',
  busy:
    'processing_error issuer_not_available try_again_later reenter_transaction lock_timeout rate_limit ' +
    'api_error idempotency_key_in_use',
  not_available:
    'amount_too_small api_key_expired platform_api_key_expired secret_key_required testmode_charges_only ' +
    'livemode_mismatch account_invalid parameter_missing parameter_invalid_integer parameter_unknown ' +
    'invalid_request_error idempotency_error payment_method_unactivated method_not_supported ' +
    'expires_too_late',
  declined: 'card_declined generic_decline do_not_honor call_issuer incorrect_cvc authentication_required',
}

const reasons = new Map(
  Object.entries(words).flatMap(([reason, codes]) =>
    codes.split(' ').map((code) => [code, reason as FailureReason] as const),
  ),
)

/** Decline codes, error codes and reasons of a cancellation, in our list. */
export const describeFailure = (code: string): FailureReason => reasons.get(code) ?? 'declined'
