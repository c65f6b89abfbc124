import { randomUUID } from 'node:crypto'
import type { FaultRule } from '../faults.ts'
import type { FaultName } from './faults.ts'
import { ANOTHER_MERCHANT, chinaTime } from './ids.ts'
import { receivedBy } from './received.ts'
import { combinedOf, transactionOf } from './transaction.ts'
import type { Combined, Notice, Order, Refund, Twist } from './types.ts'
import type { World } from './world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Pauses after each undelivered notice: the first goes out at once, then fifteen more within 24 h 4 min. */
export const NOTICE_PAUSES_MS: readonly number[] = [
  15 * SECOND,
  15 * SECOND,
  30 * SECOND,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
]

/** More deliveries than there ever are. */
const ALL = NOTICE_PAUSES_MS.length + 1

type Draft = Pick<Notice, 'kind' | 'no' | 'eventType' | 'summary' | 'url' | 'plain'>

/** A notice of its own, with the faults that were armed for its order; forgeries come before it. */
function compose(world: World, draft: Draft, orderNo: string): Notice[] {
  const armed = (fault: FaultName) => world.faults.take(fault, 'notice', orderNo)
  const id = randomUUID()
  const now = world.waits.now()
  const make = (changes: Partial<Notice> = {}): Notice => ({
    ...draft,
    key: randomUUID(),
    id,
    createdAt: world.clock.now().getTime(),
    lost: 0,
    deliveries: [],
    state: 'waiting',
    dueWait: now,
    ...changes,
  })
  const before: Notice[] = []
  for (const [fault, twist] of twistOf) {
    if (armed(fault)) before.push(make({ twist, once: true }))
  }
  const lost = armed('notice_lost')
  const delayed = armed('notice_delayed')
  const plain = twistedPlain(draft, armed)
  const genuine = make({
    plain,
    lost: lost ? (lost.param ?? ALL) : 0,
    // A forgery goes ahead of the genuine notice, to try to take its place.
    dueWait: now + (delayed ? (delayed.param ?? MINUTE) : before.length > 0 ? 200 : 0),
    ...(armed('notice_after_close') ? { state: 'held_for_close' as const } : {}),
    ...(armed('notice_reordered') ? { state: 'held_for_another' as const, dueWait: now + 30 * SECOND } : {}),
  })
  const after: Notice[] = []
  const copies = armed('notice_duplicated')
  for (let copy = 1; copies && copy < (copies.param ?? 3); copy++) {
    after.push(make({ plain, once: true, dueWait: genuine.dueWait + copy * 20 }))
  }
  if (armed('notice_twice')) after.push(make({ plain, id: randomUUID(), once: true }))
  return [...before, genuine, ...after]
}

const twistOf: readonly (readonly [FaultName, Twist])[] = [
  ['notice_forged', 'forged'],
  ['notice_probe', 'probe'],
  ['notice_stale', 'stale'],
  ['notice_tampered', 'tampered'],
  ['notice_unknown_serial', 'unknown_serial'],
]

type TellsAmount = { amount: { total?: number; total_amount?: number } }
type Told = TellsAmount & { mchid: string; sub_orders?: TellsAmount[] }

/** Validly signed, and wrong: only the merchant's own comparison can find it. */
function twistedPlain(draft: Draft, armed: (fault: FaultName) => FaultRule | undefined): string {
  const wrongAmount = armed('notice_wrong_amount')
  const wrongMerchant = armed('notice_wrong_merchant')
  if (!wrongAmount && !wrongMerchant) return draft.plain
  const content = JSON.parse(draft.plain) as Told
  if (wrongMerchant) content.mchid = ANOTHER_MERCHANT
  const off = wrongAmount ? (wrongAmount.param ?? -1) : 0
  const { amount } = content.sub_orders?.[0] ?? content
  if (amount.total_amount !== undefined) amount.total_amount = Math.max(0, amount.total_amount + off)
  else amount.total = Math.max(0, (amount.total ?? 0) + off)
  return JSON.stringify(content)
}

export function paymentNotices(world: World, order: Order): Notice[] {
  return compose(world, paymentDraft(order), order.no)
}

export function combinedNotices(world: World, combined: Combined, orders: readonly Order[]): Notice[] {
  const { no, notifyUrl } = combined
  const plain = JSON.stringify(combinedOf(combined, orders))
  const draft = { kind: 'transaction', no, eventType: 'TRANSACTION.SUCCESS', summary: '支付成功' } as const
  return compose(world, { ...draft, url: notifyUrl, plain }, no)
}

export function paymentDraft(order: Order): Draft {
  return {
    kind: 'transaction',
    no: order.no,
    eventType: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    url: order.notifyUrl,
    plain: JSON.stringify(transactionOf(order)),
  }
}

const refundEvents = {
  SUCCESS: ['REFUND.SUCCESS', '退款成功'],
  CLOSED: ['REFUND.CLOSED', '退款关闭'],
  ABNORMAL: ['REFUND.ABNORMAL', '退款异常'],
} as const

export function refundNotices(world: World, refund: Refund, status: keyof typeof refundEvents): Notice[] {
  if (!refund.notifyUrl) return []
  const [eventType, summary] = refundEvents[status]
  const content = {
    mchid: world.keys.file.merchantId,
    out_trade_no: refund.orderNo,
    transaction_id: refund.transactionId,
    out_refund_no: refund.no,
    refund_id: refund.refundId,
    refund_status: status,
    ...(refund.succeededAt === undefined ? {} : { success_time: chinaTime(refund.succeededAt) }),
    user_received_account: receivedBy(refund).user_received_account,
    amount: {
      total: refund.total,
      refund: refund.amount,
      payer_total: refund.total,
      payer_refund: refund.amount,
    },
  }
  const draft = { kind: 'refund', no: refund.no, eventType, summary, url: refund.notifyUrl } as const
  return compose(world, { ...draft, plain: JSON.stringify(content) }, refund.orderNo)
}
