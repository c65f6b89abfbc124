import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseObject } from '../http.ts'
import { type Answer, limited, refuse, systemError } from './answers.ts'
import { billUrl } from './bill-files.ts'
import type { FaultName, Operation } from './faults.ts'
import { cancelHold, capture, createVoucher, queryHold, unfreeze } from './holds.ts'
import type { Called, Fields } from './records.ts'
import { applyRefund, queryRefund } from './refunds.ts'
import { bindReceivers, querySettlement, settle } from './sharing.ts'
import { answerBody, faultOfMerchant, type Parameters, type Signer } from './signing.ts'
import { closeTrade, precreate, queryTrade } from './trades.ts'
import type { World } from './world.ts'

type Operated = {
  readonly on: Operation
  /** The content's field that names the order, so that faults find it. */
  readonly order: string
  readonly act: (world: World, content: Fields, called: Called) => Answer
}

const methods: Readonly<Record<string, Operated>> = {
  'alipay.trade.precreate': { on: 'create', order: 'out_trade_no', act: precreate },
  'alipay.trade.query': { on: 'query', order: 'out_trade_no', act: queryTrade },
  'alipay.trade.close': { on: 'close', order: 'out_trade_no', act: closeTrade },
  'alipay.trade.refund': { on: 'refund', order: 'out_trade_no', act: applyRefund },
  'alipay.trade.fastpay.refund.query': { on: 'refund_query', order: 'out_trade_no', act: queryRefund },
  'alipay.fund.auth.order.voucher.create': { on: 'hold', order: 'out_order_no', act: createVoucher },
  'alipay.fund.auth.operation.detail.query': { on: 'query', order: 'out_order_no', act: queryHold },
  'alipay.fund.auth.operation.cancel': { on: 'release', order: 'out_order_no', act: cancelHold },
  'alipay.fund.auth.order.unfreeze': { on: 'release', order: 'auth_no', act: unfreeze },
  'alipay.trade.pay': { on: 'capture', order: 'out_trade_no', act: capture },
  'alipay.trade.royalty.relation.bind': { on: 'sharing', order: 'out_request_no', act: bindReceivers },
  'alipay.trade.order.settle': { on: 'sharing', order: 'trade_no', act: settle },
  'alipay.trade.order.settle.query': { on: 'query', order: 'trade_no', act: querySettlement },
  'alipay.data.dataservice.bill.downloadurl.query': { on: 'bill', order: 'bill_date', act: billUrl },
}

const HOLD_MS = 60_000

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** POST /gateway.do: what the merchant's server calls. */
export function createApi(world: World, changed: () => void) {
  return async (
    _request: IncomingMessage,
    response: ServerResponse,
    parameters: Parameters,
  ): Promise<void> => {
    const method = parameters.get('method') ?? ''
    const fault = faultOfMerchant(world, parameters)
    if (fault) return gatewayError(response, fault)
    const operated = Object.hasOwn(methods, method) ? methods[method] : undefined
    if (!operated) return gatewayError(response, 'isv.invalid-method')
    const content = parseObject(Buffer.from(parameters.get('biz_content') ?? ''))
    if (!content) return gatewayError(response, 'isv.invalid-parameter')
    const { on, act } = operated
    const order = orderOf(world, content, operated.order)
    const armed = (name: FaultName) => world.faults.take(name, on, order)
    const send = async (answer: Answer, signer: Signer = 'honest') => {
      const body = await answerBody(world, method, answer, signer)
      if (response.destroyed) return
      response.writeHead(200, { 'Content-Type': 'text/html;charset=utf-8' })
      response.end(body)
    }
    const slow = armed('slow')
    if (slow) await pause(slow.param ?? 3_000)
    if (armed('rate_limited')) return send(limited)
    if (armed('drop_before')) return drop(response)
    if (armed('timeout_before')) return hold(response)
    if (armed('error_before')) return broken(response)
    if (armed('system_error_before')) return send(systemError)
    const answer = act(world, content, calledOf(parameters))
    changed()
    if (armed('drop_after')) return drop(response)
    if (armed('timeout_after')) return hold(response)
    if (armed('error_after')) return broken(response)
    if (armed('system_error_after')) return send(systemError)
    return send(answer, armed('answer_unsigned') ? 'nobody' : armed('answer_forged') ? 'forger' : 'honest')
  }
}

export const calledOf = (parameters: Parameters): Called => {
  const notifyUrl = parameters.get('notify_url')
  const returnUrl = parameters.get('return_url')
  return { ...(notifyUrl ? { notifyUrl } : {}), ...(returnUrl ? { returnUrl } : {}) }
}

/** The merchant's number, also where the call names only Alipay's. */
function orderOf(world: World, content: Fields, name: string): string {
  const value = String(content[name] ?? content.out_trade_no ?? '')
  if (name === 'trade_no') return [...world.trades.values()].find((one) => one.tradeNo === value)?.no ?? value
  if (name === 'auth_no') return [...world.holds.values()].find((one) => one.authNo === value)?.no ?? value
  return value
}

/** The gateway's own error: not signed, for it does not know for whom. */
export function gatewayError(response: ServerResponse, subCode: string): void {
  const { msg: _business, ...error } = refuse(subCode, subCode)
  response.writeHead(200, { 'Content-Type': 'text/html;charset=utf-8' })
  response.end(JSON.stringify({ error_response: { ...error, code: '40002', msg: 'Invalid Arguments' } }))
}

function broken(response: ServerResponse): void {
  response.writeHead(500, { 'Content-Type': 'text/html;charset=utf-8' })
  response.end('<html><body>500</body></html>')
}

function drop(response: ServerResponse): void {
  response.socket?.destroy()
}

/** Keeps the merchant waiting longer than any sensible time limit, then cuts. */
async function hold(response: ServerResponse): Promise<void> {
  const timer = setTimeout(() => response.socket?.destroy(), HOLD_MS)
  response.on('close', () => clearTimeout(timer))
}
