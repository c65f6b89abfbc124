import { type Answer, ok, paramError, refuse } from './answers.ts'
import { refundClosedFlows, refundFlows } from './fees.ts'
import { chinaTime, refundId } from './ids.ts'
import { checkNotifyUrl, isText, readAmount } from './input.ts'
import { refundNotices } from './notices.ts'
import { receivedBy } from './received.ts'
import type { Order, Refund } from './types.ts'
import type { World } from './world.ts'

const YEAR = 365 * 24 * 60 * 60 * 1000
const SPACING_MS = 60_000
const MOST_REFUNDS = 50

/** POST /v3/refund/domestic/refunds. The same number is the same refund. */
export function applyRefund(world: World, body: Record<string, unknown>): Answer {
  const { out_refund_no: no, reason = '' } = body
  if (!isText(no, 1, 64) || !/^[0-9A-Za-z_\-|*@]+$/.test(no)) {
    return paramError('out_refund_no', no, '长度或字符不符')
  }
  if (!isText(reason, 0, 80)) return paramError('reason', reason, '长度不大于80')
  const wrongUrl = body.notify_url === undefined ? undefined : checkNotifyUrl(body.notify_url)
  if (wrongUrl) return paramError('notify_url', body.notify_url, wrongUrl)
  const amount = readAmount(body.amount, 'refund')
  if (typeof amount === 'string') return paramError('amount.refund', body.amount, amount)
  const total = readAmount(body.amount, 'total')
  if (typeof total === 'string') return paramError('amount.total', body.amount, total)

  const known = world.refunds.get(no)
  const order = findOrder(world, body)
  if (known) return repeatRefund(known, order, amount.value)
  if (!order?.paid) return refuse(404, 'RESOURCE_NOT_EXISTS', '订单不存在')
  const refused = refuseRefund(world, order, amount.value, total.value)
  if (refused) return refused
  return accept(world, { ...order, paid: order.paid }, no, amount.value, reason, body.notify_url)
}

function findOrder(world: World, body: Record<string, unknown>): Order | undefined {
  if (typeof body.out_trade_no === 'string') return world.orders.get(body.out_trade_no)
  return world.orders.get(world.ordersByTransaction.get(String(body.transaction_id)) ?? '')
}

function repeatRefund(known: Refund, order: Order | undefined, amount: number): Answer {
  if (known.orderNo !== order?.no || known.amount !== amount) {
    return refuse(400, 'INVALID_REQUEST', '该商户退款单号已用于另一笔退款')
  }
  return ok(refundOf(known))
}

const tooLate = refuse(400, 'INVALID_REQUEST', '订单已超过可退款的最大期限')

function refuseRefund(world: World, order: Order, amount: number, total: number): Answer | undefined {
  const paid = order.paid!
  if (world.faults.take('refund_not_enough', 'refund', order.no)) {
    return refuse(403, 'NOT_ENOUGH', '基本账户余额不足，请充值后重新发起')
  }
  if (world.faults.take('refund_refused', 'refund', order.no)) return tooLate
  if (total !== paid.amount) return refuse(400, 'INVALID_REQUEST', '订单金额或退款金额与之前请求不一致')
  if (order.refunded + amount > paid.amount) return refuse(400, 'INVALID_REQUEST', '退款金额大于可退余额')
  if (order.refunded + amount > paid.amount - (order.sharing?.shared ?? 0)) {
    return refuse(403, 'NOT_ENOUGH', '订单已分账，可用余额不足，请先回退分账')
  }
  if (world.clock.now().getTime() > paid.at + YEAR) {
    return tooLate
  }
  if (world.limits.refundCap && order.refundCount >= MOST_REFUNDS) {
    return refuse(400, 'INVALID_REQUEST', '部分退款次数超过限制')
  }
  const since = world.waits.now() - (order.lastRefundWait ?? Number.NEGATIVE_INFINITY)
  if (world.limits.refundSpacing && since < SPACING_MS) {
    return refuse(429, 'FREQUENCY_LIMITED', '同一笔订单两次退款需间隔1分钟')
  }
  return undefined
}

