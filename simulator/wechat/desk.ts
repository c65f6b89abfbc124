import { clockTime, type Html, html, type Language, yuan } from '../pages/html.ts'
import { post, table } from '../pages/parts.ts'
import { say } from '../pages/words.ts'
import type { Notice, Refund } from './types.ts'
import type { World } from './world.ts'

const ROWS = 50
const limits = ['errorLimiter', 'refundSpacing', 'refundCap', 'shareDelay'] as const

/** WeChat Pay's part of the control page: refunds, notices with every delivery, limits. */
export function desk(world: World, language: Language): Html {
  const newest = <T>(records: Iterable<T>) => [...records].slice(-ROWS).reverse()
  const refunds = newest(world.refunds.values()).map((refund) => refundRow(refund, language))
  const notices = newest(world.notices.values()).map((notice) => noticeRow(notice, language))
  return html`${table(language, 'refunds', refunds)}
${table(language, 'notices', notices)}
<section><h3>${say(language, 'limits')}</h3><p class="line">${limits.map((name) =>
    post(
      '/control/wechat/limits',
      { [name]: !world.limits[name] },
      `${world.limits[name] ? '☑' : '☐'} ${say(language, name)}`,
    ),
  )}</p></section>`
}

const refundRow = (refund: Refund, language: Language) => {
  const settle = (status: string, label: string) =>
    post(`/control/wechat/refunds/${encodeURIComponent(refund.no)}/settle`, { status }, label)
  const over = refund.status === 'SUCCESS' || refund.status === 'CLOSED'
  return html`<tr><td>${clockTime(refund.createdAt)}</td><td><code>${refund.no}</code><br>${refund.reason}</td>
<td class="num">${yuan(refund.amount)}</td><td class="s-${refund.status}">${refund.status}</td>
<td>${!over && [settle('SUCCESS', say(language, 'settleOk')), settle('ABNORMAL', say(language, 'settleAbnormal')), settle('CLOSED', say(language, 'settleClosed'))]}</td></tr>`
}

const noticeRow = (notice: Notice, language: Language) => html`<tr><td>${clockTime(notice.createdAt)}</td>
<td><code>${notice.no}</code><br>${notice.eventType} ${notice.twist ?? ''}</td>
<td>${notice.deliveries.map((one) => html`<small title="${one.note}">${clockTime(one.at)} → ${one.status || '✕'}</small><br>`)}</td>
<td class="s-${notice.state}">${notice.state}</td>
<td>${post(`/control/wechat/notices/${notice.key}/deliver`, {}, say(language, 'sendNow'))}</td></tr>`
