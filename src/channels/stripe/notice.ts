import { type Fields, object, parseFields, text } from '../fields.ts'
import type { Merchant, Notice, NoticeHeaders, NoticeVerdict, WireReply } from '../types.ts'
import { disputeReport } from './dispute-report.ts'
import { noted, seconds } from './fields.ts'
import { attemptReport, NOTES, refundReport } from './reports.ts'
import { verifySignature } from './signature.ts'

export type NoticeKeys = {
  /** The signing secrets of our endpoint; several while they are rotated. */
  readonly secrets: readonly string[]
  readonly merchant: Merchant
  /** A payment was met under its number at Stripe. */
  readonly remember: (attemptNo: string, intentId: string) => void
}

/**
 * Verifies one event. The signature covers the raw bytes and comes first. An event holds the object as it was when
 * it happened, and events come in any order: what it tells is a report like any other, never "the newest state".
 */
export function verifyNotice(
  keys: NoticeKeys,
  headers: NoticeHeaders,
  rawBody: Buffer,
  now: Date,
): NoticeVerdict {
  const header = headers['stripe-signature']
  const verdict = verifySignature(typeof header === 'string' ? header : undefined, rawBody, keys.secrets, now)
  if (verdict !== 'ok') return { verified: false, reason: verdict }
  const body = rawBody.toString('utf8')
  const event = parseFields(body)
  const noticeId = event && text(event, 'id')
  const occurredAt = event && seconds(event, 'created')
  const eventType = event && text(event, 'type')
  const subject = event && object(object(event, 'data') ?? {}, 'object')
  if (!event || !noticeId || !occurredAt || !eventType || !subject) {
    return { verified: false, reason: 'malformed' }
  }
  const raw: WireReply = { status: 200, headers: plainHeaders(headers), body }
  const facts: Facts = { channel: 'stripe', noticeId, occurredAt, plain: body }
  // A platform is also told of the accounts connected to it.
  const merchantId = text(event, 'account') ?? keys.merchant.merchantId
  return {
    verified: true,
    notice: readNotice(keys, { ...keys.merchant, merchantId }, facts, eventType, subject, raw),
  }
}

type Facts = Pick<Notice, 'channel' | 'noticeId' | 'occurredAt' | 'plain'>

/** What carries none of our numbers was made elsewhere in this account and is no concern of ours. */
function readNotice(
  keys: NoticeKeys,
  merchant: Merchant,
  facts: Facts,
  eventType: string,
  subject: Fields,
  raw: WireReply,
): Notice {
  const attemptNo = noted(subject, NOTES.attempt)
  const refundNo = noted(subject, NOTES.refund)
  const id = text(subject, 'id')
  switch (text(subject, 'object')) {
    case 'payment_intent': {
      if (!attemptNo || !id) break
      keys.remember(attemptNo, id)
      const report = attemptReport(subject, merchant, raw, facts.occurredAt)
      return { ...facts, kind: 'payment', attemptNo, report }
    }
    case 'refund':
      if (refundNo)
        return { ...facts, kind: 'refund', refundNo, report: refundReport(subject, merchant, raw) }
      break
    case 'dispute': {
      const report = disputeReport(subject, raw)
      if (report) return { ...facts, kind: 'dispute', report }
    }
  }
  return { ...facts, kind: 'other', eventType }
}

function plainHeaders(headers: NoticeHeaders): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') plain[name] = value
  }
  return plain
}
