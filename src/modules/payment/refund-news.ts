import { assert, present } from '../../kernel/assert.ts'
import { after, DAY, MINUTE } from '../../kernel/clock.ts'
import { can } from '../../kernel/machine.ts'
import { type Moved, moveRefund } from './moves.ts'
import { isTurnedDown, isYielded, ourWayOpen, TAKEN_BY_CHANNEL, yieldToChannel } from './our-way.ts'
import { ABNORMAL, AMOUNT_CONFLICTS, ENDED_BY_CHANNEL, ended, isOurWay } from './redirect.ts'
import { refundMachine } from './refund-machine.ts'
import { settleRefund } from './refund-sums.ts'
import type { PaymentBook, Refund, RefundNews } from './types.ts'

/** Returns whether the money is now, for the first time, back with the buyer or with us. Reports may come in any order. */
export function applyRefundNews(
  book: PaymentBook,
  refund: Refund,
  news: RefundNews,
  delaysMs: readonly number[],
  moved: Moved,
): 'succeeded' | 'returned' | null {
  if (refund.state === 'succeeded' && news.kind !== 'pending') return null
  // Money that moved after all must not be passed over: its evidence stays, and people look into it.
  assert(refund.state !== 'rejected' || news.kind !== 'succeeded', `refund ${refund.refundNo} was given up`)
  if (refund.state === 'rejected') return null
  switch (news.kind) {
    case 'succeeded':
      if (news.amount !== refund.amount) return fail(book, refund, { code: AMOUNT_CONFLICTS }, moved)
      refund.succeededAt = news.succeededAt
      settleRefund(book, refund, refund.amount)
      // What had come back to us left its channel then; the channel's number of it stays.
      if (refund.returnedAt === null) {
        const paid = refund.toWallet ? 'wallet' : (news.paidBy ?? null)
        leave(book, refund, news.channelRefundNo, news.succeededAt, paid)
        if (paid === null) yieldToChannel(refund)
        else if (refund.redirect) refund.redirect = { ...refund.redirect, paid }
      }
      rest(refund, isYielded(refund) ? TAKEN_BY_CHANNEL : null)
      // Its channel might pay it all the same, and its notice be lost: a day later it is asked once more.
      if (refund.redirect?.paid) refund.nextAt = after(moved.at, DAY)
      moveRefund(book, refund, 'succeed', moved)
      return 'succeeded'
    case 'returned':
      if (news.amount !== refund.amount) return fail(book, refund, { code: AMOUNT_CONFLICTS }, moved)
      if (!can(refundMachine, refund.state, 'return')) return null
      refund.returnedAt = news.returnedAt
      leave(book, refund, news.channelRefundNo, news.returnedAt)
      rest(refund, null)
      moveRefund(book, refund, 'return', moved)
      return 'returned'
    case 'processing':
      yieldToChannel(refund)
      // What the channel takes after all is not paid another way: whoever approves is told to wait.
      if (refund.state === 'redirect_asked' && refund.redirect && isOurWay(refund.redirect.way))
        schedule(book, refund, delaysMs, moved.at)
      if (can(refundMachine, refund.state, 'accept')) {
        refund.channelRefundNo = news.channelRefundNo
        moveRefund(book, refund, 'accept', moved)
      }
      // One that failed waits for people, not for a time; but one that was turned down, and is taken now, is in doubt.
      if (refund.state === 'processing' || refund.nextAt !== null || isRefused(refund))
        schedule(book, refund, delaysMs, moved.at)
      return null
    case 'failed':
      // That the channel would not have it is why we pay it.
      if (ourWayOpen(refund) && news.code !== ABNORMAL) return null
      if (isOldNews(refund, news)) schedule(book, refund, delaysMs, moved.at)
      else {
        const isNew = refund.state !== 'failed'
        fail(book, refund, news, moved)
        if (isNew && isFlat(refund, news.code)) {
          // However often it was sent: that is a new question, and people may be waiting for the answer.
          refund.tries = 0
          schedule(book, refund, delaysMs, moved.at)
        }
      }
      return null
    case 'pending':
      if (refund.state === 'approved' && news.code !== undefined) refund.failureCode = news.code
      // What was decided has a time only while it is in doubt; another answer meanwhile does not put that off.
      if (refund.state === 'failed' && refund.nextAt !== null && refund.nextAt > moved.at) return null
      if (refund.nextAt !== null) schedule(book, refund, delaysMs, moved.at)
      return null
  }
}

