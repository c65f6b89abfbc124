import { text } from '../fields.ts'
import type { AttemptReport, CloseReport, Merchant, PayRequest, PayStart } from '../types.ts'
import { type Call, refusedOrUnknown } from './call.ts'
import { attemptReport } from './reports.ts'
import { chinaTime } from './time.ts'

const DESCRIPTION_MAX = 127

/** Native order: the payer scans `code_url`. The same number with the same content gives the current code again. */
export async function startPayment(
  call: Call,
  merchant: Merchant,
  request: PayRequest,
  signal?: AbortSignal,
): Promise<PayStart> {
  const result = await call(
    'POST',
    '/v3/pay/transactions/native',
    {
      appid: merchant.appId,
      mchid: merchant.merchantId,
      description: [...request.description].slice(0, DESCRIPTION_MAX).join(''),
      out_trade_no: request.attemptNo,
      time_expire: chinaTime(request.expiresAt),
      notify_url: request.notifyUrl,
      amount: { total: request.amount, currency: request.currency },
    },
    signal,
  )
  switch (result.kind) {
    case 'unknown':
      return result
    case 'ok': {
      const codeUrl = text(result.fields, 'code_url')
      return codeUrl
        ? { kind: 'ready', presentation: { kind: 'qr', codeUrl }, raw: result.raw }
        : { kind: 'unknown', reason: 'malformed_answer', raw: result.raw }
    }
    case 'error':
      if (result.meaning === 'paid') return { kind: 'already_paid', raw: result.raw }
      if (result.meaning === 'closed' && result.signed) return { kind: 'closed', raw: result.raw }
      return refusedOrUnknown(result)
  }
}

/** By our own number: an unpaid order has no other name at WeChat Pay. */
export async function queryPayment(
  call: Call,
  merchant: Merchant,
  attemptNo: string,
  signal?: AbortSignal,
): Promise<AttemptReport> {
  const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(attemptNo)}?mchid=${merchant.merchantId}`
  const result = await call('GET', path, undefined, signal)
  switch (result.kind) {
    case 'unknown':
      return result
    case 'ok':
      // A valid signature over somebody else's order is no answer to this question.
      if (text(result.fields, 'out_trade_no') !== attemptNo) {
        return { kind: 'unknown', reason: 'unexpected_answer', raw: result.raw }
      }
      return attemptReport(result.fields, result.raw)
    case 'error':
      return result.meaning === 'not_found'
        ? { kind: 'not_found', raw: result.raw }
        : refusedOrUnknown(result)
  }
}

export async function closePayment(
  call: Call,
  merchant: Merchant,
  attemptNo: string,
  signal?: AbortSignal,
): Promise<CloseReport> {
  const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(attemptNo)}/close`
  const result = await call('POST', path, { mchid: merchant.merchantId }, signal)
  switch (result.kind) {
    case 'unknown':
      return result
    case 'ok':
      return { kind: 'closed', raw: result.raw }
    case 'error':
      if (result.meaning === 'paid') return { kind: 'already_paid', raw: result.raw }
      if (result.meaning === 'not_found') return { kind: 'not_found', raw: result.raw }
      if (result.meaning === 'closed' && result.signed) return { kind: 'closed', raw: result.raw }
      return refusedOrUnknown(result)
  }
}
