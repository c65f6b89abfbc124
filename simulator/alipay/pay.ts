import type { PayHow, PayResult } from '../provider.ts'
import { freeze } from './holds.ts'
import { paymentNotices } from './notices.ts'
import { current, openTrade, paidLine } from './records.ts'
import { ANOTHER_SELLER, accountOf } from './text.ts'
import type { PaidTrade } from './types.ts'
import type { World } from './world.ts'

/** The payer confirms: money moves, and notices are made, in one act. Frozen money is only frozen. */
export function pay(world: World, no: string, how: PayHow): PayResult {
  if (world.holds.has(no)) return freeze(world, no, how)
  const opened = how.inFlight ? current(world, no) : openTrade(world, no)
  if (!opened) return { paid: false, reason: 'unknown_code' }
  if (opened.paid) return { paid: false, reason: 'already_paid' }
  const now = world.now()
  if (!how.inFlight && opened.status === 'TRADE_CLOSED') {
    return { paid: false, reason: now >= opened.expiresAt ? 'expired' : 'closed' }
  }
  const wrongAmount = world.faults.take('paid_wrong_amount', 'pay', no)
  const wrongSeller = world.faults.take('paid_wrong_merchant', 'pay', no)
  const paid = {
    at: now,
    amount: Math.max(1, opened.total + (wrongAmount ? (wrongAmount.param ?? -1) : 0)),
    payer: accountOf(how.payer),
    sellerId: wrongSeller ? ANOTHER_SELLER : world.keys.file.sellerId,
  }
  const { closedAt: _undone, ...rest } = opened
  const trade: PaidTrade = { ...rest, status: 'TRADE_SUCCESS', paid }
  world.commit({ trade, money: [paidLine(trade)], notices: paymentNotices(world, trade) })
  return { paid: true }
}
