import { after, DAY } from '../../kernel/clock.ts'
import type { AttemptReport, RefundReport, WireReply } from '../types.ts'
import { codeMeaning } from './codes.ts'
import { fen, type Message, text } from './message.ts'
import { readChinaDigits, traceInstant } from './time.ts'

/**
 * UnionPay's transactions as reports. The same fields come in an answer to a query, whose `origRespCode` tells of the
 * transaction, and in a back notice, whose `respCode` does. A missing or odd field is `malformed_answer`.
 */

/** What we send along with a payment, and UnionPay repeats: until when it may be paid. */
export const paymentNote = (payTimeout: string): string => `E${payTimeout}`

/** What we send along with a refund, and UnionPay repeats: the payment it belongs to, and all that it was worth. */
export const refundNote = (attemptNo: string, total: number): string => `A${attemptNo}T${total}`

/** No order may be paid later than this after it was made: where our note is missing, its time is over then. */
export const LONGEST_EXPIRY_MS = DAY

/**
 * A payer whose card was declined can try another one on the same page, so a failure is final only once the order
 * has run out. When that is stands in our own note.
 */
export function attemptReport(code: string, message: Message, raw: WireReply, now: Date): AttemptReport {
  const meaning = codeMeaning(code)
  switch (meaning) {
    case 'done':
      return succeeded(message, raw)
    case 'waiting':
    case 'declined':
    case 'never':
    case 'later': {
      const expiresAt = expiryOf(message)
      return expiresAt && now > expiresAt ? { kind: 'failed', code, raw } : { kind: 'pending', raw }
    }
    case 'not_found':
      return { kind: 'not_found', raw }
    case 'same':
    case 'in_doubt':
    case 'duplicate':
    case 'no_file':
      return { kind: 'unknown', reason: 'channel_error', raw }
  }
}

function expiryOf(message: Message): Date | undefined {
  const until = /^E(\d{14})$/.exec(message.get('reqReserved') ?? '')?.[1]
  if (until !== undefined) return readChinaDigits(until)
  const made = readChinaDigits(message.get('txnTime') ?? '')
  return made && after(made, LONGEST_EXPIRY_MS)
}

function succeeded(message: Message, raw: WireReply): AttemptReport {
  const amount = fen(message, 'txnAmt')
  const currency = currencyOf(message)
  const channelNo = text(message, 'queryId')
  const succeededAt = instantOf(message)
  const merchantId = text(message, 'merId')
  if (amount === undefined || !currency || !channelNo || !succeededAt || !merchantId) {
    return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
  return { kind: 'succeeded', channelNo, amount, currency, succeededAt, merchantId, appId: NO_APP, raw }
}

/** UnionPay knows no apps: its merchant number says everything. */
export const NO_APP = ''

/** In a background transaction every code but "in doubt" is final. */
export function refundReport(code: string, message: Message, raw: WireReply): RefundReport {
  const channelRefundNo = text(message, 'queryId')
  switch (codeMeaning(code)) {
    case 'done':
      return refunded(message, raw)
    case 'in_doubt':
    case 'waiting':
      return channelRefundNo
        ? { kind: 'processing', channelRefundNo, raw }
        : { kind: 'unknown', reason: 'channel_error', raw }
    case 'declined':
    case 'never':
      return { kind: 'closed', channelRefundNo: channelRefundNo ?? '', raw }
    case 'not_found':
      return { kind: 'not_found', raw }
    case 'same':
    case 'later':
    case 'duplicate':
    case 'no_file':
      return { kind: 'unknown', reason: 'unexpected_answer', raw }
  }
}

function refunded(message: Message, raw: WireReply): RefundReport {
  const note = /^A(\d{22})T(\d+)$/.exec(message.get('reqReserved') ?? '')
  const amount = fen(message, 'txnAmt')
  const channelRefundNo = text(message, 'queryId')
  const succeededAt = instantOf(message)
  const merchantId = text(message, 'merId')
  if (!note || amount === undefined || !channelRefundNo || !succeededAt || !merchantId) {
    return { kind: 'unknown', reason: 'malformed_answer', raw }
  }
  const [, attemptNo, total] = note
  return {
    kind: 'succeeded',
    channelRefundNo,
    attemptNo: attemptNo!,
    amount,
    total: Number(total),
    succeededAt,
    merchantId,
    raw,
  }
}

/** The one moment that UnionPay tells of a transaction: when it took it up. */
export function instantOf(message: Message): Date | undefined {
  const txnTime = text(message, 'txnTime') ?? ''
  const traceTime = text(message, 'traceTime')
  return traceTime === undefined ? readChinaDigits(txnTime) : traceInstant(traceTime, txnTime)
}

/** A refund may come without a currency: there is only one here. */
function currencyOf(message: Message): string | undefined {
  const code = text(message, 'currencyCode')
  return code === '156' ? 'CNY' : code
}
