import { after, DAY } from '../../kernel/clock.ts'
import { actions as movesOf } from '../../kernel/machine.ts'
import { sum } from '../../kernel/money.ts'
import { actorOf, checkApproval, may, type Staff } from '../../modules/account/index.ts'
import type { PaymentView } from '../../modules/payment/index.ts'
import {
  type SharingReturn as ReturnFacts,
  returnable,
  type SharingBook,
  type Sharing as SharingFacts,
  shareable,
  sharingMachine,
  sharingReturnMachine,
} from '../../modules/sharing/index.ts'

/** Whether what was shared can be asked back by itself at a channel; some take it back only with a refund. */
export type GivesBack = (channel: string) => boolean

/** Nobody decides what he asked for himself, nor above his limit. */
export const showSharing = (
  sharing: SharingFacts,
  returns: readonly ReturnFacts[],
  staff: Staff,
  givesBack: GivesBack,
) => {
  const { sharingNo, payableNo, requestedAt, receivers } = sharing
  const { channelNo: _c, channelSharingNo: _s, nextAt: _n, ...facts } = sharing
  const mayDecide =
    may(staff, 'refund.approve') &&
    checkApproval(staff, { maker: sharing.requestedBy, amount: sharing.amount }).ok
  const shown = receivers.map((one) => {
    const back = returns.filter(
      ({ sharingNo: of, account, state }) =>
        of === sharingNo && account === one.account && state === 'succeeded',
    )
    const left = givesBack(sharing.channel) ? returnable(returns, sharing, one) : 0
    return { ...one, returned: sum(back.map(({ amount }) => amount)), left }
  })
  const mayAskBack =
    sharing.state === 'finished' && may(staff, 'refund.request') && shown.some(({ left }) => left > 0)
  const actions = [
    ...(mayDecide ? movesOf(sharingMachine, sharing.state, 'platform') : []),
    ...(mayAskBack ? ['return'] : []),
  ]
  return { ...facts, receivers: shown, no: sharingNo, tradeNo: payableNo, createdAt: requestedAt, actions }
}

export const showReturn = (one: ReturnFacts, sharing: SharingFacts | undefined, staff: Staff) => {
  const { returnNo, payableNo: _p, attemptNo: _a, nextAt: _n, requestedAt, ...facts } = one
  const shopId = sharing?.receivers.find(({ account }) => account === one.account)?.shopId ?? null
  const actions = movesOf(sharingReturnMachine, one.state, 'platform').filter((move) => {
    switch (move) {
      // What comes back only with a refund is asked for again by the next one.
      case 'retry':
        return may(staff, 'refund.approve') && one.refundNo === null
      // What a shop owes is covered by its pending money.
      case 'waive':
        return may(staff, 'refund.approve') && !(one.state === 'owed' && shopId !== null)
      case 'claim':
        return may(staff, 'receipt.record')
      default:
        return may(staff, 'receipt.confirm') && one.claim?.by !== actorOf(staff)
    }
  })
  return { ...facts, shopId, no: returnNo, createdAt: requestedAt, actions }
}

/** What its channel still keeps to be shared; what was asked for and not decided is not offered a second time. */
export const showFrozen = (book: SharingBook, view: PaymentView, staff: Staff) =>
  view.attempts.flatMap((attempt) => {
    const freeze = book.freezes.get(attempt.attemptNo)
    const { attemptNo, payableNo, channel, channelNo, currency, succeededAt, received, captured, state } =
      attempt
    if (!freeze || freeze.endedAt !== null || state !== 'succeeded' || !succeededAt || !channelNo) return []
    const refunds = view.refunds.filter(
      (one) => one.attemptNo === attemptNo && one.state !== 'rejected' && one.source === 'item',
    )
    const waiting = [...book.sharings.values()].filter(
      (one) => one.attemptNo === attemptNo && one.state === 'requested',
    )
    const facts = { attemptNo, payableNo, channel, channelNo, currency, succeededAt, received, captured }
    const own = view.shares.filter((share) => share.attemptNo === attemptNo)
    const disputed = sum(own.map((share) => share.disputed))
    const money = { ...facts, goesBack: sum(refunds.map(({ amount }) => amount)) + disputed }
    const left = Math.max(0, shareable(book, money) - sum(waiting.map(({ amount }) => amount)))
    const isLast = waiting.some((one) => one.isLast)
    const actions = may(staff, 'refund.request') && !isLast ? (['share'] as const) : []
    return [{ attemptNo, currency, left, until: after(succeededAt, freeze.frozenDays * DAY), actions }]
  })
