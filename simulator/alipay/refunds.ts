import { type Answer, invalid, noTrade, ok, refuse } from './answers.ts'
import { refundNotices } from './notices.ts'
import { type Fields, findTrade } from './records.ts'
import { takeBack } from './sharing.ts'
import { chinaTime, readYuan, yuan } from './text.ts'
import type { PaidTrade, Refund, Royalty, Settlement, Trade } from './types.ts'
import { refundKey, type World } from './world.ts'

const YEAR = 365 * 24 * 60 * 60 * 1000
const LAG_MS = 60_000

/** alipay.trade.refund: the same number is the same refund, and moves money once. */
export function applyRefund(world: World, content: Fields): Answer {
  const trade = findTrade(world, content)
  if (!trade) return noTrade
  const amount = readYuan(content.refund_amount)
  const { out_request_no: no, refund_reason: reason = '' } = content
  if (amount === undefined) return invalid('refund_amount')
  if (typeof no !== 'string' || !/^[0-9A-Za-z_]{1,64}$/.test(no)) return invalid('out_request_no')
  if (typeof reason !== 'string' || [...reason].length > 256) return invalid('refund_reason')
  const known = world.refunds.get(refundKey(trade.no, no))
  if (known) {
    return known.amount === amount
      ? ok({ ...refundedOf(trade), fund_change: 'N' })
      : refuse('ACQ.DISCORDANT_REPEAT_REQUEST', '请求信息不一致')
  }
  const refused = refuseRefund(world, trade, amount)
  if (refused) return refused
  const back = takeBack(world, trade, content.refund_royalty_parameters)
  if ('msg' in back) return back
  return move(world, trade as PaidTrade, { no, amount, reason, royalties: back.royalties }, back.settlements)
}

function refuseRefund(world: World, trade: Trade, amount: number): Answer | undefined {
  if (!trade.paid) {
    return trade.status === 'TRADE_CLOSED'
      ? refuse('ACQ.TRADE_HAS_CLOSE', '交易已经关闭')
      : refuse('ACQ.TRADE_STATUS_ERROR', '交易状态不合法')
  }
  if (trade.status === 'TRADE_FINISHED') return refuse('ACQ.TRADE_HAS_FINISHED', '交易已完结')
  if (trade.status === 'TRADE_CLOSED') return refuse('ACQ.TRADE_HAS_CLOSE', '交易已经关闭')
  if (trade.refunded + amount > trade.paid.amount) {
    return refuse('ACQ.REASON_TRADE_REFUND_FEE_ERR', '退款金额无效')
  }
  if (world.now() > trade.paid.at + YEAR) return refuse('ACQ.TRADE_HAS_FINISHED', '交易已完结')
  if (world.faults.take('refund_not_enough', 'refund', trade.no)) {
    return refuse('ACQ.SELLER_BALANCE_NOT_ENOUGH', '卖家余额不足')
  }
  return undefined
}

function move(
  world: World,
  before: PaidTrade,
  asked: Pick<Refund, 'no' | 'amount' | 'reason' | 'royalties'>,
  settlements: readonly Settlement[],
): Answer {
  const lag = world.faults.take('refund_lag', 'refund', before.no)
  const refunded = before.refunded + asked.amount
  const isWhole = refunded === before.paid.amount
  const at = world.now()
  const trade: PaidTrade = {
    ...before,
    refunded,
    ...(isWhole ? { status: 'TRADE_CLOSED' as const, closedAt: at } : {}),
  }
  const visibleWait = world.waits.now() + (lag ? (lag.param ?? LAG_MS) : 0)
  const refund: Refund = { ...asked, tradeNo: before.no, at, visibleWait }
  world.commit({
    trade,
    refund,
    settlements,
    notices: refundNotices(world, trade, refund),
    money: [
      {
        at,
        kind: 'refunded',
        orderNo: trade.no,
        tradeNo: trade.tradeNo,
        refundNo: refund.no,
        subject: trade.subject,
        amount: refund.amount,
        payer: trade.paid.payer,
        sellerId: trade.paid.sellerId,
      },
    ],
  })
  return ok({ ...refundedOf(trade), ...(lag ? {} : { fund_change: 'Y', gmt_refund_pay: chinaTime(at) }) })
}

/** `refund_fee` is what the trade has given back in all. */
const refundedOf = (trade: Trade): Record<string, unknown> => ({
  trade_no: trade.tradeNo,
  out_trade_no: trade.no,
  buyer_logon_id: '138****0001',
  buyer_user_id: trade.paid?.payer ?? '',
  refund_fee: yuan(trade.refunded),
  send_back_fee: yuan(trade.refunded),
})

/** alipay.trade.fastpay.refund.query: without a refund the answer is good and says nothing of one. */
export function queryRefund(world: World, content: Fields): Answer {
  const trade = findTrade(world, content)
  if (!trade) return noTrade
  const no = String(content.out_request_no)
  const refund = world.refunds.get(refundKey(trade.no, no))
  const asked = { trade_no: trade.tradeNo, out_trade_no: trade.no, out_request_no: no }
  if (!refund || world.waits.now() < refund.visibleWait) return ok(asked)
  const options = Array.isArray(content.query_options) ? (content.query_options as unknown[]) : []
  return ok({
    ...asked,
    total_amount: yuan(trade.paid?.amount ?? trade.total),
    refund_amount: yuan(refund.amount),
    refund_status: 'REFUND_SUCCESS',
    refund_reason: refund.reason,
    ...(refund.royalties.length > 0 ? { refund_royaltys: refund.royalties.map(royaltyOf) } : {}),
    ...(options.includes('gmt_refund_pay') ? { gmt_refund_pay: chinaTime(refund.at) } : {}),
  })
}

const royaltyOf = ({ account, amount, isBack }: Royalty): Record<string, unknown> => ({
  refund_amount: yuan(amount),
  royalty_type: 'transfer',
  result_code: isBack ? 'SUCCESS' : 'TXN_RESULT_ACCOUNT_BALANCE_NOT_ENOUGH',
  trans_out: account,
})
