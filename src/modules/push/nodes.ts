import type { Label } from '../../kernel/machine.ts'
import type { Audience, Way } from './ways.ts'

type Defaults = Readonly<Partial<Record<Audience, readonly Way[]>>>

type Node = {
  readonly label: Label
  /** The events it is made from; none: time makes it, so no server can hear it as an event. */
  readonly events: readonly string[]
  /** What is switched on before anybody has switched anything. Webhooks are always on at first. */
  readonly on: Defaults
}

const node = (zh: string, en: string, events: readonly string[], on: Defaults): Node => ({
  label: { zh, en },
  events,
  on,
})
const ALL_BUT_SMS = ['site', 'mail', 'app'] as const
const EVERYTHING = ['site', 'sms', 'mail', 'app'] as const

/** Every node of a payment that people are told of 推送节点 (row K1), in the order in which a payment meets them. */
export const NODES = {
  pay_reminder: node('待付款提醒', 'Time to pay is running out', [], { buyer: EVERYTHING }),
  part_paid: node('已部分支付', 'Paid in part', ['order.partly_paid'], {
    buyer: ALL_BUT_SMS,
    merchant: ['site'],
  }),
  part_paid_reminder: node('尾款提醒', 'The rest is still due', [], { buyer: ALL_BUT_SMS }),
  instalment_due: node('分期到期提醒', 'An instalment is due', [], { buyer: EVERYTHING }),
  paid: node('支付成功', 'Paid', ['trade.paid', 'order.paid'], {
    buyer: ALL_BUT_SMS,
    merchant: ['site', 'mail', 'app'],
  }),
  held: node('资金已冻结', 'Money is held', ['payment.authorized'], { buyer: ['site'], merchant: ['site'] }),
  payment_failed: node('支付失败', 'A payment failed', ['payment.failed'], { buyer: ['site', 'app'] }),
  payment_conflicted: node('到账金额不符', 'Another amount came in', ['payment.conflicted'], {
    buyer: ['site'],
    platform: ['site', 'mail'],
  }),
  closed: node('未付款关闭', 'Closed unpaid', ['trade.closed'], {
    buyer: ['site', 'app'],
    merchant: ['site'],
  }),
  refund_requested: node('申请退款', 'A refund was asked for', ['refund.requested'], {
    buyer: ['site'],
    merchant: ['site'],
    platform: ['site'],
  }),
  refund_approved: node('退款已批准', 'A refund was approved', ['refund.approved'], { buyer: ALL_BUT_SMS }),
  refund_rejected: node('退款未获批准', 'A refund was turned down', ['refund.rejected'], {
    buyer: ALL_BUT_SMS,
  }),
  refund_processing: node('退款处理中', 'A refund is under way', ['refund.processing'], { buyer: ['site'] }),
  refund_succeeded: node('退款成功', 'A refund arrived', ['refund.succeeded'], {
    buyer: EVERYTHING,
    merchant: ['site'],
  }),
  refund_failed: node('退款失败', 'A refund failed', ['refund.failed'], {
    buyer: ['site'],
    platform: ['site', 'mail'],
  }),
  paid_twice: node('多付款项退回中', 'Paid too much, on its way back', ['refund.approved'], {
    buyer: ALL_BUT_SMS,
    platform: ['site'],
  }),
  surplus_refunded: node('多付款项已退回', 'What was paid too much is back', ['refund.succeeded'], {
    buyer: EVERYTHING,
  }),
  dispute_opened: node('发生支付争议', 'A dispute was opened', ['dispute.opened'], {
    merchant: ['site', 'mail'],
    platform: ['site', 'mail'],
  }),
  dispute_won: node('争议胜诉', 'A dispute was won', ['dispute.won'], {
    merchant: ['site', 'mail'],
    platform: ['site'],
  }),
  dispute_lost: node('争议败诉', 'A dispute was lost', ['dispute.lost'], {
    merchant: ['site', 'mail'],
    platform: ['site', 'mail'],
  }),
} as const satisfies Readonly<Record<string, Node>>

export type NodeCode = keyof typeof NODES
export const NODE_CODES = Object.keys(NODES) as NodeCode[]
export const isNode = (code: string): code is NodeCode => Object.hasOwn(NODES, code)

/** Which ways lead to an audience at all: a buyer has no server, and who carries parcels does not sign in here. */
export const REACHED_BY: Readonly<Record<Audience, readonly Way[]>> = {
  buyer: ['site', 'sms', 'mail', 'app'],
  carrier: ['sms', 'mail', 'app'],
  merchant: ['site', 'sms', 'mail', 'app', 'webhook'],
  platform: ['site', 'sms', 'mail', 'app', 'webhook'],
}

export type Cell = { readonly node: NodeCode; readonly audience: Audience; readonly way: Way }

/** A trade spans shops, so its events are announced to the platform alone. */
const isAnnouncedTo = (audience: Audience, event: string): boolean =>
  audience === 'platform' || !event.startsWith('trade.')

/** Whether a switch exists: the way leads there, and a webhook has an event to announce. */
export const isCell = ({ node: code, audience, way }: Cell): boolean =>
  REACHED_BY[audience].includes(way) &&
  (way !== 'webhook' || NODES[code].events.some((event) => isAnnouncedTo(audience, event)))

export const CELLS: readonly Cell[] = NODE_CODES.flatMap((code) =>
  (Object.keys(REACHED_BY) as Audience[]).flatMap((audience) =>
    REACHED_BY[audience].map((way) => ({ node: code, audience, way })).filter(isCell),
  ),
)

export const isOnAtFirst = ({ node: code, audience, way }: Cell): boolean =>
  way === 'webhook' || ((NODES[code] as Node).on[audience] ?? []).includes(way)

/** The node of a published event, or null when people are told nothing of it. `data` as it was published. */
export function nodeOf(type: string, data: Readonly<Record<string, unknown>>): NodeCode | null {
  const surplus = data.source === 'surplus'
  switch (type) {
    case 'trade.paid':
    case 'order.paid':
      // Nothing was paid just now where the rest was waived: whoever gave it up tells it himself.
      return data.waived === undefined ? 'paid' : null
    case 'order.partly_paid':
      return 'part_paid'
    case 'trade.closed':
      return 'closed'
    case 'payment.authorized':
      // A part of a combined payment is held for a moment only: its buyer hears of the whole.
      return data.channel === 'wallet' || data.channel === 'points' ? null : 'held'
    case 'payment.failed':
      return 'payment_failed'
    case 'payment.conflicted':
      return 'payment_conflicted'
    case 'refund.requested':
      return surplus ? null : 'refund_requested'
    case 'refund.approved':
      return surplus ? 'paid_twice' : 'refund_approved'
    case 'refund.rejected':
      return 'refund_rejected'
    case 'refund.processing':
      return surplus ? null : 'refund_processing'
    case 'refund.succeeded':
      return surplus ? 'surplus_refunded' : 'refund_succeeded'
    case 'refund.failed':
      return 'refund_failed'
    case 'dispute.opened':
      return 'dispute_opened'
    case 'dispute.won':
      return 'dispute_won'
    case 'dispute.lost':
      return 'dispute_lost'
    default:
      return null
  }
}
