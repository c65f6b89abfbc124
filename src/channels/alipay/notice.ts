import { type Fields, text } from '../fields.ts'
import type { Merchant, Notice, NoticeHeaders, NoticeVerdict, WireReply } from '../types.ts'
import { readForm } from './form.ts'
import { holdNotice } from './hold-reports.ts'
import { tradeReport } from './reports.ts'
import { type AlipayKeys, isSignedByAlipay } from './signature.ts'
import { readChinaTime } from './time.ts'

/**
 * Verifies one notice. Left out of what is signed are `sign` and `sign_type`; empty values stay in. A notice carries no
 * time that a receiver could hold against a repetition: a notice is known by its `notify_id`, the same each time.
 * A wrong amount or merchant is for the caller: such a notice is genuine.
 */
export function verifyNotice(keys: AlipayKeys, headers: NoticeHeaders, rawBody: Buffer): NoticeVerdict {
  const form = readForm(rawBody)
  const signature = form?.fields.sign
  if (!form || signature === undefined || form.fields.sign_type !== 'RSA2') {
    return { verified: false, reason: 'bad_signature' }
  }
  const content = [...form.bytes.keys()]
    .filter((name) => name !== 'sign' && name !== 'sign_type')
    .sort()
    .map((name) => `${name}=${form.bytes.get(name)}`)
    .join('&')
  const serial = form.fields.alipay_cert_sn
  if (!isSignedByAlipay(keys, Buffer.from(content, 'latin1'), signature, serial)) {
    return { verified: false, reason: 'bad_signature' }
  }
  const notice = readNotice(form.fields, {
    status: 200,
    headers: typeof headers['content-type'] === 'string' ? { 'content-type': headers['content-type'] } : {},
    body: rawBody.toString('latin1'),
  })
  return notice ? { verified: true, notice } : { verified: false, reason: 'malformed' }
}

function readNotice(fields: Fields, raw: WireReply): Notice | undefined {
  const noticeId = text(fields, 'notify_id')
  const occurredAt = readChinaTime(text(fields, 'notify_time'))
  const eventType = text(fields, 'notify_type')
  const appId = text(fields, 'app_id') ?? text(fields, 'auth_app_id')
  if (!noticeId || !occurredAt || !eventType || !appId) return undefined
  const facts = { channel: 'alipay', noticeId, occurredAt, plain: JSON.stringify(fields) } as const
  if (eventType === 'trade_status_sync') return tradeNotice(fields, facts, appId, raw)
  if (eventType.startsWith('fund_auth_')) return holdNotice(fields, facts, appId, raw)
  return { ...facts, kind: 'other', eventType }
}

type Facts = Pick<Notice, 'channel' | 'noticeId' | 'occurredAt' | 'plain'>

/**
 * A refund is told by a notice about its trade, which names the refund. `refund_fee` is what the trade has given back
 * in all, so the notice says that something moved and not how much: the refund is asked about.
 */
function tradeNotice(fields: Fields, facts: Facts, appId: string, raw: WireReply): Notice | undefined {
  const attemptNo = text(fields, 'out_trade_no')
  const merchantId = text(fields, 'seller_id')
  if (!attemptNo || !merchantId) return undefined
  const refundNo = text(fields, 'out_biz_no')
  if (refundNo && text(fields, 'refund_fee') && text(fields, 'gmt_refund')) {
    return {
      ...facts,
      kind: 'refund',
      refundNo,
      report: { kind: 'processing', channelRefundNo: refundNo, raw },
    }
  }
  const merchant: Merchant = { merchantId, appId }
  return { ...facts, kind: 'payment', attemptNo, report: tradeReport(fields, merchant, raw) }
}
