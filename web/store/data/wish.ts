import { useState } from 'react'
import { allocateByWeight } from '../../../src/kernel/money.ts'
import type { Cashier, CashierMethod, NewAttempt } from '../../api/nouns.ts'
import { backTo, leaves, returnUrl } from './present.ts'
import { type Split, splitOf } from './split.ts'
import { fenOf } from './yuan.ts'

/** What the buyer has chosen so far; kept over a reload. Amounts as they were typed. */
export type Wish = {
  /** One shop's order by itself, or all of them. */
  readonly orderNo: string | null
  /** `next`: the next part of a schedule. */
  readonly part: 'next' | 'all' | 'half' | 'own'
  readonly ownText: string
  readonly wallet: boolean
  /** Null: as much as may be. */
  readonly walletText: string | null
  readonly points: boolean
  /** `channel/method`; null: the first that is offered. */
  readonly method: string | null
}

const NOTHING: Wish = {
  orderNo: null,
  part: 'next',
  ownText: '',
  wallet: false,
  walletText: null,
  points: false,
  method: null,
}

const slotOf = (tradeNo: string) => `wish:${tradeNo}`

/** What was wished has come in: the rest is chosen anew. */
export const forgetWish = (tradeNo: string): void => sessionStorage.removeItem(slotOf(tradeNo))

export function useWish(tradeNo: string) {
  const slot = slotOf(tradeNo)
  const [wish, setWish] = useState<Wish>(() => {
    const text = sessionStorage.getItem(slot)
    return text ? (JSON.parse(text) as Wish) : NOTHING
  })
  const change = (some: Partial<Wish>) => {
    const next = { ...wish, ...some }
    sessionStorage.setItem(slot, JSON.stringify(next))
    setWish(next)
  }
  return { wish, change }
}

export const half = (amount: number): number => allocateByWeight(amount, [1, 1])[0] ?? amount

/** The one order that is paid by itself, as long as it can be. */
export const orderOf = (wish: Wish, cashier: Cashier) =>
  cashier.orders.find(({ no, apart }) => apart && no === wish.orderNo)

/** What is open of the orders that are chosen. */
export const scopeOf = (wish: Wish, cashier: Cashier): number => orderOf(wish, cashier)?.open ?? cashier.open

export const isScheduled = ({ schedule }: Cashier): boolean => schedule.parts.length > 0

/** What was chosen, as far as it is offered now. */
export function partOf(wish: Wish, cashier: Cashier): Wish['part'] {
  if (isScheduled(cashier)) return wish.part === 'all' ? 'all' : 'next'
  return wish.part === 'next' || !takesPart(cashier) ? 'all' : wish.part
}

/** Whether a further part may be left open after this one. */
export function takesPart(cashier: Cashier): boolean {
  const { takesParts, smallestPart, mostParts } = cashier.plan
  const begun = cashier.attempts.filter(({ state }) => state === 'succeeded' || state === 'authorized')
  const groups = new Set(begun.map(({ groupNo, no }) => groupNo ?? no))
  return takesParts && cashier.open >= 2 * smallestPart && groups.size + 1 < mostParts
}

/** What is paid now, or null while the amount that was typed is none. */
export function amountOf(wish: Wish, cashier: Cashier): number | null {
  const scope = scopeOf(wish, cashier)
  const part = partOf(wish, cashier)
  if (orderOf(wish, cashier) || part === 'all') return scope
  if (part === 'next') return cashier.next
  if (part === 'half') return half(scope)
  const own = fenOf(wish.ownText)
  return own !== null && own >= cashier.plan.smallestPart && own <= scope ? own : null
}

export function splitOfWish(wish: Wish, cashier: Cashier, amount: number): Split {
  const typed = wish.walletText === null ? cashier.wallet.usable : (fenOf(wish.walletText) ?? 0)
  return splitOf({ amount, wallet: wish.wallet ? typed : null, points: wish.points }, cashier)
}

/** The request of a wish; what the balance and points pay wholly needs no channel. */
export function attemptOf(
  tradeNo: string,
  wish: Wish,
  cashier: Cashier,
  amount: number,
  chosen: CashierMethod | undefined,
): NewAttempt | null {
  const { points, byWallet, rest } = splitOfWish(wish, cashier, amount)
  const inBooks =
    byWallet > 0 ? { channel: 'wallet', method: 'balance' } : { channel: 'points', method: 'points' }
  const by = rest === 0 ? inBooks : chosen
  if (!by) return null
  const { channel, method } = by
  const order = orderOf(wish, cashier)
  return {
    channel,
    method,
    ...(order ? { orderNo: order.no } : {}),
    ...(amount === (order?.open ?? cashier.next) ? {} : { amount }),
    ...(byWallet > 0 && rest > 0 ? { walletAmount: byWallet } : {}),
    ...(points > 0 && channel !== 'points' ? { points } : {}),
    ...(leaves(method) ? { returnUrl: returnUrl(channel, backTo(tradeNo)) } : {}),
  }
}
