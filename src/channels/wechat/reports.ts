import { type Fields, instant, minorUnits, object, text } from '../fields.ts'
import type { AttemptReport, RefundReport, WireReply } from '../types.ts'
import { failureCode } from './errors.ts'

/**
 * WeChat Pay's transaction and refund objects, as reports. The same object comes in an answer to a query and,
 * decrypted, in a notice. A missing or odd field is `malformed_answer`: nothing is guessed about money.
 */

export const attemptReport = (transaction: Fields, raw: WireReply): AttemptReport =>
  stateReport(transaction, raw, () => succeeded(transaction, raw))

/** By `trade_state`; a part of a combined order says its success in words of its own. */
export function stateReport(
  transaction: Fields,
  raw: WireReply,
  success: () => AttemptReport,
): AttemptReport {
  switch (text(transaction, 'trade_state')) {
    case 'SUCCESS':
    // Paid, and refunded in part or whole since: the payment itself stays a fact.
    case 'REFUND':
      return success()
    case 'NOTPAY':
    case 'USERPAYING':
      return { kind: 'pending', raw }
    case 'CLOSED':
    case 'REVOKED':
      return { kind: 'closed', raw }
    case 'PAYERROR':
      return { kind: 'failed', code: failureCode(text(transaction, 'trade_state_desc') ?? ''), raw }
    default:
      return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
}

function succeeded(transaction: Fields, raw: WireReply): AttemptReport {
  const amount = object(transaction, 'amount')
  const total = amount && minorUnits(amount, 'total')
  const currency = amount && text(amount, 'currency')
  const channelNo = text(transaction, 'transaction_id')
  const succeededAt = instant(transaction, 'success_time')
  const merchantId = text(transaction, 'mchid')
  const appId = text(transaction, 'appid')
  if (total === undefined || !currency || !channelNo || !succeededAt || !merchantId || !appId) {
    return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
  const payerAmount = minorUnits(amount, 'payer_total')
  const payer = text(object(transaction, 'payer') ?? {}, 'openid')
  return {
    kind: 'succeeded',
    channelNo,
    amount: total,
    currency,
    ...(payerAmount === undefined ? {} : { payerAmount }),
    succeededAt,
    merchantId,
    appId,
    ...(payer === undefined ? {} : { payer }),
    raw,
  }
}

export function refundReport(refund: Fields, raw: WireReply): RefundReport {
  const channelRefundNo = text(refund, 'refund_id')
  if (!channelRefundNo) return { kind: 'unknown', reason: 'malformed_answer', raw }
  // `status` in an answer, `refund_status` in a notice.
  switch (text(refund, 'status') ?? text(refund, 'refund_status')) {
    case 'PROCESSING':
      return { kind: 'processing', channelRefundNo, raw }
    case 'CLOSED':
      return { kind: 'closed', channelRefundNo, raw }
    case 'ABNORMAL':
      return { kind: 'abnormal', channelRefundNo, raw }
    case 'SUCCESS':
      return refunded(refund, channelRefundNo, raw)
    default:
      return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
}

/**
 * A refund that succeeded may have come to us: `user_received_account` is then 商户基本账户 or 商户结算银行账户. What a payer
 * got begins with another word, also where he is a merchant (企业支付商户).
 */
const isOurs = (receiver: string | undefined): boolean => receiver?.startsWith('商户') === true

function refunded(refund: Fields, channelRefundNo: string, raw: WireReply): RefundReport {
  const amounts = object(refund, 'amount')
  const amount = amounts && minorUnits(amounts, 'refund')
  const total = amounts && minorUnits(amounts, 'total')
  const attemptNo = text(refund, 'out_trade_no')
  const succeededAt = instant(refund, 'success_time')
  if (amount === undefined || total === undefined || !attemptNo || !succeededAt) {
    return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
  if (isOurs(text(refund, 'user_received_account')))
    return { kind: 'returned', channelRefundNo, amount, returnedAt: succeededAt, raw }
  const merchantId = text(refund, 'mchid')
  return {
    kind: 'succeeded',
    channelRefundNo,
    attemptNo,
    amount,
    total,
    succeededAt,
    ...(merchantId === undefined ? {} : { merchantId }),
    raw,
  }
}
