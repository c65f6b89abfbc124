import { chinaTime, yuan } from './text.ts'
import type { PaidTrade, Trade } from './types.ts'
import type { World } from './world.ts'

export type Fields = Readonly<Record<string, unknown>>

/** What a call carries beside its business content. */
export type Called = { readonly notifyUrl?: string; readonly returnUrl?: string }

/** The payer has opened what he was shown: from now on there is a trade. */
export function openTrade(world: World, no: string): Trade | undefined {
  const trade = current(world, no)
  if (trade?.status !== 'SHOWN') return trade
  const opened: Trade = { ...trade, status: 'WAIT_BUYER_PAY' }
  world.commit({ trade: opened })
  return opened
}

/** A trade as it is now: one that nobody paid in time is closed. */
export function current(world: World, no: string): Trade | undefined {
  const trade = world.trades.get(no)
  if (!trade || (trade.status !== 'WAIT_BUYER_PAY' && trade.status !== 'SHOWN')) return trade
  if (world.now() < trade.expiresAt) return trade
  const closed: Trade = { ...trade, status: 'TRADE_CLOSED', closedAt: trade.expiresAt }
  if (trade.status === 'WAIT_BUYER_PAY') world.commit({ trade: closed })
  return closed
}

/** A trade the merchant may know of, by either number. */
export function findTrade(world: World, content: Fields): Trade | undefined {
  const { trade_no: tradeNo, out_trade_no: no } = content
  if (typeof tradeNo === 'string' && tradeNo !== '') {
    const found = [...world.trades.values()].find((one) => one.tradeNo === tradeNo)
    return found && found.status !== 'SHOWN' ? current(world, found.no) : undefined
  }
  const shown = world.trades.get(String(no))
  return shown?.status === 'SHOWN' ? undefined : current(world, String(no))
}

/** It names no seller: whom the money went to is told by notices only. */
export function tradeOf({ tradeNo, no, status, total, paid }: Trade): Record<string, unknown> {
  return {
    trade_no: tradeNo,
    out_trade_no: no,
    buyer_logon_id: paid ? '138****0001' : '',
    trade_status: status,
    total_amount: yuan(paid?.amount ?? total),
    receipt_amount: yuan(paid?.amount ?? 0),
    buyer_pay_amount: yuan(paid?.amount ?? 0),
    point_amount: '0.00',
    invoice_amount: yuan(paid?.amount ?? 0),
    ...(paid && {
      buyer_user_id: paid.payer,
      buyer_user_type: 'PRIVATE',
      send_pay_date: chinaTime(paid.at),
      fund_bill_list: [{ fund_channel: 'ALIPAYACCOUNT', amount: yuan(paid.amount) }],
    }),
  }
}

export const paidLine = ({ no, tradeNo, subject, paid }: PaidTrade) => ({
  at: paid.at,
  kind: 'paid' as const,
  orderNo: no,
  tradeNo,
  subject,
  amount: paid.amount,
  payer: paid.payer,
  sellerId: paid.sellerId,
})
