import { proportion } from '../../../src/kernel/money.ts'
import type { Cashier } from '../../api/nouns.ts'

export type Wanted = {
  /** What is to be paid now. */
  readonly amount: number
  /** Of the balance; null: none. */
  readonly wallet: number | null
  readonly points: boolean
}

/** What each means pays of an amount; `points` is how many of them. The server has the last word. */
export type Split = {
  readonly points: number
  readonly byPoints: number
  readonly byWallet: number
  readonly rest: number
}

type Facts = Pick<Cashier, 'open' | 'wallet' | 'points'>

const FEN_PER_YUAN = 100

/** What points may pay of an amount: their limit is a part of it, and a point is never used for nothing. */
export function pointsOf(amount: number, { open, points }: Facts): { points: number; value: number } {
  const most = open === 0 ? 0 : proportion(points.most, Math.min(amount, open), open, 'down')
  const fit = Math.min(points.usable, proportion(most, points.pointsPerYuan, FEN_PER_YUAN, 'down'))
  const whole = fit - (fit % points.unit)
  const value = proportion(whole, FEN_PER_YUAN, points.pointsPerYuan, 'down')
  return value > 0 ? { points: whole, value } : { points: 0, value: 0 }
}

export function splitOf(wanted: Wanted, facts: Facts): Split {
  const best = wanted.points ? pointsOf(wanted.amount, facts) : { points: 0, value: 0 }
  const left = wanted.amount - best.value
  const byWallet = Math.min(wanted.wallet ?? 0, facts.wallet.usable, left)
  return { points: best.points, byPoints: best.value, byWallet, rest: left - byWallet }
}
