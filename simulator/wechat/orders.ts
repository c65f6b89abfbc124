import { persons } from '../persons.ts'
import { type Answer, noContent, ok, paramError, refuse } from './answers.ts'
import { codeUrl } from './ids.ts'
import { checkNotifyUrl, isText, readAmount } from './input.ts'
import { pay } from './pay.ts'
import { transactionOf } from './transaction.ts'
import type { Order } from './types.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** POST /v3/pay/transactions/native */
export function createOrder(world: World, body: Record<string, unknown>, presignedCode?: string): Answer {
  const { file } = world.keys
  const { out_trade_no: no, description, notify_url: notifyUrl, attach } = body
  if (body.mchid !== file.merchantId) return paramError('mchid', body.mchid, '商户号与签名不一致')
  if (body.appid !== file.appId) return refuse(400, 'APPID_MCHID_NOT_MATCH', 'AppID和mch_id不匹配')
  if (!isText(no, 6, 32) || !/^[0-9A-Za-z_\-|*]+$/.test(no))
    return paramError('out_trade_no', no, '长度或字符不符')
  if (!isText(description, 1, 127)) return paramError('description', description, '长度应为1到127')
  if (attach !== undefined && !isText(attach, 0, 128)) return paramError('attach', attach, '长度不大于128')
  const wrongUrl = checkNotifyUrl(notifyUrl)
  if (wrongUrl) return paramError('notify_url', notifyUrl, wrongUrl)
  const amount = readAmount(body.amount, 'total')
  if (typeof amount === 'string') return paramError('amount.total', body.amount, amount)
  const now = world.clock.now().getTime()
  const asked = body.time_expire === undefined ? now + 7 * DAY : Date.parse(String(body.time_expire))
  if (Number.isNaN(asked)) return paramError('time_expire', body.time_expire, '格式不符合rfc3339')

  const known = world.orders.get(no)
  if (known) return repeatOrder(known, amount, description, now)
  const order: Order = {
    no,
    merchantId: file.merchantId,
    appId: file.appId,
    description,
    ...(attach === undefined ? {} : { attach }),
    total: amount.value,
    currency: amount.currency,
    notifyUrl: String(notifyUrl),
    createdAt: now,
    expiresAt: Math.min(Math.max(asked, now + MINUTE), now + 90 * DAY),
    codeUrl: presignedCode ?? codeUrl(),
    state: 'NOTPAY',
    stateDesc: '订单未支付',
    refunded: 0,
    refundCount: 0,
  }
  world.commit({ order })
  return ok({ code_url: order.codeUrl })
}

/** The same number again: the same content gives the current code, another content is refused. */
function repeatOrder(
  order: Order,
  amount: { value: number; currency: string },
  description: string,
  now: number,
): Answer {
  if (order.paid) return refuse(400, 'ORDERPAID', '该订单已支付')
  if (order.state !== 'NOTPAY' || now >= order.expiresAt) return refuse(400, 'ORDER_CLOSED', '该订单已关闭')
  if (
    order.total !== amount.value ||
    order.currency !== amount.currency ||
    order.description !== description
  ) {
    return refuse(400, 'INVALID_REQUEST', '201 商户订单号重复')
  }
  return ok({ code_url: order.codeUrl })
}

/** GET /v3/pay/transactions/out-trade-no/{no} */
export function queryOrder(world: World, no: string): Answer {
  const order = world.orders.get(no)
  if (!order || world.faults.take('query_not_found', 'query', no)) {
    return refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
  }
  if (order.paid && world.faults.take('query_notpay', 'query', no)) {
    const { paid: _hidden, ...unpaid } = order
    return ok(transactionOf({ ...unpaid, state: 'NOTPAY', stateDesc: '订单未支付' }))
  }
  return ok(transactionOf(order))
}

/** GET /v3/pay/transactions/id/{transaction_id} */
export function queryByTransaction(world: World, transactionId: string): Answer {
  const order = world.orders.get(world.ordersByTransaction.get(transactionId) ?? '')
  return order ? ok(transactionOf(order)) : refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
}

/** POST /v3/pay/transactions/out-trade-no/{no}/close */
export function closeOrder(world: World, no: string, body: Record<string, unknown>): Answer {
  const order = world.orders.get(no)
  if (body.mchid !== world.keys.file.merchantId) return paramError('mchid', body.mchid, '商户号与签名不一致')
  if (!order) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
  releaseHeldNotices(world, no)
  if (order.paid) return refuse(400, 'ORDERPAID', '该订单已支付')
  if (order.state === 'CLOSED' || world.faults.take('close_ignored', 'close', no)) return noContent
  const closedAt = world.clock.now().getTime()
  world.commit({ order: { ...order, state: 'CLOSED', stateDesc: '订单已关闭', closedAt } })
  if (world.faults.take('pay_after_close', 'close', no))
    pay(world, no, persons[0]!.openid, { inFlight: true })
  return noContent
}

function releaseHeldNotices(world: World, no: string): void {
  const notices = [...world.openNotices]
    .map((key) => world.notices.get(key)!)
    .filter((notice) => notice.no === no && notice.state === 'held_for_close')
    .map((notice) => ({ ...notice, state: 'waiting' as const, dueWait: world.waits.now() + 1_000 }))
  world.commit({ notices })
}
