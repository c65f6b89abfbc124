import { type Amount, proportion } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import { IN_BOOKS } from './house.ts'
import type { PlanPolicy, PointsPolicy } from './policy.ts'
import type { PaymentRejection } from './types.ts'

/** One leg of an act of paying 组合支付: so much through one channel. `units`: the points that it takes. */
export type Leg = {
  readonly channel: string
  readonly method: string
  readonly amount: Amount
  readonly units: number | null
}

/** How the payer wants to pay: so much from the wallet, so many points, the rest through the channel. */
export type Wish = {
  readonly channel: string
  readonly method: string
  readonly walletAmount: Amount
  readonly points: number
}

const FEN_PER_YUAN = 100

/** What points pay, rounded down; and what they cost, rounded up: a fraction of a fen is never given away. */
export const worthOf = (points: number, { pointsPerYuan }: PointsPolicy): Amount =>
  proportion(points, FEN_PER_YUAN, pointsPerYuan, 'down')
export const pointsFor = (amount: Amount, { pointsPerYuan }: PointsPolicy): number =>
  proportion(amount, pointsPerYuan, FEN_PER_YUAN, 'up')

/** The most that points may pay of an amount, however many somebody has. */
export const mostByPoints = (amount: Amount, { mostBps }: PointsPolicy): Amount =>
  proportion(amount, mostBps, 10_000, 'down')

/** The points that pay as much as may be, of those somebody has: whole multiples of the unit, none of them wasted. */
export function usablePoints(
  amount: Amount,
  owned: number,
  policy: PointsPolicy,
): { points: number; value: Amount } {
  const most = Math.min(owned, pointsFor(mostByPoints(amount, policy), policy))
  const whole = most - (most % policy.unit)
  const value = Math.min(worthOf(whole, policy), mostByPoints(amount, policy))
  return value > 0 ? { points: whole, value } : { points: 0, value: 0 }
}

/**
 * Cuts an amount into its legs: points first, then the wallet, the rest through the channel, which comes last. A channel
 * in our own books takes the rest itself.
 */
export function legsOf(
  amount: Amount,
  { channel, method, walletAmount, points }: Wish,
  plan: PlanPolicy,
  rate: PointsPolicy,
): Outcome<Leg[], PaymentRejection> {
  const byPoints = channel === 'points' ? amount - walletAmount : worthOf(points, rate)
  const byWallet = channel === 'wallet' ? amount - byPoints : walletAmount
  const rest = amount - byPoints - byWallet
  if (byPoints < 0 || byWallet < 0 || rest < 0) return reject('above_open', { detail: { open: amount } })
  if (byPoints > 0 && !plan.takesPoints) return reject('unknown_channel', { param: 'points' })
  if (byWallet > 0 && !plan.takesWallet) return reject('unknown_channel', { param: 'walletAmount' })
  const most = mostByPoints(amount, rate)
  if (byPoints > most)
    return reject('points_limit', { detail: { value: most, points: pointsFor(most, rate) } })
  const used = pointsFor(byPoints, rate)
  // Named points are whole multiples of the unit; where the channel itself is points, the server counts them.
  const named = channel === 'points' ? used : points
  if (named % rate.unit !== 0) return reject('points_limit', { param: 'points', detail: { unit: rate.unit } })
  return accept([
    ...(byPoints > 0
      ? [{ channel: 'points', method: IN_BOOKS.points.method, amount: byPoints, units: used }]
      : []),
    ...(byWallet > 0
      ? [{ channel: 'wallet', method: IN_BOOKS.wallet.method, amount: byWallet, units: null }]
      : []),
    ...(rest > 0 ? [{ channel, method, amount: rest, units: null }] : []),
  ])
}
