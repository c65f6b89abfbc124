import type { IncomingMessage, ServerResponse } from 'node:http'
import { redirect, sendPage } from '../http.ts'
import { type Language, languageOf } from '../pages/html.ts'
import { persons } from '../persons.ts'
import { answer, type Code, repeat } from './answers.ts'
import { billOf } from './bills.ts'
import type { FaultName, Operation } from './faults.ts'
import { orderInApp, queryTransaction, takeUp } from './orders.ts'
import { cashierPage, faultPage, sendCashier } from './page.ts'
import { decline, pay } from './pay.ts'
import { applyRefund } from './refunds.ts'
import { type Fields, merchantFault, readForm, signed, written } from './signing.ts'
import type { World } from './world.ts'

/** One call of the merchant, named and tied to an order so that faults find it. */
type Operated = { readonly on: Operation; readonly order: string; readonly act: () => Fields }

const HOLD_MS = 60_000

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export const owns = (url: URL): boolean => /^\/(gateway\/api|unionpay)\//.test(url.pathname)

/** The gateway's endpoints for the merchant's server, and its cashier for the payer's browser. */
export function createApi(world: World, changed: () => void) {
  return async (
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    body: Buffer,
  ): Promise<void> => {
    const fields = readForm(body)
    const language = languageOf(request, url)
    switch (`${request.method} ${url.pathname}`) {
      case 'POST /gateway/api/frontTransReq.do':
        return open(response, fields, language)
      case 'GET /unionpay/cashier':
        return cashier(response, url.searchParams.get('tn') ?? '', language)
      case 'POST /unionpay/cashier':
        return confirm(response, fields)
    }
    const operated = request.method === 'POST' ? route(url.pathname, fields) : undefined
    if (!operated) return void response.writeHead(404).end()
    if (merchantFault(world.keys, fields)) return send(response, answer('11', repeat(fields)), 'honest')
    return withFaults(response, fields, operated)
  }

  function route(path: string, asked: Fields): Operated | undefined {
    const { orderId = '', origQryId = '' } = asked
    switch (path) {
      case '/gateway/api/appTransReq.do':
        return { on: 'create', order: orderId, act: () => orderInApp(world, asked) }
      case '/gateway/api/queryTrans.do': {
        const refund = world.refunds.get(orderId)
        const on = refund ? 'refund_query' : 'query'
        const order = refund?.orderNo ?? orderId
        return { on, order, act: () => queryTransaction(world, asked, queryFaults(on, order)) }
      }
      case '/gateway/api/backTransReq.do': {
        const order = world.ordersByQueryId.get(origQryId) ?? ''
        return { on: 'refund', order, act: () => applyRefund(world, asked) }
      }
      case '/unionpay/files/':
        return { on: 'bill', order: '', act: () => billOf(world, asked) }
      default:
        return undefined
    }
  }

  function queryFaults(on: Operation, order: string) {
    const armed = (fault: FaultName) => world.faults.take(fault, on, order)
    const doubt = armed('query_in_doubt')
    const state: Code | undefined = doubt
      ? doubtCode(doubt.param ?? 5)
      : armed('query_notpay')
        ? '70'
        : undefined
    return { notFound: armed('query_not_found') !== undefined, state }
  }

  async function withFaults(response: ServerResponse, asked: Fields, { on, order, act }: Operated) {
    const armed = (fault: FaultName) => world.faults.take(fault, on, order)
    const slow = armed('slow')
    if (slow) await pause(slow.param ?? 3_000)
    if (armed('rate_limited')) return send(response, answer('37', repeat(asked)), 'honest')
    if (armed('drop_before')) return drop(response)
    if (armed('timeout_before')) return hold(response)
    if (armed('error_before')) return fail(response)
    const said = act()
    changed()
    if (armed('drop_after')) return drop(response)
    if (armed('timeout_after')) return hold(response)
    if (armed('error_after')) return fail(response)
    const doubt = armed('answer_in_doubt')
    const told = doubt ? answer(doubtCode(doubt.param ?? 4), repeat(asked)) : said
    const signer = armed('answer_unsigned') ? 'nobody' : armed('answer_forged') ? 'forger' : 'honest'
    return send(response, told, signer)
  }

  async function send(response: ServerResponse, said: Fields, signer: 'honest' | 'forger' | 'nobody') {
    const chain = signer === 'forger' ? world.keys.stranger : world.chain()
    const text = written(signer === 'nobody' ? said : await signed(chain, said))
    if (response.destroyed) return
    response.writeHead(200, {
      'Content-Type': 'text/html;charset=UTF-8',
      'Content-Length': Buffer.byteLength(text),
    })
    response.end(text)
  }

  /** The payer's browser brings the merchant's signed fields; the cashier shows the order. */
  function open(response: ServerResponse, fields: Fields, language: Language) {
    const taken = merchantFault(world.keys, fields) || !fields.frontUrl ? '11' : takeUp(world, fields)
    if (typeof taken === 'string') return sendPage(response, faultPage(language), 400)
    const isSame = taken.amount === Number(fields.txnAmt) && taken.txnTime === fields.txnTime
    if (!isSame) return sendPage(response, faultPage(language), 409)
    if (!world.orders.has(taken.no)) world.commit({ order: taken })
    return redirect(response, cashierPath(taken.tn, language))
  }

  async function cashier(response: ServerResponse, tn: string, language: Language): Promise<void> {
    const order = world.orders.get(world.ordersByTn.get(tn) ?? '')
    if (!order) return sendPage(response, faultPage(language), 404)
    return sendCashier(response, await cashierPage(world, order, language), order.frontUrl)
  }

  function confirm(response: ServerResponse, { tn = '', act, lang }: Fields) {
    const no = world.ordersByTn.get(tn) ?? ''
    if (act === 'pay') pay(world, no, { payer: persons[0]!.openid })
    if (act === 'decline') decline(world, no)
    changed()
    return redirect(response, cashierPath(tn, lang === 'en' ? 'en' : 'zh'))
  }
}

const cashierPath = (tn: string, language: Language) =>
  `/unionpay/cashier?tn=${encodeURIComponent(tn)}&lang=${language}`

const doubtCode = (param: number): Code => (param === 3 ? '03' : param === 4 ? '04' : '05')

const fail = (response: ServerResponse): void => void response.writeHead(500).end()

function drop(response: ServerResponse): void {
  response.socket?.destroy()
}

/** Keeps the merchant waiting longer than any sensible time limit, then cuts. */
function hold(response: ServerResponse): void {
  const timer = setTimeout(() => response.socket?.destroy(), HOLD_MS)
  response.on('close', () => clearTimeout(timer))
}
