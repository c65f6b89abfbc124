import { assert } from './assert.ts'

/**
 * Money is an integer number of minor units (fen) of one currency, at most 2^53 − 1 in size.
 * Only `allocate`, `cumulativeShare`, `proportion` and `percentage` divide; everything else adds.
 */
export type Amount = number

/** ISO 4217 code, upper case. */
export type Currency = string

export const MAX_AMOUNT = Number.MAX_SAFE_INTEGER

export const isAmount = (value: unknown): value is Amount => Number.isSafeInteger(value)

/** Σ, refusing to leave the safe range silently. */
export function sum(amounts: Iterable<Amount>): Amount {
  let total = 0
  for (const amount of amounts) total += amount
  assert(Number.isSafeInteger(total), 'sum left the safe integer range')
  return total
}

/** floor(a × b / c) without loss, for non-negative safe integers and c > 0. */
function mulDivFloor(a: number, b: number, c: number): number {
  const product = a * b
  if (product <= MAX_AMOUNT) return Math.floor(product / c)
  return Number((BigInt(a) * BigInt(b)) / BigInt(c))
}

/** Remainder of a × b / c, comparable between parts of one allocation. */
function mulMod(a: number, b: number, c: number): number {
  const product = a * b
  if (product <= MAX_AMOUNT) return product % c
  return Number((BigInt(a) * BigInt(b)) % BigInt(c))
}

export type Part = {
  /** Share of the total is in proportion to this; a part of weight zero gets nothing. */
  readonly weight: number
  /** No share is above this (a discount never exceeds its line). */
  readonly cap: Amount
}

/**
 * Splits `total` over the parts by the capped largest remainder (Hamilton) method.
 * Shares sum exactly to min(total, Σ caps of parts that have weight); each is between 0 and its cap.
 * Ties go to the earlier part, so callers give parts in a stable order (by line number).
 * @param total not negative; weights and caps not negative, all safe integers
 */
export function allocate(total: Amount, parts: readonly Part[]): Amount[] {
  assert(isAmount(total) && total >= 0, 'allocate: total must be a non-negative integer')
  const shares = new Array<number>(parts.length).fill(0)
  let open: number[] = []
  for (let i = 0; i < parts.length; i++) {
    const { weight, cap } = parts[i]!
    assert(isAmount(weight) && weight >= 0 && isAmount(cap) && cap >= 0, 'allocate: negative or unsafe part')
    if (weight > 0 && cap > 0) open.push(i)
  }
  let rest = roomUpTo(
    total,
    open.map((i) => parts[i]!.cap),
  )
  // A part that would get more than its cap is filled and leaves; the others share what remains.
  while (rest > 0 && open.length > 0) {
    const weights = sum(open.map((i) => parts[i]!.weight))
    const over = open.filter(
      (i) => mulDivFloor(rest, parts[i]!.weight, weights) >= parts[i]!.cap - shares[i]!,
    )
    if (over.length === 0) {
      handOut(rest, weights, open, parts, shares)
      break
    }
    for (const i of over) {
      rest -= parts[i]!.cap
      shares[i] = parts[i]!.cap
    }
    open = open.filter((i) => shares[i]! < parts[i]!.cap)
  }
  return shares
}

/** min(total, Σ caps), without adding past the total. */
function roomUpTo(total: Amount, caps: readonly Amount[]): Amount {
  let room = 0
  for (const cap of caps) {
    if (cap >= total - room) return total
    room += cap
  }
  return room
}

/** Floors every share, then gives the left-over units one each by descending remainder. No cap can be passed here. */
function handOut(
  rest: number,
  weights: number,
  open: number[],
  parts: readonly Part[],
  shares: number[],
): void {
  let left = rest
  const remainders: { i: number; remainder: number }[] = []
  for (const i of open) {
    const share = mulDivFloor(rest, parts[i]!.weight, weights)
    shares[i] = share
    left -= share
    remainders.push({ i, remainder: mulMod(rest, parts[i]!.weight, weights) })
  }
  remainders.sort((a, b) => b.remainder - a.remainder || a.i - b.i)
  for (let k = 0; k < left; k++) shares[remainders[k]!.i]! += 1
}

/** Splits in proportion to the weights with no other cap: for amounts that are paid, not taken off. */
export const allocateByWeight = (total: Amount, weights: readonly number[]): Amount[] =>
  allocate(
    total,
    weights.map((weight) => ({ weight, cap: total })),
  )

/**
 * The part of a frozen component that belongs to units `done` … `done + units` of `quantity`:
 * floor(x·(done+units)/q) − floor(x·done/q). However a quantity is cut up, the parts sum exactly to x.
 */
export function cumulativeShare(component: Amount, quantity: number, done: number, units: number): Amount {
  assert(
    quantity > 0 && done >= 0 && units >= 0 && done + units <= quantity,
    'cumulativeShare: units out of range',
  )
  assert(component >= 0, 'cumulativeShare: negative component')
  return mulDivFloor(component, done + units, quantity) - mulDivFloor(component, done, quantity)
}

export type Rounding = 'down' | 'up' | 'half_up'

/** An amount at the rate of `to` for each `per`: points for money, money for points. None negative, `per` above zero. */
export function proportion(amount: Amount, to: number, per: number, rounding: 'down' | 'up'): Amount {
  const isSound = [amount, to, per].every((value) => isAmount(value) && value >= 0) && per > 0
  assert(isSound, 'proportion: negative or unsafe input')
  const floor = mulDivFloor(amount, to, per)
  return rounding === 'up' && mulMod(amount, to, per) > 0 ? floor + 1 : floor
}

/** `bps` ten-thousandths of an amount (0.6 % = 60). Amount and rate not negative. */
export function percentage(amount: Amount, bps: number, rounding: Rounding): Amount {
  assert(isAmount(amount) && amount >= 0 && isAmount(bps) && bps >= 0, 'percentage: negative or unsafe input')
  const floor = mulDivFloor(amount, bps, 10_000)
  const remainder = mulMod(amount, bps, 10_000)
  if (remainder === 0 || rounding === 'down') return floor
  return rounding === 'up' || remainder >= 5_000 ? floor + 1 : floor
}
