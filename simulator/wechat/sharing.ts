import { type Answer, ok, paramError, refuse } from './answers.ts'
import { feeOf, shareFlow } from './fees.ts'
import { chinaTime, shareDetailId, shareOrderId } from './ids.ts'
import { isText } from './input.ts'
import type { Order, Share, Sharing } from './types.ts'
import { receiverKey, type World } from './world.ts'

const MOST_RECEIVERS = 50
const MOST_REQUESTS = 50
/** The contract's ratio; the platform's usual highest. */
const MOST_SHARED_BPS = 3_000
const DELAY_MS = 60_000
const DONE_AFTER_MS = 1_000

type Body = Readonly<Record<string, unknown>>
type SharingOrder = Order & { readonly sharing: Sharing; readonly paid: NonNullable<Order['paid']> }

/** POST /v3/profitsharing/orders. Accepted first; what became of each receiver comes with a query. */
export function createShare(world: World, body: Body): Answer {
  const { out_order_no: no, transaction_id: transactionId, receivers } = body
  if (body.appid !== world.keys.file.appId) return refuse(400, 'INVALID_REQUEST', 'AppID与商户号不匹配')
  if (!isShareNo(no)) return paramError('out_order_no', no, '长度或字符不符')
  if (!Array.isArray(receivers) || receivers.length === 0 || receivers.length > MOST_RECEIVERS) {
    return paramError('receivers', undefined, `接收方应为1到${MOST_RECEIVERS}个`)
  }
  const wanted = (receivers as Body[]).map(readWanted)
  if (!wanted.every((one) => one !== undefined)) return paramError('receivers', receivers, '接收方信息不完整')
  const total = wanted.reduce((sum, one) => sum + one.amount, 0)
  const known = world.shares.get(no)
  if (known) return repeatShare(known, String(transactionId), wanted)
  const order = sharingOrder(world, transactionId)
  if ('status' in order) return order
  const refused = refuseShare(world, order, total)
  if (refused) return refused
  const stranger = wanted.find((one) => !world.receivers.has(receiverKey(one)))
  if (stranger) return refuse(400, 'INVALID_REQUEST', `非分账关系，请先添加分账接收方：${stranger.account}`)
  const now = world.clock.now().getTime()
  const share: Share = {
    no,
    orderId: shareOrderId(now),
    orderNo: order.no,
    transactionId: order.paid.transactionId,
    createdAt: now,
    receivers: wanted.map((one) => ({
      ...one,
      detailId: shareDetailId(now),
      result: 'PENDING',
      returned: 0,
    })),
    isLast: body.unfreeze_unsplit === true,
    state: 'PROCESSING',
    dueWait: world.waits.now() + DONE_AFTER_MS,
  }
  world.commit({ share, orders: [asked(order, total)] })
  return ok(shareOf(share))
}

const asked = (order: SharingOrder, total: number): Order => ({
  ...order,
  sharing: { ...order.sharing, requests: order.sharing.requests + 1, shared: order.sharing.shared + total },
})

export const isShareNo = (no: unknown): no is string => isText(no, 1, 64) && /^[0-9A-Za-z_\-|*@]+$/.test(no)

function readWanted(receiver: Body): Wanted | undefined {
  const { type, account, amount, description } = receiver
  if (type !== 'MERCHANT_ID' && type !== 'PERSONAL_OPENID') return undefined
  if (!isText(account, 1, 64) || !isText(description, 1, 80)) return undefined
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount < 1) return undefined
  return { type, account, amount, description }
}

type Wanted = Pick<Share['receivers'][number], 'type' | 'account' | 'amount' | 'description'>

function repeatShare(known: Share, transactionId: string, wanted: readonly Wanted[]): Answer {
  const content = (receivers: readonly Wanted[]) =>
    receivers.map((one) => `${one.type} ${one.account} ${one.amount}`).join()
  const same = known.transactionId === transactionId && content(known.receivers) === content(wanted)
  return same ? ok(shareOf(known)) : refuse(400, 'INVALID_REQUEST', '商户分账单号重复，但参数不一致')
}

/** The paid order whose money is frozen for sharing, or why there is none. */
export function sharingOrder(world: World, transactionId: unknown): SharingOrder | Answer {
  const order = world.orders.get(world.ordersByTransaction.get(String(transactionId)) ?? '')
  if (!order?.paid) return refuse(404, 'RESOURCE_NOT_EXISTS', '订单不存在')
  const { sharing, paid } = order
  if (!sharing) return refuse(400, 'INVALID_REQUEST', '非分账订单，不支持分账')
  return { ...order, sharing, paid }
}

