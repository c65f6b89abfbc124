import { present } from '../../kernel/assert.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { type Moved, moveRefund } from './moves.ts'
import { ENDED_BY_CHANNEL } from './redirect.ts'
import { setAside, settleRefund } from './refund-sums.ts'
import { addRefund, illegal } from './refunds.ts'
import type { PaymentBook, PaymentRejection, Refund } from './types.ts'

/**
 * Whether its money may be asked for again: the channel ended it for good without moving any, or it came back to our
 * bank account, from where only the wallet is left.
 */
export const mayReissue = ({ state, failureCode }: Refund, toWallet: boolean): boolean =>
  state === 'returned' ? toWallet : state === 'failed' && failureCode === ENDED_BY_CHANNEL

/**
 * Asks for the money of a refund once more, under a new number of the same request: its channel ended it for good
 * without moving any. It goes the same way, or to the payer's wallet; somebody else has to approve it again. The pieces
 * and the parts of every line go over to it, so nothing is counted twice and nothing is lost.
 */
export function reissueRefund(
  book: PaymentBook,
  refund: Refund,
  {
    refundNo,
    toWallet,
    requestedBy,
  }: { readonly refundNo: string; readonly toWallet: boolean; readonly requestedBy: string },
  moved: Moved,
): Outcome<Refund, PaymentRejection> {
  const { attemptNo } = refund
  if (!mayReissue(refund, toWallet)) return illegal(refund)
  const attempt = present(book.attempts.get(attemptNo), `attempt ${attemptNo}`)
  refund.nextAt = null
  settleRefund(book, refund, 0)
  moveRefund(book, refund, 'reject', { ...moved, reason: `reissued as ${refundNo}` })
  const { requestNo, source, amount, itemNo, components, reason } = refund
  const given = { refundNo, requestNo, source, amount, itemNo, components, reason }
  const again = addRefund(book, { ...given, attempt, toWallet, requestedBy }, moved.at)
  setAside(book, again)
  return accept(again)
}
