import type { Label } from '../../kernel/machine.ts'
import { formatMoney } from '../../kernel/money-text.ts'
import { nodeOf } from './nodes.ts'
import type { Tiding, Variables } from './types.ts'

/** A published event, as far as it is told on. */
export type Happened = {
  readonly position: number
  readonly type: string
  readonly subject: string
  readonly occurredAt: string
  readonly data: Readonly<Record<string, unknown>>
}

type OrderPart = { readonly orderNo: string; readonly shopId: number; readonly left: number }

/** What the event itself does not say about its trade. */
export type AboutTrade = {
  readonly tradeNo: string
  readonly buyerId: string
  readonly closeReason: string | null
  readonly orders: readonly OrderPart[]
}

/** Why a payment failed, in the buyer's words, and what he can do next. */
export type FailureTold = { readonly reason: Label; readonly next: Label }

type Share = {
  readonly shopId: number
  readonly orderNos: readonly string[]
  readonly amount: number
  readonly received: number
}

const WHOLE = ['buyer', 'platform'] as const
const PART = ['merchant', 'carrier'] as const

/** The trade an event belongs to, by its number; null when it belongs to none. */
export function tradeNoOf({ type, subject, data }: Happened): string | null {
  if (type.startsWith('trade.')) return subject
  const no = data.tradeNo ?? data.payableNo
  return typeof no === 'string' ? no : null
}

/**
 * What is told of an event. The buyer and the platform hear of the whole; each shop (and who carries for it) of its
 * own part and nothing of another's.
 */
export function tidingsOf(event: Happened, trade: AboutTrade, failure: FailureTold | null): Tiding[] {
  const node = nodeOf(event.type, event.data)
  if (node === null) return []
  const common = {
    node,
    source: `evt_${event.position}`,
    buyerId: trade.buyerId,
    occurredAt: new Date(event.occurredAt),
  }
  const toWhole = (subjectNo: string, variables: Variables): Tiding => ({
    ...common,
    audiences: WHOLE,
    subjectNo,
    shopId: null,
    variables: { no: subjectNo, ...variables },
  })
  const toShop = (shopId: number, subjectNo: string, variables: Variables): Tiding => ({
    ...common,
    audiences: PART,
    subjectNo,
    shopId,
    variables: { no: subjectNo, ...variables },
  })
  const { data, subject } = event
  const money = (value: unknown) => moneyOf(value, data.currency)
  switch (event.type) {
    case 'trade.paid':
      return [toWhole(subject, { amount: money(data.payable) })]
    case 'order.paid':
      return [toShop(Number(data.shopId), subject, { amount: money(data.payable) })]
    case 'order.partly_paid': {
      const variables = { amount: money(data.payable) }
      return [toWhole(subject, variables), toShop(Number(data.shopId), subject, variables)]
    }
    case 'trade.closed': {
      const reason = trade.closeReason === 'timeout' ? BY_TIME : CANCELLED
      const shops = trade.orders.map(({ orderNo, shopId }) => toShop(shopId, orderNo, { reason }))
      return [toWhole(subject, { reason }), ...shops]
    }
    case 'payment.authorized':
    case 'payment.failed':
    case 'payment.conflicted': {
      const why = failure ?? { reason: '', next: '' }
      const sums = ({ amount, received }: { amount?: unknown; received?: unknown }) => ({
        amount: money(amount),
        received: money(received),
      })
      const shares = Array.isArray(data.shares) ? (data.shares as Share[]) : []
      const shops = shares.map((share) =>
        toShop(share.shopId, share.orderNos[0] ?? trade.tradeNo, { ...sums(share), ...why }),
      )
      return [toWhole(trade.tradeNo, { ...sums(data), ...why }), ...shops]
    }
    default:
      return aboutMoneyBack(event, trade, failure, { toWhole, toShop })
  }
}

type To = {
  readonly toWhole: (subjectNo: string, variables: Variables) => Tiding
  readonly toShop: (shopId: number, subjectNo: string, variables: Variables) => Tiding
}

