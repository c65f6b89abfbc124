import type { FaultRule } from '../faults.ts'
import type { Payable, Provider } from '../provider.ts'
import type { Mounted, Simulation } from '../simulation.ts'
import { clockTime, type Html, html, type Language, page } from './html.ts'
import { money, post, providerName, table } from './parts.ts'
import { say } from './words.ts'

const ROWS = 50

/** The control page. `data-live` is what the script refreshes; buttons name the control call they make. */
export function deskPage(simulation: Simulation, language: Language): string {
  return page(
    { title: say(language, 'simulator'), language, kind: 'desk', script: 'desk.js' },
    html`<header class="bar"><span></span><h1>${say(language, 'simulator')}</h1>
<nav><a href="/wallet?lang=${language}">${say(language, 'wallet')}</a>
<a href="/?lang=${language === 'zh' ? 'en' : 'zh'}">${say(language, 'other')}</a></nav></header>
<main><p class="hint">${say(language, 'notReal')}</p>
<div class="columns"><section class="card"><h2>${say(language, 'clock')}</h2>${clockForms(language)}</section>
<section class="card"><h2>${say(language, 'addFault')}</h2>${simulation.mounted.map(({ provider }) => faultForm(provider, language))}</section></div>
<div data-live>${live(simulation, language)}</div></main>`,
  )
}

const clockForms = (language: Language) => html`<form data-post="/control/clock" class="line">
<label>${say(language, 'speed')} <input name="speed" type="number" min="1" max="100000" value="1" required></label>
<button class="button">OK</button></form>
<form data-post="/control/clock" class="line"><label>${say(language, 'jump')}
<select name="advanceMs" data-number>${jumps.map(([ms, label]) => html`<option value="${ms}">${label}</option>`)}</select></label>
<button class="button">OK</button></form>`

const jumps = [
  [15_000, '15 s'],
  [60_000, '1 min'],
  [600_000, '10 min'],
  [3_600_000, '1 h'],
  [86_400_000, '24 h'],
] as const

const faultForm = (
  { name, faultTable }: Provider,
  language: Language,
) => html`<details ${name === 'wechat' && 'open'}>
<summary>${providerName(name, language)}</summary><form data-post="/control/${name}/faults" class="line">
<label>${say(language, 'faults')} <select name="fault">
${Object.entries(faultTable.words).map(([fault, words]) => html`<option value="${fault}">${words[language]} · ${fault}</option>`)}</select></label>
<label>${say(language, 'times')} <input name="remaining" type="number" min="1" value="1"></label>
<label>${say(language, 'param')} <input name="param" type="number"></label>
<label>${say(language, 'forOrder')} <input name="order"></label>
<button class="button">OK</button></form></details>`

function live(simulation: Simulation, language: Language): Html {
  const { byCurrency } = simulation.statement()
  return html`<dl class="figures">${Object.entries(byCurrency).map(
    ([
      currency,
      { paid, refunded },
    ]) => html`<div><dt>${say(language, 'taken')}</dt><dd>${money(paid, currency)}</dd></div>
<div><dt>${say(language, 'returned')}</dt><dd>${money(refunded, currency)}</dd></div>
<div><dt>${say(language, 'net')}</dt><dd>${money(paid - refunded, currency)}</dd></div>`,
  )}<div><dt>${say(language, 'speed')}</dt><dd>×${simulation.waits.state().speed}</dd></div></dl>
${simulation.mounted.map((one) => rules(one, language))}
${table(
  language,
  'orders',
  simulation.payables(ROWS).map((payable) => payableRow(payable, language)),
)}
${simulation.mounted.map(
  ({ provider }) =>
    provider.desk &&
    html`<section><h2>${providerName(provider.name, language)}</h2>${provider.desk(language)}</section>`,
)}`
}

const rules = ({ provider: { name, faultTable }, frame }: Mounted, language: Language) => {
  const all = frame.faults.rules()
  const path = `/control/${name}/faults`
  return (
    all.length > 0 &&
    html`<section class="card armed"><h2>${say(language, 'faults')} · ${providerName(name, language)}</h2>
<ul>${all.map((rule) => ruleRow(rule, faultTable.words[rule.fault]?.[language] ?? rule.fault, path, language))}</ul>
<button class="button small" data-delete="${path}">${say(language, 'clear')}</button></section>`
  )
}

const ruleRow = (rule: FaultRule, words: string, path: string, language: Language) =>
  html`<li>${words} <small>${rule.order ?? ''} ×${rule.remaining ?? '∞'}</small>
<button class="button small" data-delete="${path}/${rule.id}">${say(language, 'remove')}</button></li>`

const payableRow = (payable: Payable, language: Language) => {
  const path = `/control/${payable.provider}/payables/${encodeURIComponent(payable.no)}`
  const wallet = new URLSearchParams({ lang: language, code_url: payable.code })
  const open = payable.state === 'open'
  return html`<tr><td>${clockTime(payable.createdAt)}</td>
<td>${providerName(payable.provider, language)}<br><code>${payable.no}</code><br>${payable.title}</td>
<td class="num">${money(payable.amount, payable.currency)}</td>
<td class="s-${payable.state}">${say(language, `state_${payable.state}`)}</td>
<td>${open && [post(`${path}/pay`, {}, say(language, 'pay')), post(`${path}/fail`, {}, say(language, 'fail'))]}
<a href="/wallet?${wallet.toString()}">${say(language, 'wallet')}</a></td></tr>`
}
