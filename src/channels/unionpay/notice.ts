import { createHash } from 'node:crypto'
import type { Notice, NoticeAnswer, NoticeVerdict, Reception, WireReply } from '../types.ts'
import { type Message, parseForm, signedText, text } from './message.ts'
import { attemptReport, instantOf, refundReport } from './reports.ts'
import { checkMessage, type Verifier } from './signature.ts'

/**
 * Verifies one back notice: a form, signed like every message. It carries no moment of sending, so an old one cannot
 * be told by its age; repeated, it has the same name and is kept once.
 */
export function verifyNotice(verifier: Verifier, rawBody: Buffer, now: Date): NoticeVerdict {
  const body = rawBody.toString('utf8')
  if (body === '') return { verified: false, reason: 'malformed' }
  const message = parseForm(body)
  const verdict = message ? checkMessage(message, verifier, now) : 'bad_signature'
  if (!message || verdict === 'bad_signature' || verdict === 'unsigned') {
    return { verified: false, reason: 'bad_signature' }
  }
  if (verdict === 'untrusted') return { verified: false, reason: 'unknown_serial' }
  const notice = readNotice(message, { status: 200, headers: {}, body }, now)
  return notice ? { verified: true, notice } : { verified: false, reason: 'malformed' }
}

function readNotice(message: Message, raw: WireReply, now: Date): Notice | undefined {
  const txnType = text(message, 'txnType')
  const orderId = text(message, 'orderId')
  const code = text(message, 'respCode')
  if (!txnType || !orderId || !code) return undefined
  const signed = signedText(message)
  const facts = {
    channel: 'unionpay',
    noticeId: `${txnType}.${orderId}.${nameOf(signed)}`,
    occurredAt: instantOf(message) ?? now,
    plain: JSON.stringify(Object.fromEntries(message)),
  } as const
  switch (txnType) {
    case '01':
      return { ...facts, kind: 'payment', attemptNo: orderId, report: attemptReport(code, message, raw, now) }
    case '04':
      return { ...facts, kind: 'refund', refundNo: orderId, report: refundReport(code, message, raw) }
    default:
      return { ...facts, kind: 'other', eventType: txnType }
  }
}

/** UnionPay gives its notices no id; what was signed is the same in every repetition. */
const nameOf = (signed: string): string =>
  createHash('sha256').update(signed).digest('base64url').slice(0, 22)

/** Any answer but 200 makes UnionPay tell again, up to five times: after 1, 2, 4 and 5 minutes. */
export function acknowledge(reception: Reception): NoticeAnswer {
  const status = { taken: 200, refused: 401, failed: 500 }[reception]
  return { status, contentType: 'text/plain', body: reception === 'taken' ? 'ok' : 'fail' }
}
