import { type FaultRule, faultNames, faultWords } from '../faults.ts'
import { statementOf } from '../statement.ts'
import type { Notice, Order, Refund } from '../types.ts'
import type { World } from '../world.ts'
import { clockTime, type Html, html, type Language, page, yuan } from './html.ts'
import { say } from './words.ts'

const ROWS = 50

/** The control page. `data-live` is what the script refreshes; buttons name the control call they make. */
export function deskPage(world: World, language: Language): string {
  return page(
    { title: say(language, 'simulator'), language, kind: 'desk', script: 'desk.js' },
    html`<header class="bar"><span></span><h1>${say(language, 'simulator')}</h1>
<nav><a href="/wallet?lang=${language}">${say(language, 'wallet')}</a>
<a href="/?lang=${language === 'zh' ? 'en' : 'zh'}">${say(language, 'other')}</a></nav></header>
<main><p class="hint">${say(language, 'notReal')}</p>
<div class="columns"><section class="card"><h2>${say(language, 'clock')}</h2>${clockForms(language)}</section>
<section class="card"><h2>${say(language, 'addFault')}</h2>${faultForm(language)}</section></div>
<div data-live>${live(world, language)}</div></main>`,
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

const faultForm = (language: Language) => html`<form data-post="/control/faults" class="line">
<label>${say(language, 'faults')} <select name="fault">
${faultNames.map((name) => html`<option value="${name}">${faultWords[name][language]} · ${name}</option>`)}</select></label>
<label>${say(language, 'times')} <input name="remaining" type="number" min="1" value="1"></label>
<label>${say(language, 'param')} <input name="param" type="number"></label>
<label>${say(language, 'forOrder')} <input name="order"></label>
<button class="button">OK</button></form>`

function live(world: World, language: Language): Html {
  const money = statementOf(world.money)
  const newest = <T>(records: Iterable<T>) => [...records].slice(-ROWS).reverse()
  return html`<dl class="figures"><div><dt>${say(language, 'taken')}</dt><dd>${yuan(money.paid)}</dd></div>
<div><dt>${say(language, 'returned')}</dt><dd>${yuan(money.refunded)}</dd></div>
<div><dt>${say(language, 'net')}</dt><dd>${yuan(money.net)}</dd></div>
<div><dt>${say(language, 'speed')}</dt><dd>×${world.waits.state().speed}</dd></div></dl>
${rules(world.faults.rules(), language)}
${table(
  language,
  'orders',
  newest(world.orders.values()).map((order) => orderRow(order, language)),
)}
${table(
  language,
  'refunds',
  newest(world.refunds.values()).map((refund) => refundRow(refund, language)),
)}
${table(
  language,
  'notices',
  newest(world.notices.values()).map((notice) => noticeRow(notice, language)),
)}
<section><h2>${say(language, 'limits')}</h2><p class="line">${(
    ['errorLimiter', 'refundSpacing', 'refundCap'] as const
  ).map((name) =>
    post(
      '/control/limits',
      { [name]: !world.limits[name] },
      `${world.limits[name] ? '☑' : '☐'} ${say(language, name)}`,
    ),
  )}</p></section>`
}

const post = (path: string, body: Record<string, unknown>, label: string) =>
  html`<button class="button small" data-post="${path}" data-body="${JSON.stringify(body)}">${label}</button>`

const rules = (all: readonly FaultRule[], language: Language) =>
  all.length > 0 &&
  html`<section class="card armed"><h2>${say(language, 'faults')}</h2><ul>${all.map(
    (
      rule,
    ) => html`<li>${faultWords[rule.fault][language]} <small>${rule.order ?? ''} ×${rule.remaining ?? '∞'}</small>
<button class="button small" data-delete="/control/faults/${rule.id}">${say(language, 'remove')}</button></li>`,
  )}</ul><button class="button small" data-delete="/control/faults">${say(language, 'clear')}</button></section>`

const table = (language: Language, word: 'orders' | 'refunds' | 'notices', rows: readonly Html[]) =>
  html`<section><h2>${say(language, word)}</h2>${
    rows.length > 0
      ? html`<div class="scroll"><table><tbody>${rows}</tbody></table></div>`
      : html`<p class="hint">${say(language, 'none')}</p>`
  }</section>`

const orderRow = (order: Order, language: Language) => html`<tr><td>${clockTime(order.createdAt)}</td>
<td><code>${order.no}</code><br>${order.description}</td><td class="num">${yuan(order.paid?.amount ?? order.total)}</td>
<td class="s-${order.state}">${say(language, `state_${order.state}`)}</td>
<td>${!order.paid && post(`/control/orders/${encodeURIComponent(order.no)}/pay`, {}, say(language, 'pay'))}
<a href="/wallet?${new URLSearchParams({ lang: language, code_url: order.codeUrl }).toString()}">${say(language, 'wallet')}</a></td></tr>`

const refundRow = (refund: Refund, language: Language) => {
  const settle = (status: string, label: string) =>
    post(`/control/refunds/${encodeURIComponent(refund.no)}/settle`, { status }, label)
  const over = refund.status === 'SUCCESS' || refund.status === 'CLOSED'
  return html`<tr><td>${clockTime(refund.createdAt)}</td><td><code>${refund.no}</code><br>${refund.reason}</td>
<td class="num">${yuan(refund.amount)}</td><td class="s-${refund.status}">${refund.status}</td>
<td>${!over && [settle('SUCCESS', say(language, 'settleOk')), settle('ABNORMAL', say(language, 'settleAbnormal')), settle('CLOSED', say(language, 'settleClosed'))]}</td></tr>`
}

const noticeRow = (notice: Notice, language: Language) => html`<tr><td>${clockTime(notice.createdAt)}</td>
<td><code>${notice.no}</code><br>${notice.eventType} ${notice.twist ?? ''}</td>
<td>${notice.deliveries.map((one) => html`<small title="${one.note}">${clockTime(one.at)} → ${one.status || '✕'}</small><br>`)}</td>
<td class="s-${notice.state}">${notice.state}</td>
<td>${post(`/control/notices/${notice.key}/deliver`, {}, say(language, 'sendNow'))}</td></tr>`
