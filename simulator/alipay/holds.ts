import type { PayHow, PayResult } from '../provider.ts'
import { type Answer, invalid, ok, refuse } from './answers.ts'
import { holdNotices, tradeNotices } from './notices.ts'
import { type Called, type Fields, paidLine, tradeOf } from './records.ts'
import {
  accountOf,
  chinaTime,
  newAuthNo,
  newCode,
  newOperationId,
  newTradeNo,
  readYuan,
  yuan,
} from './text.ts'
import type { Hold, PaidTrade } from './types.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const DAY = 86_400_000
/** How long the contract lets money be frozen. */
export const HOLD_DAYS = 30
const noHold = refuse('AUTH_ORDER_NOT_EXIST', '支付宝资金授权订单不存在')
const illegal = (message: string): Answer => refuse('ILLEGAL_ARGUMENT', message)

/** The frozen order of a request, or what is wrong with it. */
export function readHold(world: World, content: Fields, called: Called): Hold | Answer {
  const { out_order_no: no, out_request_no: requestNo, order_title: title, product_code: product } = content
  const amount = readYuan(content.amount)
  const minutes = /^(\d+)m$/.exec(String(content.pay_timeout ?? '15m'))?.[1]
  const now = world.now()
  if (typeof no !== 'string' || no === '' || typeof requestNo !== 'string' || requestNo === '') {
    return illegal('out_order_no')
  }
  if (typeof title !== 'string' || title === '' || [...title].length > 100) return illegal('order_title')
  if (amount === undefined || !minutes) return illegal('amount')
  if (product !== 'PREAUTH_PAY' && product !== 'PRE_AUTH_ONLINE') return illegal('product_code')
  const { notifyUrl } = called
  return {
    no,
    requestNo,
    authNo: newAuthNo(now),
    operationId: newOperationId(now),
    title,
    amount,
    ...(notifyUrl === undefined ? {} : { notifyUrl }),
    code: newCode(),
    status: 'SHOWN',
    createdAt: now,
    expiresAt: now + Number(minutes) * MINUTE,
    unfrozen: 0,
    captured: 0,
    releases: [],
  }
}

/** alipay.fund.auth.order.voucher.create: a code; the order is made when somebody opens it. */
export function createVoucher(world: World, content: Fields, called: Called): Answer {
  const hold = readHold(world, content, called)
  if ('msg' in hold) return hold
  const known = world.holds.get(hold.no)
  if (known && (known.amount !== hold.amount || known.requestNo !== hold.requestNo)) {
    return illegal('商户订单号重复')
  }
  const shown = known ?? hold
  if (!known) world.commit({ hold })
  return ok({
    out_order_no: shown.no,
    out_request_no: shown.requestNo,
    code_type: 'qrCode',
    code_value: shown.code,
    code_url: `${shown.code}?picSize=S`,
  })
}

export function openHold(world: World, no: string): Hold | undefined {
  const hold = world.holds.get(no)
  if (hold?.status !== 'SHOWN') return hold
  const opened: Hold = { ...hold, status: world.now() < hold.expiresAt ? 'INIT' : 'CLOSED' }
  world.commit({ hold: opened })
  return opened
}

/** The payer confirms: the money is frozen, and stays his. */
export function freeze(world: World, no: string, how: PayHow): PayResult {
  const opened = openHold(world, no)
  if (!opened) return { paid: false, reason: 'unknown_code' }
  if (opened.frozenAt !== undefined) return { paid: false, reason: 'already_paid' }
  const now = world.now()
  if (!how.inFlight && opened.status === 'CLOSED') return { paid: false, reason: 'closed' }
  if (!how.inFlight && now >= opened.expiresAt) return { paid: false, reason: 'expired' }
  const hold: Hold = { ...opened, status: 'AUTHORIZED', frozenAt: now, payer: accountOf(how.payer) }
  const { operationId, requestNo, amount } = hold
  const event = {
    type: 'fund_auth_freeze',
    operation: 'FREEZE',
    operationId,
    requestNo,
    amount,
    at: now,
  } as const
  world.commit({ hold, notices: holdNotices(world, hold, event) })
  return { paid: true }
}

