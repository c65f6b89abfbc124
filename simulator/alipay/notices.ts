import { randomUUID } from 'node:crypto'
import type { FaultRule } from '../faults.ts'
import type { FaultName } from './faults.ts'
import { ANOTHER_SELLER, chinaTime, newNotifyId, readYuan, yuan } from './text.ts'
import type { Hold, Notice, PaidTrade, Refund, Trade } from './types.ts'
import type { World } from './world.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Pauses after each undelivered notice: the first goes out at once, then seven more within 25 hours. */
export const ALIPAY_NOTICE_PAUSES_MS: readonly number[] = [
  4 * MINUTE,
  10 * MINUTE,
  10 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  15 * HOUR,
]

/** More deliveries than there ever are. */
const ALL = ALIPAY_NOTICE_PAUSES_MS.length + 1

type Draft = Pick<Notice, 'no' | 'url' | 'fields'>

/** A notice of its own, with the faults that were armed for its order; forgeries come before it. */
export function compose(world: World, draft: Draft): Notice[] {
  const armed = (fault: FaultName) => world.faults.take(fault, 'notice', draft.no)
  const wait = world.waits.now()
  const id = newNotifyId(world.now())
  const make = (changes: Partial<Notice> = {}): Notice => ({
    ...draft,
    key: randomUUID(),
    id,
    createdAt: world.now(),
    lost: 0,
    deliveries: [],
    state: 'waiting',
    dueWait: wait,
    ...changes,
  })
  const before: Notice[] = []
  if (armed('notice_forged')) {
    before.push(make({ twist: 'forged', once: true, fields: { ...draft.fields, total_amount: '0.01' } }))
  }
  if (armed('notice_probe')) before.push(make({ twist: 'probe', once: true }))
  const lost = armed('notice_lost')
  const delayed = armed('notice_delayed')
  const fields = twisted(draft.fields, armed)
  const genuine = make({
    fields,
    lost: lost ? (lost.param ?? ALL) : 0,
    // A forgery goes ahead of the genuine notice, to try to take its place.
    dueWait: wait + (delayed ? (delayed.param ?? MINUTE) : before.length > 0 ? 200 : 0),
    ...(armed('notice_after_close') ? { state: 'held_for_close' as const } : {}),
    ...(armed('notice_reordered') ? { state: 'held_for_another' as const, dueWait: wait + 30 * SECOND } : {}),
  })
  const after: Notice[] = []
  const copies = armed('notice_duplicated')
  for (let copy = 1; copies && copy < (copies.param ?? 3); copy++) {
    after.push(make({ fields, once: true, dueWait: genuine.dueWait + copy * 20 }))
  }
  if (armed('notice_twice')) after.push(make({ fields, id: newNotifyId(world.now()), once: true }))
  return [...before, genuine, ...after]
}

/** Validly signed, and wrong: only the merchant's own comparison can find it. */
function twisted(
  fields: Notice['fields'],
  armed: (fault: FaultName) => FaultRule | undefined,
): Notice['fields'] {
  const wrongAmount = armed('notice_wrong_amount')
  const wrongSeller = armed('notice_wrong_merchant')
  const total = readYuan(fields.total_amount) ?? 0
  return {
    ...fields,
    ...(wrongSeller ? { seller_id: ANOTHER_SELLER } : {}),
    ...(wrongAmount ? { total_amount: yuan(Math.max(1, total + (wrongAmount.param ?? -1))) } : {}),
  }
}

/** What every notice about a trade says; empty values are sent too. */
export function tradeFields(world: World, trade: Trade): Record<string, string> {
  const { paid } = trade
  return {
    notify_type: 'trade_status_sync',
    charset: 'utf-8',
    version: '1.0',
    app_id: world.keys.file.appId,
    auth_app_id: world.keys.file.appId,
    trade_no: trade.tradeNo,
    out_trade_no: trade.no,
    buyer_id: paid?.payer ?? '',
    seller_id: paid?.sellerId ?? world.keys.file.sellerId,
    trade_status: trade.status,
    total_amount: yuan(paid?.amount ?? trade.total),
    ...(paid && {
      receipt_amount: yuan(paid.amount),
      invoice_amount: yuan(paid.amount),
      buyer_pay_amount: yuan(paid.amount),
      point_amount: '0.00',
      gmt_payment: chinaTime(paid.at),
      fund_bill_list: `[{"amount":"${yuan(paid.amount)}","fundChannel":"ALIPAYACCOUNT"}]`,
    }),
    subject: trade.subject,
    body: '',
    gmt_create: chinaTime(trade.createdAt),
    ...(trade.closedAt === undefined ? {} : { gmt_close: chinaTime(trade.closedAt) }),
  }
}

export const tradeNotices = (world: World, trade: Trade, more: Record<string, string> = {}): Notice[] =>
  trade.notifyUrl
    ? compose(world, {
        no: trade.no,
        url: trade.notifyUrl,
        fields: { ...tradeFields(world, trade), ...more },
      })
    : []

export const paymentNotices = (world: World, trade: PaidTrade): Notice[] => tradeNotices(world, trade)

/** A refund is told about its trade; `refund_fee` is what the trade has given back in all. */
export function refundNotices(world: World, trade: PaidTrade, refund: Refund): Notice[] {
  if (world.faults.take('refund_silent', 'refund', trade.no)) return []
  return tradeNotices(world, trade, {
    out_biz_no: refund.no,
    refund_fee: yuan(trade.refunded),
    gmt_refund: `${chinaTime(refund.at)}.${String(refund.at % 1000).padStart(3, '0')}`,
  })
}

export type HoldEvent = {
  readonly type: 'fund_auth_freeze' | 'fund_auth_unfreeze'
  readonly operation: 'FREEZE' | 'UNFREEZE'
  readonly operationId: string
  readonly requestNo: string
  readonly amount: number
  readonly at: number
}

export function holdNotices(world: World, hold: Hold, event: HoldEvent): Notice[] {
  if (!hold.notifyUrl) return []
  const fields = {
    notify_type: event.type,
    charset: 'utf-8',
    version: '1.0',
    app_id: world.keys.file.appId,
    auth_app_id: world.keys.file.appId,
    auth_no: hold.authNo,
    out_order_no: hold.no,
    out_request_no: event.requestNo,
    operation_id: event.operationId,
    operation_type: event.operation,
    amount: yuan(event.amount),
    status: 'SUCCESS',
    gmt_create: chinaTime(hold.createdAt),
    gmt_trans: chinaTime(event.at),
    payer_user_id: hold.payer ?? '',
    payee_user_id: world.keys.file.sellerId,
    total_freeze_amount: yuan(hold.amount),
    total_unfreeze_amount: yuan(hold.unfrozen),
    total_pay_amount: yuan(hold.captured),
    rest_amount: yuan(hold.amount - hold.unfrozen - hold.captured),
  }
  return compose(world, { no: hold.no, url: hold.notifyUrl, fields })
}

export function releaseHeldNotices(world: World, no: string): void {
  const notices = world
    .openNotices()
    .filter((notice) => notice.no === no && notice.state === 'held_for_close')
    .map((notice) => ({ ...notice, state: 'waiting' as const, dueWait: world.waits.now() + SECOND }))
  world.commit({ notices })
}
