import { type Fields, text } from '../fields.ts'
import type {
  AttemptReport,
  Merchant,
  PaymentSucceeded,
  RefundReport,
  SharedPartBack,
  WireReply,
} from '../types.ts'
import { malformed } from './call.ts'
import { fen, instant, list } from './fields.ts'
import { fenOf } from './money.ts'

/**
 * A trade of Alipay's as a report. The same names stand in the answer to a query and in a notice, but for the time of
 * payment and the payer. A missing or odd field is `malformed_answer`: nothing is guessed about money.
 */
export function tradeReport(trade: Fields, merchant: Merchant, raw: WireReply): AttemptReport {
  const paidAt = instant(trade, 'send_pay_date') ?? instant(trade, 'gmt_payment')
  switch (text(trade, 'trade_status')) {
    case 'WAIT_BUYER_PAY':
      return { kind: 'pending', raw }
    // Finished: paid, and past every refund.
    case 'TRADE_SUCCESS':
    case 'TRADE_FINISHED':
      return succeeded(trade, merchant, paidAt, raw)
    // Never paid, or paid and wholly given back: the payment stays a fact.
    case 'TRADE_CLOSED':
      if (paidAt !== undefined) return succeeded(trade, merchant, paidAt, raw)
      return bearsMoney(trade) ? malformed(raw) : { kind: 'closed', raw }
    default:
      return malformed(raw)
  }
}

/** A trade that speaks of money without a time of payment is not understood, so it is not called closed. */
const bearsMoney = (trade: Fields): boolean =>
  ['receipt_amount', 'buyer_pay_amount', 'refund_fee'].some((name) => (fen(trade, name) ?? 0) > 0)

function succeeded(
  trade: Fields,
  merchant: Merchant,
  succeededAt: Date | undefined,
  raw: WireReply,
): PaymentSucceeded | AttemptReport {
  const amount = fen(trade, 'total_amount')
  const channelNo = text(trade, 'trade_no')
  if (amount === undefined || !channelNo || !succeededAt) return malformed(raw)
  // A query often says 0.00 here of a trade that was paid: then nothing is said.
  const payerAmount = fen(trade, 'buyer_pay_amount') || undefined
  const payer = text(trade, 'buyer_user_id') ?? text(trade, 'buyer_id') ?? text(trade, 'buyer_open_id')
  return {
    kind: 'succeeded',
    channelNo,
    amount,
    currency: 'CNY',
    ...(payerAmount === undefined ? {} : { payerAmount }),
    succeededAt,
    ...merchant,
    ...(payer === undefined ? {} : { payer }),
    raw,
  }
}

/** The answer to alipay.trade.fastpay.refund.query: without `refund_status` the refund did not arrive, or failed. */
export function refundReport(answer: Fields, now: Date, raw: WireReply): RefundReport {
  const channelRefundNo = text(answer, 'out_request_no')
  const attemptNo = text(answer, 'out_trade_no')
  switch (text(answer, 'refund_status')) {
    case undefined:
      return { kind: 'not_found', raw }
    case 'REFUND_PROCESSING':
      return channelRefundNo ? { kind: 'processing', channelRefundNo, raw } : malformed(raw)
    case 'REFUND_SUCCESS': {
      const amount = fen(answer, 'refund_amount')
      const total = fen(answer, 'total_amount')
      if (amount === undefined || total === undefined || !channelRefundNo || !attemptNo) return malformed(raw)
      // The time is an optional part of the answer; that it is done is not.
      const succeededAt = instant(answer, 'gmt_refund_pay') ?? now
      const parts = partsBack(answer)
      if (parts === undefined) return malformed(raw)
      const sharedParts = parts.length > 0 ? { sharedParts: parts } : {}
      return {
        kind: 'succeeded',
        channelRefundNo,
        attemptNo,
        amount,
        total,
        succeededAt,
        ...sharedParts,
        raw,
      }
    }
    default:
      return malformed(raw)
  }
}

/** `refund_royaltys`: what was taken back from whom, each part with a result of its own. */
function partsBack(answer: Fields): SharedPartBack[] | undefined {
  const parts = list(answer, 'refund_royaltys').map((part): SharedPartBack | undefined => {
    const account = text(part, 'trans_out') ?? text(part, 'trans_out_email')
    // A number or a text; either is read as decimals.
    const amount = fenOf(String(part.refund_amount ?? ''))
    const result = text(part, 'result_code')
    if (!account || amount === undefined || !result) return undefined
    return result === 'SUCCESS'
      ? { account, amount, isBack: true }
      : { account, amount, isBack: false, failure: result }
  })
  return parts.includes(undefined) ? undefined : parts.filter((part) => part !== undefined)
}
