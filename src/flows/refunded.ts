import { present } from '../kernel/assert.ts'
import { cumulativeShare, sum } from '../kernel/money.ts'
import { shardOfNumber } from '../kernel/number.ts'
import { rules, type WalletMoney } from '../modules/ledger/index.ts'
import { recordRefund, unrecordRefund } from '../modules/order/index.ts'
import {
  type Attempt,
  applyRefundNews,
  bounceRefund,
  goesToWallet,
  isInBooks,
  isOwedBack,
  type Refund,
  type RefundNews,
  recordClaimedBack,
  recordSecond,
} from '../modules/payment/index.ts'
import { giveBack } from '../modules/wallet/index.ts'
import { returnStock } from './cover.ts'
import { owedOf, waiveOwed } from './owed.ts'
import { book, type World } from './world.ts'

type Succeeded = Extract<RefundNews, { kind: 'succeeded' }>

/** A channel says what became of a refund. Returns whether its money is now back for the first time. */
export function hearOfRefund(
  world: World,
  refund: Refund,
  news: RefundNews,
  delaysMs: readonly number[],
  now: Date,
): boolean {
  const { channel } = present(world.payments.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  const actor = `channel:${channel}`
  const at = news.kind === 'succeeded' ? news.succeededAt : news.kind === 'returned' ? news.returnedAt : now
  const heard = applyRefundNews(world.payments, refund, news, delaysMs, { actor, at })
  const { currency, amount, refundNo, returnedAt, redirect } = refund
  const money = { channel, currency, amount, ...(redirect?.paid ? { by: redirect.paid } : {}) }
  if (heard === 'returned') book(world, 'refund_returned', refundNo, at, rules.refundReturned(money))
  if (heard !== 'succeeded') return false
  const paid = returnedAt === null ? rules.refundPaid(money) : rules.refundSentOn(money)
  book(world, 'refund_paid', refundNo, at, paid)
  passOn(world, refund, actor, at)
  return true
}

/** A refund that was paid one way was paid the other way as well: it is owed back to us, and people see to it. */
export function hearOfSecond(
  world: World,
  refund: Refund,
  { channelRefundNo, succeededAt: at }: Succeeded,
  by: string,
): void {
  const { channel } = present(world.payments.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  const { currency, amount, refundNo } = refund
  const no = world.nextNo('refund', shardOfNumber(refundNo))
  recordSecond(world.payments, refund, { no, channel: by, channelRefundNo, at })
  const entries = rules.refundPaidTwice({ channel, by, currency, amount })
  book(world, 'refund_paid_twice', refundNo, at, entries)
}

/** The buyer gave back what had reached him twice. Returns whether he owed it. */
export function hearOfReturn(world: World, refund: Refund, channelNo: string, at: Date): boolean {
  const { channel } = present(world.payments.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  const { currency, amount, refundNo } = refund
  if (!isOwedBack(refund)) return false
  const no = world.nextNo('refund', shardOfNumber(refundNo))
  recordClaimedBack(world.payments, refund, { no, channelNo, at })
  const entries = rules.reversed(rules.refundPaidTwice({ channel, by: 'offline', currency, amount }))
  book(world, 'refund_claimed_back', refundNo, at, entries)
  return true
}

/** A bank gave back what had arrived (the channel was asked): the books, the payment and the order say so again. */
export function hearOfBounce(world: World, refund: Refund, now: Date): void {
  const { channel } = present(world.payments.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  const { refundNo, itemNo, currency, amount } = refund
  const bounceNo = world.nextNo('refund', shardOfNumber(refundNo))
  const moved = { actor: `channel:${channel}`, at: now, reason: 'bounced' }
  if (!bounceRefund(world.payments, refund, bounceNo, moved)) return
  book(
    world,
    'refund_bounced',
    refundNo,
    now,
    rules.reversed(rules.refundPaid({ channel, currency, amount })),
  )
  if (itemNo === null) return
  unrecordRefund(world.orders, present(world.orders.orders.get(itemNo), `order ${itemNo}`), amount)
}

/** Whether an approved refund goes over no wire: back into our own books, or into the wallet by choice. */
export const staysInBooks = (world: World, refund: Refund): boolean =>
  goesToWallet(refund) ||
  isInBooks(present(world.payments.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`).channel)

/** What stays in our books is back with the buyer in the commit that approves it. */
export function refundInBooks(world: World, refund: Refund, now: Date): void {
  const attempt = present(world.payments.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  const { buyerId } = present(world.payments.payments.get(refund.payableNo), `payment ${refund.payableNo}`)
  const { refundNo, amount, currency } = refund
  const paidBy = goesToWallet(refund) ? ({ paidBy: 'wallet' } as const) : {}
  const isPoints = attempt.channel === 'points' && !refund.toWallet
  const kind: WalletMoney['kind'] = isPoints ? 'points' : 'wallet'
  const units = isPoints ? pointsBack(world, attempt, amount) : 0
  const news: Succeeded = {
    kind: 'succeeded',
    channelRefundNo: refundNo,
    amount,
    succeededAt: now,
    ...paidBy,
  }
  applyRefundNews(world.payments, refund, news, [], { actor: 'rule:wallet', at: now })
  const money = { kind, buyerId, currency, amount, units, channel: attempt.channel }
  book(world, 'refund_paid', refundNo, now, giveBack(world.wallets, money))
  passOn(world, refund, 'rule:wallet', now)
}

/** Points by the share of the leg that is given back so far: however it is cut, all that were taken come back. */
function pointsBack(
  world: World,
  { attemptNo, payableNo, captured, units }: Attempt,
  amount: number,
): number {
  const shares = (world.payments.shares.get(payableNo) ?? []).filter((share) => share.attemptNo === attemptNo)
  return cumulativeShare(units ?? 0, captured, sum(shares.map((share) => share.refunded)), amount)
}

/**
 * The order hears of money that is back with its buyer. Where that is all that was paid, a supplement that is still owed
 * is waived: nobody pays for what was given back.
 */
function passOn(world: World, { itemNo, amount, reason, refundNo }: Refund, actor: string, at: Date): void {
  if (itemNo === null) return
  const order = present(world.orders.orders.get(itemNo), `order ${itemNo}`)
  const by = { id: actor, by: 'platform' as const }
  if (order.refunded + amount === order.received)
    waiveOwed(world, order, owedOf(world, order), { actor: by, at, reason: `refund ${refundNo}` })
  if (recordRefund(world.orders, order, amount, { actor: by, at, reason }))
    returnStock(world, order, actor, at)
}