type PaidOrder = Order & { readonly paid: NonNullable<Order['paid']> }

function accept(
  world: World,
  order: PaidOrder,
  no: string,
  amount: number,
  reason: string,
  notifyUrl: unknown,
): Answer {
  const now = world.clock.now().getTime()
  const armed = (fault: 'refund_abnormal' | 'refund_closed' | 'refund_stuck') =>
    world.faults.take(fault, 'refund', order.no) !== undefined
  const refund: Refund = {
    no,
    refundId: refundId(now),
    orderNo: order.no,
    transactionId: order.paid.transactionId,
    amount,
    total: order.paid.amount,
    currency: order.currency,
    reason,
    ...(typeof notifyUrl === 'string' ? { notifyUrl } : {}),
    createdAt: now,
    status: 'PROCESSING',
    outcome: armed('refund_abnormal')
      ? 'ABNORMAL'
      : armed('refund_closed')
        ? 'CLOSED'
        : armed('refund_stuck')
          ? 'STUCK'
          : 'SUCCESS',
    dueWait: world.waits.now() + world.refundDelayMs,
  }
  world.commit({
    refund,
    flows: refundFlows(order, { ...refund, at: now }, world.keys.file.merchantId),
    orders: [
      {
        ...order,
        state: 'REFUND',
        stateDesc: '订单发生过退款',
        refunded: order.refunded + amount,
        refundCount: order.refundCount + 1,
        lastRefundWait: world.waits.now(),
      },
    ],
  })
  return ok(refundOf(refund))
}

/** A refund comes to its end: the money goes back, or the amount becomes free again. */
export function settleRefund(world: World, refund: Refund, status: 'SUCCESS' | 'CLOSED' | 'ABNORMAL'): void {
  const order = world.orders.get(refund.orderNo)!
  const now = world.clock.now().getTime()
  const after: Refund = { ...refund, status, ...(status === 'SUCCESS' ? { succeededAt: now } : {}) }
  const notices = refundNotices(world, after, status)
  if (status !== 'SUCCESS') {
    // ABNORMAL keeps the amount bound: it is settled by people, under the same number.
    const freed = status === 'CLOSED' ? refund.amount : 0
    world.commit({
      refund: after,
      orders: [{ ...order, refunded: order.refunded - freed }],
      flows:
        status === 'CLOSED'
          ? refundClosedFlows(order, { ...refund, at: now }, world.keys.file.merchantId)
          : [],
      notices,
    })
    return
  }
  world.commit({
    refund: after,
    notices,
    money: [
      {
        at: now,
        kind: refund.redirect?.type === 'MERCHANT_BANK_CARD' ? 'returned' : 'refunded',
        orderNo: order.no,
        refundNo: refund.no,
        transactionId: refund.transactionId,
        amount: refund.amount,
        currency: refund.currency,
        payer: order.paid!.payer,
        merchantId: order.paid!.merchantId,
      },
    ],
  })
}

/** GET /v3/refund/domestic/refunds/{no} */
export function queryRefund(world: World, no: string): Answer {
  const refund = world.refunds.get(no)
  return refund ? ok(refundOf(refund)) : refuse(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
}

export function refundOf(refund: Refund): Record<string, unknown> {
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.no,
    transaction_id: refund.transactionId,
    out_trade_no: refund.orderNo,
    ...receivedBy(refund),
    ...(refund.succeededAt === undefined ? {} : { success_time: chinaTime(refund.succeededAt) }),
    create_time: chinaTime(refund.createdAt),
    status: refund.status,
    funds_account: 'AVAILABLE',
    amount: {
      total: refund.total,
      refund: refund.amount,
      from: [],
      payer_total: refund.total,
      payer_refund: refund.amount,
      settlement_refund: refund.amount,
      settlement_total: refund.total,
      discount_refund: 0,
      currency: refund.currency,
    },
    promotion_detail: [],
  }
}
