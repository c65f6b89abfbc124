import { clockTime, type Html, html, type Language } from '../pages/html.ts'
import { money, post, table } from '../pages/parts.ts'
import type { Delivery, Dispute, Intent, Refund } from './types.ts'
import { say } from './words.ts'
import { numberOf, type World } from './world.ts'

const ROWS = 50

/** Stripe's part of the control page: disputes, refunds, events with every try. */
export function desk(world: World, language: Language): Html {
  const newest = <T>(records: Iterable<T>) => [...records].slice(-ROWS).reverse()
  const paid = newest(world.intent.values()).filter(({ status }) => status === 'succeeded')
  const [endpoint] = world.endpoint.values()
  return html`<p class="line">${say(language, 'endpoint')}: <code>${endpoint?.url ?? '—'}</code>
${post('/control/stripe/secrets/rotate', {}, say(language, 'rotate'))}</p>
${table(
  language,
  'orders',
  paid.map((one) => intentRow(one, language)),
)}
${table(
  language,
  'refunds',
  newest(world.refund.values()).map((one) => refundRow(one, language)),
)}
<section><h3>${say(language, 'disputes')}</h3><table><tbody>${newest(world.dispute.values()).map((one) => disputeRow(one, language))}</tbody></table></section>
${table(
  language,
  'notices',
  newest(world.delivery.values()).map((one) => deliveryRow(world, one, language)),
)}`
}

const at = (seconds: number) => clockTime(seconds * 1000)

const intentRow = (one: Intent, language: Language) => html`<tr><td>${at(one.created)}</td>
<td><code>${numberOf(one)}</code><br>${one.id}</td><td class="num">${money(one.received, one.currency.toUpperCase())}</td>
<td>${one.status}</td><td>${post(`/control/stripe/intents/${one.id}/dispute`, {}, say(language, 'dispute'))}</td></tr>`

const refundRow = (one: Refund, language: Language) => {
  const settle = (status: string, label: string) =>
    post(`/control/stripe/refunds/${one.id}/settle`, { status }, label)
  return html`<tr><td>${at(one.created)}</td><td><code>${one.metadata.refund_no ?? one.id}</code></td>
<td class="num">${money(one.amount, one.currency.toUpperCase())}</td><td>${one.status}</td>
<td>${one.status === 'pending' && [settle('succeeded', say(language, 'succeed')), settle('failed', say(language, 'fail'))]}</td></tr>`
}

const disputeRow = (one: Dispute, language: Language) => {
  const decide = (outcome: string, label: string) =>
    post(`/control/stripe/disputes/${one.id}/decide`, { outcome }, label)
  const isOver = ['won', 'lost', 'warning_closed'].includes(one.status)
  return html`<tr><td>${at(one.created)}</td><td><code>${one.id}</code><br>${one.reason}</td>
<td class="num">${money(one.amount, one.currency.toUpperCase())}</td><td>${one.status}</td>
<td>${!isOver && [decide('won', say(language, 'won')), decide('lost', say(language, 'lost'))]}</td></tr>`
}

const deliveryRow = (world: World, one: Delivery, language: Language) => {
  const event = world.event.get(one.event)
  return html`<tr><td>${at(event?.created ?? 0)}</td><td><code>${event?.no ?? ''}</code><br>${event?.type ?? ''} ${one.twist ?? ''}</td>
<td>${one.tries.map((each) => html`<small title="${each.note}">${clockTime(each.at)} → ${each.status || '✕'}</small><br>`)}</td>
<td>${one.state}</td><td>${post(`/control/stripe/events/${one.event}/send`, {}, say(language, 'send'))}</td></tr>`
}
