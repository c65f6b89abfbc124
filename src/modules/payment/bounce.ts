import { present } from '../../kernel/assert.ts'
import { can } from '../../kernel/machine.ts'
import { type Moved, moveRefund } from './moves.ts'
import { ENDED_BY_CHANNEL } from './redirect.ts'
import { refundMachine } from './refund-machine.ts'
import { unsettleRefund } from './refund-sums.ts'
import type { PaymentBook, Refund, RefundNews } from './types.ts'

/**
 * Whether a notice says the opposite of what stands. Notices come late and in any order, so it changes nothing: the
 * channel is asked how it stands now. What it ended for good cannot arrive afterwards, nor can what arrived fail
 * without coming back.
 */
export const isDoubtful = (
  { state, failureCode, toWallet, redirect }: Refund,
  { kind }: RefundNews,
): boolean =>
  !toWallet &&
  !redirect?.paid &&
  ((state === 'succeeded' && kind === 'failed') ||
    (state === 'failed' && failureCode === ENDED_BY_CHANNEL && kind === 'succeeded'))

/** The channel is asked at once about what it has told differently before. */
export function askAgain(book: PaymentBook, refund: Refund, now: Date): void {
  refund.nextAt = now
  refund.tries = 0
  book.touched.refunds.add(refund)
}

/** The channel has answered what it was asked about a refund that was decided: there is no doubt any more. */
export function settleDoubt(book: PaymentBook, refund: Refund): void {
  const isDecided = ['succeeded', 'failed', 'redirect_asked'].includes(refund.state)
  if (!isDecided || refund.nextAt === null) return
  refund.nextAt = null
  book.touched.refunds.add(refund)
}

/**
 * A bank gave back what had arrived, so the channel owes it to us again. Its number is over: the money can be asked
 * for under another one, or be given up, as with any refund that its channel ended.
 */
export function bounceRefund(book: PaymentBook, refund: Refund, bounceNo: string, moved: Moved): boolean {
  if (!can(refundMachine, refund.state, 'bounce') || refund.bounceNo !== null) return false
  const attempt = present(book.attempts.get(refund.attemptNo), `attempt ${refund.attemptNo}`)
  const { payableNo, channelRefundNo, amount, currency, reason: description } = refund
  unsettleRefund(book, refund)
  refund.bounceNo = bounceNo
  refund.failureCode = ENDED_BY_CHANNEL
  refund.succeededAt = null
  refund.nextAt = null
  book.flows.push({
    sourceNo: bounceNo,
    payableNo,
    direction: 'in',
    channel: attempt.channel,
    channelNo: channelRefundNo ?? '',
    amount,
    currency,
    description,
    occurredAt: moved.at,
  })
  moveRefund(book, refund, 'bounce', moved)
  return true
}
