import { persons } from '../persons.ts'
import { type Answer, noContent, ok, paramError, refuse } from './answers.ts'
import { codeUrl, prepayId } from './ids.ts'
import { isText, readAmount } from './input.ts'
import {
  closed,
  expiryOf,
  isOrderNo,
  newOrder,
  releaseHeldNotices,
  shown,
  wrongContent,
  wrongPayer,
} from './orders.ts'
import { pay } from './pay.ts'
import { combinedOf } from './transaction.ts'
import type { Combined, Method, Order } from './types.ts'
import type { World } from './world.ts'

const MOST_PARTS = 50

type Body = Readonly<Record<string, unknown>>

/** POST /v3/combine-transactions/{native|jsapi|h5|app}: one payment over several merchants' orders. */
export function createCombined(world: World, method: Method, body: Body): Answer {
  const { file } = world.keys
  const { combine_out_trade_no: no, sub_orders: parts } = body
  if (body.combine_mchid !== file.merchantId) {
    return paramError('combine_mchid', body.combine_mchid, '商户号与签名不一致')
  }
  if (body.combine_appid !== file.appId) return refuse(400, 'APPID_MCHID_NOT_MATCH', 'AppID和mch_id不匹配')
  if (!isOrderNo(no, 2)) return paramError('combine_out_trade_no', no, '长度或字符不符')
  if (!Array.isArray(parts) || parts.length === 0 || parts.length > MOST_PARTS) {
    return paramError('sub_orders', undefined, `子单数应为1到${MOST_PARTS}`)
  }
  const wrong = wrongPayer(method, body, body.combine_payer_info)
  if (wrong) return wrong
  const now = world.clock.now().getTime()
  const expiresAt = expiryOf(body, now)
  if (expiresAt === undefined) return paramError('time_expire', body.time_expire, '格式不符合rfc3339')
  const code = method === 'native' ? codeUrl() : prepayId(now)
  const orders: Order[] = []
  for (const part of parts as Body[]) {
    const order = readPart(world, { part, method, body, now, expiresAt })
    if ('status' in order) return order
    orders.push({ ...order, combinedNo: no, codeUrl: code })
  }
  const nos = orders.map((order) => order.no)
  if (new Set(nos).size < nos.length) return paramError('sub_orders', undefined, '子单商户订单号重复')
  const known = world.combined.get(no)
  if (known) return repeatCombined(world, known, orders)
  if (nos.some((one) => world.orders.has(one))) return refuse(400, 'OUT_TRADE_NO_USED', '商户订单号重复')
  const { merchantId, appId } = file
  const notifyUrl = String(body.notify_url)
  const combined = {
    no,
    merchantId,
    appId,
    method,
    code,
    notifyUrl,
    createdAt: now,
    expiresAt,
    orderNos: nos,
  }
  world.commit({ combined, orders })
  return shown(world, method, code)
}

type PartOf = {
  readonly part: Body
  readonly method: Method
  readonly body: Body
  readonly now: number
  readonly expiresAt: number
}

function readPart(
  world: World,
  { part, method, body, now, expiresAt }: PartOf,
): Omit<Order, 'codeUrl'> | Answer {
  const { out_trade_no: no, description } = part
  if (!isOrderNo(no, 6)) return paramError('sub_orders.out_trade_no', no, '长度或字符不符')
  if (!isText(part.mchid, 8, 32)) return paramError('sub_orders.mchid', part.mchid, '缺少子单商户号')
  if (!isText(part.attach, 1, 128)) return paramError('sub_orders.attach', part.attach, '缺少附加数据')
  const wrong = wrongContent({ ...part, notify_url: body.notify_url }, description)
  if (wrong) return wrong
  const amount = readAmount(part.amount, 'total_amount')
  if (typeof amount === 'string') return paramError('sub_orders.amount', part.amount, amount)
  const asked = {
    no,
    method,
    description: String(description),
    total: amount.value,
    body: { ...part, notify_url: body.notify_url },
  }
  return newOrder(world, asked, now, expiresAt)
}

function repeatCombined(world: World, known: Combined, asked: readonly Order[]): Answer {
  const orders = partsOf(world, known)
  if (orders[0]!.paid) return refuse(400, 'ORDERPAID', '该订单已支付')
  if (orders[0]!.state !== 'NOTPAY' || world.clock.now().getTime() >= known.expiresAt) {
    return refuse(400, 'ORDER_CLOSED', '该订单已关闭')
  }
  const content = (order: Order) => `${order.no} ${order.merchantId} ${order.total} ${order.description}`
  const same = orders.map(content).join() === asked.map(content).join()
  return same ? shown(world, known.method, known.code) : refuse(400, 'INVALID_REQUEST', '商户订单号重复')
}

export const partsOf = (world: World, { orderNos }: Combined): Order[] =>
  orderNos.map((no) => world.orders.get(no)!)

/** GET /v3/combine-transactions/out-trade-no/{no} */
export function queryCombined(world: World, no: string): Answer {
  const combined = world.combined.get(no)
  if (!combined || world.faults.take('query_not_found', 'query', no)) {
    return refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
  }
  const orders = partsOf(world, combined)
  return ok(combinedOf(combined, orders[0]!.paid ? belied(world, no, orders) : orders))
}

/** A lie about the last part alone: the rest of the answer is true. */
function belied(world: World, no: string, orders: readonly Order[]): readonly Order[] {
  if (!world.faults.take('query_notpay', 'query', no)) return orders
  const { paid: _hidden, ...last } = orders.at(-1)!
  return [...orders.slice(0, -1), { ...last, state: 'NOTPAY', stateDesc: '订单未支付' }]
}

/** POST /v3/combine-transactions/out-trade-no/{no}/close; every part must be named. */
export function closeCombined(world: World, no: string, body: Body): Answer {
  const combined = world.combined.get(no)
  if (body.combine_appid !== world.keys.file.appId) {
    return paramError('combine_appid', body.combine_appid, 'AppID不一致')
  }
  if (!combined) return refuse(404, 'ORDER_NOT_EXIST', '订单不存在')
  const orders = partsOf(world, combined)
  const named = new Set(
    (Array.isArray(body.sub_orders) ? (body.sub_orders as Body[]) : []).map(
      (part) => `${part.mchid} ${part.out_trade_no}`,
    ),
  )
  if (named.size !== orders.length || !orders.every((one) => named.has(`${one.merchantId} ${one.no}`))) {
    return paramError('sub_orders', body.sub_orders, '子单信息与原订单不一致')
  }
  releaseHeldNotices(world, no)
  if (orders[0]!.paid) return refuse(400, 'ORDERPAID', '该订单已支付')
  if (orders[0]!.state === 'CLOSED' || world.faults.take('close_ignored', 'close', no)) return noContent
  world.commit({ orders: orders.map((order) => closed(world, order)) })
  if (world.faults.take('pay_after_close', 'close', no))
    pay(world, no, persons[0]!.openid, { inFlight: true })
  return noContent
}
