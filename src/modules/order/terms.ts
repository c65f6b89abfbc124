import { DAY, HOUR } from '../../kernel/clock.ts'
import type { Amount } from '../../kernel/money.ts'
import type { Scene } from './types.ts'

/** How a plan splits what is due: `bps` of the whole each (the last part takes the rest), due so long after placing. */
export type PlanTerms = {
  readonly parts: readonly { readonly bps: number; readonly afterMs: number }[]
  /** Offered from this amount on. */
  readonly from: Amount
  /** The first part stays with the shop when the rest is not paid in time, or the buyer withdraws. */
  readonly keepsDeposit: boolean
}

/** What a shop's scene offers beside paying at once. Amounts in minor units of the shop's currency. */
export type Terms = {
  /** When held money is taken: once the shop confirms, or by hand (a hotel, at the departure). */
  readonly capturesOn: 'confirm' | 'hand'
  /** Cash on delivery 货到付款 up to this; null: not offered. */
  readonly onDeliveryUpTo: Amount | null
  /** Up to this, one person's word is enough for cash as it was asked; above it a second one confirms. */
  readonly aloneUpTo: Amount
  /** How long a transfer 线下转账 may take; null: not offered. */
  readonly transferWithinMs: number | null
  readonly plans: Readonly<Record<string, PlanTerms>>
  /** How long the buyer has for a supplement before he is asked again. */
  readonly supplementWithinMs: number
}

const YUAN = 100

export const SCENE_TERMS: Readonly<Record<Scene, Terms>> = {
  retail: {
    capturesOn: 'confirm',
    onDeliveryUpTo: 5_000 * YUAN,
    aloneUpTo: 500 * YUAN,
    transferWithinMs: 3 * DAY,
    plans: {
      parts3: {
        parts: [
          { bps: 3_400, afterMs: 0 },
          { bps: 3_300, afterMs: 30 * DAY },
          { bps: 3_300, afterMs: 60 * DAY },
        ],
        from: 1_000 * YUAN,
        keepsDeposit: false,
      },
    },
    supplementWithinMs: 7 * DAY,
  },
  hotel: {
    capturesOn: 'hand',
    onDeliveryUpTo: null,
    aloneUpTo: 500 * YUAN,
    transferWithinMs: 24 * HOUR,
    plans: {
      deposit: {
        parts: [
          { bps: 3_000, afterMs: 0 },
          { bps: 7_000, afterMs: 7 * DAY },
        ],
        from: 1,
        keepsDeposit: true,
      },
    },
    supplementWithinMs: 7 * DAY,
  },
}
