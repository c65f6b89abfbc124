import { text } from '../fields.ts'
import type { AttemptReport, CloseReport, PayRequest, PayStart } from '../types.ts'
import { type CallResult, type Line, refusedOrUnknown } from './call.ts'
import { presentation } from './presentation.ts'
import { attemptReport } from './reports.ts'
import { impossible, sceneOf, settleOf, shorten } from './terms.ts'
import { chinaTime } from './time.ts'

const PATH = '/v3/pay/transactions'

/** The same number with the same content gives what the payer is shown again. */
export async function startPayment(line: Line, request: PayRequest, signal?: AbortSignal): Promise<PayStart> {
  const refused = impossible(request)
  if (refused) return refused
  const { merchant } = line
  const { payer } = request
  const result = await line.call(
    {
      method: 'POST',
      path: `${PATH}/${request.method}`,
      fields: {
        appid: merchant.appId,
        mchid: merchant.merchantId,
        description: shorten(request.description),
        out_trade_no: request.attemptNo,
        time_expire: chinaTime(request.expiresAt),
        notify_url: request.notifyUrl,
        amount: { total: request.amount, currency: request.currency },
        ...(request.method === 'jsapi' ? { payer: { openid: payer?.openId } } : {}),
        ...sceneOf(request),
        ...settleOf(request),
      },
    },
    signal,
  )
  return shown(line, request, result)
}

/** What an order's first answer lets the payer see; combined orders are answered alike. */
export async function shown(
  line: Line,
  request: Pick<PayRequest, 'method' | 'returnUrl'>,
  result: CallResult,
): Promise<PayStart> {
  switch (result.kind) {
    case 'unknown':
      return result
    case 'ok': {
      const presented = await presentation(line, request, result.fields)
      return presented
        ? { kind: 'ready', presentation: presented, raw: result.raw }
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
  line: Line,
  attemptNo: string,
  signal?: AbortSignal,
): Promise<AttemptReport> {
  const path = `${PATH}/out-trade-no/${encodeURIComponent(attemptNo)}?mchid=${line.merchant.merchantId}`
  const result = await line.call({ method: 'GET', path }, signal)
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
  line: Line,
  attemptNo: string,
  signal?: AbortSignal,
): Promise<CloseReport> {
  const path = `${PATH}/out-trade-no/${encodeURIComponent(attemptNo)}/close`
  const fields = { mchid: line.merchant.merchantId }
  return closed(await line.call({ method: 'POST', path, fields }, signal))
}

/** What the answer to a close says. */
export function closed(result: CallResult): CloseReport {
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
