import { actions } from '../../kernel/machine.ts'
import { type Buyer, checkApproval, may, type ServerKey, type Staff } from '../../modules/account/index.ts'
import { type Refund, refundMachine } from '../../modules/payment/index.ts'

const CALLABLE: ReadonlySet<string> = new Set(['approve', 'reject', 'retry'])

/** What this caller may decide: never what he asked for himself, never above his limit. */
export const refundActions = (refund: Refund, caller: Buyer | Staff | ServerKey): string[] => {
  if (caller.kind !== 'staff' || caller.shopId !== null || !may(caller, 'refund.approve')) return []
  const moves = actions(refundMachine, refund.state, 'platform').filter((move) => CALLABLE.has(move))
  const fit = checkApproval(caller, { maker: refund.requestedBy, amount: refund.amount })
  return moves.filter((move) => move !== 'approve' || fit.ok)
}

export const renderRefund = (refund: Refund, caller: Buyer | Staff | ServerKey) => {
  const own = caller.kind === 'buyer'
  return {
    no: refund.refundNo,
    orderNo: refund.itemNo,
    tradeNo: refund.payableNo,
    attemptNo: refund.attemptNo,
    source: refund.source,
    amount: refund.amount,
    currency: refund.currency,
    state: refund.state,
    reason: refund.reason,
    requestedBy: own ? null : refund.requestedBy,
    decidedBy: own ? null : refund.decidedBy,
    failureCode: own ? null : refund.failureCode,
    tries: refund.tries,
    createdAt: refund.requestedAt,
    succeededAt: refund.succeededAt,
    actions: refundActions(refund, caller),
    version: refund.version,
  }
}
