import { type Clock, MINUTE } from '../../kernel/clock.ts'
import type { CaptureRequest, PartRequest } from '../abilities.ts'
import { type Fields, text } from '../fields.ts'
import type { AttemptReport, CloseReport, Merchant, PayRequest, PayStart, WireReply } from '../types.ts'
import { astray, type CallResult, formOf, type Gateway, malformed, refusedOrUnknown } from './call.ts'
import { holdReport, isSpent } from './hold-reports.ts'
import { yuan } from './money.ts'
import { NOT_ASKED, queryPayment, refuse, subjectOf, unfit } from './payment.ts'
import { tradeReport } from './reports.ts'

/**
 * 预授权: money is frozen at Alipay under the attempt's number, and later paid out of (one trade with the same number)
 * or unfrozen. What was read of it, and where: docs/decisions/channel-facts-alipay.md.
 */
export type HoldTerms = {
  /** The product of the contract: `PREAUTH_PAY`, or `PRE_AUTH_ONLINE` of older ones. */
  readonly productCode: string
  /** How long the contract lets money be frozen. */
  readonly days: number
}

export type Holds = ReturnType<typeof createHolds>

const TITLE_MAX = 50
const MAX_MINUTES = 15 * 24 * 60

export function createHolds(gateway: Gateway, merchant: Merchant, clock: Clock, terms: HoldTerms) {
  async function start(request: PayRequest, signal?: AbortSignal): Promise<PayStart> {
    const wrong = unfit(request)
    if (wrong) return wrong
    if (signal?.aborted) return { kind: 'unknown', reason: 'timeout' }
    const { notifyUrl } = request
    const order = orderOf(request, merchant, clock.now(), terms)
    switch (request.method) {
      case 'app': {
        const parameters = await gateway.sign('alipay.fund.auth.order.app.freeze', order, { notifyUrl })
        return { kind: 'ready', presentation: { kind: 'app', payload: formOf(parameters) }, raw: NOT_ASKED }
      }
      case 'native': {
        const method = 'alipay.fund.auth.order.voucher.create'
        return shown(await gateway.call(method, order, { notifyUrl }, signal), request.attemptNo)
      }
      default:
        return refuse('METHOD_CANNOT_HOLD', 'money is frozen by a QR code or in an app')
    }
  }

  async function query(attemptNo: string, signal?: AbortSignal): Promise<AttemptReport> {
    const name = { out_order_no: attemptNo, out_request_no: attemptNo, operation_type: 'FREEZE' }
    const result = await gateway.call('alipay.fund.auth.operation.detail.query', name, {}, signal)
    switch (result.kind) {
      case 'unknown':
        return result
      case 'ok':
        if (text(result.fields, 'out_order_no') !== attemptNo) return astray(result.raw)
        if (isSpent(result.fields)) return spent(attemptNo, result.raw, signal)
        return holdReport(result.fields, merchant, result.raw)
      case 'error':
        return result.meaning === 'not_found'
          ? { kind: 'not_found', raw: result.raw }
          : refusedOrUnknown(result)
    }
  }

  /**
   * Parts were paid out and nothing is left. Where we gave the rest back ourselves, the hold is over; else the last of
   * it was paid by a trade that is not to be seen yet, so nothing is concluded.
   */
  async function spent(attemptNo: string, raw: WireReply, signal?: AbortSignal): Promise<AttemptReport> {
    const name = { out_order_no: attemptNo, out_request_no: voidOf(attemptNo), operation_type: 'UNFREEZE' }
    const result = await gateway.call('alipay.fund.auth.operation.detail.query', name, {}, signal)
    if (result.kind === 'unknown') return result
    const isOurs = result.kind === 'ok' && text(result.fields, 'out_request_no') === voidOf(attemptNo)
    const isGivenBack = isOurs && text(result.fields, 'status') === 'SUCCESS'
    return isGivenBack ? { kind: 'closed', raw: result.raw } : astray(raw)
  }

  /** Gives back what is still held, or gives it up before anything was frozen. */
  async function close(attemptNo: string, signal?: AbortSignal): Promise<CloseReport> {
    const report = await query(attemptNo, signal)
    switch (report.kind) {
      case 'authorized':
        return released(await unfreeze(attemptNo, report.channelNo, report.amount, signal))
      case 'pending': {
        const name = { out_order_no: attemptNo, out_request_no: attemptNo, remark: '订单关闭' }
        return released(await gateway.call('alipay.fund.auth.operation.cancel', name, {}, signal))
      }
      case 'succeeded':
        return { kind: 'already_paid', raw: report.raw }
      case 'failed':
        return astray(report.raw)
      default:
        return report
    }
  }

  const unfreeze = (attemptNo: string, authNo: string, amount: number, signal?: AbortSignal) =>
    gateway.call(
      'alipay.fund.auth.order.unfreeze',
      // One number for ever: a hold is given back once.
      { auth_no: authNo, out_request_no: voidOf(attemptNo), amount: yuan(amount), remark: '订单关闭' },
      {},
      signal,
    )

  /** A part is a trade under a number of its own; the rest stays frozen. */
  async function capturePart(request: PartRequest, signal?: AbortSignal): Promise<AttemptReport> {
    const { attemptNo, partNo, channelNo, amount } = request
    const wrong = unfit(request)
    if (wrong) return wrong
    const result = await pay({ no: partNo, channelNo, amount, mode: 'NOT_COMPLETE' }, request, signal)
    if (result.kind === 'error' && result.meaning === 'wrong_state') {
      // Nothing can be taken of a hold that is over; that it is, the hold itself must say.
      const hold = await query(attemptNo, signal)
      return hold.kind === 'closed' ? refuse(result.code, 'the hold is over') : astray(result.raw)
    }
    return paidOut(result, partNo, signal)
  }

  const pay = (
    trade: { no: string; channelNo: string; amount: number; mode: 'COMPLETE' | 'NOT_COMPLETE' },
    { description }: { readonly description: string },
    signal?: AbortSignal,
  ) =>
    gateway.call(
      'alipay.trade.pay',
      {
        out_trade_no: trade.no,
        total_amount: yuan(trade.amount),
        subject: subjectOf(description),
        product_code: terms.productCode,
        auth_no: trade.channelNo,
        auth_confirm_mode: trade.mode,
      },
      {},
      signal,
    )

  /** What became of a trade that is paid out of the hold. */
  async function paidOut(result: CallResult, no: string, signal?: AbortSignal): Promise<AttemptReport> {
    switch (result.kind) {
      case 'unknown':
        return result
      case 'ok':
        if (text(result.fields, 'out_trade_no') !== no) return astray(result.raw)
        return tradeReport({ ...result.fields, trade_status: 'TRADE_SUCCESS' }, merchant, result.raw)
      case 'error':
        if (result.code === PAYING) return { kind: 'pending', raw: result.raw }
        // Taken by an earlier try whose answer was lost.
        if (result.meaning === 'paid') return queryPayment(gateway, merchant, no, signal)
        return refusedOrUnknown(result)
    }
  }

  /** The rest goes back to the payer in the same act. The trade bears the attempt's number: this is done once. */
  async function capture(request: CaptureRequest, signal?: AbortSignal): Promise<AttemptReport> {
    const { attemptNo, channelNo, amount } = request
    const wrong = unfit(request)
    if (wrong) return wrong
    const result = await pay({ no: attemptNo, channelNo, amount, mode: 'COMPLETE' }, request, signal)
    if (result.kind === 'error' && result.meaning === 'wrong_state')
      return notHeld(await query(attemptNo, signal))
    return paidOut(result, attemptNo, signal)
  }

  return { start, query, close, capture, capturePart, days: terms.days }
}

