import type { ServerResponse } from 'node:http'
import { html, type Language, page } from '../pages/html.ts'
import { money } from '../pages/parts.ts'
import { answer } from './answers.ts'
import { orderFields } from './orders.ts'
import { type Fields, signed } from './signing.ts'
import type { Order } from './types.ts'
import type { World } from './world.ts'

const words = {
  title: ['银联在线支付', 'UnionPay Online'],
  payTo: ['付款给', 'Pay to'],
  pay: ['确认付款', 'Pay'],
  decline: ['余额不足的卡', 'A card without enough money'],
  back: ['返回商户', 'Back to the merchant'],
  open: ['请确认付款', 'Please confirm'],
  paid: ['支付成功', 'Paid'],
  declined: ['卡上的余额不足，可以换一张卡', 'This card has not enough money. Try another one.'],
  expired: ['订单已超时', 'The order has run out'],
  unknown: ['订单无效', 'This is no order'],
} as const satisfies Record<string, readonly [string, string]>

const say = (language: Language, word: keyof typeof words): string => words[word][language === 'zh' ? 0 : 1]

/** The payer's cashier at the gateway. Its way back is a form, as the gateway's is: a browser posts it. */
export async function cashierPage(world: World, order: Order, language: Language): Promise<string> {
  const isOver = world.clock.now().getTime() > order.expiresAt
  const state = order.state === 'paid' ? 'paid' : isOver ? 'expired' : order.state
  const act = (name: string, label: string, kind: string) =>
    html`<form method="post" action="/unionpay/cashier"><input type="hidden" name="tn" value="${order.tn}">
<input type="hidden" name="lang" value="${language}"><button class="button ${kind}" name="act" value="${name}">${label}</button></form>`
  const canPay = state === 'open' || state === 'declined'
  const body = html`<main><h1>${say(language, 'title')}</h1>
<section class="card"><p class="hint">${say(language, 'payTo')} <b>Tongbao 通宝</b></p>
<p class="amount">${money(order.amount, 'CNY')}</p><p><code>${order.no}</code></p>
<p role="status">${say(language, state)}</p>
${canPay && [act('pay', say(language, 'pay'), 'main'), act('decline', say(language, 'decline'), 'small')]}
${await wayBack(world, order, language)}</section></main>`
  return page({ title: say(language, 'title'), language, kind: 'phone' }, body)
}

/** With a success the gateway's signed words go along; without one, the bare way back. */
async function wayBack(world: World, order: Order, language: Language) {
  if (!order.frontUrl) return undefined
  const fields: Fields =
    order.state === 'paid' ? await signed(world.chain(), answer('00', orderFields(order))) : {}
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )
  return html`<form method="post" action="${order.frontUrl}">${hidden}<button class="button">${say(language, 'back')}</button></form>`
}

export const faultPage = (language: Language): string =>
  page(
    { title: say(language, 'title'), language, kind: 'phone' },
    html`<main><h1>${say(language, 'title')}</h1><p role="alert">${say(language, 'unknown')}</p></main>`,
  )

/** Like every page of the simulator, but the way back leads to the merchant. */
export function sendCashier(response: ServerResponse, text: string, frontUrl: string | undefined): void {
  const back = frontUrl === undefined ? '' : ` ${new URL(frontUrl).origin}`
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy':
      `default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'${back}; ` +
      "base-uri 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin',
  })
  response.end(text)
}
