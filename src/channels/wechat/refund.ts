import { text } from '../fields.ts'
import type { RefundReport, RefundRequest } from '../types.ts'
import { type CallResult, type Line, refusedOrUnknown } from './call.ts'
import { refundReport } from './reports.ts'

const REASON_MAX_BYTES = 80
const PATH = '/v3/refund/domestic/refunds'

/** The answer says only that the refund was accepted; its outcome comes by notice or query. */
export async function sendRefund(
  line: Line,
  request: RefundRequest,
  signal?: AbortSignal,
): Promise<RefundReport> {
  const result = await line.call(
    {
      method: 'POST',
      path: PATH,
      fields: {
        transaction_id: request.channelNo,
        out_refund_no: request.refundNo,
        reason: clip(request.reason),
        notify_url: request.notifyUrl,
        amount: {
          refund: request.amount,
          total: request.total,
          currency: request.currency,
        },
      },
    },
    signal,
  )
  if (result.kind === 'error' && result.meaning === 'not_found') {
    // It is the payment that was not found, which a lagging replica can cause: the refund itself was not taken.
    return { kind: 'refused', code: result.code, reason: result.message, retry: 'later', raw: result.raw }
  }
  return report(result, request.refundNo)
}

export async function queryRefund(line: Line, refundNo: string, signal?: AbortSignal): Promise<RefundReport> {
  const result = await line.call({ method: 'GET', path: `${PATH}/${encodeURIComponent(refundNo)}` }, signal)
  if (result.kind === 'error' && result.meaning === 'not_found') return { kind: 'not_found', raw: result.raw }
  return report(result, refundNo)
}

function report(result: CallResult, refundNo: string): RefundReport {
  switch (result.kind) {
    case 'unknown':
      return result
    case 'error':
      return refusedOrUnknown(result)
    case 'ok':
      if (text(result.fields, 'out_refund_no') !== refundNo) {
        return { kind: 'unknown', reason: 'unexpected_answer', raw: result.raw }
      }
      return refundReport(result.fields, result.raw)
  }
}

/** Counted in bytes to be safe: a Chinese character is three. */
function clip(reason: string): string {
  let clipped = ''
  let bytes = 0
  for (const character of reason) {
    bytes += Buffer.byteLength(character)
    if (bytes > REASON_MAX_BYTES) break
    clipped += character
  }
  return clipped
}
