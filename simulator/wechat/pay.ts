import { paymentFlows } from './fees.ts'
import { ANOTHER_MERCHANT, transactionId } from './ids.ts'
import { combinedNotices, paymentNotices } from './notices.ts'
import type { Combined, MoneyLine, Order } from './types.ts'
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

/** Money that is to be shared out is the merchant's by itself after this. */
const FROZEN_MS = 30 * 24 * 60 * 60 * 1000

/** The payer confirms in the wallet: money moves, and notices are made, in one act. */
export function pay(world: World, no: string, payer: string, how: PayHow = {}): PayResult {
  const combined = world.combined.get(no)
  const orders = ordersOf(world, no)
  const first = orders[0]
  // A part is paid with its whole.
  if (!first || (!combined && first.combinedNo !== undefined)) return { paid: false, reason: 'unknown_code' }
  if (first.paid) return { paid: false, reason: 'already_paid' }
  const now = world.clock.now().getTime()
  if (!how.inFlight && first.state === 'CLOSED') return { paid: false, reason: 'closed' }
  if (!how.inFlight && now >= first.expiresAt) return { paid: false, reason: 'expired' }
  const wrongAmount = world.faults.take('paid_wrong_amount', 'pay', no)
  const wrongMerchant = world.faults.take('paid_wrong_merchant', 'pay', no)
  const after = orders.map((order, i): Order => {
    const paid = {
      transactionId: transactionId(now),
      at: now,
      amount: Math.max(1, order.total + (wrongAmount && i === 0 ? (wrongAmount.param ?? -1) : 0)),
      payer,
      merchantId: wrongMerchant && i === 0 ? ANOTHER_MERCHANT : order.merchantId,
    }
    const frozen = order.sharing
      ? { sharing: { ...order.sharing, freeWait: world.waits.now() + FROZEN_MS } }
      : {}
    return { ...order, ...frozen, state: 'SUCCESS', stateDesc: '支付成功', paid }
  })
  world.commit({
    orders: after,
    money: after.map(moneyOf),
    flows: after.flatMap((order) => paymentFlows(order, world.keys.file.merchantId)),
    notices: how.silent ? [] : noticesOf(world, combined, after),
  })
  return { paid: true, transactionId: after[0]!.paid!.transactionId }
}

/** The orders that are paid under this number: one, or all parts of a combined one. */
const ordersOf = (world: World, no: string): Order[] =>
  (world.combined.get(no)?.orderNos ?? [no]).flatMap((one) => world.orders.get(one) ?? [])

const noticesOf = (world: World, combined: Combined | undefined, after: readonly Order[]) =>
  combined ? combinedNotices(world, combined, after) : after.flatMap((order) => paymentNotices(world, order))

function moneyOf({ no, paid, currency }: Order): Omit<MoneyLine, 'no'> {
  const { at, transactionId: id, amount, payer, merchantId } = paid!
  return { at, kind: 'paid', orderNo: no, transactionId: id, amount, currency, payer, merchantId }
}

/** The payer's bank says no: final for this number, and nothing is notified. */
export function failPayment(world: World, no: string, why: string): boolean {
  const orders = ordersOf(world, no)
  if (orders.length === 0 || orders.some(({ state }) => state !== 'NOTPAY')) return false
  const failed = orders.map((order): Order => {
    return { ...order, state: 'PAYERROR', stateDesc: `支付失败，${why}` }
  })
  world.commit({ orders: failed })
  return true
}
