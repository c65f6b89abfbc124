import { buyerWords, refundReasonOf, refundReasons, titleOf } from '../../channels/index.ts'
import { actions } from '../../kernel/machine.ts'
import { sum } from '../../kernel/money.ts'
import {
  actorOf,
  type Buyer,
  checkApproval,
  may,
  type ServerKey,
  type Staff,
} from '../../modules/account/index.ts'
import {
  ABNORMAL,
  destinationOf,
  IN_BOOKS,
  isInBooks,
  isInDoubt,
  isOwedBack,
  mayReissue,
  mayTurnBack,
  ourWays,
  type Redirect,
  type Refund,
  refundMachine,
} from '../../modules/payment/index.ts'

const CALLABLE: ReadonlySet<string> = new Set(['approve', 'reject', 'retry', 'stop'])

/** What this caller may decide: never what he asked for himself, never above his limit. */
export const refundActions = (refund: Refund, caller: Buyer | Staff | ServerKey): string[] => {
  if (caller.kind !== 'staff' || caller.shopId !== null) return []
  return [...decisions(refund, caller), ...wishes(refund, caller)]
}

/** What the second of two people may say. */
function decisions(refund: Refund, caller: Staff): string[] {
  if (!may(caller, 'refund.approve') || refund.state === 'returned') return []
  if (mayTurnBack(refund)) return redirectMaker(refund) === actorOf(caller) ? [] : ['reject']
  const moves = actions(refundMachine, refund.state, 'platform').filter((move) => CALLABLE.has(move))
  const fit = checkApproval(caller, { maker: makerOfRefund(refund), amount: refund.amount })
  // What was sent before and is not taken: what we pay ourselves is never sent.
  const isSent = refund.tries > 0 && !refund.toWallet && !refund.redirect?.isOpen
  // Nobody gives up what its channel is being asked about.
  const isAsked = refund.state === 'failed' && isInDoubt(refund)
  const offered = { approve: fit.ok, stop: isSent, reject: !isAsked } as const
  const allowed = moves.filter((move) => offered[move as keyof typeof offered] ?? true)
  // To turn another way down leaves the refund where it was.
  return refund.state === 'redirect_asked' && fit.ok ? [...allowed, 'reject'] : allowed
}

/** What the first may ask for: the money once more, another way for it, or that it was sent on by hand. */
function wishes(refund: Refund, caller: Staff): string[] {
  const asks = may(caller, 'refund.request')
  if (refund.state === 'returned')
    return [...(may(caller, 'receipt.record') ? ['payout'] : []), ...(asks ? ['reissue'] : [])]
  if (mayTurnBack(refund) && refund.nextAt === null) return may(caller, 'receipt.record') ? ['payout'] : []
  if (isOwedBack(refund)) return may(caller, 'receipt.record') ? ['receipt'] : []
  if (!asks || refund.state !== 'failed') return []
  const again = mayReissue(refund, false) && !isInDoubt(refund) ? ['reissue'] : []
  const isRedirectable = refund.failureCode === ABNORMAL || ourWays(refund).length > 0
  return isRedirectable ? [...again, 'redirect'] : again
}

/** Whom somebody else has to agree with: who asked for the refund, or for another way of it. */
export const makerOfRefund = (refund: Refund): string =>
  refund.state === 'redirect_asked' ? redirectMaker(refund) : refund.requestedBy

const redirectMaker = ({ redirect, requestedBy }: Refund): string => redirect?.requestedBy ?? requestedBy

const renderRedirect = ({ card, ...redirect }: Redirect) => ({
  ...redirect,
  bank: card?.bank ?? null,
  tail: card?.tail ?? null,
  holder: card?.holder ?? null,
  why: redirect.failure === null ? null : refundReasons[refundReasonOf(redirect.failure)].staff,
})

/**
 * Why it has not gone through: for staff what they can do next, for its buyer, while it stands still, what becomes of
 * his money.
 */
const failureOf = ({ failureCode, state }: Refund, own: boolean) => {
  if (failureCode === null || (own && !STANDS_STILL.has(state))) return null
  const code = refundReasonOf(failureCode)
  const { staff, buyer } = refundReasons[code]
  return own ? { code: buyer, title: buyerWords[buyer] } : { code, title: staff }
}
const STANDS_STILL: ReadonlySet<Refund['state']> = new Set(['failed', 'redirect_asked'])

/** The platform's own people; a shop's see no account of a buyer. */
const isHouse = (caller: Buyer | Staff | ServerKey): boolean =>
  caller.kind === 'staff' && caller.shopId === null

export const renderRefund = (refund: Refund, caller: Buyer | Staff | ServerKey) => {
  const own = caller.kind === 'buyer'
  return {
    no: refund.refundNo,
    orderNo: refund.itemNo,
    tradeNo: refund.payableNo,
    attemptNo: refund.attemptNo,
    requestNo: refund.requestNo,
    source: refund.source,
    to: destinationOf(refund),
    amount: refund.amount,
    waived: sum(Object.values(refund.components?.waives ?? {})),
    currency: refund.currency,
    state: refund.state,
    reason: refund.reason,
    redirect: isHouse(caller) && refund.redirect ? renderRedirect(refund.redirect) : null,
    requestedBy: own ? null : refund.requestedBy,
    decidedBy: own ? null : refund.decidedBy,
    failure: failureOf(refund, own),
    failureCode: own ? null : refund.failureCode,
    tries: refund.tries,
    nextAt: own ? null : refund.nextAt,
    createdAt: refund.requestedAt,
    succeededAt: refund.succeededAt,
    returnedAt: isHouse(caller) ? refund.returnedAt : null,
    actions: refundActions(refund, caller),
    version: refund.version,
  }
}

const STATES = {
  requested: { zh: '退款申请中', en: 'Asked for' },
  processing: { zh: '退款处理中', en: 'On its way' },
  partly_refunded: { zh: '部分已到账', en: 'A part is back' },
  refunded: { zh: '已全部到账', en: 'All is back' },
  rejected: { zh: '未通过', en: 'Rejected' },
} as const

/** All refunds of one request together: what was asked for, what is back, and how it stands. */
export const renderRequest = (
  refunds: readonly Refund[],
  channelOf: (attemptNo: string) => string,
  caller: Buyer | Staff | ServerKey,
) => {
  const alive = refunds.filter(({ state }) => state !== 'rejected')
  const back = alive.filter(({ state }) => state === 'succeeded')
  const state: keyof typeof STATES =
    alive.length === 0
      ? 'rejected'
      : back.length === alive.length
        ? 'refunded'
        : back.length > 0
          ? 'partly_refunded'
          : alive.every((one) => one.state === 'requested')
            ? 'requested'
            : 'processing'
  const { requestNo, itemNo, payableNo, currency, reason, requestedAt } = refunds[0]!
  return {
    no: requestNo,
    orderNo: itemNo,
    tradeNo: payableNo,
    currency,
    amount: sum(alive.map((one) => one.amount)),
    refunded: sum(back.map((one) => one.amount)),
    state,
    title: STATES[state],
    reason,
    createdAt: requestedAt,
    parts: refunds.map((refund) => {
      const to = destinationOf(refund)
      const channel = to === 'origin' ? channelOf(refund.attemptNo) : to === 'wallet' ? 'wallet' : 'offline'
      const channelTitle = isInBooks(channel) ? IN_BOOKS[channel].title : titleOf(channel)
      return { ...renderRefund(refund, caller), channel, channelTitle }
    }),
  }
}
