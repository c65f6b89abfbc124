import { chinaTime } from './ids.ts'
import { tradeTypeOf } from './methods.ts'
import type { Combined, Order } from './types.ts'

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
    trade_type: tradeTypeOf(order),
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

/** The combined transaction of a query and of a notice: its parts have no description of their state. */
export function combinedOf(combined: Combined, orders: readonly Order[]): Record<string, unknown> {
  const payer = orders.find(({ paid }) => paid)?.paid?.payer
  return {
    combine_appid: combined.appId,
    combine_mchid: combined.merchantId,
    combine_out_trade_no: combined.no,
    sub_orders: orders.map(partOf),
    combine_payer_info: payer === undefined ? {} : { openid: payer },
  }
}

function partOf(order: Order): Record<string, unknown> {
  const { paid, currency } = order
  const base = {
    mchid: paid?.merchantId ?? order.merchantId,
    trade_type: tradeTypeOf(order),
    trade_state: order.state,
    attach: order.attach,
    out_trade_no: order.no,
  }
  if (!paid) return { ...base, amount: { total_amount: order.total, currency } }
  return {
    ...base,
    bank_type: 'OTHERS',
    success_time: chinaTime(paid.at),
    transaction_id: paid.transactionId,
    amount: { total_amount: paid.amount, currency, payer_amount: paid.amount, payer_currency: currency },
  }
}
