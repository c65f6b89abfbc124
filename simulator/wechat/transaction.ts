import { chinaTime } from './ids.ts'
import type { Order } from './types.ts'

/** The transaction object of a query and, encrypted, of a notice. */
export function transactionOf(order: Order): Record<string, unknown> {
  const base = {
    appid: order.appId,
    mchid: order.paid?.merchantId ?? order.merchantId,
    out_trade_no: order.no,
    trade_state: order.state,
    trade_state_desc: order.stateDesc,
    ...(order.attach === undefined ? {} : { attach: order.attach }),
  }
  if (!order.paid) return { ...base, amount: { total: order.total, currency: order.currency }, payer: {} }
  return {
    ...base,
    transaction_id: order.paid.transactionId,
    trade_type: 'NATIVE',
    bank_type: 'OTHERS',
    success_time: chinaTime(order.paid.at),
    payer: { openid: order.paid.payer },
    amount: {
      total: order.paid.amount,
      payer_total: order.paid.amount,
      currency: order.currency,
      payer_currency: order.currency,
    },
    promotion_detail: [],
  }
}
