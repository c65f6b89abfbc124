import type { PaymentError } from './types.ts'

/** Decline codes of Stripe's documentation, with its sentence to the payer; the code is `card_declined` unless named. */
const declines: Readonly<Record<string, { readonly code?: string; readonly message: string }>> = {
  generic_decline: { message: 'Your card was declined.' },
  insufficient_funds: { message: 'Your card has insufficient funds.' },
  lost_card: { message: 'Your card was declined.' },
  stolen_card: { message: 'Your card was declined.' },
  fraudulent: { message: 'Your card was declined.' },
  do_not_honor: { message: 'Your card was declined.' },
  card_velocity_exceeded: { message: 'Your card was declined for making repeated attempts too frequently.' },
  expired_card: { code: 'expired_card', message: 'Your card has expired.' },
  incorrect_cvc: { code: 'incorrect_cvc', message: "Your card's security code is incorrect." },
  processing_error: { code: 'processing_error', message: 'An error occurred while processing your card.' },
}

export const declineCodes = Object.keys(declines)

/** A decline by its code; an unknown one is told as it is. */
export function decline(code: string): PaymentError {
  const known = Object.hasOwn(declines, code) ? declines[code] : undefined
  return {
    type: 'card_error',
    code: known?.code ?? 'card_declined',
    decline_code: code,
    message: known?.message ?? 'Your card was declined.',
  }
}

export const authenticationFailed: PaymentError = {
  type: 'invalid_request_error',
  code: 'payment_intent_authentication_failure',
  message: 'The provided PaymentMethod has failed authentication.',
}

/** Stripe's test payment methods, as far as they are played: what becomes of each. */
export const testMethods: Readonly<Record<string, 'pays' | 'authenticates' | string>> = {
  pm_card_visa: 'pays',
  pm_card_mastercard: 'pays',
  pm_card_threeDSecure2Required: 'authenticates',
  pm_card_authenticationRequired: 'authenticates',
  pm_card_visa_chargeDeclined: 'generic_decline',
  pm_card_visa_chargeDeclinedInsufficientFunds: 'insufficient_funds',
  pm_card_visa_chargeDeclinedLostCard: 'lost_card',
  pm_card_visa_chargeDeclinedStolenCard: 'stolen_card',
  pm_card_chargeDeclinedExpiredCard: 'expired_card',
  pm_card_chargeDeclinedIncorrectCvc: 'incorrect_cvc',
  pm_card_chargeDeclinedProcessingError: 'processing_error',
}
