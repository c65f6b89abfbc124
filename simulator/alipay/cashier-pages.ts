import { portrait } from '../pages/consent.ts'
import { clockTime, type Html, html, type Language, page, yuan } from '../pages/html.ts'
import { isWord, say, type Word } from '../pages/words.ts'
import { persons } from '../persons.ts'
import type { Trade } from './types.ts'

export type CashierView = { readonly language: Language; readonly payer: string; readonly now: number }

const words = {
  title: ['支付宝收银台（模拟）', 'Alipay cashier (simulated)'],
  refused: ['支付失败：余额不足', 'Fail: not enough money'],
  toMerchant: ['返回商户', 'Back to the merchant'],
} as const

const own = (language: Language, word: keyof typeof words): string => words[word][language === 'zh' ? 0 : 1]

const framed = (view: CashierView, body: Html): string =>
  page(
    { title: own(view.language, 'title'), language: view.language, kind: 'phone' },
    html`<header class="bar"><span></span><h1>${own(view.language, 'title')}</h1><span></span></header>
<main>${body}<p class="foot">${say(view.language, 'notReal')}</p></main>`,
  )

/** What a computer's or a phone's browser sees after the merchant's page. */
export function cashierPage(view: CashierView, trade: Trade): string {
  const { language } = view
  const isOpen = trade.status === 'WAIT_BUYER_PAY' && view.now < trade.expiresAt
  return framed(
    view,
    html`<section class="card"><p class="hint">${say(language, 'payTo')} <b>Tongbao 通宝</b></p>
<p class="amount">${yuan(trade.total)}</p><p>${trade.subject}</p>
<dl><dt>${say(language, 'orderNo')}</dt><dd>${trade.no}</dd>
<dt>${say(language, 'expires')}</dt><dd>${clockTime(trade.expiresAt)}</dd></dl></section>
<form action="/alipay/cashier" method="post"><input type="hidden" name="no" value="${trade.no}">
<input type="hidden" name="lang" value="${language}">
<fieldset class="payers"><legend>${say(language, 'payer')}</legend>${persons.map(
      (
        person,
      ) => html`<label><input type="radio" name="payer" value="${person.openid}" ${person.openid === view.payer && 'checked'}>
${portrait(person.name.zh, person.color)}<span>${person.name[language]}</span></label>`,
    )}</fieldset>
<p class="actions">${isOpen && button('pay', say(language, 'payNow'), 'main')}
${isOpen && button('fail', own(language, 'refused'), 'quiet')}
${button('cancel', say(language, 'cancel'), 'quiet')}</p></form>`,
  )
}

const button = (act: string, label: string, look: string) =>
  html`<button class="button ${look}" name="act" value="${act}">${label}</button>`

/** How it ended, and the way back to the merchant. */
export function endPage(view: CashierView, trade: Trade | undefined, did: string, back?: string): string {
  const { language } = view
  const word: Word = isWord(`did_${did}`) ? (`did_${did}` as Word) : 'did_unknown_code'
  return framed(
    view,
    html`<section class="card result"><div role="status"><h2>${say(language, word)}</h2></div>
${trade && html`<p class="amount">${yuan(trade.paid?.amount ?? trade.total)}</p><p>${trade.subject}</p>`}</section>
${back && html`<p class="actions"><a class="button main" href="${back}">${own(language, 'toMerchant')}</a></p>`}`,
  )
}
