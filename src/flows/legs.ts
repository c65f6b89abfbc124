import { present } from '../kernel/assert.ts'
import { type Amount, proportion, sum } from '../kernel/money.ts'
import { type Outcome, reject } from '../kernel/outcome.ts'
import type { WalletMoney } from '../modules/ledger/index.ts'
import {
  type Applied,
  type Attempt,
  applyClosed,
  applyHeld,
  applyPaid,
  isInBooks,
  itemsOf,
  type Leg,
  type PaymentRejection,
} from '../modules/payment/index.ts'
import { hold, holds, release, take } from '../modules/wallet/index.ts'
import { book, type World } from './world.ts'

/**
 * The legs of a combined payment 组合支付 that stand in our own books: held when the act of paying begins, taken in the
 * very commit in which the channel's leg succeeds, let go in the one in which it can bring nothing any more.
 */

const BY_US = 'rule:combined'

/** What a leg moves of a wallet: `amount` of it, and for points as many as that costs. */
function moneyOf(world: World, leg: Attempt, amount: Amount, units: number): WalletMoney {
  const { buyerId } = present(world.payments.payments.get(leg.payableNo), `payment ${leg.payableNo}`)
  const kind = leg.channel === 'points' ? 'points' : 'wallet'
  return { kind, buyerId, currency: leg.currency, amount, units }
}

/** Whether the wallet has what the legs in our books would hold; nothing is written. */
export function canHold(
  world: World,
  buyerId: string,
  currency: string,
  legs: readonly Leg[],
): Outcome<never, PaymentRejection> | null {
  for (const { channel, amount, units } of legs) {
    if (!isInBooks(channel)) continue
    const of: WalletMoney = { kind: channel, buyerId, currency, amount, units: units ?? 0 }
    if (!holds(world.wallets, of))
      return reject(channel === 'points' ? 'not_enough_points' : 'not_enough_balance')
  }
  return null
}

/** Sets the money of these legs aside. Where the whole act is paid from our books, the caller takes it at once. */
export function holdLegs(world: World, legs: readonly Attempt[], now: Date): void {
  for (const leg of legs) {
    const { attemptNo, amount, currency, units } = leg
    const report = { channelNo: attemptNo, amount, currency, heldUntil: null, isOurs: true }
    applyHeld(world.payments, leg, report, { actor: BY_US, at: now }, now)
    book(world, 'hold_placed', attemptNo, now, hold(world.wallets, moneyOf(world, leg, amount, units ?? 0)))
  }
}

/** A leg that was taken, and what that did. */
export type Taken = { readonly attempt: Attempt; readonly applied: Applied }

/** Takes legs that are held, as far as their items are still due; what is not needed is let go. */
export function takeLegs(world: World, legs: readonly Attempt[], at: Date, now: Date): Taken[] {
  return legs.flatMap((leg) => {
    const amount = Math.min(leg.held, dueFor(world, leg))
    if (amount === 0) {
      letGo(world, leg, now)
      return []
    }
    const { attemptNo, currency, held } = leg
    const units = leg.units ?? 0
    const used = amount === held ? units : proportion(units, amount, held, 'up')
    const moved = { actor: BY_US, at }
    if (leg.units !== null) leg.units = used
    const report = { channelNo: attemptNo, amount, currency, succeededAt: at, isOurs: true }
    const applied = applyPaid(world.payments, leg, report, moved)
    if (applied.kind !== 'captured') throw new Error(`leg ${attemptNo} was held and could not be taken`)
    const shares = applied.shares.map(({ item, amount }) => ({ shopId: item.payeeId, amount }))
    book(
      world,
      'payment_received',
      attemptNo,
      at,
      take(world.wallets, moneyOf(world, leg, amount, used), shares),
    )
    const rest = moneyOf(world, leg, held - amount, units - used)
    if (rest.amount > 0) book(world, 'hold_released', attemptNo, now, release(world.wallets, rest))
    return [{ attempt: leg, applied }]
  })
}

function letGo(world: World, leg: Attempt, now: Date): void {
  const { attemptNo, held, units } = leg
  const of = moneyOf(world, leg, held, units ?? 0)
  applyClosed(world.payments, leg, { actor: BY_US, at: now, reason: 'nothing is taken' })
  book(world, 'hold_released', attemptNo, now, release(world.wallets, of))
}

/** What the items of an attempt still owe; a payment that is closed, or whose items were cancelled, takes nothing. */
function dueFor(world: World, attempt: Attempt): Amount {
  const payment = present(world.payments.payments.get(attempt.payableNo), `payment ${attempt.payableNo}`)
  if (payment.state !== 'open' && payment.state !== 'closing') return 0
  const items = itemsOf(world.payments, payment).filter(
    ({ itemNo, cancelled }) => !cancelled && attempt.itemNos.includes(itemNo),
  )
  return sum(items.map(({ due, captured }) => due - captured))
}

const attemptsOf = (world: World, payableNo: string): readonly Attempt[] =>
  world.payments.attemptsOf.get(payableNo) ?? []

const isHeldHere = ({ channel, state }: Attempt): boolean => isInBooks(channel) && state === 'authorized'

/** The held legs of the act that an attempt belongs to. */
export const heldBeside = (world: World, { payableNo, groupNo }: Attempt): readonly Attempt[] =>
  groupNo === null
    ? []
    : attemptsOf(world, payableNo).filter((mate) => mate.groupNo === groupNo && isHeldHere(mate))

/**
 * Lets legs go whose act can bring no money any more: their channel's leg ended or was never shown to anybody, or
 * nothing is due. Whatever ends a channel's leg is followed by this in the same commit.
 */
export function releaseLegs(world: World, payableNo: string, now: Date): void {
  const attempts = attemptsOf(world, payableNo)
  for (const leg of attempts) {
    if (!isHeldHere(leg)) continue
    const isAwaited = attempts.some(
      (mate) => mate.groupNo === leg.groupNo && !isInBooks(mate.channel) && mate.isOpen,
    )
    if (!isAwaited || dueFor(world, leg) === 0) letGo(world, leg, now)
  }
}
