import type { CombinedPart, CombinedReport, CombinedRequest, Combining } from '../abilities.ts'
import { type Fields, instant, isFields, minorUnits, object, text } from '../fields.ts'
import type { AttemptReport, CloseReport, PayStart, WireReply } from '../types.ts'
import { type Line, refuse, refusedOrUnknown } from './call.ts'
import { closed, shown } from './payment.ts'
import { stateReport } from './reports.ts'
import { impossible, sceneOf, settleOf, shorten } from './terms.ts'
import { chinaTime } from './time.ts'

/** 合单支付. Source: pay.weixin.qq.com, "合单支付". */

const PATH = '/v3/combine-transactions'
const MAX_PARTS = 50

export const combining = (line: Line): Combining => ({
  maxParts: MAX_PARTS,
  start: (request, signal) => startCombined(line, request, signal),
  query: (attemptNo, signal) => queryCombined(line, attemptNo, signal),
  close: (attemptNo, parts, signal) => closeCombined(line, attemptNo, parts, signal),
})

async function startCombined(line: Line, request: CombinedRequest, signal?: AbortSignal): Promise<PayStart> {
  const { parts, method, payer, currency } = request
  if (parts.length === 0 || parts.length > MAX_PARTS) return refuse(`one to ${MAX_PARTS} parts`)
  const refused = impossible(request)
  if (refused) return refused
  const result = await line.call(
    {
      method: 'POST',
      path: `${PATH}/${method}`,
      fields: {
        combine_appid: line.merchant.appId,
        combine_mchid: line.merchant.merchantId,
        combine_out_trade_no: request.attemptNo,
        time_expire: chinaTime(request.expiresAt),
        notify_url: request.notifyUrl,
        sub_orders: parts.map((part) => ({
          mchid: part.merchantId,
          // Required, and given back as it is: the part can be told by it.
          attach: part.attemptNo,
          amount: { total_amount: part.amount, currency },
          out_trade_no: part.attemptNo,
          description: shorten(part.description),
          ...settleOf(request),
        })),
        ...(method === 'jsapi' ? { combine_payer_info: { openid: payer?.openId } } : {}),
        ...sceneOf(request),
      },
    },
    signal,
  )
  return shown(line, request, result)
}

async function queryCombined(line: Line, attemptNo: string, signal?: AbortSignal): Promise<CombinedReport> {
  const path = `${PATH}/out-trade-no/${encodeURIComponent(attemptNo)}`
  const result = await line.call({ method: 'GET', path }, signal)
  switch (result.kind) {
    case 'unknown':
      return result
    case 'ok': {
      const parts =
        text(result.fields, 'combine_out_trade_no') === attemptNo
          ? partReports(result.fields, result.raw)
          : undefined
      return parts
        ? { kind: 'reported', parts }
        : { kind: 'unknown', reason: 'unexpected_answer', raw: result.raw }
    }
    case 'error':
      return result.meaning === 'not_found'
        ? { kind: 'not_found', raw: result.raw }
        : refusedOrUnknown(result)
  }
}

/** Every part must be named, or the close is refused. */
async function closeCombined(
  line: Line,
  attemptNo: string,
  parts: readonly Pick<CombinedPart, 'attemptNo' | 'merchantId'>[],
  signal?: AbortSignal,
): Promise<CloseReport> {
  const path = `${PATH}/out-trade-no/${encodeURIComponent(attemptNo)}/close`
  const sub_orders = parts.map((part) => ({ mchid: part.merchantId, out_trade_no: part.attemptNo }))
  const fields = { combine_appid: line.merchant.appId, sub_orders }
  return closed(await line.call({ method: 'POST', path, fields }, signal))
}

export type PartReport = { readonly attemptNo: string; readonly report: AttemptReport }

/** The parts of a combined transaction, as reports; undefined when one cannot be told apart. */
export function partReports(combined: Fields, raw: WireReply): PartReport[] | undefined {
  const parts = Array.isArray(combined.sub_orders) ? combined.sub_orders : []
  const payer = text(object(combined, 'combine_payer_info') ?? {}, 'openid')
  const reports: PartReport[] = []
  for (const part of parts as unknown[]) {
    const attemptNo = isFields(part) ? text(part, 'out_trade_no') : undefined
    if (!isFields(part) || attemptNo === undefined) return undefined
    const report = stateReport(part, raw, () =>
      partSucceeded(part, { appId: text(combined, 'combine_appid'), payer }, raw),
    )
    reports.push({ attemptNo, report })
  }
  return reports.length === 0 ? undefined : reports
}

/** A part names its amounts otherwise than a single order does, and its app and payer only on the whole. */
function partSucceeded(
  part: Fields,
  { appId, payer }: { appId: string | undefined; payer: string | undefined },
  raw: WireReply,
): AttemptReport {
  const amounts = object(part, 'amount')
  const amount = amounts && minorUnits(amounts, 'total_amount')
  const currency = amounts && text(amounts, 'currency')
  const channelNo = text(part, 'transaction_id')
  const succeededAt = instant(part, 'success_time')
  const merchantId = text(part, 'mchid')
  if (amount === undefined || !currency || !channelNo || !succeededAt || !merchantId || !appId) {
    return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
  const payerAmount = minorUnits(amounts, 'payer_amount')
  return {
    kind: 'succeeded',
    channelNo,
    amount,
    currency,
    ...(payerAmount === undefined ? {} : { payerAmount }),
    succeededAt,
    merchantId,
    appId,
    ...(payer === undefined ? {} : { payer }),
    raw,
  }
}
