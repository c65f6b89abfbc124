import { isInBooks } from '../../src/modules/payment/index.ts'
import type { AtRest } from './naive-rest.ts'
import type { Snapshot } from './naive-snapshot.ts'

/** What is looked at once everything rests. What waits for people may go on waiting: cash at the door, a supplement. */
export const restOf = (s: Snapshot): AtRest => {
  const channels = new Map(s.attempts.map(({ attemptNo, channel }) => [attemptNo, channel]))
  return {
    ...s,
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
