import type { KeyObject } from 'node:crypto'
import { instant, object, parseFields, text } from '../fields.ts'
import type { Notice, NoticeHeaders, NoticeVerdict, WireReply } from '../types.ts'
import { decryptResource } from './cipher.ts'
import { partReports } from './combined.ts'
import { attemptReport, refundReport } from './reports.ts'
import { signatureParts, verifySignature } from './signature.ts'

export type NoticeKeys = {
  readonly platform: ReadonlyMap<string, KeyObject>
  readonly apiV3: KeyObject
}

/**
 * Verifies one notice. The signature comes first and covers the raw bytes; only then is the body read, and only a
 * whole ciphertext is believed. A wrong amount or merchant is for the caller: such a notice is genuine.
 */
export function verifyNotice(
  keys: NoticeKeys,
  headers: NoticeHeaders,
  rawBody: Buffer,
  now: Date,
): NoticeVerdict {
  const parts = signatureParts(headers)
  if (!parts) return { verified: false, reason: 'malformed' }
  const verdict = verifySignature(parts, rawBody, keys.platform, now)
  if (verdict !== 'ok') return { verified: false, reason: verdict }

  const body = rawBody.toString('utf8')
  const envelope = parseFields(body)
  const noticeId = envelope && text(envelope, 'id')
  const occurredAt = envelope && instant(envelope, 'create_time')
  const resource = envelope && object(envelope, 'resource')
  if (!envelope || !noticeId || !occurredAt || !resource) return { verified: false, reason: 'malformed' }
  if (text(resource, 'algorithm') !== 'AEAD_AES_256_GCM') return { verified: false, reason: 'malformed' }
  const plain = decryptResource(keys.apiV3, {
    ciphertext: text(resource, 'ciphertext') ?? '',
    nonce: text(resource, 'nonce') ?? '',
    associatedData: text(resource, 'associated_data') ?? '',
  })
  if (plain === undefined) return { verified: false, reason: 'bad_ciphertext' }

  const raw: WireReply = { status: 200, headers: plainHeaders(headers), body }
  const facts = { channel: 'wechat', noticeId, occurredAt, plain } as const
  const notice = readNotice(text(envelope, 'event_type') ?? '', facts, raw)
  return notice ? { verified: true, notice } : { verified: false, reason: 'malformed' }
}

type Facts = Pick<Notice, 'channel' | 'noticeId' | 'occurredAt' | 'plain'>

function readNotice(eventType: string, facts: Facts, raw: WireReply): Notice | undefined {
  const content = parseFields(facts.plain)
  if (!content) return undefined
  const combinedNo = text(content, 'combine_out_trade_no')
  if (eventType.startsWith('TRANSACTION.') && combinedNo !== undefined) {
    const parts = partReports(content, raw)
    return parts && { ...facts, kind: 'combined', attemptNo: combinedNo, parts }
  }
  if (eventType.startsWith('TRANSACTION.')) {
    const attemptNo = text(content, 'out_trade_no')
    return attemptNo === undefined
      ? undefined
      : { ...facts, kind: 'payment', attemptNo, report: attemptReport(content, raw) }
  }
  if (eventType.startsWith('REFUND.')) {
    const refundNo = text(content, 'out_refund_no')
    return refundNo === undefined
      ? undefined
      : { ...facts, kind: 'refund', refundNo, report: refundReport(content, raw) }
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
