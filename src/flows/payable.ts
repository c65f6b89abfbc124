import { ordersOf, type Trade } from '../modules/order/index.ts'
import { openPayment, type Payment, type PlanPolicy } from '../modules/payment/index.ts'
import { allocationNoOf } from './cover.ts'
import type { World } from './world.ts'

/** The payment of a trade, opened with what is due now and how it may be paid. */
export function paymentOf(world: World, trade: Trade, plan: PlanPolicy, now: Date): Payment {
  const orders = ordersOf(world.orders, trade).filter(({ state }) => state !== 'created_cancelled')
  return openPayment(
    world.payments,
    {
      payableNo: trade.tradeNo,
      buyerId: trade.buyerId,
      currency: trade.currency,
      expiresAt: trade.expiresAt,
      isOneAtATime: plan.isOneAtATime,
      takesParts: plan.takesParts,
      shares: orders.map(({ orderNo: itemNo, shopId: payeeId, amounts }) => ({
        itemNo,
        allocationNo: allocationNoOf(itemNo),
        payeeId,
        due: amounts.payable,
      })),
    },
    now,
  )
}
