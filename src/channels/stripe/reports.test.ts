import { describe, expect, test } from 'vitest'
import { disputeReport } from './dispute-report.ts'
import { describeFailure, errorMeaning } from './errors.ts'
import { attemptReport, refundReport } from './reports.ts'

const merchant = { merchantId: 'acct_1Merchant', appId: 'live' }
const raw = { status: 200, headers: {}, body: '{}' }
const intent = {
  id: 'pi_1',
  amount: 9_900,
  amount_received: 9_900,
  amount_capturable: 9_900,
  currency: 'usd',
  livemode: true,
  latest_charge: 'ch_1',
}
const toldAt = new Date('2026-03-01T04:00:00Z')

describe('an intent', () => {
  test.each<[string, object, string]>([
    ['requires_payment_method', {}, 'pending'],
    ['requires_payment_method', { last_payment_error: { decline_code: 'lost_card' } }, 'pending'],
    ['requires_confirmation', {}, 'pending'],
    ['requires_action', {}, 'pending'],
    ['processing', {}, 'pending'],
    ['requires_capture', {}, 'authorized'],
    ['succeeded', {}, 'succeeded'],
    ['canceled', {}, 'closed'],
    [
      'canceled',
      { cancellation_reason: 'abandoned', last_payment_error: { code: 'card_declined' } },
      'closed',
    ],
    [
      'canceled',
      { cancellation_reason: 'automatic', last_payment_error: { code: 'expired_card' } },
      'failed',
    ],
    ['something', {}, 'unknown'],
  ])('%s %o is %s', (status, changes, kind) => {
    expect(attemptReport({ ...intent, status, ...changes }, merchant, raw, toldAt).kind).toBe(kind)
  })

  test.each([
    [{ transfer_data: { destination: 'acct_2' } }, { merchantId: 'acct_2' }],
    [{ on_behalf_of: 'acct_3' }, { merchantId: 'acct_3' }],
    [{ livemode: false }, { appId: 'test' }],
    [{}, merchant],
  ])('whose money is %o reports %o', (changes, reported) => {
    const report = attemptReport({ ...intent, status: 'succeeded', ...changes }, merchant, raw, toldAt)
    expect(report).toMatchObject({ kind: 'succeeded', currency: 'USD', succeededAt: toldAt, ...reported })
  })
})

test.each([
  ['pending', 'processing'],
  ['requires_action', 'processing'],
  ['succeeded', 'succeeded'],
  ['failed', 'closed'],
  ['canceled', 'closed'],
  ['something', 'unknown'],
])('a refund that is %s is %s', (status, kind) => {
  const metadata = { attempt_no: 'A1', refund_no: 'R1', total: '9900' }
  const refund = { id: 're_1', amount: 100, created: 1, metadata, status }
  expect(refundReport(refund, merchant, raw).kind).toBe(kind)
  const unnoted = refundReport({ ...refund, metadata: {} }, merchant, raw).kind
  expect(unnoted).toBe(status === 'succeeded' ? 'unknown' : kind)
})

describe('a dispute', () => {
  const dispute = {
    id: 'du_1',
    payment_intent: 'pi_1',
    amount: 9_900,
    currency: 'usd',
    created: 1,
    reason: 'fraudulent',
    evidence_details: { due_by: 2 },
    balance_transactions: [{ amount: -9_900 }],
  }
  test.each([
    ['warning_needs_response', 'needs_response'],
    ['needs_response', 'needs_response'],
    ['appeal_needs_response', 'needs_response'],
    ['warning_under_review', 'under_review'],
    ['under_review', 'under_review'],
    ['warning_closed', 'won'],
    ['won', 'won'],
    ['lost', 'lost'],
    ['prevented', 'lost'],
  ])('%s is %s', (status, state) => {
    expect(disputeReport({ ...dispute, status }, raw)).toMatchObject({
      state,
      attemptNo: null,
      channelNo: 'pi_1',
    })
  })

  test('in a state that nobody has read is no report; given back, its money is not withdrawn', () => {
    expect(disputeReport({ ...dispute, status: 'shiny' }, raw)).toBeUndefined()
    const back = [...dispute.balance_transactions, { amount: 9_900 }]
    expect(disputeReport({ ...dispute, status: 'won', balance_transactions: back }, raw)?.isWithdrawn).toBe(
      false,
    )
    expect(disputeReport({ ...dispute, status: 'lost' }, raw)?.isWithdrawn).toBe(true)
  })
})

test.each([
  ['insufficient_funds', 'insufficient_funds'],
  ['card_velocity_exceeded', 'limit_exceeded'],
  ['stolen_card', 'account_restricted'],
  ['expired_card', 'account_restricted'],
  ['fraudulent', 'risk_refused'],
  ['processing_error', 'busy'],
  ['lock_timeout', 'busy'],
  ['payment_intent_payment_attempt_expired', 'expired'],
  ['amount_too_small', 'not_available'],
  ['do_not_honor', 'declined'],
  ['a code of tomorrow', 'declined'],
])('[N10] the code %s is told as %s', (code, reason) => {
  expect(describeFailure(code)).toBe(reason)
})

test.each<[number, string, string | undefined, string]>([
  [400, 'invalid_request_error', 'parameter_missing', 'never'],
  [400, 'idempotency_error', undefined, 'never'],
  [400, 'invalid_request_error', 'resource_missing', 'not_found'],
  [400, 'invalid_request_error', 'balance_insufficient', 'later'],
  [401, 'invalid_request_error', undefined, 'later'],
  [402, 'card_error', 'card_declined', 'never'],
  [403, 'invalid_request_error', undefined, 'later'],
  [404, 'invalid_request_error', 'resource_missing', 'not_found'],
  [409, 'idempotency_error', 'idempotency_key_in_use', 'unknown'],
  [409, 'invalid_request_error', undefined, 'unknown'],
  [424, 'api_error', undefined, 'unknown'],
  [429, 'invalid_request_error', 'lock_timeout', 'later'],
  [429, 'invalid_request_error', undefined, 'later'],
])('%i %s %s means %s', (status, type, code, meaning) => {
  expect(errorMeaning(status, type, code)).toBe(meaning)
})