const restOf = (hold: Hold): number => hold.amount - hold.unfrozen - hold.captured

const known = (world: World, content: Fields): Hold | undefined => {
  const { auth_no: authNo, out_order_no: no } = content
  const hold = authNo
    ? [...world.holds.values()].find((one) => one.authNo === authNo)
    : world.holds.get(String(no))
  return hold && hold.status !== 'SHOWN' ? standing(world, hold) : undefined
}

/** What was frozen and not paid out of in time is the payer's again by itself. */
function standing(world: World, hold: Hold): Hold {
  const at = world.now()
  if (hold.status !== 'AUTHORIZED' || at < hold.frozenAt! + HOLD_DAYS * DAY) return hold
  const amount = restOf(hold)
  const release = { requestNo: `${hold.no}_LAPSED`, operationId: newOperationId(at), amount, at }
  const releases = [...hold.releases, release]
  const after: Hold = { ...hold, status: 'FINISH', unfrozen: hold.unfrozen + amount, releases }
  const event = { type: 'fund_auth_unfreeze', operation: 'UNFREEZE', ...release } as const
  world.commit({ hold: after, notices: holdNotices(world, after, event) })
  return after
}

/** alipay.fund.auth.operation.detail.query, of an unfreezing. */
function queryRelease(hold: Hold, content: Fields): Answer {
  const release = hold.releases.find(({ requestNo }) => requestNo === content.out_request_no)
  if (!release) return refuse('AUTH_OPERATION_NOT_EXIST', '支付宝资金操作流水不存在')
  return ok({
    ...released(hold, release),
    order_status: hold.status,
    operation_type: 'UNFREEZE',
    rest_amount: yuan(restOf(hold)),
    total_pay_amount: yuan(hold.captured),
  })
}

/** alipay.fund.auth.operation.detail.query, of the freezing or of an unfreezing. */
export function queryHold(world: World, content: Fields): Answer {
  const hold = known(world, content)
  if (!hold) return noHold
  if (content.operation_type === 'UNFREEZE') return queryRelease(hold, content)
  if (content.out_request_no !== hold.requestNo) {
    return refuse('AUTH_OPERATION_NOT_EXIST', '支付宝资金操作流水不存在')
  }
  return ok({
    auth_no: hold.authNo,
    out_order_no: hold.no,
    order_status: hold.status,
    total_freeze_amount: yuan(hold.frozenAt === undefined ? 0 : hold.amount),
    rest_amount: yuan(hold.frozenAt === undefined ? 0 : restOf(hold)),
    total_pay_amount: yuan(hold.captured),
    order_title: hold.title,
    payer_user_id: hold.payer ?? '',
    operation_id: hold.operationId,
    out_request_no: hold.requestNo,
    operation_type: 'FREEZE',
    amount: yuan(hold.amount),
    status: hold.frozenAt !== undefined ? 'SUCCESS' : hold.status === 'CLOSED' ? 'CLOSED' : 'INIT',
    gmt_create: chinaTime(hold.createdAt),
    ...(hold.frozenAt === undefined ? {} : { gmt_trans: chinaTime(hold.frozenAt) }),
  })
}

/** alipay.fund.auth.operation.cancel: gives up an order that nobody has paid into. */
export function cancelHold(world: World, content: Fields): Answer {
  const hold = known(world, content)
  if (!hold) return noHold
  if (hold.frozenAt !== undefined) return refuse('ILLEGAL_STATUS', '订单状态非法')
  world.commit({ hold: { ...hold, status: 'CLOSED' } })
  return ok({
    auth_no: hold.authNo,
    out_order_no: hold.no,
    operation_id: hold.operationId,
    out_request_no: hold.requestNo,
    action: 'close',
  })
}

