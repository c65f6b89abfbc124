import { after, MINUTE } from '../../kernel/clock.ts'
import { type Moved, moveRefund } from './moves.ts'
import { ABNORMAL, AMOUNT_CONFLICTS, ENDED_BY_CHANNEL, ended, isOurWay, type OurWay } from './redirect.ts'
import type { PaymentBook, Refund, RefundNews } from './types.ts'

/** What became known of a way of ours when the channel moved after all. */
export const TAKEN_BY_CHANNEL = 'taken_by_channel'

/** The way of ours that was approved and is not paid yet. */
export const ourWayOpen = ({ redirect }: Pick<Refund, 'redirect'>): OurWay | null =>
  redirect?.isOpen && isOurWay(redirect.way) ? redirect.way : null

/** Into the buyer's wallet, by choice from the beginning or because the channel would not. */
export const goesToWallet = (refund: Pick<Refund, 'toWallet' | 'redirect'>): boolean =>
  refund.toWallet || ourWayOpen(refund) === 'wallet'

/** Where a refund goes, or went, in words for whoever waits for it. */
export function destinationOf({
  toWallet,
  redirect,
}: Pick<Refund, 'toWallet' | 'redirect'>): 'origin' | 'wallet' | 'transfer' {
  if (toWallet) return 'wallet'
  if (!redirect || !(redirect.isOpen || redirect.paid) || !isOurWay(redirect.way)) return 'origin'
  return redirect.way === 'wallet' ? 'wallet' : 'transfer'
}

/** Whether the channel never took it. */
export const isTurnedDown = ({ toWallet, failureCode, channelRefundNo }: Refund): boolean =>
  !toWallet && channelRefundNo === null && failureCode !== ABNORMAL && failureCode !== ENDED_BY_CHANNEL

/**
 * Whether its channel will never pay it: it refused it flatly and, asked again afterwards, does not know its number; or
 * it ended the number without moving money. What had arrived once is asked for under another number.
 */
export const isRefusedForGood = (refund: Refund): boolean =>
  (isTurnedDown(refund) || refund.failureCode === ENDED_BY_CHANNEL) &&
  refund.failureCode !== AMOUNT_CONFLICTS &&
  !refund.toWallet &&
  refund.bounceNo === null &&
  refund.returnedAt === null

/** Whether that was said a moment ago only, so that the channel is still to be asked. */
export const isInDoubt = ({ nextAt }: Pick<Refund, 'nextAt'>): boolean => nextAt !== null

/**
 * The channel speaks of what we have paid ourselves. That it refused is nothing new; that it takes it after all is
 * watched to its end; and where it has paid as well, the buyer has it twice.
 */
export function hearAfterOurWay(
  book: PaymentBook,
  refund: Refund,
  news: RefundNews,
  now: Date,
): 'paid_twice' | 'noted' | 'contradicted' {
  const second = refund.redirect?.second ?? null
  switch (news.kind) {
    case 'succeeded':
      if (news.amount !== refund.amount) return 'contradicted'
      return second === null ? 'paid_twice' : 'noted'
    case 'returned':
      return 'contradicted'
    case 'failed':
      // It took it, and the money waits there; or it takes back what it had paid beside us.
      return news.code === ABNORMAL || second !== null ? 'contradicted' : 'noted'
    case 'processing':
      if (second === null && refund.nextAt === null) {
        refund.nextAt = after(now, MINUTE)
        book.touched.refunds.add(refund)
      }
      return 'noted'
    case 'pending':
      return 'noted'
  }
}

/** Whether people say of what the channel has paid that they have paid it as well. */
export const isPaidByHandToo = ({ state, redirect }: Refund, { kind }: RefundNews): boolean =>
  state === 'succeeded' &&
  kind === 'succeeded' &&
  redirect?.way === 'hand' &&
  !redirect.paid &&
  redirect.second === null

/** The channel has it after all, so nobody here pays it: the way of ours is over before it paid. */
export function yieldToChannel(refund: Refund): void {
  if (refund.redirect && ourWayOpen(refund)) refund.redirect = ended(refund.redirect, TAKEN_BY_CHANNEL)
}

export const isYielded = ({ redirect }: Pick<Refund, 'redirect'>): boolean =>
  redirect?.failure === TAKEN_BY_CHANNEL

/** Writes down that the buyer got a refund twice: the second payment has a number of its own. */
export function recordSecond(
  book: PaymentBook,
  refund: Refund,
  { no, channel, channelRefundNo, at }: { no: string; channel: string; channelRefundNo: string; at: Date },
): void {
  const { payableNo, redirect, amount, currency, reason: description } = refund
  if (!redirect) return
  refund.redirect = {
    ...redirect,
    second: { no, channel, channelRefundNo, at: at.toISOString(), backNo: null },
  }
  refund.nextAt = null
  book.touched.refunds.add(refund)
  book.flows.push({
    sourceNo: no,
    payableNo,
    direction: 'out',
    channel,
    channelNo: channelRefundNo,
    amount,
    currency,
    description,
    occurredAt: at,
  })
}

/** What the buyer owes back of a refund that reached him twice: it, or nothing. */
export const isOwedBack = ({ redirect }: Pick<Refund, 'redirect'>): boolean =>
  redirect?.second != null && redirect.second.backNo === null

/** The buyer gave back what he had got twice. Returns whether it was owed. */
export function recordClaimedBack(
  book: PaymentBook,
  refund: Refund,
  { no, channelNo, at }: { no: string; channelNo: string; at: Date },
): boolean {
  const { payableNo, redirect, amount, currency, reason: description } = refund
  if (!redirect?.second || !isOwedBack(refund)) return false
  refund.redirect = { ...redirect, second: { ...redirect.second, backNo: no } }
  book.touched.refunds.add(refund)
  book.flows.push({
    sourceNo: no,
    payableNo,
    direction: 'in',
    channel: 'offline',
    channelNo,
    amount,
    currency,
    description,
    occurredAt: at,
  })
  return true
}

/** Nobody sends it any more: what its channel says when asked once more decides whether it may go another way. */
export function stopRefund(book: PaymentBook, refund: Refund, moved: Moved): void {
  refund.failureCode ??= 'stopped'
  refund.nextAt = after(moved.at, MINUTE)
  refund.tries = 0
  moveRefund(book, refund, 'stop', moved)
}
