import { persons } from '../persons.ts'
import { type Answer, noContent, ok, paramError, refuse } from './answers.ts'
import { codeUrl, prepayId } from './ids.ts'
import { checkNotifyUrl, isText, readAmount } from './input.ts'
import { pay } from './pay.ts'
import { transactionOf } from './transaction.ts'
import type { Method, Order } from './types.ts'
import type { World } from './world.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

type Body = Readonly<Record<string, unknown>>

/** POST /v3/pay/transactions/{native|jsapi|h5|app} */
export function createOrder(world: World, method: Method, body: Body, presignedCode?: string): Answer {
  const { file } = world.keys
  const { out_trade_no: no, description } = body
  if (body.mchid !== file.merchantId) return paramError('mchid', body.mchid, '商户号与签名不一致')
  if (body.appid !== file.appId) return refuse(400, 'APPID_MCHID_NOT_MATCH', 'AppID和mch_id不匹配')
  if (!isOrderNo(no, 6)) return paramError('out_trade_no', no, '长度或字符不符')
  const wrong = wrongContent(body, description) ?? wrongPayer(method, body, body.payer)
  if (wrong) return wrong
  const amount = readAmount(body.amount, 'total')
  if (typeof amount === 'string') return paramError('amount.total', body.amount, amount)
  const now = world.clock.now().getTime()
  const expiresAt = expiryOf(body, now)
  if (expiresAt === undefined) return paramError('time_expire', body.time_expire, '格式不符合rfc3339')

  const asked: Asked = { no, method, description: String(description), total: amount.value, body }
  const known = world.orders.get(no)
  if (known) return repeatOrder(world, known, asked)
  const order: Order = {
    ...newOrder(world, asked, now, expiresAt),
    codeUrl: method === 'native' ? (presignedCode ?? codeUrl()) : prepayId(now),
  }
  world.commit({ orders: [order] })
  return shown(world, method, order.codeUrl)
}

export const isOrderNo = (no: unknown, shortest: number): no is string =>
  isText(no, shortest, 32) && /^[0-9A-Za-z_\-|*]+$/.test(no)

/** What single and combined orders have alike. */
export function wrongContent(body: Body, description: unknown): Answer | undefined {
  const { attach, notify_url: notifyUrl } = body
  if (!isText(description, 1, 127)) return paramError('description', description, '长度应为1到127')
  if (attach !== undefined && !isText(attach, 0, 128)) return paramError('attach', attach, '长度不大于128')
  const wrongUrl = checkNotifyUrl(notifyUrl)
  return wrongUrl ? paramError('notify_url', notifyUrl, wrongUrl) : undefined
}

export function wrongPayer(method: Method, body: Body, payer: unknown): Answer | undefined {
  const { openid } = (payer ?? {}) as Body
  if (method === 'jsapi' && !isText(openid, 1, 128)) return paramError('payer.openid', openid, '缺少openid')
  if (method !== 'h5') return undefined
  const scene = (body.scene_info ?? {}) as Body
  const { type } = (scene.h5_info ?? {}) as Body
  if (!isText(scene.payer_client_ip, 3, 45)) {
    return paramError('scene_info.payer_client_ip', scene.payer_client_ip, '缺少用户终端IP')
  }
  const known = ['iOS', 'Android', 'Wap'].includes(String(type))
  return known ? undefined : paramError('scene_info.h5_info.type', type, '场景类型不正确')
}

/** Seven days when nothing is said, lifted to one minute, lowered to ninety days. */
export function expiryOf(body: Body, now: number): number | undefined {
  const asked = body.time_expire === undefined ? now + 7 * DAY : Date.parse(String(body.time_expire))
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(asked, now + MINUTE), now + 90 * DAY)
}

type Asked = {
  readonly no: string
  readonly method: Method
  readonly description: string
  readonly total: number
  /** Of a single order or of one part. */
  readonly body: Body
}

export function newOrder(
  world: World,
  { no, method, description, total, body }: Asked,
  now: number,
  expiresAt: number,
): Omit<Order, 'codeUrl'> {
  const { merchantId, appId } = world.keys.file
  const settle = (body.settle_info ?? {}) as Body
  return {
    no,
    method,
    merchantId: String(body.mchid ?? merchantId),
    appId,
    description,
    ...(body.attach === undefined ? {} : { attach: String(body.attach) }),
    total,
    currency: 'CNY',
    notifyUrl: String(body.notify_url),
    createdAt: now,
    expiresAt,
    state: 'NOTPAY',
    stateDesc: '订单未支付',
    refunded: 0,
    refundCount: 0,
    ...(settle.profit_sharing === true
      ? { sharing: { isFinished: false, requests: 0, shared: 0, freeWait: Number.MAX_SAFE_INTEGER } }
      : {}),
  }
}

/** What the payer is shown. */
export function shown(world: World, method: Method, code: string): Answer {
  if (method === 'native') return ok({ code_url: code })
  if (method !== 'h5') return ok({ prepay_id: code })
  const query = new URLSearchParams({ prepay_id: code, package: code.slice(-10) })
  return ok({ h5_url: `${world.baseUrl()}/wechat/h5?${query}` })
}

/** The same number again: the same content gives the current code, another content is refused. */
function repeatOrder(world: World, order: Order, asked: Asked): Answer {
  if (order.paid) return refuse(400, 'ORDERPAID', '该订单已支付')
  if (order.state !== 'NOTPAY' || world.clock.now().getTime() >= order.expiresAt) {
    return refuse(400, 'ORDER_CLOSED', '该订单已关闭')
  }
  const same =
    order.total === asked.total &&
    order.description === asked.description &&
    (order.method ?? 'native') === asked.method &&
    order.combinedNo === undefined
  return same
    ? shown(world, asked.method, order.codeUrl)
    : refuse(400, 'INVALID_REQUEST', '201 商户订单号重复')
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
export function closeOrder(world: World, no: string, body: Body): Answer {
  const order = world.orders.get(no)
  if (body.mchid !== world.keys.file.merchantId) return paramError('mchid', body.mchid, '商户号与签名不一致')
  if (!order) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
  releaseHeldNotices(world, no)
  if (order.paid) return refuse(400, 'ORDERPAID', '该订单已支付')
  if (order.state === 'CLOSED' || world.faults.take('close_ignored', 'close', no)) return noContent
  world.commit({ orders: [closed(world, order)] })
  if (world.faults.take('pay_after_close', 'close', no))
    pay(world, no, persons[0]!.openid, { inFlight: true })
  return noContent
}

export const closed = (world: World, order: Order): Order => ({
  ...order,
  state: 'CLOSED',
  stateDesc: '订单已关闭',
  closedAt: world.clock.now().getTime(),
})

export function releaseHeldNotices(world: World, no: string): void {
  const notices = world
    .openNotices()
    .filter((notice) => notice.no === no && notice.state === 'held_for_close')
    .map((notice) => ({ ...notice, state: 'waiting' as const, dueWait: world.waits.now() + 1_000 }))
  world.commit({ notices })
}
