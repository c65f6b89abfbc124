import { present } from '../../kernel/assert.ts'
import { can } from '../../kernel/machine.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { type Moved, moveRefund } from './moves.ts'
import { isInDoubt, isRefusedForGood, ourWayOpen } from './our-way.ts'
import { ABNORMAL, ended, isOurWay, type Redirect } from './redirect.ts'
import { refundMachine } from './refund-machine.ts'
import { illegal } from './refunds.ts'
import type { PaymentBook, PaymentRejection, Refund } from './types.ts'

export * from './our-way.ts'
export * from './redirect.ts'

export type AskedRedirect = Pick<Redirect, 'way' | 'card' | 'reason' | 'requestedBy'>

/** The first of two people asks for another way; the refund keeps its number, so its money moves at most once. */
export function askRedirect(
  book: PaymentBook,
  refund: Refund,
  { way, card, reason, requestedBy }: AskedRedirect,
  now: Date,
): Outcome<Refund, PaymentRejection> {
  if (!can(refundMachine, refund.state, 'redirect')) return illegal(refund)
  const fault = faultOfWay(refund, way)
  if (fault) return fault
  const requestedAt = now.toISOString()
  const asked = { way, card, reason, requestedBy, requestedAt }
  refund.redirect = { ...asked, decidedBy: null, isOpen: false, failure: null, paid: null, second: null }
  moveRefund(book, refund, 'redirect', { actor: requestedBy, at: now, reason })
  return accept(refund)
}

/** By the channel goes what waits there; we pay only what the channel will provably never pay. */
function faultOfWay(refund: Refund, way: Redirect['way']): Outcome<never, PaymentRejection> | null {
  const { failureCode, channelRefundNo } = refund
  if (!isOurWay(way))
    return failureCode === ABNORMAL && channelRefundNo !== null ? null : reject('not_redirectable')
  if (!isRefusedForGood(refund)) return reject('not_redirectable')
  return isInDoubt(refund) ? reject('refund_in_doubt') : null
}

/** The ways of ours that a failed refund may be asked to go; none while its channel might still pay it. */
export const ourWays = (refund: Refund): ('wallet' | 'hand')[] =>
  refund.state === 'failed' && isRefusedForGood(refund) && !isInDoubt(refund) ? ['wallet', 'hand'] : []

/** Whether people may still turn back from paying it by hand. */
export const mayTurnBack = (refund: Refund): boolean =>
  refund.state === 'approved' && ourWayOpen(refund) === 'hand'

/** The second of two people decides. Approved, it is sent at once, again and again as the same way of one number. */
export function decideRedirect(
  book: PaymentBook,
  refund: Refund,
  action: 'approve' | 'keep',
  moved: Moved,
): Outcome<Refund, PaymentRejection> {
  const isAsked = refund.state === 'redirect_asked' || (action === 'keep' && mayTurnBack(refund))
  if (!isAsked) return illegal(refund)
  const redirect = present(refund.redirect, `redirect of ${refund.refundNo}`)
  if (redirect.requestedBy === moved.actor) return reject('same_person')
  const fault = action === 'approve' ? faultOfWay(refund, redirect.way) : null
  if (fault) return fault
  const decided = { ...redirect, decidedBy: moved.actor }
  if (action === 'approve') {
    refund.redirect = { ...decided, isOpen: true }
    // Why the channel would not have it stays to be read, where we pay it.
    if (!isOurWay(redirect.way)) refund.failureCode = null
    refund.nextAt = moved.at
    refund.tries = 0
  } else {
    refund.redirect = ended(decided, null)
    if (refund.state === 'approved') refund.nextAt = null
  }
  moveRefund(book, refund, action, moved)
  return accept(refund)
}
