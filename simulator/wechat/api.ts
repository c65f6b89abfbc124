import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseObject } from '../http.ts'
import { type Answer, refuse } from './answers.ts'
import type { FaultName, Operation } from './faults.ts'
import { closeOrder, createOrder, queryByTransaction, queryOrder } from './orders.ts'
import type { PresignedCodes } from './presigned.ts'
import { applyRefund, queryRefund } from './refunds.ts'
import { checkMerchant, type Signer, signedHeaders } from './signing.ts'
import type { World } from './world.ts'

/** One call of the merchant, named and tied to an order so that faults find it. */
type Operated = { readonly on: Operation; readonly order: string; readonly act: () => Answer }

const HOLD_MS = 60_000
const ERRORS_PER_SECOND = 6

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The provider's endpoints under /v3/. */
export function createApi(world: World, presigned: PresignedCodes, changed: () => void) {
  const refused: number[] = []

  return async (request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> => {
    const url = request.url ?? '/'
    const method = request.method ?? 'GET'
    const check = checkMerchant(world, { method, url, body, authorization: request.headers.authorization })
    if (!check.ok) return send(response, refuse(401, 'SIGN_ERROR', check.message), 'nobody')
    const fields = body.length === 0 ? {} : parseObject(body)
    if (!fields) return send(response, refuse(400, 'PARAM_ERROR', '无法将输入源映射为JSON'), 'honest')
    const operated = route(method, new URL(url, 'http://simulator'), fields)
    if (!operated) return send(response, refuse(404, 'NOT_FOUND', '接口不存在'), 'honest')
    await withFaults(response, operated)
  }

  function route(method: string, url: URL, fields: Record<string, unknown>): Operated | undefined {
    const parts = url.pathname.split('/').slice(2).map(decodeURIComponent)
    const path = `${method} ${parts.slice(0, 3).join('/')}`
    const tail = parts.slice(3)
    if (path === 'POST pay/transactions/native' && tail.length === 0) {
      const no = String(fields.out_trade_no)
      return { on: 'create', order: no, act: () => createOrder(world, fields, presigned.take()) }
    }
    if (path === 'GET pay/transactions/out-trade-no' && tail.length === 1) {
      return { on: 'query', order: tail[0]!, act: () => askedBy(url, () => queryOrder(world, tail[0]!)) }
    }
    if (path === 'GET pay/transactions/id' && tail.length === 1) {
      return { on: 'query', order: '', act: () => askedBy(url, () => queryByTransaction(world, tail[0]!)) }
    }
    if (path === 'POST pay/transactions/out-trade-no' && tail[1] === 'close') {
      return { on: 'close', order: tail[0]!, act: () => closeOrder(world, tail[0]!, fields) }
    }
    if (path === 'POST refund/domestic/refunds' && tail.length === 0) {
      return {
        on: 'refund',
        order: orderOfRefund(fields),
        act: () => limited(() => applyRefund(world, fields)),
      }
    }
    if (path === 'GET refund/domestic/refunds' && tail.length === 1) {
      const order = world.refunds.get(tail[0]!)?.orderNo ?? ''
      return { on: 'refund_query', order, act: () => queryRefund(world, tail[0]!) }
    }
    return undefined
  }

  function askedBy(url: URL, act: () => Answer): Answer {
    return url.searchParams.get('mchid') === world.keys.file.merchantId
      ? act()
      : refuse(400, 'PARAM_ERROR', '缺少mchid或与签名不一致')
  }

  function orderOfRefund(fields: Record<string, unknown>): string {
    if (typeof fields.out_trade_no === 'string') return fields.out_trade_no
    return world.ordersByTransaction.get(String(fields.transaction_id)) ?? ''
  }

  /** Calls in error are limited to six a second; good ones are not counted. */
  function limited(act: () => Answer): Answer {
    if (!world.limits.errorLimiter) return act()
    const now = world.clock.now().getTime()
    while (refused.length > 0 && refused[0]! <= now - 1_000) refused.shift()
    if (refused.length >= ERRORS_PER_SECOND)
      return refuse(429, 'FREQUENCY_LIMITED', '频率超限，请降低请求频率')
    const answer = act()
    if (answer.status >= 400) refused.push(now)
    return answer
  }

  async function withFaults(response: ServerResponse, { on, order, act }: Operated): Promise<void> {
    const armed = (fault: FaultName) => world.faults.take(fault, on, order)
    const slow = armed('slow')
    if (slow) await pause(slow.param ?? 3_000)
    if (armed('rate_limited')) return send(response, refuse(429, 'FREQUENCY_LIMITED', '频率超限'), 'honest')
    if (armed('drop_before')) return drop(response)
    if (armed('timeout_before')) return hold(response)
    if (armed('error_before')) return send(response, systemError, 'honest')
    const answer = act()
    changed()
    if (armed('drop_after')) return drop(response)
    if (armed('timeout_after')) return hold(response)
    if (armed('error_after')) return send(response, systemError, 'honest')
    const signer: Signer = armed('answer_unsigned') ? 'nobody' : armed('answer_forged') ? 'forger' : 'honest'
    return send(response, answer, signer)
  }

  async function send(response: ServerResponse, answer: Answer, signer: Signer): Promise<void> {
    const body = answer.body === undefined ? '' : JSON.stringify(answer.body)
    const ready = signer === 'honest' ? presigned.headersFor(body) : undefined
    const headers = ready ?? (await signedHeaders(world, body, signer))
    if (response.destroyed) return
    response.writeHead(answer.status, {
      ...(body === '' ? {} : { 'Content-Type': 'application/json; charset=utf-8' }),
      'Content-Length': Buffer.byteLength(body),
      ...headers,
    })
    response.end(body)
  }
}

const systemError = refuse(500, 'SYSTEM_ERROR', '系统异常，请稍后重试')

function drop(response: ServerResponse): void {
  response.socket?.destroy()
}

/** Keeps the merchant waiting longer than any sensible time limit, then cuts. */
async function hold(response: ServerResponse): Promise<void> {
  const timer = setTimeout(() => response.socket?.destroy(), HOLD_MS)
  response.on('close', () => clearTimeout(timer))
}
