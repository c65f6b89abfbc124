import { assert, present } from '../../kernel/assert.ts'
import { after, MINUTE } from '../../kernel/clock.ts'
import { can } from '../../kernel/machine.ts'
import type { Amount } from '../../kernel/money.ts'
import { type Moved, moveRefund } from './moves.ts'
import { ABNORMAL, ENDED_BY_CHANNEL, ended } from './redirect.ts'
import { refundMachine } from './refund-machine.ts'
import { settleRefund } from './refund-sums.ts'
import type { PaymentBook, Refund } from './types.ts'

export type RefundNews =
  | { readonly kind: 'processing'; readonly channelRefundNo: string }
  | {
      readonly kind: 'succeeded'
      readonly channelRefundNo: string
      readonly amount: Amount
      readonly succeededAt: Date
    }
  /** To us instead of the payer. */
  | {
      readonly kind: 'returned'
      readonly channelRefundNo: string
      readonly amount: Amount
      readonly returnedAt: Date
    }
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly channelRefundNo?: string
      /** The channel's word, where it did not take another way. */
      readonly why?: string
      /** The answer to a question of ours, so it tells how things stand now. */
      readonly isAsked?: boolean
    }
  /** Unknown, not found yet, or refused for now: ask or send again with the same number. */
  | { readonly kind: 'pending'; readonly reason: string }

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
      if (news.amount !== refund.amount) return fail(book, refund, { code: 'amount_conflicts' }, moved)
      refund.succeededAt = news.succeededAt
      settleRefund(book, refund, refund.amount)
      // What had come back to us left its channel then; the channel's number of it stays.
      if (refund.returnedAt === null) leave(book, refund, news.channelRefundNo, news.succeededAt)
      rest(refund, null)
      moveRefund(book, refund, 'succeed', moved)
      return 'succeeded'
    case 'returned':
      if (news.amount !== refund.amount) return fail(book, refund, { code: 'amount_conflicts' }, moved)
      if (!can(refundMachine, refund.state, 'return')) return null
      refund.returnedAt = news.returnedAt
      leave(book, refund, news.channelRefundNo, news.returnedAt)
      rest(refund, null)
      moveRefund(book, refund, 'return', moved)
      return 'returned'
    case 'processing':
      if (can(refundMachine, refund.state, 'accept')) {
        refund.channelRefundNo = news.channelRefundNo
        moveRefund(book, refund, 'accept', moved)
      }
      // One that failed waits for people, not for a time; but one that was turned down, and is taken now, is in doubt.
      if (refund.state === 'processing' || refund.nextAt !== null || isTurnedDown(refund))
        schedule(book, refund, delaysMs, moved.at)
      return null
    case 'failed':
      if (isOldNews(refund, news)) schedule(book, refund, delaysMs, moved.at)
      else {
        const isNew = refund.state !== 'failed'
        fail(book, refund, news, moved)
        if (isNew && isTurnedDown(refund)) schedule(book, refund, delaysMs, moved.at)
      }
      return null
    case 'pending':
      // What was decided has a time only while it is in doubt.
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
  code === ABNORMAL &&
  why === undefined &&
  !(state === 'processing' && isAsked === true)

/**
 * Whether the channel never took it. Another try of ours may have been on its way when that was said, its answer lost
 * with the process that waited for it: the channel is asked once more before the refund rests.
 */
const isTurnedDown = ({ state, toWallet, failureCode, channelRefundNo }: Refund): boolean =>
  state === 'failed' &&
  !toWallet &&
  channelRefundNo === null &&
  failureCode !== ABNORMAL &&
  failureCode !== ENDED_BY_CHANNEL

/** Nothing more is to be done about it by itself; another way that was tried is over. */
function rest(refund: Refund, failure: string | null): void {
  refund.nextAt = null
  if (refund.redirect) refund.redirect = ended(refund.redirect, failure)
}

function fail(
  book: PaymentBook,
  refund: Refund,
  { code, why, channelRefundNo }: { code: string; why?: string; channelRefundNo?: string },
  moved: Moved,
): null {
  if (!can(refundMachine, refund.state, 'fail')) return null
  refund.failureCode = code
  if (channelRefundNo !== undefined) refund.channelRefundNo = channelRefundNo
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
function leave(book: PaymentBook, refund: Refund, channelRefundNo: string, occurredAt: Date): void {
  const attempt = present(book.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  refund.channelRefundNo = channelRefundNo
  book.flows.push({
    sourceNo: refund.refundNo,
    payableNo: refund.payableNo,
    direction: 'out',
    // What goes to the wallet does not leave through the channel that brought it.
    channel: refund.toWallet ? 'wallet' : attempt.channel,
    channelNo: channelRefundNo,
    amount: refund.amount,
    currency: refund.currency,
    description: refund.reason,
    occurredAt,
  })
}
