import { randomUUID } from 'node:crypto'
import { answer } from './answers.ts'
import { ANOTHER_MERCHANT } from './digits.ts'
import type { FaultName } from './faults.ts'
import { orderFields, refundFields } from './orders.ts'
import type { Fields } from './signing.ts'
import type { Notice, Order, Refund, Twist } from './types.ts'
import type { World } from './world.ts'

const MINUTE = 60_000

/** Pauses after each undelivered notice: five deliveries in all. */
export const NOTICE_PAUSES_MS: readonly number[] = [MINUTE, 2 * MINUTE, 4 * MINUTE, 5 * MINUTE]

/** More deliveries than there ever are. */
const ALL = NOTICE_PAUSES_MS.length + 1

const twistOf: readonly (readonly [FaultName, Twist])[] = [
  ['notice_forged', 'forged'],
  ['notice_tampered', 'tampered'],
  ['notice_unknown_serial', 'unknown_serial'],
]

/** A notice of a success, with the faults that were armed for its order; forgeries come before it. */
function compose(world: World, draft: Pick<Notice, 'no' | 'url' | 'fields'>, orderNo: string): Notice[] {
  const armed = (fault: FaultName) => world.faults.take(fault, 'notice', orderNo)
  const now = world.waits.now()
  const make = (changes: Partial<Notice> = {}): Notice => ({
    ...draft,
    key: randomUUID(),
    createdAt: world.clock.now().getTime(),
    lost: 0,
    deliveries: [],
    state: 'waiting',
    dueWait: now,
    ...changes,
  })
  const before = twistOf.flatMap(([fault, twist]) => (armed(fault) ? [make({ twist, once: true })] : []))
  const lost = armed('notice_lost')
  const delayed = armed('notice_delayed')
  const wrongAmount = armed('notice_wrong_amount')
  const fields: Fields = {
    ...draft.fields,
    ...(armed('notice_wrong_merchant') ? { merId: ANOTHER_MERCHANT } : {}),
    ...(wrongAmount ? { txnAmt: String(Number(draft.fields.txnAmt) + (wrongAmount.param ?? -1)) } : {}),
  }
  const genuine = make({
    fields,
    lost: lost ? (lost.param ?? ALL) : 0,
    // A forgery goes ahead of the genuine notice, to try to take its place.
    dueWait: now + (delayed ? (delayed.param ?? MINUTE) : before.length > 0 ? 200 : 0),
    ...(armed('notice_reordered') ? { state: 'held_for_another' as const, dueWait: now + MINUTE / 2 } : {}),
  })
  const copies = armed('notice_duplicated')
  const more = Array.from({ length: copies ? (copies.param ?? 3) - 1 : 0 }, (_, copy) =>
    make({ fields, once: true, dueWait: genuine.dueWait + (copy + 1) * 20 }),
  )
  return [...before, genuine, ...more]
}

export function paymentNotices(world: World, order: Order): Notice[] {
  const fields = answer('00', orderFields(order))
  return compose(world, { no: order.no, url: order.backUrl, fields }, order.no)
}

/** Only a success is told; a refund that failed is found out by asking. */
export function refundNotices(world: World, refund: Refund): Notice[] {
  if (!refund.backUrl) return []
  const fields = answer('00', refundFields(refund))
  return compose(world, { no: refund.no, url: refund.backUrl, fields }, refund.orderNo)
}

/** A notice that nobody should believe, sent by hand. */
export function extraNotice(world: World, order: Order, twist: Twist): void {
  const fields = answer('00', orderFields(order))
  const notice: Notice = {
    key: randomUUID(),
    no: order.no,
    url: order.backUrl,
    createdAt: world.clock.now().getTime(),
    fields,
    twist,
    once: true,
    lost: 0,
    deliveries: [],
    state: 'waiting',
    dueWait: world.waits.now(),
  }
  world.commit({ notices: [notice] })
}
