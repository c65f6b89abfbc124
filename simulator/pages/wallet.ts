import { persons } from '../persons.ts'
import type { Order } from '../types.ts'
import { portrait } from './consent.ts'
import { clockTime, type Html, html, type Language, page, yuan } from './html.ts'
import { isWord, say, type Word } from './words.ts'

/** The misbehaviours offered for an open order, in this order; `pay` and `cancel` have their own buttons. */
export const openActs = [
  'pay_lost',
  'pay_lost_once',
  'pay_late',
  'pay_repeated',
  'pay_twice',
  'pay_fen_less',
  'pay_wrong_notice',
  'pay_elsewhere',
  'pay_forged',
  'forge',
  'probe',
  'pay_after_close',
  'fail',
] as const

export type WalletAct = 'pay' | 'cancel' | 'pay_in_flight' | (typeof openActs)[number]

type View = { readonly language: Language; readonly payer: string; readonly now: number }

const link = (view: View, codeUrl?: string, lang: string = view.language) => {
  const query = new URLSearchParams({ lang, payer: view.payer })
  if (codeUrl) query.set('code_url', codeUrl)
  return `/wallet?${query}`
}

const bar = (view: View, title: string, back?: string, here?: string) => html`<header class="bar">
${back ? html`<a href="${back}" aria-label="${say(view.language, 'back')}">‹</a>` : html`<span></span>`}
<h1>${title}</h1>
<a class="lang" href="${link(view, here, view.language === 'zh' ? 'en' : 'zh')}">${say(view.language, 'other')}</a></header>`

const frame = (view: View) =>
  ({
    title: say(view.language, 'wallet'),
    language: view.language,
    kind: 'phone',
    script: 'wallet.js',
  }) as const

const payable = (order: Order, now: number) => order.state === 'NOTPAY' && now < order.expiresAt

export function scannerPage(view: View, orders: readonly Order[], unknown: boolean): string {
  const { language } = view
  const row = (order: Order) => html`<li><a class="row" href="${link(view, order.codeUrl)}">
<span><b>${order.description}</b><small>${order.no}</small></span>
<span class="end"><b>${yuan(order.total)}</b><small class="s-${order.state}">${say(language, `state_${order.state}`)}</small></span></a></li>`
  const open = orders.filter((order) => payable(order, view.now))
  const rest = orders.filter((order) => !payable(order, view.now)).slice(0, 20)
  return page(
    frame(view),
    html`${bar(view, say(language, 'wallet'))}<main>
<form class="scan" action="/wallet" method="get"><input type="hidden" name="lang" value="${language}">
<input type="hidden" name="payer" value="${view.payer}">
<label class="sr" for="code">${say(language, 'pasteCode')}</label>
<input id="code" name="code_url" placeholder="${say(language, 'pasteCode')}" autocomplete="off" required>
<button class="button">${say(language, 'scan')}</button></form>
${unknown && html`<p class="alert" role="alert">${say(language, 'unknownCode')}</p>`}
<div data-live><h2>${say(language, 'waiting')}</h2>
${open.length > 0 ? html`<ul class="list">${open.map(row)}</ul>` : html`<p class="hint">${say(language, 'none')}</p>`}
${rest.length > 0 && html`<h2>${say(language, 'recent')}</h2><ul class="list">${rest.map(row)}</ul>`}</div>
<p class="foot">${say(language, 'notReal')}</p></main>`,
  )
}

export function payPage(view: View, order: Order): string {
  const { language } = view
  const open = payable(order, view.now)
  return page(
    frame(view),
    html`${bar(view, say(language, 'wallet'), link(view), order.codeUrl)}<main>
<section class="card"><p class="hint">${say(language, 'payTo')} <b>Tongbao 通宝</b></p>
<p class="amount">${yuan(order.total)}</p><p>${order.description}</p>
<dl><dt>${say(language, 'orderNo')}</dt><dd>${order.no}</dd>
<dt>${say(language, 'expires')}</dt><dd>${clockTime(order.expiresAt)}</dd>
<dt>${say(language, 'state')}</dt><dd class="s-${order.state}">${say(language, `state_${order.state}`)}</dd></dl></section>
<form action="/wallet/act" method="post">
<input type="hidden" name="lang" value="${language}"><input type="hidden" name="code_url" value="${order.codeUrl}">
<fieldset class="payers"><legend>${say(language, 'payer')}</legend>${persons.map((person) => payerChoice(view, person))}</fieldset>
${open && openButtons(language)}
${!open && !order.paid && html`<p class="actions">${button('pay_in_flight', say(language, 'act_pay_in_flight'), 'quiet')}</p>`}
</form><p class="foot">${say(language, 'notReal')}</p></main>`,
  )
}

const payerChoice = (view: View, person: (typeof persons)[number]): Html => html`<label>
<input type="radio" name="payer" value="${person.openid}" ${person.openid === view.payer && 'checked'}>
${portrait(person.name.zh, person.color)}<span>${person.name[view.language]}</span></label>`

const button = (act: WalletAct, label: string, look: string) =>
  html`<button class="button ${look}" name="act" value="${act}">${label}</button>`

const openButtons = (language: Language) => html`<p class="actions">
${button('pay', say(language, 'payNow'), 'main')}${button('cancel', say(language, 'cancel'), 'quiet')}</p>
<details><summary>${say(language, 'misbehave')} <small>${say(language, 'misbehaveHint')}</small></summary>
<p class="grid">${openActs.map((act) => button(act, say(language, `act_${act}`), 'odd'))}</p></details>`

export function resultPage(view: View, order: Order | undefined, did: string): string {
  const { language } = view
  const word: Word = isWord(`did_${did}`) ? (`did_${did}` as Word) : 'did_unknown_code'
  const good = did === 'paid'
  return page(
    frame(view),
    html`${bar(view, say(language, 'wallet'), link(view))}<main>
<section class="card result"><svg class="mark" viewBox="0 0 64 64" aria-hidden="true">
<circle cx="32" cy="32" r="30" fill="${good ? '#07c160' : '#9aa3ad'}"/>
<path d="${good ? 'M19 33l9 9 18-19' : 'M22 22l20 20M42 22L22 42'}" fill="none" stroke="#fff" stroke-width="5"
 stroke-linecap="round" stroke-linejoin="round"/></svg>
<div role="status"><h2>${say(language, word)}</h2></div>
${order && html`<p class="amount">${yuan(order.paid?.amount ?? order.total)}</p><p>${order.description}</p>`}</section>
<p class="actions"><a class="button quiet" href="${link(view)}">${say(language, 'back')}</a></p></main>`,
  )
}
