import { type Answer, ok, paramError, refuse } from './answers.ts'
import { shareReturnFlow } from './fees.ts'
import { chinaTime, shareReturnId } from './ids.ts'
import { isText } from './input.ts'
import { isShareNo } from './sharing.ts'
import type { Share, ShareReturn } from './types.ts'
import type { World } from './world.ts'

const DONE_AFTER_MS = 1_000

type Body = Readonly<Record<string, unknown>>

/** POST /v3/profitsharing/return-orders: a receiver gives back; only merchants can. */
export function createReturn(world: World, body: Body): Answer {
  const { out_return_no: no, return_mchid: account, amount, description } = body
  if (!isShareNo(no)) return paramError('out_return_no', no, '长度或字符不符')
  if (!isText(description, 1, 80)) return paramError('description', description, '缺少描述')
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount) || amount < 1) {
    return paramError('amount', amount, '金额应为正整数，单位分')
  }
  const share = world.shares.get(String(body.out_order_no))
  if (!share) return refuse(404, 'RESOURCE_NOT_EXISTS', '分账单不存在')
  const known = world.shareReturns.get(no)
  if (known) {
    const same = known.shareNo === share.no && known.account === account && known.amount === amount
    return same
      ? ok(returnOf(share, known))
      : refuse(400, 'INVALID_REQUEST', '商户回退单号重复，但参数不一致')
  }
  const given = share.receivers.find((one) => one.account === account && one.result === 'SUCCESS')
  if (given?.type !== 'MERCHANT_ID') return refuse(400, 'INVALID_REQUEST', '该接收方未收到分账或不支持回退')
  if (given.returned + amount > given.amount) return refuse(403, 'NOT_ENOUGH', '回退金额大于可回退金额')
  const now = world.clock.now().getTime()
  const shareReturn: ShareReturn = {
    no,
    returnId: shareReturnId(now),
    shareNo: share.no,
    account: given.account,
    amount,
    description,
    createdAt: now,
    result: 'PROCESSING',
    dueWait: world.waits.now() + DONE_AFTER_MS,
  }
  world.commit({ shareReturn, share: withReturned(share, given.account, amount) })
  return ok(returnOf(share, shareReturn))
}

const withReturned = (share: Share, account: string, amount: number): Share => ({
  ...share,
  receivers: share.receivers.map((one) =>
    one.account === account ? { ...one, returned: one.returned + amount } : one,
  ),
})

export function finishReturn(world: World, asked: ShareReturn): void {
  const share = world.shares.get(asked.shareNo)!
  const order = world.orders.get(share.orderNo)!
  const now = world.clock.now().getTime()
  if (world.faults.take('share_return_failed', 'share_return', order.no)) {
    world.commit({
      shareReturn: { ...asked, result: 'FAILED', failReason: 'PAYER_ACCOUNT_ABNORMAL', finishedAt: now },
      share: withReturned(share, asked.account, -asked.amount),
    })
    return
  }
  const sharing = order.sharing!
  const { amount, description, returnId: detailId } = asked
  world.commit({
    shareReturn: { ...asked, result: 'SUCCESS', finishedAt: now },
    orders: [{ ...order, sharing: { ...sharing, shared: sharing.shared - amount } }],
    flows: [shareReturnFlow({ at: now, amount, description, detailId, orderId: share.orderId })],
  })
}

/** GET /v3/profitsharing/return-orders/{no}?out_order_no= */
export function queryReturn(world: World, no: string, shareNo: string | null): Answer {
  const found = world.shareReturns.get(no)
  return found && found.shareNo === shareNo
    ? ok(returnOf(world.shares.get(found.shareNo)!, found))
    : refuse(404, 'RESOURCE_NOT_EXISTS', '分账回退单不存在')
}

function returnOf(share: Share, one: ShareReturn): Record<string, unknown> {
  return {
    order_id: share.orderId,
    out_order_no: share.no,
    out_return_no: one.no,
    return_id: one.returnId,
    return_mchid: one.account,
    amount: one.amount,
    description: one.description,
    result: one.result,
    ...(one.failReason === undefined ? {} : { fail_reason: one.failReason }),
    create_time: chinaTime(one.createdAt),
    finish_time: chinaTime(one.finishedAt ?? one.createdAt),
  }
}
