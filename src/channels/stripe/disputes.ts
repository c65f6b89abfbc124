import type { DisputeEvidence, DisputeReport, Disputing } from '../abilities.ts'
import type { Refused, Unknown } from '../types.ts'
import { type Call, type CallResult, refusedOrUnknown } from './call.ts'
import { disputeReport } from './dispute-report.ts'

/** The intent comes along, for it carries the attempt's number. */
const expand = ['payment_intent']

export const disputing = (call: Call): Disputing => ({
  query: async (disputeNo, signal) => {
    const result = await call((stripe) => stripe.disputes.retrieve(disputeNo, { expand }), signal)
    return result.kind === 'error' && result.meaning === 'not_found'
      ? { kind: 'not_found', raw: result.raw }
      : report(result)
  },
  /** Sent at once: Stripe passes evidence on to the bank once only, and takes none after `respondBy`. */
  respond: async (disputeNo, evidence, signal) =>
    report(
      await call(
        (stripe) =>
          stripe.disputes.update(disputeNo, { evidence: wireEvidence(evidence), submit: true, expand }),
        signal,
      ),
    ),
  concede: async (disputeNo, signal) =>
    report(await call((stripe) => stripe.disputes.close(disputeNo, { expand }), signal)),
})

function wireEvidence(evidence: DisputeEvidence) {
  const { statement, productDescription, carrier, trackingNo, refundPolicy, customerEmail } = evidence
  return {
    uncategorized_text: statement,
    ...(productDescription ? { product_description: productDescription } : {}),
    ...(carrier ? { shipping_carrier: carrier } : {}),
    ...(trackingNo ? { shipping_tracking_number: trackingNo } : {}),
    ...(refundPolicy ? { refund_policy_disclosure: refundPolicy } : {}),
    ...(customerEmail ? { customer_email_address: customerEmail } : {}),
  }
}

function report(result: CallResult): DisputeReport | Refused | Unknown {
  if (result.kind === 'unknown') return result
  const { raw } = result
  if (result.kind === 'ok') {
    return disputeReport(result.fields, raw) ?? { kind: 'unknown', reason: 'malformed_answer', raw }
  }
  return result.meaning === 'not_found'
    ? { kind: 'refused', code: result.code, reason: result.message, retry: 'never', raw }
    : refusedOrUnknown(result)
}
