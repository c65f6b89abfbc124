import type { Clock } from '../../kernel/clock.ts'
import { text } from '../fields.ts'
import type { RefundName, RefundReport, RefundRequest } from '../types.ts'
import { accountKind } from './account.ts'
import { astray, type Gateway, refusedOrUnknown } from './call.ts'
import { instant } from './fields.ts'
import { yuan } from './money.ts'
import { refundReport } from './reports.ts'

const REASON_MAX = 256

/**
 * One number refunds once, however often it is sent. Code 10000 says that the request was taken; that money moved says
 * only `fund_change=Y`. Without it (the number was used before, or it is not done yet) the refund is asked about.
 */
export async function sendRefund(
  gateway: Gateway,
  clock: Clock,
  request: RefundRequest,
  signal?: AbortSignal,
): Promise<RefundReport> {
  const { refundNo, attemptNo, amount, total } = request
  const result = await gateway.call(
    'alipay.trade.refund',
    {
      out_trade_no: attemptNo,
      out_request_no: refundNo,
      refund_amount: yuan(amount),
      refund_reason: [...request.reason].slice(0, REASON_MAX).join(''),
      ...(request.sharedParts && {
        refund_royalty_parameters: request.sharedParts.map((part) => ({
          royalty_type: 'transfer',
          trans_out_type: accountKind(part.account),
          trans_out: part.account,
          amount: yuan(part.amount),
        })),
      }),
    },
    {},
    signal,
  )
  switch (result.kind) {
    case 'unknown':
      return result
    case 'error':
      return refusedRefund(result)
    case 'ok': {
      const { fields, raw } = result
      if (text(fields, 'out_trade_no') !== attemptNo) return astray(raw)
      if (text(fields, 'fund_change') !== 'Y') return taken(gateway, clock, request, signal)
      // `refund_fee` is what the trade has given back in all, so the amount is the one that was asked for.
      const succeededAt = instant(fields, 'gmt_refund_pay') ?? clock.now()
      return { kind: 'succeeded', channelRefundNo: refundNo, attemptNo, amount, total, succeededAt, raw }
    }
  }
}

/** Taken, but nobody says that it moved money: found, or to be sent again under the same number. */
async function taken(
  gateway: Gateway,
  clock: Clock,
  request: RefundRequest,
  signal?: AbortSignal,
): Promise<RefundReport> {
  const report = await queryRefund(gateway, clock, request, signal)
  return report.kind === 'not_found' ? astray(report.raw) : report
}

function refusedRefund(error: Parameters<typeof refusedOrUnknown>[0]): RefundReport {
  const refused = { kind: 'refused', code: error.code, reason: error.message, raw: error.raw } as const
  switch (error.meaning) {
    // It is the payment that is not found or not paid, which a lag can cause: the refund itself was not taken.
    case 'not_found':
    case 'wrong_state':
      return { ...refused, retry: 'later' }
    // A trade that was never paid has nothing to give back.
    case 'closed':
      return { ...refused, retry: 'never' }
    default:
      return refusedOrUnknown(error)
  }
}

/** Alipay asks for ten seconds between a refund and this question. */
export async function queryRefund(
  gateway: Gateway,
  clock: Clock,
  refund: RefundName,
  signal?: AbortSignal,
): Promise<RefundReport> {
  const { refundNo, attemptNo } = refund
  const result = await gateway.call(
    'alipay.trade.fastpay.refund.query',
    { out_trade_no: attemptNo, out_request_no: refundNo, query_options: ['gmt_refund_pay'] },
    {},
    signal,
  )
  switch (result.kind) {
    case 'unknown':
      return result
    case 'error':
      return result.meaning === 'not_found'
        ? { kind: 'not_found', raw: result.raw }
        : refusedOrUnknown(result)
    case 'ok': {
      const report = refundReport(result.fields, clock.now(), result.raw)
      if (report.kind !== 'succeeded') return report
      const isOfThis = report.channelRefundNo === refundNo && report.attemptNo === attemptNo
      return isOfThis ? report : astray(result.raw)
    }
  }
}
