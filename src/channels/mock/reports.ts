import type { AttemptReport, Merchant, RefundReport, WireReply } from '../types.ts'
import type { MockOrder, MockRefund } from './provider.ts'

/** What the mock's provider knows, as reports. */
export function attemptReport(order: MockOrder, merchant: Merchant, raw: WireReply): AttemptReport {
  const { paid } = order
  if (paid) {
    return {
      kind: 'succeeded',
      channelNo: paid.channelNo,
      amount: paid.amount,
      currency: order.currency,
      payerAmount: paid.amount,
      succeededAt: new Date(paid.at),
      merchantId: paid.merchantId,
      appId: merchant.appId,
      raw,
    }
  }
  const { held } = order
  if (order.state === 'held' && held) {
    return {
      kind: 'authorized',
      channelNo: held.channelNo,
      amount: held.amount,
      currency: order.currency,
      authorizedAt: new Date(held.at),
      heldUntil: new Date(held.until),
      merchantId: held.merchantId,
      appId: merchant.appId,
      raw,
    }
  }
  if (order.state === 'failed') return { kind: 'failed', code: order.failure ?? '', raw }
  return { kind: order.state === 'closed' ? 'closed' : 'pending', raw }
}

export function refundReport(refund: MockRefund, raw: WireReply): RefundReport {
  const { channelRefundNo, attemptNo, amount, total, succeededAt } = refund
  if (refund.state !== 'succeeded') return { kind: refund.state, channelRefundNo, raw }
  return {
    kind: 'succeeded',
    channelRefundNo,
    attemptNo,
    amount,
    total,
    succeededAt: new Date(succeededAt!),
    raw,
  }
}
