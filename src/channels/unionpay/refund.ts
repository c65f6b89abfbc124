import type { RefundName, RefundReport, RefundRequest } from '../types.ts'
import { type Call, refusedOrUnknown } from './call.ts'
import { fen, text } from './message.ts'
import { askFor } from './payment.ts'
import { refundNote, refundReport } from './reports.ts'
import { txnTimeOf } from './time.ts'

export type RefundParts = { readonly call: Call; readonly merchantId: string }

/** 退货, a transaction of its own with the refund's number. The answer says only that it was accepted. */
export async function sendRefund(
  parts: RefundParts,
  request: RefundRequest,
  signal?: AbortSignal,
): Promise<RefundReport> {
  const fields = {
    txnType: '04',
    txnSubType: '00',
    bizType: '000201',
    channelType: '07',
    merId: parts.merchantId,
    orderId: request.refundNo,
    txnTime: txnTimeOf(request.refundNo),
    txnAmt: String(request.amount),
    currencyCode: '156',
    origQryId: request.channelNo,
    backUrl: request.notifyUrl,
    reqReserved: refundNote(request.attemptNo, request.total),
  }
  const answer = await parts.call('/gateway/api/backTransReq.do', fields, signal)
  if (answer.kind === 'unknown') return answer
  const { message, raw } = answer
  if (answer.meaning === 'done') {
    const channelRefundNo = text(message, 'queryId')
    return text(message, 'orderId') === request.refundNo && channelRefundNo
      ? { kind: 'processing', channelRefundNo, raw }
      : { kind: 'unknown', reason: 'unexpected_answer', raw }
  }
  if (answer.meaning === 'duplicate') return sentBefore(parts, request, signal)
  if (answer.meaning === 'not_found') {
    // The payment was not found, which a lag can cause: the refund itself was not taken.
    const { code } = answer
    return { kind: 'refused', code, reason: text(message, 'respMsg') ?? '', retry: 'later', raw }
  }
  return refusedOrUnknown(answer)
}

/** The number is known there: it is this refund if the amount is the same, otherwise somebody's mistake. */
async function sentBefore(
  parts: RefundParts,
  request: RefundRequest,
  signal?: AbortSignal,
): Promise<RefundReport> {
  const { report, amount } = await ask(parts, request.refundNo, signal)
  if (amount === undefined || amount === request.amount) return report
  return {
    kind: 'refused',
    code: '12',
    reason: 'the number was used for another amount',
    retry: 'never',
    ...(report.raw ? { raw: report.raw } : {}),
  }
}

export async function queryRefund(
  parts: RefundParts,
  refund: RefundName,
  signal?: AbortSignal,
): Promise<RefundReport> {
  return (await ask(parts, refund.refundNo, signal)).report
}

async function ask(
  parts: RefundParts,
  refundNo: string,
  signal?: AbortSignal,
): Promise<{ report: RefundReport; amount?: number | undefined }> {
  const answer = await askFor(parts.call, parts.merchantId, refundNo, signal)
  if (answer.kind === 'unknown') return { report: answer }
  const { message, raw } = answer
  if (answer.meaning === 'not_found') return { report: { kind: 'not_found', raw } }
  if (answer.meaning !== 'done') return { report: refusedOrUnknown(answer) }
  const code = text(message, 'origRespCode')
  const isIt = text(message, 'orderId') === refundNo && text(message, 'txnType') === '04'
  if (!code || !isIt) return { report: { kind: 'unknown', reason: 'unexpected_answer', raw } }
  return { report: refundReport(code, message, raw), amount: fen(message, 'txnAmt') }
}