/** Refunds and disputes: of one order, or of a surplus, which belongs to no shop. */
function aboutMoneyBack(
  { data }: Happened,
  trade: AboutTrade,
  failure: FailureTold | null,
  { toWhole, toShop }: To,
): Tiding[] {
  const ordersOf = trade.orders.filter(({ shopId }) => shopId === data.shopId)
  const shopNo = typeof data.itemNo === 'string' ? data.itemNo : ordersOf[0]?.orderNo
  const variables = {
    amount: moneyOf(data.amount, data.currency),
    reason: failure?.reason ?? '',
    code: typeof data.failureCode === 'string' ? data.failureCode : '',
    until: typeof data.respondBy === 'string' ? timeText(new Date(data.respondBy)) : CHANNELS_TIME,
  }
  const told = toWhole(typeof data.itemNo === 'string' ? data.itemNo : trade.tradeNo, variables)
  // A shop knows its orders, not the trade over several shops.
  return typeof data.shopId === 'number' && shopNo !== undefined
    ? [told, toShop(data.shopId, shopNo, variables)]
    : [told]
}

const CHANNELS_TIME: Label = { zh: '渠道规定的时限', en: 'the channel’s deadline' }
const BY_TIME: Label = { zh: '超过支付时限，已自动关闭', en: 'its time to pay ran out' }
const CANCELLED: Label = { zh: '已取消', en: 'it was cancelled' }

const moneyOf = (value: unknown, currency: unknown): string =>
  typeof value === 'number' ? formatMoney(value, typeof currency === 'string' ? currency : 'CNY') : ''

const UTC_PLUS_8 = 8 * 3_600_000

/** `11-22 18:30` at the fixed offset UTC+8, where our business numbers tell their time too. */
export const timeText = (at: Date): string =>
  new Date(at.getTime() + UTC_PLUS_8).toISOString().slice(5, 16).replace('T', ' ')

/** A trade that is not paid, or not wholly. */
export type Unpaid = {
  readonly tradeNo: string
  readonly buyerId: string
  readonly left: number
  readonly currency: string
  readonly expiresAt: Date
  readonly orders: readonly OrderPart[]
}

/** Before the close (row L7), and regularly for the rest of a part payment: `round` counts the regular ones. */
export function remindersOf(unpaid: Unpaid, round: number | null, now: Date): Tiding[] {
  const { tradeNo, buyerId, currency, expiresAt } = unpaid
  const about = (
    audiences: Tiding['audiences'],
    no: string,
    shopId: number | null,
    left: number,
  ): Tiding => ({
    node: round === null ? 'pay_reminder' : 'part_paid_reminder',
    source: round === null ? `before_close_${expiresAt.toISOString()}` : `part_paid_${round}`,
    audiences,
    subjectNo: no,
    buyerId,
    shopId,
    variables: { no, left: formatMoney(left, currency), until: timeText(expiresAt) },
    occurredAt: now,
    expiresAt,
  })
  const open = unpaid.orders.filter(({ left }) => left > 0)
  return [
    about(WHOLE, tradeNo, null, unpaid.left),
    ...open.map(({ orderNo, shopId, left }) => about(PART, orderNo, shopId, left)),
  ]
}

/** An instalment of a trade that falls due. `part` counts from 1. */
export type DueInstalment = {
  readonly tradeNo: string
  readonly buyerId: string
  readonly part: number
  readonly amount: number
  readonly currency: string
  readonly dueAt: Date
}

/** Its amount is the trade's: where several shops share a trade, none of them is told. */
export function instalmentTidings(due: DueInstalment, orders: readonly OrderPart[], now: Date): Tiding[] {
  const about = (audiences: Tiding['audiences'], no: string, shopId: number | null): Tiding => ({
    node: 'instalment_due',
    source: `instalment_${due.part}_${due.dueAt.toISOString()}`,
    audiences,
    subjectNo: no,
    buyerId: due.buyerId,
    shopId,
    variables: {
      no,
      part: String(due.part),
      amount: formatMoney(due.amount, due.currency),
      until: timeText(due.dueAt),
    },
    occurredAt: now,
  })
  const [only, ...others] = orders
  const shop = only && others.length === 0 ? [about(PART, only.orderNo, only.shopId)] : []
  return [about(WHOLE, due.tradeNo, null), ...shop]
}
