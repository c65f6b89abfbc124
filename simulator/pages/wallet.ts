import { persons } from '../persons.ts'
import type { Payable } from '../provider.ts'
import { portrait } from './consent.ts'
import { clockTime, type Html, html, type Language, page } from './html.ts'
import { money, providerName } from './parts.ts'
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

export type OpenAct = (typeof openActs)[number]

type WalletAct = 'pay' | 'cancel' | 'pay_in_flight' | OpenAct

type View = {
  readonly language: Language
  readonly payer: string
  /** The merchant's page that the payer goes back to. */
  readonly back?: string
}

const link = (view: View, codeUrl?: string, lang: string = view.language) => {
  const query = new URLSearchParams({ lang, payer: view.payer })
  if (codeUrl) query.set('code_url', codeUrl)
  if (codeUrl && view.back) query.set('back', view.back)
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

export function scannerPage(view: View, payables: readonly Payable[], unknown: boolean): string {
  const { language } = view
  const row = (one: Payable) => html`<li><a class="row" href="${link(view, one.code)}">
<span><b>${one.title}</b><small>${providerName(one.provider, language)} · ${one.no}</small></span>
<span class="end"><b>${money(one.amount, one.currency)}</b><small class="s-${one.state}">${say(language, `state_${one.state}`)}</small></span></a></li>`
  const open = payables.filter(({ state }) => state === 'open')
  const rest = payables.filter(({ state }) => state !== 'open').slice(0, 20)
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

/** `acts`: the misbehaviours that this provider knows. */
export function payPage(view: View, one: Payable, acts: readonly OpenAct[]): string {
  const { language } = view
  return page(
    frame(view),
    html`${bar(view, say(language, 'wallet'), link(view), one.code)}<main>
<section class="card"><p class="hint">${say(language, 'payTo')} <b>Tongbao 通宝</b> · ${providerName(one.provider, language)}</p>
<p class="amount">${money(one.amount, one.currency)}</p><p>${one.title}</p>
<dl><dt>${say(language, 'orderNo')}</dt><dd>${one.no}</dd>
<dt>${say(language, 'expires')}</dt><dd>${clockTime(one.expiresAt)}</dd>
<dt>${say(language, 'state')}</dt><dd class="s-${one.state}">${say(language, `state_${one.state}`)}</dd></dl></section>
<form action="/wallet/act" method="post">
<input type="hidden" name="lang" value="${language}"><input type="hidden" name="code_url" value="${one.code}">${view.back && html`<input type="hidden" name="back" value="${view.back}">`}
<fieldset class="payers"><legend>${say(language, 'payer')}</legend>${persons.map((person) => payerChoice(view, person))}</fieldset>
${one.state === 'open' && openButtons(language, acts)}
${(one.state === 'closed' || one.state === 'failed') && html`<p class="actions">${button('pay_in_flight', say(language, 'act_pay_in_flight'), 'quiet')}</p>`}
</form><p class="foot">${say(language, 'notReal')}</p></main>`,
  )
}

const payerChoice = (view: View, person: (typeof persons)[number]): Html => html`<label>
<input type="radio" name="payer" value="${person.openid}" ${person.openid === view.payer && 'checked'}>
${portrait(person.name.zh, person.color)}<span>${person.name[view.language]}</span></label>`

const button = (act: WalletAct, label: string, look: string) =>
  html`<button class="button ${look}" name="act" value="${act}">${label}</button>`

const openButtons = (language: Language, acts: readonly OpenAct[]) => html`<p class="actions">
${button('pay', say(language, 'payNow'), 'main')}${button('cancel', say(language, 'cancel'), 'quiet')}</p>
<details><summary>${say(language, 'misbehave')} <small>${say(language, 'misbehaveHint')}</small></summary>
<p class="grid">${acts.map((act) => button(act, say(language, `act_${act}`), 'odd'))}</p></details>`

export function resultPage(view: View, one: Payable | undefined, did: string): string {
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
${one && html`<p class="amount">${money(one.amount, one.currency)}</p><p>${one.title}</p>`}</section>
<p class="actions">${view.back && html`<a class="button main" href="${view.back}">${say(language, 'backToShop')}</a>`}
<a class="button quiet" href="${link(view)}">${say(language, 'back')}</a></p></main>`,
  )
}
