import { after, DAY, HOUR, MINUTE, SECOND } from '../../kernel/clock.ts'
import { type Chance, chanceOf } from '../random.ts'
import type { Shopper } from './crowd.ts'

/** What can be bought, with how often it is. */
export type Ware = { readonly skuId: number; readonly shopId: number; readonly weight: number }

/**
 * How a trade goes: paid, left alone, left with an open attempt, paid after it was closed (money that goes back by
 * rule), paid one fen short (money that waits for a person).
 */
export type Fate = 'paid' | 'left' | 'left_with_attempt' | 'paid_late' | 'paid_short'

export type PlannedTrade = {
  readonly index: number
  readonly at: Date
  readonly shopper: Shopper
  readonly lines: readonly { readonly skuId: number; readonly quantity: number }[]
  readonly fate: Fate
  readonly payAt: Date
  /** When the merchant confirms, where he does it by hand, and when the buyer has it all. */
  readonly confirmAt: Date
  readonly declined: boolean
  readonly completeAt: Date
  readonly refund: Refunding | null
}
export type Refunding = {
  readonly askAt: Date
  readonly decideAt: Date
  readonly approved: boolean
  /** Of the first order: all of it, or one piece of its first line. */
  readonly whole: boolean
  readonly reason: string
}

const REASONS = ['不想要了', '尺码不合适', '与描述不符', '收到时有破损', '行程有变', '重复购买'] as const
const UTC_PLUS_8 = 8 * HOUR
/** How busy each hour of the day is, from midnight at UTC+8. */
const HOURS = [2, 1, 1, 1, 1, 1, 2, 4, 6, 8, 10, 10, 11, 9, 8, 8, 8, 9, 10, 12, 14, 15, 12, 6]
/** Month-day from, to, and how much busier: the shopping festivals. */
const FESTIVALS = [
  ['0616', '0618', 2.6],
  ['1109', '1111', 3.2],
  ['1212', '1212', 1.8],
  ['0308', '0308', 1.5],
] as const

/** One of the things, each as likely as its weight. `sums` are the running sums of the weights. */
function draw<T>(chance: Chance, things: readonly T[], sums: readonly number[]): T {
  const at = chance.next() * (sums.at(-1) ?? 0)
  let low = 0
  let high = sums.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sums[middle] ?? 0) > at) high = middle
    else low = middle + 1
  }
  return things[low] as T
}

const runningSums = (weights: readonly number[]): number[] => {
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return sum
  })
}

function busyness(day: Date, share: number): number {
  const local = new Date(day.getTime() + UTC_PLUS_8)
  const monthDay = local.toISOString().slice(5, 10).replace('-', '')
  const festival = FESTIVALS.find(([from, to]) => from <= monthDay && monthDay <= to)?.[2] ?? 1
  const weekend = local.getUTCDay() % 6 === 0 ? 1.25 : 1
  return (0.7 + 0.6 * share) * weekend * festival
}

export type YearPlan = {
  readonly seed: number
  readonly since: Date
  readonly until: Date
  readonly trades: number
  readonly shoppers: readonly Shopper[]
  readonly wares: readonly Ware[]
}

/** The trades of the year in the order of their time: a pure function of the seed and the world. */
export function planYear({ seed, since, until, trades, shoppers, wares }: YearPlan): PlannedTrade[] {
  const chance = chanceOf(seed, 'year')
  // Days begin at midnight of UTC+8, so the span touches one more.
  const days = Math.ceil((until.getTime() - since.getTime()) / DAY) + 1
  const dayList = Array.from({ length: days }, (_, i) => after(since, i * DAY))
  const daySums = runningSums(dayList.map((day, i) => busyness(day, i / days)))
  const hourSums = runningSums(HOURS)
  const hourList = HOURS.map((_, hour) => hour)
  const times: number[] = []
  while (times.length < trades) {
    const day = draw(chance, dayList, daySums)
    const midnight = Math.floor((day.getTime() + UTC_PLUS_8) / DAY) * DAY - UTC_PLUS_8
    const at = midnight + draw(chance, hourList, hourSums) * HOUR + Math.floor(chance.next() * HOUR)
    if (at >= since.getTime() && at < until.getTime()) times.push(at)
  }
  times.sort((a, b) => a - b)
  const shopperSums = runningSums(shoppers.map(({ weight }) => weight))
  const shelf = { wares, sums: runningSums(wares.map(({ weight }) => weight)) }
  return times.map((time, index) =>
    tradeOf(
      chance,
      {
        index,
        at: new Date(time),
        shopper: draw(chance, shoppers, shopperSums),
        // One such accident, recent enough to be still open.
        isShort: index === times.length - 12,
      },
      shelf,
    ),
  )
}

type Shelf = { readonly wares: readonly Ware[]; readonly sums: readonly number[] }

function tradeOf(
  chance: Chance,
  { isShort, ...base }: Pick<PlannedTrade, 'index' | 'at' | 'shopper'> & { readonly isShort: boolean },
  shelf: Shelf,
): PlannedTrade {
  const { at } = base
  const payAt = after(at, chance.whole(25, 420) * SECOND)
  const fate = isShort ? 'paid_short' : fateOf(chance)
  return {
    ...base,
    lines: basketOf(chance, shelf),
    fate,
    payAt: fate === 'paid_late' ? after(at, chance.whole(45, 90) * MINUTE) : payAt,
    confirmAt: after(payAt, chance.whole(20, 240) * MINUTE),
    declined: chance.is(0.04),
    completeAt: after(payAt, chance.whole(4 * 24, 9 * 24) * HOUR),
    refund: fate === 'paid' && chance.is(0.07) ? refundOf(chance, payAt) : null,
  }
}

function fateOf(chance: Chance): Fate {
  const at = chance.next()
  if (at < 0.84) return 'paid'
  if (at < 0.92) return 'left'
  return at < 0.998 ? 'left_with_attempt' : 'paid_late'
}

function basketOf(chance: Chance, { wares, sums }: Shelf): PlannedTrade['lines'] {
  const size = chance.is(0.55) ? 1 : chance.whole(2, 4)
  const first = draw(chance, wares, sums)
  const basket = new Map([[first.skuId, 1]])
  const mixes = chance.is(0.4)
  for (let tries = 0; basket.size < size && tries < 40; tries++) {
    const ware = draw(chance, wares, sums)
    if (mixes || ware.shopId === first.shopId) basket.set(ware.skuId, chance.is(0.8) ? 1 : chance.whole(2, 3))
  }
  return [...basket].map(([skuId, quantity]) => ({ skuId, quantity }))
}

function refundOf(chance: Chance, payAt: Date): Refunding {
  const askAt = after(payAt, chance.whole(12, 24 * 8) * HOUR)
  return {
    askAt,
    decideAt: after(askAt, chance.whole(1, 30) * HOUR),
    approved: chance.is(0.93),
    whole: chance.is(0.6),
    reason: chance.pick(REASONS),
  }
}
