import { ANOTHER_MERCHANT, transactionId } from './ids.ts'
import { paymentNotices } from './notices.ts'
import type { Order } from './types.ts'
import type { World } from './world.ts'

export type PayResult =
  | { readonly paid: true; readonly transactionId: string }
  | { readonly paid: false; readonly reason: 'unknown_code' | 'already_paid' | 'closed' | 'expired' }

export type PayHow = {
  /** His confirmation was under way when the merchant closed or time ran out: it still goes through. */
  readonly inFlight?: boolean
  /** Nothing is notified by the simulator itself. */
  readonly silent?: boolean
}

/** The payer confirms in the wallet: money moves, and notices are made, in one act. */
export function pay(world: World, no: string, payer: string, how: PayHow = {}): PayResult {
  const order = world.orders.get(no)
  if (!order) return { paid: false, reason: 'unknown_code' }
  if (order.paid) return { paid: false, reason: 'already_paid' }
  const now = world.clock.now().getTime()
  if (!how.inFlight && order.state === 'CLOSED') return { paid: false, reason: 'closed' }
  if (!how.inFlight && now >= order.expiresAt) return { paid: false, reason: 'expired' }
  const wrongAmount = world.faults.take('paid_wrong_amount', 'pay', no)
  const wrongMerchant = world.faults.take('paid_wrong_merchant', 'pay', no)
  const paid = {
    transactionId: transactionId(now),
    at: now,
    amount: Math.max(1, order.total + (wrongAmount ? (wrongAmount.param ?? -1) : 0)),
    payer,
    merchantId: wrongMerchant ? ANOTHER_MERCHANT : order.merchantId,
  }
  const after: Order = { ...order, state: 'SUCCESS', stateDesc: '支付成功', paid }
  world.commit({
    order: after,
    money: {
      at: now,
      kind: 'paid',
      orderNo: no,
      transactionId: paid.transactionId,
      amount: paid.amount,
      currency: order.currency,
      payer,
      merchantId: paid.merchantId,
    },
    notices: how.silent ? [] : paymentNotices(world, after),
  })
  return { paid: true, transactionId: paid.transactionId }
}

/** The payer's bank says no: final for this number, and nothing is notified. */
export function failPayment(world: World, no: string, why: string): boolean {
  const order = world.orders.get(no)
  if (order?.state !== 'NOTPAY') return false
  world.commit({ order: { ...order, state: 'PAYERROR', stateDesc: `支付失败，${why}` } })
  return true
}
