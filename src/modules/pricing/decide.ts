import { type Amount, allocate, allocateByWeight, sum } from '../../kernel/money.ts'
import type {
  AppliedReduction,
  Bearer,
  LinePrice,
  Price,
  PricedLine,
  QuoteInput,
  Reduction,
  Totals,
} from './types.ts'
import { STAGES } from './types.ts'

type Draft = {
  readonly line: PricedLine
  readonly goods: Amount
  /** What is left of the goods after the reductions so far: the weight and the cap of the next one. */
  rest: Amount
  shopDiscount: Amount
  platformDiscount: Amount
  points: Amount
  freight: Amount
  readonly stages: { stage: keyof typeof STAGES; amount: Amount }[]
}

/**
 * The price of a checkout: a pure function of its input, in integer fen. Each reduction is shared by what is left
 * of the lines it covers (capped largest remainder), so no line goes below zero and every stage sums exactly.
 * Freight is judged after the discounts; points come after freight and pay for goods only.
 */
export function price(input: QuoteInput): Price {
  const drafts = input.lines.map(draftOf)
  const applied: AppliedReduction[] = []
  const staged = [...input.reductions].sort((a, b) => STAGES[a.stage].code - STAGES[b.stage].code)
  for (const reduction of staged) if (reduction.stage !== 'points') reduce(drafts, reduction, applied)
  for (const freight of input.freights) addFreight(drafts, freight.shopId, freight.base, freight.freeOver)
  for (const reduction of staged) if (reduction.stage === 'points') reduce(drafts, reduction, applied)
  const lines = drafts.map(priceOf)
  const totals = totalOf(lines)
  return { currency: input.currency, lines, totals, applied }
}

function draftOf(line: PricedLine): Draft {
  const goods = line.unitPrice * line.quantity
  return {
    line,
    goods,
    rest: goods,
    shopDiscount: 0,
    platformDiscount: 0,
    points: 0,
    freight: 0,
    stages: [{ stage: 'goods', amount: goods }],
  }
}

const bearerOf = (stage: Reduction['stage']): Bearer =>
  stage === 'points' ? 'points' : stage === 'shop_discount' || stage === 'shop_coupon' ? 'shop' : 'platform'

function reduce(drafts: readonly Draft[], reduction: Reduction, applied: AppliedReduction[]): void {
  const covered = drafts.filter(
    ({ line }) =>
      (reduction.shopId === null || line.shopId === reduction.shopId) &&
      !reduction.excludedSpuIds.has(line.spuId),
  )
  const rest = sum(covered.map((draft) => draft.rest))
  if (rest === 0 || rest < reduction.threshold) return
  const shares = allocate(
    reduction.amount,
    covered.map((draft) => ({ weight: draft.rest, cap: draft.rest })),
  )
  const bearer = bearerOf(reduction.stage)
  covered.forEach((draft, i) => {
    const share = shares[i]!
    if (share === 0) return
    draft.rest -= share
    if (bearer === 'shop') draft.shopDiscount += share
    else if (bearer === 'platform') draft.platformDiscount += share
    else draft.points += share
    draft.stages.push({ stage: reduction.stage, amount: -share })
  })
  const { id, stage, title, shopId } = reduction
  applied.push({ id, stage, title, bearer, shopId, amount: sum(shares) })
}

function addFreight(drafts: readonly Draft[], shopId: number, base: Amount, freeOver: Amount | null): void {
  const lines = drafts.filter(({ line }) => line.shopId === shopId)
  const rest = sum(lines.map((draft) => draft.rest))
  if (lines.length === 0 || base === 0 || (freeOver !== null && rest >= freeOver)) return
  // A basket that costs nothing still has to be sent: then each piece bears the same.
  const weights = lines.map((draft) => draft.goods)
  const shares = allocateByWeight(base, sum(weights) > 0 ? weights : lines.map(({ line }) => line.quantity))
  lines.forEach((draft, i) => {
    draft.freight = shares[i]!
    if (draft.freight > 0) draft.stages.push({ stage: 'freight', amount: draft.freight })
  })
}

const priceOf = ({
  goods,
  rest,
  shopDiscount,
  platformDiscount,
  points,
  freight,
  stages,
}: Draft): LinePrice => ({
  goods,
  shopDiscount,
  platformDiscount,
  points,
  freight,
  payable: rest + freight,
  stages,
})

export function totalOf(lines: readonly Omit<LinePrice, 'stages'>[]): Totals {
  const totals = { goods: 0, shopDiscount: 0, platformDiscount: 0, points: 0, freight: 0, payable: 0 }
  for (const line of lines) {
    totals.goods += line.goods
    totals.shopDiscount += line.shopDiscount
    totals.platformDiscount += line.platformDiscount
    totals.points += line.points
    totals.freight += line.freight
    totals.payable += line.payable
  }
  return totals
}
