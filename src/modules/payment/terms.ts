import type { Label } from '../../kernel/machine.ts'
import { type Amount, sum } from '../../kernel/money.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { PaymentRejection } from './types.ts'

/** How a plan splits what is due: `bps` of the whole each (the last part takes the rest), due so long after placing. */
export type PlanTerms = {
  /** The buyer's choice names it; unique among the plans of a kind of business. */
  readonly name: string
  readonly title: Label
  /** The first one books, so it is due at once, within the time to pay. */
  readonly parts: readonly { readonly bps: number; readonly afterDays: number }[]
  /** Offered from this amount on. */
  readonly from: Amount
  /** The first part stays with the shop when the rest is not paid in time, or the buyer withdraws. */
  readonly keepsDeposit: boolean
}

/**
 * What a kind of business offers beside paying at once. Amounts in minor units of the shop's currency. A trade keeps
 * the terms it was placed under; only `aloneUpTo`, a control of our own, holds as it is now.
 */
export type Terms = {
  /** When held money is taken: once the shop confirms, or by hand (a hotel, at the departure). */
  readonly capturesOn: 'confirm' | 'hand'
  /** Cash on delivery 货到付款 up to this; null: not offered. */
  readonly onDeliveryUpTo: Amount | null
  /** Up to this, one person's word is enough for cash as it was asked; above it a second one confirms. */
  readonly aloneUpTo: Amount
  /** How long a transfer 线下转账 may take; null: not offered. */
  readonly transferWithinHours: number | null
  readonly plans: readonly PlanTerms[]
  /** How long the buyer has for a supplement before he is asked again. */
  readonly supplementWithinDays: number
}

const YUAN = 100
export const WHOLE_BPS = 10_000

/** What the product brings along: version zero. */
export const DEFAULT_TERMS: { readonly retail: Terms; readonly hotel: Terms } = {
  retail: {
    capturesOn: 'confirm',
    onDeliveryUpTo: 5_000 * YUAN,
    aloneUpTo: 500 * YUAN,
    transferWithinHours: 72,
    plans: [
      {
        name: 'parts3',
        title: { zh: '分三期支付', en: 'In three parts' },
        parts: [
          { bps: 3_400, afterDays: 0 },
          { bps: 3_300, afterDays: 30 },
          { bps: 3_300, afterDays: 60 },
        ],
        from: 1_000 * YUAN,
        keepsDeposit: false,
      },
    ],
    supplementWithinDays: 7,
  },
  hotel: {
    capturesOn: 'hand',
    onDeliveryUpTo: null,
    aloneUpTo: 500 * YUAN,
    transferWithinHours: 24,
    plans: [
      {
        name: 'deposit',
        title: { zh: '先付定金', en: 'Deposit first' },
        parts: [
          { bps: 3_000, afterDays: 0 },
          { bps: 7_000, afterDays: 7 },
        ],
        from: 1,
        keepsDeposit: true,
      },
    ],
    supplementWithinDays: 7,
  },
}

/** Whether terms hold together; each field by itself was checked at the door. `param` names the plan at fault. */
export function judgeTerms({ plans }: Terms): Outcome<undefined, PaymentRejection> {
  for (const [i, { name, parts }] of plans.entries()) {
    const param = `value.plans.${i}`
    const whole = sum(parts.map(({ bps }) => bps))
    if (plans.findIndex((one) => one.name === name) < i)
      return reject('plan_name_taken', { param: `${param}.name`, detail: { name } })
    if (whole !== WHOLE_BPS)
      return reject('plan_not_whole', { param: `${param}.parts`, detail: { name, bps: whole } })
    const isAscending = parts.every(({ afterDays }, k) =>
      k === 0 ? afterDays === 0 : afterDays > parts[k - 1]!.afterDays,
    )
    if (!isAscending) return reject('plan_days_out_of_order', { param: `${param}.parts`, detail: { name } })
  }
  return accept(undefined)
}
