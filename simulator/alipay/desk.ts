import { clockTime, type Html, html, type Language, yuan } from '../pages/html.ts'
import { post, table } from '../pages/parts.ts'
import { say } from '../pages/words.ts'
import type { Notice, Refund } from './types.ts'
import type { World } from './world.ts'

const ROWS = 50

/** Alipay's part of the control page: refunds, and notices with every delivery. */
export function desk(world: World, language: Language): Html {
  const newest = <T>(records: Iterable<T>) => [...records].slice(-ROWS).reverse()
  return html`${table(language, 'refunds', newest(world.refunds.values()).map(refundRow))}
${table(
  language,
  'notices',
  newest(world.notices.values()).map((notice) => noticeRow(notice, language)),
)}`
}

const refundRow = (refund: Refund) => html`<tr><td>${clockTime(refund.at)}</td>
<td><code>${refund.no}</code><br>${refund.reason}</td><td class="num">${yuan(refund.amount)}</td>
<td><code>${refund.tradeNo}</code></td></tr>`

const noticeRow = (notice: Notice, language: Language) => html`<tr><td>${clockTime(notice.createdAt)}</td>
<td><code>${notice.no}</code><br>${notice.fields.notify_type} ${notice.fields.trade_status} ${notice.twist ?? ''}</td>
<td>${notice.deliveries.map((one) => html`<small title="${one.note}">${clockTime(one.at)} → ${one.status || '✕'}</small><br>`)}</td>
<td class="s-${notice.state}">${notice.state}</td>
<td>${post(`/control/alipay/notices/${notice.key}/deliver`, {}, say(language, 'sendNow'))}</td></tr>`
