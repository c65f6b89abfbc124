import { present } from '../../kernel/assert.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { AttemptReport, CloseReport, PayRequest, PayStart, Refused, WireReply } from '../types.ts'
import { type Call, COMMON, type Fields, refusedOrUnknown } from './call.ts'
import { text } from './message.ts'
import { attemptReport, LONGEST_EXPIRY_MS, paymentNote } from './reports.ts'
import { type Signing, signMessage } from './signature.ts'
import { chinaDigits, readChinaDigits, txnTimeOf } from './time.ts'

export type PaymentParts = {
  readonly call: Call
  readonly signing: Signing
  readonly merchantId: string
  readonly baseUrl: string
  readonly clock: Clock
}

/** Nothing was sent: the payer's own browser takes our signed fields to UnionPay. */
const SENT_NOTHING: WireReply = { status: 0, headers: {}, body: '' }

const refused = (code: string, reason: string): Refused => ({ kind: 'refused', code, reason, retry: 'never' })

/**
 * `page` and `h5`: a signed form for the browser; UnionPay hears of the order when the payer opens it. `app`: a
 * transaction number (tn) that the app hands to UnionPay's kit.
 */
export async function startPayment(
  parts: PaymentParts,
  request: PayRequest,
  signal?: AbortSignal,
): Promise<PayStart> {
  if (request.capture === 'manual') return refused('manual_capture', 'pre-authorisation is not built here')
  switch (request.method) {
    case 'page':
    case 'h5': {
      if (!request.returnUrl) return refused('no_return_url', 'frontUrl is required')
      const channelType = request.method === 'page' ? '07' : '08'
      const fields = { ...orderFields(parts.merchantId, request, channelType), frontUrl: request.returnUrl }
      const message = await signMessage(parts.signing, { ...COMMON, ...fields })
      const action = `${parts.baseUrl}/gateway/api/frontTransReq.do`
      const presentation = { kind: 'form', action, fields: Object.fromEntries(message) } as const
      return { kind: 'ready', presentation, raw: SENT_NOTHING }
    }
    case 'app':
      return startInApp(parts, request, signal)
    case 'native':
    case 'jsapi':
    case 'card':
      return refused('method', `no method ${request.method} here`)
  }
}

async function startInApp(parts: PaymentParts, request: PayRequest, signal?: AbortSignal): Promise<PayStart> {
  const fields = orderFields(parts.merchantId, request, '08')
  const answer = await parts.call('/gateway/api/appTransReq.do', fields, signal)
  if (answer.kind === 'unknown') return answer
  if (answer.meaning === 'done') {
    const tn = text(answer.message, 'tn')
    return tn
      ? { kind: 'ready', presentation: { kind: 'app', payload: tn }, raw: answer.raw }
      : { kind: 'unknown', reason: 'malformed_answer', raw: answer.raw }
  }
  if (answer.meaning !== 'duplicate') return refusedOrUnknown(answer)
  const known = await queryPayment(parts, request.attemptNo, signal)
  if (known.kind === 'succeeded') return { kind: 'already_paid', raw: known.raw }
  if (known.kind === 'failed') return { kind: 'closed', raw: known.raw }
  // The order is there and its tn was lost on the way to us: nobody holds it, so nobody can pay by it.
  return { kind: 'refused', code: answer.code, reason: 'tn lost', retry: 'never', raw: answer.raw }
}

function orderFields(merchantId: string, request: PayRequest, channelType: string): Fields {
  const txnTime = txnTimeOf(request.attemptNo)
  const latest = present(readChinaDigits(txnTime), 'time of the number').getTime() + LONGEST_EXPIRY_MS
  const payTimeout = chinaDigits(new Date(Math.min(request.expiresAt.getTime(), latest)))
  return {
    txnType: '01',
    txnSubType: '01',
    bizType: '000201',
    channelType,
    merId: merchantId,
    orderId: request.attemptNo,
    txnTime,
    txnAmt: String(request.amount),
    currencyCode: '156',
    backUrl: request.notifyUrl,
    payTimeout,
    reqReserved: paymentNote(payTimeout),
  }
}

export async function queryPayment(
  parts: PaymentParts,
  attemptNo: string,
  signal?: AbortSignal,
): Promise<AttemptReport> {
  const answer = await askFor(parts.call, parts.merchantId, attemptNo, signal)
  if (answer.kind === 'unknown') return answer
  const { message, raw } = answer
  if (answer.meaning === 'not_found') return { kind: 'not_found', raw }
  if (answer.meaning !== 'done') return refusedOrUnknown(answer)
  const code = text(message, 'origRespCode')
  const isIt = text(message, 'orderId') === attemptNo && text(message, 'txnType') === '01'
  if (!code || !isIt) return { kind: 'unknown', reason: 'unexpected_answer', raw }
  return attemptReport(code, message, raw, parts.clock.now())
}

/** A transaction is named by its number and its time, for payments and refunds alike. */
export function askFor(call: Call, merchantId: string, no: string, signal?: AbortSignal): ReturnType<Call> {
  const fields = {
    txnType: '00',
    txnSubType: '00',
    bizType: '000000',
    merId: merchantId,
    orderId: no,
    txnTime: txnTimeOf(no),
  }
  return call('/gateway/api/queryTrans.do', fields, signal)
}

/**
 * UnionPay closes no unpaid order: it refuses the payer once `payTimeout` is past, and that is all. So this asks how
 * the order stands. While a payer may be at the cashier, the close is refused for now; "not found" is said only of an
 * order that nobody has opened.
 */
export async function closePayment(
  parts: PaymentParts,
  attemptNo: string,
  signal?: AbortSignal,
): Promise<CloseReport> {
  const report = await queryPayment(parts, attemptNo, signal)
  switch (report.kind) {
    case 'succeeded':
      return { kind: 'already_paid', raw: report.raw }
    case 'failed':
    case 'closed':
      return { kind: 'closed', raw: report.raw }
    case 'not_found':
      return { kind: 'not_found', raw: report.raw }
    case 'pending':
    case 'authorized':
      return {
        kind: 'refused',
        code: 'open_at_cashier',
        reason: 'the payer may still pay',
        retry: 'later',
        raw: report.raw,
      }
    case 'refused':
    case 'unknown':
      return report
  }
}