/**
 * While another way is under way, that the first one failed is nothing new: it may be told late, or by a copy that
 * lags. It is believed where the channel turned this way down, or says so when asked after it had taken it.
 */
const isOldNews = (
  { redirect, state }: Refund,
  { code, why, isAsked }: Extract<RefundNews, { kind: 'failed' }>,
): boolean =>
  redirect?.isOpen === true &&
  !isOurWay(redirect.way) &&
  code === ABNORMAL &&
  why === undefined &&
  !(state === 'processing' && isAsked === true)

/** A channel's word against one try of ours: it says nothing of another that may have arrived, or has. */
const isFlat = ({ state, failureCode }: Refund, code: string): boolean =>
  state === 'failed' && failureCode === code && code !== ABNORMAL && code !== ENDED_BY_CHANNEL

/**
 * Whether the channel refused it. Another try of ours may have been on its way when that was said, its answer lost with
 * the process that waited for it: the channel is asked once more before the refund rests.
 */
const isRefused = (refund: Refund): boolean => refund.state === 'failed' && isTurnedDown(refund)

/** Nothing more is to be done about it by itself; another way that was tried is over. */
function rest(refund: Refund, failure: string | null): void {
  refund.nextAt = null
  if (refund.redirect) refund.redirect = ended(refund.redirect, failure)
}

/** What was stopped, or turned down, had arrived all the same: its money waits at the channel, or its number is over there. */
const learns = (refund: Refund, code: string): boolean =>
  isRefused(refund) && (code === ABNORMAL || code === ENDED_BY_CHANNEL)

function fail(
  book: PaymentBook,
  refund: Refund,
  { code, why, channelRefundNo }: { code: string; why?: string; channelRefundNo?: string },
  moved: Moved,
): null {
  // Asked for another way meanwhile, it stays so; whoever approves sees that the channel has taken it.
  if (learns(refund, code)) {
    refund.failureCode = code
    refund.channelRefundNo = channelRefundNo ?? refund.channelRefundNo
    book.touched.refunds.add(refund)
    rest(refund, why ?? code)
    return null
  }
  if (!can(refundMachine, refund.state, 'fail') && !(refund.state === 'redirect_asked' && code === ABNORMAL))
    return null
  refund.failureCode = code
  if (channelRefundNo !== undefined) refund.channelRefundNo = channelRefundNo
  book.touched.refunds.add(refund)
  if (refund.state === 'redirect_asked') return null
  rest(refund, why ?? code)
  moveRefund(book, refund, 'fail', { ...moved, reason: why ?? code })
  return null
}

function schedule(book: PaymentBook, refund: Refund, delaysMs: readonly number[], at: Date): void {
  refund.nextAt = after(at, delaysMs[Math.min(refund.tries, delaysMs.length - 1)] ?? MINUTE)
  refund.tries += 1
  book.touched.refunds.add(refund)
}

/** Its money has left the channel that brought it. */
function leave(
  book: PaymentBook,
  refund: Refund,
  channelRefundNo: string,
  occurredAt: Date,
  paid: 'wallet' | 'offline' | null = null,
): void {
  const attempt = present(book.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  refund.channelRefundNo = channelRefundNo
  book.flows.push({
    sourceNo: refund.refundNo,
    payableNo: refund.payableNo,
    direction: 'out',
    // What we pay ourselves does not leave through the channel that brought it.
    channel: paid ?? attempt.channel,
    channelNo: channelRefundNo,
    amount: refund.amount,
    currency: refund.currency,
    description: refund.reason,
    occurredAt,
  })
}
