import type { PayHow, PayResult } from '../provider.ts'
import { ANOTHER_MERCHANT } from './digits.ts'
import { paymentNotices } from './notices.ts'
import type { Order } from './types.ts'
import type { World } from './world.ts'

/** The payer confirms: money moves, and notices are made, in one act. After a decline he may try another card. */
export function pay(world: World, no: string, how: PayHow): PayResult {
  const order = world.orders.get(no)
  if (!order) return { paid: false, reason: 'unknown_code' }
  if (order.paid) return { paid: false, reason: 'already_paid' }
  const now = world.clock.now().getTime()
  if (!how.inFlight && now > order.expiresAt) return { paid: false, reason: 'expired' }
  const wrongAmount = world.faults.take('paid_wrong_amount', 'pay', no)
  const wrongMerchant = world.faults.take('paid_wrong_merchant', 'pay', no)
  const paid = {
    at: now,
    amount: Math.max(1, order.amount + (wrongAmount ? (wrongAmount.param ?? -1) : 0)),
    payer: how.payer,
    merchantId: wrongMerchant ? ANOTHER_MERCHANT : order.merchantId,
  }
  const after: Order = { ...order, state: 'paid', paid }
  const money = {
    at: now,
    kind: 'paid',
    orderNo: no,
    amount: paid.amount,
    merchantId: paid.merchantId,
  } as const
  world.commit({ order: after, money, notices: paymentNotices(world, after) })
  return { paid: true }
}

/** The payer's bank says no; nothing is notified. */
export function decline(world: World, no: string): boolean {
  const order = world.orders.get(no)
  if (!order || order.paid || world.clock.now().getTime() > order.expiresAt) return false
  world.commit({ order: { ...order, state: 'declined', declined: '64' } })
  return true
}
