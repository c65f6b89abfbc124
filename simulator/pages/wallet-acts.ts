import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FaultName } from '../faults.ts'
import { redirect, sendPage } from '../http.ts'
import { personOf, persons } from '../persons.ts'
import type { Order } from '../types.ts'
import { sendExtra } from '../wechat/extra.ts'
import { failPayment, pay } from '../wechat/pay.ts'
import type { World } from '../world.ts'
import { languageOf } from './html.ts'
import { payPage, resultPage, scannerPage } from './wallet.ts'

/** What a payment with a misbehaviour arms first, for this order only. */
const armedBy: Readonly<Record<string, readonly { fault: FaultName; param?: number }[]>> = {
  pay: [],
  pay_in_flight: [],
  pay_lost: [{ fault: 'notice_lost' }],
  pay_lost_once: [{ fault: 'notice_lost', param: 1 }],
  pay_late: [{ fault: 'notice_delayed', param: 60_000 }],
  pay_repeated: [{ fault: 'notice_duplicated', param: 3 }],
  pay_twice: [{ fault: 'notice_twice' }],
  pay_fen_less: [{ fault: 'paid_wrong_amount', param: -1 }],
  pay_wrong_notice: [{ fault: 'notice_wrong_amount', param: -1 }],
  pay_elsewhere: [{ fault: 'paid_wrong_merchant' }],
  pay_forged: [{ fault: 'notice_forged' }],
}

/** The payer's phone: a scanner, a payment page, a result. Works without any script. */
export function createWallet(world: World, changed: () => void) {
  return (request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer) => {
    const now = world.clock.now().getTime()
    const language = languageOf(request, url)
    const payer = personOf(url.searchParams.get('payer') ?? '')?.openid ?? persons[0]!.openid
    const view = { language, payer, now }
    const code = url.searchParams.get('code_url')
    if (request.method === 'POST') return act(response, new URLSearchParams(body.toString('utf8')))
    const order = code === null ? undefined : orderOf(code)
    if (url.pathname === '/wallet/result') {
      return sendPage(response, resultPage(view, order, url.searchParams.get('did') ?? ''))
    }
    if (order) return sendPage(response, payPage(view, order))
    const recent = [...world.orders.values()].slice(-100).reverse()
    sendPage(response, scannerPage(view, recent, code !== null), code === null ? 200 : 404)
  }

  function orderOf(code: string): Order | undefined {
    return world.orders.get(world.ordersByCode.get(code.trim()) ?? '')
  }

  function act(response: ServerResponse, form: URLSearchParams) {
    const code = form.get('code_url') ?? ''
    const payer = personOf(form.get('payer') ?? '')?.openid ?? persons[0]!.openid
    const order = orderOf(code)
    const did = order ? perform(order, form.get('act') ?? '', payer) : 'unknown_code'
    changed()
    const query = new URLSearchParams({ did, code_url: code, payer, lang: form.get('lang') ?? 'zh' })
    redirect(response, `/wallet/result?${query}`)
  }

  function perform(order: Order, wanted: string, payer: string): string {
    switch (wanted) {
      case 'fail':
        return failPayment(world, order.no, '银行卡余额不足') ? 'failed' : 'closed'
      case 'forge':
      case 'probe':
        sendExtra(world, order, wanted === 'forge' ? 'forged' : 'probe')
        return 'forged'
      case 'pay_after_close':
        world.faults.add({ fault: 'pay_after_close', order: order.no, remaining: 1 })
        return 'armed'
    }
    const arm = armedBy[wanted]
    if (!arm) return 'cancelled'
    // Armed only for a payment that will happen: a rule left behind would surprise somebody later.
    const rules = order.paid
      ? []
      : arm.map((rule) => world.faults.add({ ...rule, order: order.no, remaining: 1 }))
    const result = pay(world, order.no, payer, { inFlight: wanted === 'pay_in_flight' })
    if (result.paid) return 'paid'
    for (const rule of rules) world.faults.remove(rule.id)
    return result.reason
  }
}
