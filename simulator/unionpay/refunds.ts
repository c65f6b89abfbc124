import { answer, type Code, repeat } from './answers.ts'
import { momentOf, queryIdAt, random } from './digits.ts'
import { refundNotices } from './notices.ts'
import type { Fields } from './signing.ts'
import type { Order, Refund } from './types.ts'
import type { World } from './world.ts'

const NO_FORMAT = /^[0-9A-Za-z]{8,40}$/
/** What the gateway itself still takes. */
const WINDOW_MS = 330 * 24 * 60 * 60 * 1000

/** backTransReq.do, 退货: accepted first, done later. A number that is known is a repetition. */
export function applyRefund(world: World, asked: Fields): Fields {
  const { orderId = '', txnTime = '', txnAmt = '', origQryId = '' } = asked
  const isReadable =
    NO_FORMAT.test(orderId) && !Number.isNaN(momentOf(txnTime)) && /^[1-9]\d{0,11}$/.test(txnAmt)
  if (asked.txnType !== '04' || asked.txnSubType !== '00' || !isReadable) return answer('10', repeat(asked))
  if (world.refunds.has(orderId)) return answer('12', repeat(asked))
  const order = world.orders.get(world.ordersByQueryId.get(origQryId) ?? '')
  const fault = refusal(world, order, Number(txnAmt))
  if (fault || !order) return answer(fault ?? '35', repeat(asked))
  const refund = accept(world, order, asked)
  return answer('00', { ...repeat(asked), queryId: refund.queryId })
}

function refusal(world: World, order: Order | undefined, amount: number): Code | undefined {
  if (!order?.paid) return '35'
  if (order.refunded + amount > order.paid.amount) return '36'
  return world.clock.now().getTime() > order.paid.at + WINDOW_MS ? '35' : undefined
}

function accept(world: World, order: Order, asked: Fields): Refund {
  const now = world.clock.now().getTime()
  const armed = (fault: 'refund_closed' | 'refund_stuck') =>
    world.faults.take(fault, 'refund', order.no) !== undefined
  const refund: Refund = {
    no: asked.orderId!,
    txnTime: asked.txnTime!,
    orderNo: order.no,
    origQryId: order.queryId,
    amount: Number(asked.txnAmt),
    merchantId: order.merchantId,
    ...(asked.backUrl ? { backUrl: asked.backUrl } : {}),
    ...(asked.reqReserved ? { note: asked.reqReserved } : {}),
    createdAt: now,
    queryId: queryIdAt(now),
    traceNo: random(6),
    state: 'processing',
    outcome: armed('refund_closed') ? 'failed' : armed('refund_stuck') ? 'stuck' : 'succeeded',
    dueWait: world.waits.now() + world.refundDelayMs,
  }
  world.commit({ refund, order: { ...order, refunded: order.refunded + refund.amount } })
  return refund
}

/** A refund comes to its end: the money goes back, or the amount becomes free again. */
export function settleRefund(world: World, refund: Refund, state: 'succeeded' | 'failed'): void {
  const after: Refund = { ...refund, state }
  const order = world.orders.get(refund.orderNo)!
  if (state === 'failed') {
    world.commit({ refund: after, order: { ...order, refunded: order.refunded - refund.amount } })
    return
  }
  const money = {
    at: world.clock.now().getTime(),
    kind: 'refunded',
    orderNo: order.no,
    refundNo: refund.no,
    amount: refund.amount,
    merchantId: order.paid!.merchantId,
  } as const
  world.commit({ refund: after, notices: refundNotices(world, after), money })
}
