import { answer, type Code, isCode, repeat, wordsOf } from './answers.ts'
import { chinaDigits, momentOf, queryIdAt, random } from './digits.ts'
import type { Fields } from './signing.ts'
import type { Order, Refund } from './types.ts'
import type { World } from './world.ts'

const NO_FORMAT = /^[0-9A-Za-z]{8,40}$/
const DEFAULT_EXPIRY_MS = 24 * 60 * 60 * 1000

/** Takes an order up: what is wrong with it, or the order. The same number and time name the same order. */
export function takeUp(world: World, asked: Fields): Order | Code {
  const { orderId = '', txnTime = '', txnAmt = '', backUrl = '', channelType = '' } = asked
  const isConsumption = asked.txnType === '01' && asked.txnSubType === '01' && asked.bizType === '000201'
  const isReadable =
    NO_FORMAT.test(orderId) && !Number.isNaN(momentOf(txnTime)) && /^[1-9]\d{0,11}$/.test(txnAmt)
  const isWhole = /^https?:/.test(backUrl) && ['07', '08'].includes(channelType)
  if (!isConsumption || !isReadable || !isWhole || asked.currencyCode !== '156') return '10'
  if (asked.payTimeout !== undefined && Number.isNaN(momentOf(asked.payTimeout))) return '10'
  const known = world.orders.get(orderId)
  if (known) return known
  const now = world.clock.now().getTime()
  return {
    no: orderId,
    txnTime,
    merchantId: asked.merId!,
    amount: Number(txnAmt),
    channelType,
    backUrl,
    ...(asked.frontUrl ? { frontUrl: asked.frontUrl } : {}),
    ...(asked.reqReserved ? { note: asked.reqReserved } : {}),
    createdAt: now,
    expiresAt: asked.payTimeout === undefined ? now + DEFAULT_EXPIRY_MS : momentOf(asked.payTimeout),
    tn: random(21),
    queryId: queryIdAt(now),
    traceNo: random(6),
    state: 'open',
    refunded: 0,
  }
}

/** appTransReq.do: a transaction number for the app; a number that is known is a repetition. */
export function orderInApp(world: World, asked: Fields): Fields {
  const order = takeUp(world, asked)
  if (typeof order === 'string') return answer(order, repeat(asked))
  if (world.orders.has(order.no)) return answer('12', repeat(asked))
  world.commit({ order })
  return answer('00', { ...repeat(asked), tn: order.tn })
}

/** queryTrans.do: by number and time, for orders and refunds alike. */
export function queryTransaction(world: World, asked: Fields, armed: QueryFaults): Fields {
  const { orderId = '', txnTime = '' } = asked
  const order = world.orders.get(orderId)
  const refund = world.refunds.get(orderId)
  const found = order ?? refund
  if (found?.txnTime !== txnTime || armed.notFound) return answer('34', repeat(asked))
  const told = order ? orderFields(order) : refundFields(refund!)
  const code = armed.state ?? (order ? stateOf(world, order) : refundState(refund!))
  return answer('00', { ...told, origRespCode: code, origRespMsg: wordsOf(code) })
}

export type QueryFaults = { readonly notFound: boolean; readonly state: Code | undefined }

/** What the gateway says of an unpaid order; see docs/decisions/channel-facts-unionpay.md for what is not known. */
function stateOf(world: World, order: Order): Code {
  if (order.state === 'paid') return '00'
  if (order.state === 'declined' && isCode(order.declined ?? '')) return order.declined as Code
  return world.clock.now().getTime() > order.expiresAt ? '69' : '70'
}

const refundState = ({ state }: Refund): Code =>
  state === 'succeeded' ? '00' : state === 'failed' ? '60' : '05'

/** An order as it stands in answers and notices. */
export function orderFields(order: Order): Fields {
  const amount = String(order.paid?.amount ?? order.amount)
  return {
    accessType: '0',
    bizType: '000201',
    currencyCode: '156',
    encoding: 'utf-8',
    merId: order.paid?.merchantId ?? order.merchantId,
    orderId: order.no,
    queryId: order.queryId,
    ...(order.note ? { reqReserved: order.note } : {}),
    ...(order.paid
      ? { settleAmt: amount, settleCurrencyCode: '156', settleDate: chinaDigits(order.paid.at).slice(4, 8) }
      : {}),
    traceNo: order.traceNo,
    traceTime: order.txnTime.slice(4),
    txnAmt: amount,
    txnSubType: '01',
    txnTime: order.txnTime,
    txnType: '01',
    version: '5.1.0',
  }
}

export function refundFields(refund: Refund): Fields {
  return {
    accessType: '0',
    bizType: '000201',
    currencyCode: '156',
    encoding: 'utf-8',
    merId: refund.merchantId,
    orderId: refund.no,
    origQryId: refund.origQryId,
    queryId: refund.queryId,
    ...(refund.note ? { reqReserved: refund.note } : {}),
    traceNo: refund.traceNo,
    traceTime: refund.txnTime.slice(4),
    txnAmt: String(refund.amount),
    txnSubType: '00',
    txnTime: refund.txnTime,
    txnType: '04',
    version: '5.1.0',
  }
}