/** The number of the unfreezing: a hold is given back once. */
const voidOf = (attemptNo: string): string => `${attemptNo}_V`

/** There is nothing to take any more, says the capture: then the hold itself must say so too. */
function notHeld(report: AttemptReport): AttemptReport {
  return report.kind === 'authorized' || report.kind === 'pending' ? astray(report.raw) : report
}

/** "Payment under way": the query says how it ends. */
const PAYING = '10003'

function orderOf(request: PayRequest, merchant: Merchant, now: Date, terms: HoldTerms): Fields {
  const minutes = Math.floor((request.expiresAt.getTime() - now.getTime()) / MINUTE)
  return {
    out_order_no: request.attemptNo,
    out_request_no: request.attemptNo,
    order_title: [...subjectOf(request.description)].slice(0, TITLE_MAX).join(''),
    amount: yuan(request.amount),
    product_code: terms.productCode,
    payee_user_id: merchant.merchantId,
    pay_timeout: `${Math.min(Math.max(minutes, 1), MAX_MINUTES)}m`,
  }
}

function shown(result: CallResult, attemptNo: string): PayStart {
  if (result.kind === 'unknown') return result
  if (result.kind === 'error') {
    return result.meaning === 'closed' ? { kind: 'closed', raw: result.raw } : refusedOrUnknown(result)
  }
  const codeUrl = text(result.fields, 'code_value')
  if (!codeUrl) return malformed(result.raw)
  if (text(result.fields, 'out_order_no') !== attemptNo) return astray(result.raw)
  return { kind: 'ready', presentation: { kind: 'qr', codeUrl }, raw: result.raw }
}

function released(result: CallResult): CloseReport {
  if (result.kind === 'unknown') return result
  if (result.kind === 'error') return refusedOrUnknown(result)
  // An unfreezing that is not done yet is found by the next question.
  const status = text(result.fields, 'status')
  return status === undefined || status === 'SUCCESS'
    ? { kind: 'closed', raw: result.raw }
    : astray(result.raw)
}
