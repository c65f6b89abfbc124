import { useWords } from '../words/index.ts'

/** The card networks' reasons as Stripe names them (docs.stripe.com/disputes/categories). */
const REASONS = [
  'bank_cannot_process',
  'check_returned',
  'credit_not_processed',
  'customer_initiated',
  'debit_not_authorized',
  'duplicate',
  'fraudulent',
  'general',
  'incorrect_account_details',
  'insufficient_funds',
  'product_not_received',
  'product_unacceptable',
  'subscription_canceled',
  'unrecognized',
] as const

/** Why the payer asks for his money back, in words; a reason that is new to us keeps its code. */
export function DisputeReason({ of }: { of: string }) {
  const t = useWords()
  const known = REASONS.find((one) => one === of)
  return <span title={of}>{known ? t(`disputes.reason.${known}`) : of}</span>
}
