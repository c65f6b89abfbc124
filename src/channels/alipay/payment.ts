import { type Fields, text } from '../fields.ts'
import type {
  AttemptReport,
  CloseReport,
  Merchant,
  PayRequest,
  PayStart,
  Refused,
  WireReply,
} from '../types.ts'
import { astray, formOf, type Gateway, malformed, refusedOrUnknown } from './call.ts'
import { MAX_FEN, MIN_FEN, yuan } from './money.ts'
import { tradeReport } from './reports.ts'
import { chinaTime } from './time.ts'

const SUBJECT_MAX = 256

/** Nobody was asked anything: the payer's own browser or app carries the signed order to Alipay. */
export const NOT_ASKED: WireReply = { status: 0, headers: {}, body: '' }

/** `/`, `=` and `&` may not stand in a subject: their full-width likenesses say the same. */
export const subjectOf = (description: string): string =>
  [...description.replaceAll('/', '／').replaceAll('=', '＝').replaceAll('&', '＆')]
    .slice(0, SUBJECT_MAX)
    .join('')

/** Refused before anything is sent: Alipay would not take it, or not as it was meant. */
export function unfit(request: Pick<PayRequest, 'amount' | 'currency'>): Refused | undefined {
  if (request.currency !== 'CNY') return refuse('CURRENCY_NOT_OFFERED', 'only CNY')
  if (request.amount < MIN_FEN || request.amount > MAX_FEN) {
    return refuse('AMOUNT_OUT_OF_RANGE', 'an amount from 0.01 to 100000000 yuan')
  }
  return undefined
}

export const refuse = (code: string, reason: string): Refused => ({
  kind: 'refused',
  code,
  reason,
  retry: 'never',
})

const products = {
  page: { method: 'alipay.trade.page.pay', code: 'FAST_INSTANT_TRADE_PAY' },
  h5: { method: 'alipay.trade.wap.pay', code: 'QUICK_WAP_WAY' },
  app: { method: 'alipay.trade.app.pay', code: 'QUICK_MSECURITY_PAY' },
} as const

/** One order in the words of every method. */
const orderOf = (request: PayRequest): Fields => ({
  out_trade_no: request.attemptNo,
  total_amount: yuan(request.amount),
  subject: subjectOf(request.description),
  time_expire: chinaTime(request.expiresAt),
  // Frozen at Alipay until it is shared out.
  ...(request.profitSharing ? { extend_params: { royalty_freeze: 'true' } } : {}),
})

export async function startPayment(
  gateway: Gateway,
  baseUrl: string,
  request: PayRequest,
  signal?: AbortSignal,
): Promise<PayStart> {
  const wrong = unfit(request)
  if (wrong) return wrong
  if (signal?.aborted) return { kind: 'unknown', reason: 'timeout' }
  switch (request.method) {
    case 'native':
      return precreate(gateway, request, signal)
    case 'page':
    case 'h5': {
      const parameters = await signedOrder(gateway, request.method, request)
      const url = `${baseUrl.replace(/\/$/, '')}/gateway.do?${formOf(parameters)}`
      return { kind: 'ready', presentation: { kind: 'redirect', url }, raw: NOT_ASKED }
    }
    case 'app': {
      const payload = formOf(await signedOrder(gateway, 'app', request))
      return { kind: 'ready', presentation: { kind: 'app', payload }, raw: NOT_ASKED }
    }
    case 'jsapi':
    case 'card':
      return refuse('METHOD_NOT_OFFERED', `${request.method} is not a method of this channel`)
  }
}

const signedOrder = (gateway: Gateway, method: keyof typeof products, request: PayRequest) =>
  gateway.sign(
    products[method].method,
    { ...orderOf(request), product_code: products[method].code },
    {
      notifyUrl: request.notifyUrl,
      ...(request.returnUrl === undefined ? {} : { returnUrl: request.returnUrl }),
    },
  )

/** The payer scans `qr_code`; only then does the trade exist at Alipay. */
async function precreate(gateway: Gateway, request: PayRequest, signal?: AbortSignal): Promise<PayStart> {
  const { notifyUrl } = request
  const result = await gateway.call('alipay.trade.precreate', orderOf(request), { notifyUrl }, signal)
  switch (result.kind) {
    case 'unknown':
      return result
    case 'ok': {
      const codeUrl = text(result.fields, 'qr_code')
      if (!codeUrl) return malformed(result.raw)
      if (text(result.fields, 'out_trade_no') !== request.attemptNo) return astray(result.raw)
      return { kind: 'ready', presentation: { kind: 'qr', codeUrl }, raw: result.raw }
    }
    case 'error':
      if (result.meaning === 'paid') return { kind: 'already_paid', raw: result.raw }
      if (result.meaning === 'closed') return { kind: 'closed', raw: result.raw }
      return refusedOrUnknown(result)
  }
}

/** A trade that nobody has opened is not found: that says nothing of what may still come. */
export async function queryPayment(
  gateway: Gateway,
  merchant: Merchant,
  attemptNo: string,
  signal?: AbortSignal,
): Promise<AttemptReport> {
  const result = await gateway.call('alipay.trade.query', { out_trade_no: attemptNo }, {}, signal)
  switch (result.kind) {
    case 'unknown':
      return result
    case 'ok':
      if (text(result.fields, 'out_trade_no') !== attemptNo) return astray(result.raw)
      return tradeReport(result.fields, merchant, result.raw)
    case 'error':
      return result.meaning === 'not_found'
        ? { kind: 'not_found', raw: result.raw }
        : refusedOrUnknown(result)
  }
}

export async function closePayment(
  gateway: Gateway,
  merchant: Merchant,
  attemptNo: string,
  signal?: AbortSignal,
): Promise<CloseReport> {
  const result = await gateway.call('alipay.trade.close', { out_trade_no: attemptNo }, {}, signal)
  switch (result.kind) {
    case 'unknown':
      return result
    case 'ok':
      if (text(result.fields, 'out_trade_no') !== attemptNo) return astray(result.raw)
      return { kind: 'closed', raw: result.raw }
    case 'error':
      if (result.meaning === 'not_found') return { kind: 'not_found', raw: result.raw }
      if (result.meaning === 'closed') return { kind: 'closed', raw: result.raw }
      // "Not in the state for this" is paid or closed: the trade itself says which.
      if (result.meaning !== 'wrong_state') return refusedOrUnknown(result)
      return asClose(await queryPayment(gateway, merchant, attemptNo, signal))
  }
}

function asClose(report: AttemptReport): CloseReport {
  switch (report.kind) {
    case 'succeeded':
      return { kind: 'already_paid', raw: report.raw }
    case 'closed':
    case 'not_found':
    case 'refused':
    case 'unknown':
      return report
    case 'pending':
    case 'authorized':
    case 'failed':
      return astray(report.raw)
  }
}
