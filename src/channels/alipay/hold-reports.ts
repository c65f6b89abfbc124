import { type Fields, text } from '../fields.ts'
import type { AttemptReport, Merchant, Notice, WireReply } from '../types.ts'
import { malformed } from './call.ts'
import { fen, instant } from './fields.ts'

/**
 * What Alipay says of frozen money (资金授权): the operation `FREEZE` of an authorisation order. The same names stand in
 * the answer to a query and in a notice.
 */
export function holdReport(operation: Fields, merchant: Merchant, raw: WireReply): AttemptReport {
  switch (text(operation, 'status')) {
    case 'INIT':
      return { kind: 'pending', raw }
    case 'CLOSED':
      return { kind: 'closed', raw }
    case 'SUCCESS':
      return held(operation, merchant, raw)
    default:
      return malformed(raw)
  }
}

/** Nothing is left of it, and some of it was paid out: that the rest was given back, the unfreezing itself must say. */
export const isSpent = (operation: Fields): boolean =>
  text(operation, 'status') === 'SUCCESS' &&
  fen(operation, 'rest_amount') === 0 &&
  (fen(operation, 'total_pay_amount') ?? 0) > 0

function held(operation: Fields, merchant: Merchant, raw: WireReply): AttemptReport {
  const channelNo = text(operation, 'auth_no')
  const amount = fen(operation, 'rest_amount') ?? fen(operation, 'amount')
  const authorizedAt = instant(operation, 'gmt_trans')
  if (!channelNo || amount === undefined || !authorizedAt) return malformed(raw)
  if (amount > 0) {
    return { kind: 'authorized', channelNo, amount, currency: 'CNY', authorizedAt, ...merchant, raw }
  }
  // Nothing is left of it: all given back, or paid out of, which the trade says.
  return (fen(operation, 'total_pay_amount') ?? 0) > 0 ? malformed(raw) : { kind: 'closed', raw }
}

type Facts = Pick<Notice, 'channel' | 'noticeId' | 'occurredAt' | 'plain'>

/** Frozen, given up before it was frozen, or wholly given back; of anything else nothing follows for the attempt. */
export function holdNotice(fields: Fields, facts: Facts, appId: string, raw: WireReply): Notice | undefined {
  const eventType = text(fields, 'notify_type') ?? ''
  const attemptNo = text(fields, 'out_order_no')
  if (!attemptNo) return undefined
  const merchant = { merchantId: text(fields, 'payee_user_id') ?? '', appId }
  const about = (report: AttemptReport): Notice => ({ ...facts, kind: 'payment', attemptNo, report })
  if (text(fields, 'operation_type') === 'FREEZE') return about(holdReport(fields, merchant, raw))
  const isGivenBack =
    eventType === 'fund_auth_unfreeze' &&
    text(fields, 'status') === 'SUCCESS' &&
    fen(fields, 'rest_amount') === 0 &&
    fen(fields, 'total_pay_amount') === 0
  return isGivenBack ? about({ kind: 'closed', raw }) : { ...facts, kind: 'other', eventType }
}