/** alipay.fund.auth.order.unfreeze */
export function unfreeze(world: World, content: Fields): Answer {
  const hold = known(world, content)
  if (!hold) return noHold
  const amount = readYuan(content.amount)
  const { out_request_no: requestNo } = content
  if (amount === undefined || typeof requestNo !== 'string') return illegal('amount')
  const done = hold.releases.find((one) => one.requestNo === requestNo)
  if (done) return done.amount === amount ? ok(released(hold, done)) : illegal('请求信息不一致')
  if (hold.status !== 'AUTHORIZED') return refuse('ILLEGAL_STATUS', '订单状态非法')
  if (amount > restOf(hold)) return refuse('REQUEST_AMOUNT_EXCEED', '请求解冻金额超限')
  const at = world.now()
  const release = { requestNo, operationId: newOperationId(at), amount, at }
  const isLast = amount === restOf(hold)
  const after: Hold = {
    ...hold,
    unfrozen: hold.unfrozen + amount,
    releases: [...hold.releases, release],
    ...(isLast ? { status: 'FINISH' as const } : {}),
  }
  const event = { type: 'fund_auth_unfreeze', operation: 'UNFREEZE', ...release } as const
  world.commit({ hold: after, notices: holdNotices(world, after, event) })
  return ok(released(after, release))
}

const released = (hold: Hold, release: Hold['releases'][number]): Record<string, unknown> => ({
  auth_no: hold.authNo,
  out_order_no: hold.no,
  operation_id: release.operationId,
  out_request_no: release.requestNo,
  amount: yuan(release.amount),
  status: 'SUCCESS',
  gmt_trans: chinaTime(release.at),
})

/** alipay.trade.pay with auth_no: a trade paid out of frozen money; `COMPLETE` unfreezes the rest in the same act. */
export function capture(world: World, content: Fields, called: Called): Answer {
  const hold = content.auth_no ? known(world, { auth_no: content.auth_no }) : undefined
  if (!hold) return noHold
  const { out_trade_no: no, subject, auth_confirm_mode: mode } = content
  const amount = readYuan(content.total_amount)
  if (amount === undefined || typeof no !== 'string' || typeof subject !== 'string')
    return invalid('total_amount')
  const earlier = world.trades.get(no)
  if (earlier?.paid) {
    return earlier.paid.amount === amount
      ? refuse('ACQ.TRADE_HAS_SUCCESS', '交易已被支付')
      : refuse('ACQ.CONTEXT_INCONSISTENT', '交易信息被篡改')
  }
  if (hold.status !== 'AUTHORIZED') return refuse('AUTH_ORDER_HAS_FINISHED', '授权订单已完结')
  if (amount > restOf(hold)) return refuse('ACQ.AUTH_AMOUNT_NOT_ENOUGH', '授权金额不足')
  const at = world.now()
  const trade: PaidTrade = {
    no,
    tradeNo: newTradeNo(at),
    subject,
    total: amount,
    ...called,
    code: hold.code,
    status: 'TRADE_SUCCESS',
    createdAt: at,
    expiresAt: at + MINUTE,
    isForSharing: false,
    paid: { at, amount, payer: hold.payer ?? '', sellerId: world.keys.file.sellerId },
    refunded: 0,
    authNo: hold.authNo,
  }
  const captured = hold.captured + amount
  const rest = hold.amount - hold.unfrozen - captured
  const isComplete = mode === 'COMPLETE' || rest === 0
  world.commit({
    trade,
    hold: {
      ...hold,
      captured,
      ...(isComplete ? { status: 'FINISH' as const, unfrozen: hold.unfrozen + rest } : {}),
    },
    money: [paidLine(trade)],
    notices: tradeNotices(world, trade),
  })
  const { trade_status: _unsaid, send_pay_date: paidAt, ...said } = tradeOf(trade)
  return ok({ ...said, gmt_payment: paidAt })
}
