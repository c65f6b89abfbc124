import { after, DAY, HOUR } from '../kernel/clock.ts'
import { type Actor, endedUnpaid, holdOpen, ordersOf, type Trade } from '../modules/order/index.ts'
import * as payment from '../modules/payment/index.ts'
import { bookOrder } from './booked.ts'
import { decideBeginClose } from './close.ts'
import { termsOf } from './offers.ts'
import type { World } from './world.ts'

/** What is left to a buyer whose promise has gone, before his orders are withdrawn. */
const AFTER_LOST = DAY

type Moved = { readonly actor: Actor; readonly at: Date; readonly reason?: string | null }

const RULE: Actor = { id: 'rule:secured', by: 'platform' }

/**
 * What is due is held by a channel, or promised on delivery: the orders go to their shops, their stock is committed
 * in the same commit, and no time limit closes the trade any more. Not one of them is paid yet.
 */
export function secure(world: World, trade: Trade, moved: Moved, now: Date): void {
  const held = world.payments.payments.get(trade.tradeNo)
  if (!held) return
  if (trade.state === 'open' && held.state === 'open') {
    if (!payment.isSecured(world.payments, held)) return
    const onDelivery = payment.promises(world.payments, held).every(payment.isOnDelivery)
    holdOpen(world.orders, trade, onDelivery ? 'delivery' : 'hold')
    for (const order of ordersOf(world.orders, trade))
      if (order.state === 'created') bookOrder(world, order, moved)
  }
  settleHolds(world, trade, now)
}

/**
 * Takes held money once every shop has answered: what the confirmed orders owe. Where no order is left it is let go;
 * a hotel takes it by hand, at the latest before it lapses.
 */
export function settleHolds(world: World, trade: Trade, now: Date, lapses = false): void {
  const held = world.payments.payments.get(trade.tradeNo)
  if (!held) return
  for (const attempt of payment.promises(world.payments, held)) {
    const alive = payment
      .liveItemsOf(world.payments, attempt)
      .flatMap(({ itemNo }) => world.orders.orders.get(itemNo) ?? [])
    if (world.payments.captures.has(attempt.attemptNo)) continue
    const isBooked = alive.every(({ state }) => state === 'booked')
    const isByHand = !lapses && termsOf(alive, world.termsAt).some(({ capturesOn }) => capturesOn === 'hand')
    const isNeeded = payment.owedTo(world.payments, attempt) > 0
    if (!isNeeded || (lapses && !isBooked))
      payment.letGo(world.payments, attempt, { actor: RULE.id, at: now, reason: 'nothing is bought by it' })
    else if (isBooked && !isByHand && !payment.isOnDelivery(attempt))
      payment.askCapture(
        world.payments,
        attempt,
        { ...captureOf(attempt), amount: null, actor: RULE.id },
        now,
      )
  }
  endIfDead(world, trade, now)
}

/** The capture's number: held money is taken once, so the attempt's own number names it. */
export const captureOf = ({ attemptNo }: { readonly attemptNo: string }) => ({ captureNo: `${attemptNo}C` })

/** A trade of which no order is left closes by itself. */
export function endIfDead(world: World, trade: Trade, now: Date): void {
  if (trade.state !== 'open' || !ordersOf(world.orders, trade).every(endedUnpaid)) return
  const command = { caller: 'rule', key: trade.tradeNo, requestHash: '', now, subject: trade.tradeNo }
  decideBeginClose(world, { ...command, actor: RULE, reason: 'no order is left' })
}

/**
 * The promise has gone: the channel let go of the hold, or it was voided. The orders stay with their shops for a day,
 * so that the buyer can pay otherwise; then the time limit withdraws them.
 */
export function loseSecurity(world: World, trade: Trade, now: Date): void {
  const held = world.payments.payments.get(trade.tradeNo)
  if (!held || trade.state !== 'open' || trade.securedBy === null) return
  if (payment.isSecured(world.payments, held)) return
  const until = after(now, AFTER_LOST)
  holdOpen(world.orders, trade, null, until)
  payment.extend(world.payments, held, until)
}

/** A transfer takes days, so the trade waits for it as long as its shops allow. */
export function giveTime(world: World, trade: Trade, attempt: payment.Attempt, now: Date): void {
  const held = world.payments.payments.get(trade.tradeNo)
  const terms = termsOf(ordersOf(world.orders, trade), world.termsAt)
  const until = after(now, Math.min(...terms.map((one) => one.transferWithinHours ?? 0)) * HOUR)
  if (!held || until <= trade.expiresAt) return
  holdOpen(world.orders, trade, trade.securedBy, until)
  payment.extend(world.payments, held, until)
  attempt.expiresAt = until
}
