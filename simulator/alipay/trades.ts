import { type Answer, invalid, noTrade, ok, refuse } from './answers.ts'
import { releaseHeldNotices } from './notices.ts'
import { pay } from './pay.ts'
import { type Called, current, type Fields, findTrade, tradeOf } from './records.ts'
import { ANOTHER_SELLER, newCode, newTradeNo, readChinaTime, readYuan } from './text.ts'
import type { Trade } from './types.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** The order of a request, or what is wrong with it. */
export function readOrder(world: World, content: Fields, called: Called): Trade | Answer {
  const { out_trade_no: no, subject, time_expire: expiry, extend_params: extra } = content
  const total = readYuan(content.total_amount)
  const now = world.now()
  if (typeof no !== 'string' || !/^[0-9A-Za-z_]{1,64}$/.test(no)) return invalid('out_trade_no')
  if (total === undefined) return invalid('total_amount')
  if (typeof subject !== 'string' || subject === '' || [...subject].length > 256 || /[/=&]/.test(subject)) {
    return invalid('subject')
  }
  const asked = expiry === undefined ? now + 15 * DAY : readChinaTime(String(expiry))
  if (Number.isNaN(asked) || asked > now + 15 * DAY + MINUTE) return invalid('time_expire')
  const isForSharing = (extra as Fields | undefined)?.royalty_freeze === 'true'
  return {
    no,
    tradeNo: newTradeNo(now),
    subject,
    total,
    ...called,
    code: newCode(),
    status: 'SHOWN',
    createdAt: now,
    expiresAt: Math.max(asked, now + MINUTE),
    isForSharing,
    refunded: 0,
  }
}

export const isAnswer = (value: Trade | Answer): value is Answer => 'msg' in value

/** alipay.trade.precreate: a code; the trade is made when somebody opens it. */
export function precreate(world: World, content: Fields, called: Called): Answer {
  const trade = readOrder(world, content, called)
  if (isAnswer(trade)) return trade
  const refused = refuseRepeat(world, trade)
  if (refused) return refused
  const known = world.trades.get(trade.no)
  const shown = known && known.total === trade.total ? known : trade
  if (shown !== known) world.commit({ trade: shown })
  return ok({ out_trade_no: shown.no, qr_code: shown.code })
}

/** The same number again: only with the same content, and only while it can be paid. */
export function refuseRepeat(world: World, trade: Trade): Answer | undefined {
  const known = current(world, trade.no)
  if (!known) return undefined
  if (known.paid) return refuse('ACQ.TRADE_HAS_SUCCESS', '交易已被支付')
  if (known.status === 'TRADE_CLOSED') return refuse('ACQ.TRADE_HAS_CLOSE', '交易已经关闭')
  if (known.total !== trade.total || known.subject !== trade.subject) {
    return refuse('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改')
  }
  return undefined
}

/** alipay.trade.query */
export function queryTrade(world: World, content: Fields): Answer {
  const trade = findTrade(world, content)
  if (!trade || world.faults.take('query_not_found', 'query', trade.no)) return noTrade
  const { paid, ...rest } = trade
  if (paid && world.faults.take('query_notpay', 'query', trade.no)) {
    return ok(tradeOf({ ...rest, status: 'WAIT_BUYER_PAY' }))
  }
  return ok(tradeOf(trade))
}

/** alipay.trade.close */
export function closeTrade(world: World, content: Fields): Answer {
  const trade = findTrade(world, content)
  if (!trade) return noTrade
  releaseHeldNotices(world, trade.no)
  const done = ok({ trade_no: trade.tradeNo, out_trade_no: trade.no })
  if (trade.status !== 'WAIT_BUYER_PAY') return refuse('ACQ.TRADE_STATUS_ERROR', '交易状态不合法')
  if (world.faults.take('close_ignored', 'close', trade.no)) return done
  world.commit({ trade: { ...trade, status: 'TRADE_CLOSED', closedAt: world.now() } })
  if (world.faults.take('pay_after_close', 'close', trade.no)) {
    pay(world, trade.no, { payer: ANOTHER_PAYER, inFlight: true })
  }
  return done
}

const ANOTHER_PAYER = ANOTHER_SELLER.replace('9999', '0002')
