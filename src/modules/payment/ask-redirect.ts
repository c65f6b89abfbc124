import { present } from '../../kernel/assert.ts'
import { can } from '../../kernel/machine.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { type Moved, moveRefund } from './moves.ts'
import { ABNORMAL, ended, type Redirect } from './redirect.ts'
import { refundMachine } from './refund-machine.ts'
import { illegal } from './refunds.ts'
import type { PaymentBook, PaymentRejection, Refund } from './types.ts'

export * from './redirect.ts'

export type AskedRedirect = Pick<Redirect, 'way' | 'card' | 'reason' | 'requestedBy'>

/** The first of two people asks for another way; the refund keeps its number, so its money moves at most once. */
export function askRedirect(
  book: PaymentBook,
  refund: Refund,
  { way, card, reason, requestedBy }: AskedRedirect,
  now: Date,
): Outcome<Refund, PaymentRejection> {
  const { state, failureCode, channelRefundNo } = refund
  if (!can(refundMachine, state, 'redirect')) return illegal(refund)
  if (failureCode !== ABNORMAL || channelRefundNo === null) return reject('not_redirectable')
  const requestedAt = now.toISOString()
  const asked = { way, card, reason, requestedBy, requestedAt }
  refund.redirect = { ...asked, decidedBy: null, isOpen: false, failure: null }
  moveRefund(book, refund, 'redirect', { actor: requestedBy, at: now, reason })
  return accept(refund)
}

/** The second of two people decides. Approved, it is sent at once, again and again as the same way of one number. */
export function decideRedirect(
  book: PaymentBook,
  refund: Refund,
  action: 'approve' | 'keep',
  moved: Moved,
): Outcome<Refund, PaymentRejection> {
  if (refund.state !== 'redirect_asked') return illegal(refund)
  const redirect = present(refund.redirect, `redirect of ${refund.refundNo}`)
  if (redirect.requestedBy === moved.actor) return reject('same_person')
  const decided = { ...redirect, decidedBy: moved.actor }
  if (action === 'approve') {
    refund.redirect = { ...decided, isOpen: true }
    refund.failureCode = null
    refund.nextAt = moved.at
    refund.tries = 0
  } else refund.redirect = ended(decided, null)
  moveRefund(book, refund, action, moved)
  return accept(refund)
}
