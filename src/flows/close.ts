import { MINUTE } from '../kernel/clock.ts'
import { accept, type Outcome, reject } from '../kernel/outcome.ts'
import {
  type Actor,
  beginClose,
  finishClose,
  type OrderRejection,
  orderRejections,
  ordersOf,
  owesSupplement,
  type Trade,
} from '../modules/order/index.ts'
import * as payment from '../modules/payment/index.ts'
import { releaseStock, returnStock } from './cover.ts'
import { releaseLegs } from './legs.ts'
import { approvePaidPart } from './refund.ts'
import { askAgain, keepDeposit } from './schedule.ts'
import { type SubjectCommand, type World, worldLane } from './world.ts'

/** Stock is held through the close for at most ten minutes; money that comes later is given back (PAYMENTS §1.4). */
const LONGEST_CLOSE = 10 * MINUTE
/** What the time limit gives as its reason; whoever else says so has cancelled all the same. */
const TIMEOUT = 'timeout'

export type CloseTrade = SubjectCommand & { readonly actor: Actor; readonly reason: string }

export type Closing = {
  readonly tradeNo: string
  readonly state: Trade['state']
  /** Attempts that may still bring money: they are closed at their channels. */
  readonly openAttemptNos: readonly string[]
}

type Wiring = Parameters<typeof worldLane>[0]

/** A buyer's cancel, or the time limit: blocks new attempts, and ends at once where no attempt is alive. */
export const beginCloseLane = (wiring: Wiring, operation: 'trade.cancel' | 'trade.expire') =>
  worldLane<CloseTrade, Closing, OrderRejection>(wiring, {
    operation,
    keys: 'table',
    retryOf: (code) => orderRejections[code].retry,
    decide: decideBeginClose,
  })

export function decideBeginClose(world: World, command: CloseTrade): Outcome<Closing, OrderRejection> {
  const { actor, now } = command
  const reason = command.reason === TIMEOUT && actor.by !== 'time' ? 'cancelled' : command.reason
  const trade = world.orders.trades.get(command.subject)
  if (!trade || !mayTouch(actor, trade.buyerId)) return reject('not_found')
  // A trade that is paid in part (a child paid apart) still closes: what is paid stays, the rest is cancelled.
  // What a shop has confirmed on a promise is the shop's to end; it may be on its way.
  const isBooked = ordersOf(world.orders, trade).some(({ state }) => state === 'booked')
  if (actor.by === 'buyer' && trade.securedBy !== null && isBooked)
    return reject('illegal_move', { detail: { state: 'booked' } })
  const held = world.payments.payments.get(trade.tradeNo)
  const taken =
    held && payment.promises(world.payments, held).find((one) => payment.isTaken(world.payments, one))
  if (taken) return reject('attempt_open', { detail: { attemptNo: taken.attemptNo } })
  if (actor.by === 'time' && ordersOf(world.orders, trade).some(owesSupplement)) {
    askAgain(world, trade, now)
    return accept({ tradeNo: trade.tradeNo, state: trade.state, openAttemptNos: [] })
  }
  const begun = beginClose(world.orders, trade, { actor, at: now, reason })
  if (!begun.ok) return begun
  if (held) payment.beginClose(world.payments, held, { actor: actor.id, at: now, reason })
  releaseLegs(world, trade.tradeNo, now)
  tryFinishClose(world, trade, now)
  const open = held ? payment.openAttempts(world.payments, held) : []
  const openAttemptNos = open
    .filter(({ channel }) => !payment.isInBooks(channel))
    .map(({ attemptNo }) => attemptNo)
  return accept({ tradeNo: trade.tradeNo, state: trade.state, openAttemptNos })
}

export const finishCloseLane = (wiring: Wiring) =>
  worldLane<SubjectCommand, Closing, OrderRejection>(wiring, {
    operation: 'trade.finish_close',
    keys: 'own',
    retryOf: (code) => orderRejections[code].retry,
    decide: (world, command) => {
      const trade = world.orders.trades.get(command.subject)
      if (!trade) return reject('not_found')
      if (trade.state === 'closing' && !tryFinishClose(world, trade, command.now))
        return reject('attempt_open')
      return accept({ tradeNo: trade.tradeNo, state: trade.state, openAttemptNos: [] })
    },
  })

/** Ends a closing trade when no attempt can bring money any more, or when its stock has been held long enough. */
export function tryFinishClose(world: World, trade: Trade, now: Date): boolean {
  const held = world.payments.payments.get(trade.tradeNo)
  const since = trade.closingSince ?? now
  if (held && payment.isBusy(world.payments, held) && now.getTime() - since.getTime() < LONGEST_CLOSE)
    return false
  const actor: Actor = { id: 'rule:close', by: trade.closeReason === TIMEOUT ? 'time' : 'platform' }
  for (const order of finishClose(world.orders, trade, { actor, at: now })) {
    if (order.state === 'cancelled') returnStock(world, order, actor.id, now)
    else releaseStock(world, order, actor.id, now)
    if (held) payment.cancelItem(world.payments, held, order.orderNo, { actor: actor.id, at: now })
    keepDeposit(world, order, now)
    approvePaidPart(world, order, trade.closeReason ?? 'closed', now)
  }
  if (held) payment.finishClose(world.payments, held, { actor: actor.id, at: now })
  releaseLegs(world, trade.tradeNo, now)
  return true
}

/** A buyer touches his own; rules and staff whose right was proven at the door touch what they name. */
export const mayTouch = (actor: Actor, buyerId: string): boolean =>
  actor.by !== 'buyer' || actor.id === `buyer:${buyerId}`
