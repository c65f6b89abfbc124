import type { IncomingMessage, ServerResponse } from 'node:http'
import { isForeign, redirect, sendPage } from '../http.ts'
import { type Language, languageOf } from '../pages/html.ts'
import { personOf, persons } from '../persons.ts'
import { calledOf, gatewayError } from './api.ts'
import { type CashierView, cashierPage, endPage } from './cashier-pages.ts'
import { openHold, readHold } from './holds.ts'
import { pay } from './pay.ts'
import { current, openTrade } from './records.ts'
import { faultOfMerchant, type Parameters } from './signing.ts'
import { isAnswer, readOrder, refuseRepeat } from './trades.ts'
import type { Trade } from './types.ts'
import type { World } from './world.ts'

const pageMethods = ['alipay.trade.page.pay', 'alipay.trade.wap.pay']

export const isPageMethod = (parameters: Parameters): boolean =>
  pageMethods.includes(parameters.get('method') ?? '')

/** What a browser or an app carries here: the merchant's signed order becomes a trade. */
export function takeOrder(world: World, parameters: Parameters): Trade | string {
  const fault = faultOfMerchant(world, parameters)
  if (fault) return fault
  const content = JSON.parse(parameters.get('biz_content') ?? '{}') as Record<string, unknown>
  const trade = readOrder(world, content, calledOf(parameters))
  if (isAnswer(trade)) return String(trade.sub_code)
  const known = current(world, trade.no)
  const refused = known && refuseRepeat(world, trade)
  if (refused && refused.sub_code === 'ACQ.CONTEXT_INCONSISTENT') return String(refused.sub_code)
  if (!known) world.commit({ trade })
  return openTrade(world, trade.no)!
}

/** The text an app hands to the wallet: an order to pay, or money to freeze. Its number, when it is the merchant's. */
export function takeAppOrder(world: World, text: string): string | undefined {
  const parameters: Parameters = new Map(new URLSearchParams(text))
  switch (parameters.get('method')) {
    case 'alipay.trade.app.pay': {
      const trade = takeOrder(world, parameters)
      return typeof trade === 'string' ? undefined : trade.no
    }
    case 'alipay.fund.auth.order.app.freeze': {
      if (faultOfMerchant(world, parameters)) return undefined
      const content = JSON.parse(parameters.get('biz_content') ?? '{}') as Record<string, unknown>
      const hold = readHold(world, content, calledOf(parameters))
      if ('msg' in hold) return undefined
      if (!world.holds.has(hold.no)) world.commit({ hold })
      return openHold(world, hold.no)?.no
    }
    default:
      return undefined
  }
}

/** The payer's pages: choose who pays, pay, give up, fail; then back to the merchant. */
export function createCashier(world: World, changed: () => void) {
  return {
    /** GET or POST /gateway.do of a page method. */
    enter(request: IncomingMessage, response: ServerResponse, parameters: Parameters): void {
      const trade = takeOrder(world, parameters)
      if (typeof trade === 'string') {
        gatewayError(response, trade)
        return
      }
      changed()
      redirect(response, `/alipay/cashier?${new URLSearchParams({ no: trade.no, lang: askedOf(request) })}`)
    },
    answer(request: IncomingMessage, response: ServerResponse, url: URL, body: Buffer): void {
      if (isForeign(request, [])) {
        gatewayError(response, 'another origin')
        return
      }
      const form = request.method === 'POST' ? new URLSearchParams(body.toString('utf8')) : url.searchParams
      const trade = current(world, form.get('no') ?? '')
      const language: Language = form.get('lang') === 'en' ? 'en' : 'zh'
      const payer = personOf(form.get('payer') ?? '')?.openid ?? persons[0]!.openid
      const view: CashierView = { language, payer, now: world.now() }
      if (!trade) {
        sendPage(response, endPage(view, undefined, 'unknown_code'), 404)
        return
      }
      if (request.method !== 'POST') {
        sendPage(response, cashierPage(view, trade))
        return
      }
      const did = perform(trade, form.get('act') ?? '', payer)
      changed()
      const after = current(world, trade.no)!
      const back = returnTo(after)
      // Not a redirect: a page whose form may only go to itself would not follow it to the merchant.
      if (back) response.setHeader('Refresh', `3; url=${back}`)
      sendPage(response, endPage(view, after, did, back))
    },
  }

  function perform(trade: Trade, act: string, payer: string): string {
    if (act === 'pay') {
      const result = pay(world, trade.no, { payer })
      return result.paid ? 'paid' : result.reason
    }
    return act === 'fail' ? 'failed' : 'cancelled'
  }

  /** The parameters that Alipay adds prove nothing to the merchant: the notice and the query do. */
  function returnTo(trade: Trade): string | undefined {
    if (!trade.returnUrl || !URL.canParse(trade.returnUrl)) return undefined
    const back = new URL(trade.returnUrl)
    back.searchParams.set('out_trade_no', trade.no)
    if (trade.paid) back.searchParams.set('trade_no', trade.tradeNo)
    return back.href
  }
}

const askedOf = (request: IncomingMessage): string => languageOf(request, new URL('http://simulator/'))
