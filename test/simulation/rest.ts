import { pendingOf } from '../../src/modules/ledger/index.ts'
import { isInBooks } from '../../src/modules/payment/index.ts'
import { shopOf } from '../../src/modules/sharing/index.ts'
import type { AtRest } from './naive-rest.ts'
import type { Snapshot } from './naive-snapshot.ts'
import { pendingIn } from './pending.ts'

/** What is looked at once everything rests. What waits for people may go on waiting: cash at the door, a supplement. */
export const restOf = (s: Snapshot): AtRest => {
  const channels = new Map(s.attempts.map(({ attemptNo, channel }) => [attemptNo, channel]))
  const sharings = new Map(s.sharings.map((one) => [one.sharingNo, one]))
  const owed = pendingIn(s.journals)
  return {
    ...s,
    returns: s.returns.map((one) => {
      const shopId = one.state === 'owed' ? shopOf({ sharings }, one) : null
      const pending = shopId === null ? -1 : (owed.get(pendingOf({ shopId, currency: one.currency })) ?? 0)
      return { ...one, isCoverable: pending >= 0 }
    }),
    refunds: s.refunds.map((refund) => {
      const inBooks = refund.toWallet || isInBooks(channels.get(refund.attemptNo) ?? '')
      return { ...refund, inBooks }
    }),
    trades: s.trades.map(({ tradeNo, state, securedBy }) => {
      const isOwing = s.orders.some(
        (o) => o.tradeNo === tradeNo && o.paidAt !== null && o.paymentState === 'partly_paid',
      )
      return { tradeNo, state, isWaiting: securedBy === 'delivery' || isOwing }
    }),
  }
}