function refuseShare(world: World, order: SharingOrder, total: number): Answer | undefined {
  const { sharing, paid } = order
  if (sharing.isFinished) return refuse(400, 'INVALID_REQUEST', '订单已完结分账')
  if (sharing.requests >= MOST_REQUESTS) return refuse(400, 'RULE_LIMIT', '同一订单分账次数超过限制')
  if (world.limits.shareDelay && world.clock.now().getTime() < paid.at + DELAY_MS) {
    return refuse(400, 'ORDER_NOT_READY', '订单处理中，请稍后再试')
  }
  const ratio = Math.floor((paid.amount * MOST_SHARED_BPS) / 10_000)
  if (sharing.shared + total > ratio) return refuse(400, 'RULE_LIMIT', '分账金额超过最大分账比例')
  const left = paid.amount - feeOf(paid.amount) - order.refunded - sharing.shared
  if (total > left) return refuse(403, 'NOT_ENOUGH', '分账金额大于订单剩余可分金额')
  return undefined
}

/** The request comes to its end: each receiver has his money, or it goes back to the sharer. */
export function finishShare(world: World, share: Share): void {
  const order = world.orders.get(share.orderNo)!
  const now = world.clock.now().getTime()
  const failing = world.faults.take('share_failed', 'share', order.no)
  const receivers = share.receivers.map((one, i) => {
    const gone = !world.receivers.has(receiverKey(one))
    const failReason = gone
      ? 'NO_RELATION'
      : failing && i === (failing.param ?? 0)
        ? 'ACCOUNT_ABNORMAL'
        : undefined
    return failReason === undefined
      ? { ...one, result: 'SUCCESS' as const }
      : { ...one, result: 'CLOSED' as const, failReason }
  })
  const back = receivers.filter(({ result }) => result === 'CLOSED').reduce((sum, one) => sum + one.amount, 0)
  const sharing = order.sharing!
  world.commit({
    share: { ...share, receivers, state: 'FINISHED', finishedAt: now },
    orders: [
      {
        ...order,
        sharing: {
          ...sharing,
          shared: sharing.shared - back,
          isFinished: sharing.isFinished || share.isLast,
        },
      },
    ],
    flows: receivers
      .filter(({ result }) => result === 'SUCCESS')
      .map((one) => shareFlow({ ...one, at: now, orderId: share.orderId })),
  })
}

/** GET /v3/profitsharing/orders/{no}?transaction_id= */
export function queryShare(world: World, no: string, transactionId: string | null): Answer {
  const share = world.shares.get(no)
  return share && share.transactionId === transactionId
    ? ok(shareOf(share))
    : refuse(404, 'RESOURCE_NOT_EXISTS', '分账单不存在')
}

/** POST /v3/profitsharing/orders/unfreeze: nothing more is shared. */
export function unfreeze(world: World, body: Body): Answer {
  const { out_order_no: no, transaction_id: transactionId, description } = body
  if (!isShareNo(no)) return paramError('out_order_no', no, '长度或字符不符')
  if (!isText(description, 1, 80)) return paramError('description', description, '缺少描述')
  const known = world.shares.get(no)
  if (known) {
    return known.transactionId === transactionId && known.receivers.length === 0
      ? ok(shareOf(known))
      : refuse(400, 'INVALID_REQUEST', '商户分账单号重复，但参数不一致')
  }
  const order = sharingOrder(world, transactionId)
  if ('status' in order) return order
  if (order.sharing.isFinished) return refuse(400, 'INVALID_REQUEST', '订单已完结分账')
  const now = world.clock.now().getTime()
  const share: Share = {
    no,
    orderId: shareOrderId(now),
    orderNo: order.no,
    transactionId: order.paid.transactionId,
    createdAt: now,
    receivers: [],
    isLast: true,
    state: 'PROCESSING',
    dueWait: world.waits.now() + DONE_AFTER_MS,
  }
  world.commit({ share, orders: [asked(order, 0)] })
  return ok(shareOf(share))
}

/** GET /v3/profitsharing/transactions/{transaction_id}/amounts */
export function unsplitAmount(world: World, transactionId: string): Answer {
  const order = sharingOrder(world, transactionId)
  if ('status' in order) return order
  const left = order.paid.amount - feeOf(order.paid.amount) - order.refunded - order.sharing.shared
  return ok({ transaction_id: transactionId, unsplit_amount: order.sharing.isFinished ? 0 : left })
}

/** Thirty days after the payment the rest becomes free by itself. */
export function freeByTime(world: World, order: Order): void {
  world.commit({ orders: [{ ...order, sharing: { ...order.sharing!, isFinished: true } }] })
}

function shareOf(share: Share): Record<string, unknown> {
  return {
    transaction_id: share.transactionId,
    out_order_no: share.no,
    order_id: share.orderId,
    state: share.state,
    receivers: share.receivers.map((one) => ({
      amount: one.amount,
      description: one.description,
      type: one.type,
      account: one.account,
      result: one.result,
      ...(one.failReason === undefined ? {} : { fail_reason: one.failReason }),
      detail_id: one.detailId,
      create_time: chinaTime(share.createdAt),
      finish_time: chinaTime(share.finishedAt ?? share.createdAt),
    })),
  }
}
