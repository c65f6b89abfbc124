import type { Amount } from '../../kernel/money.ts'
import { DEFAULT_TERMS, type Terms } from './terms.ts'

export * from './terms.ts'

/** How the payments of a kind of business may be made; the two plans are frozen on a payment when it is opened. */
export type PlanPolicy = {
  /** Plan one 方案一 (row N7): the open attempt is closed at its channel before another starts. */
  readonly isOneAtATime: boolean
  /** Plan two 方案二 (row N8): one may pay a part; parts never exceed what is due. */
  readonly takesParts: boolean
  /** No part is below this, but for the last one. */
  readonly smallestPart: Amount
  /** The last of so many parts must pay all the rest. */
  readonly mostParts: number
  readonly takesWallet: boolean
  readonly takesPoints: boolean
}

/** What points 积分 are worth when one pays with them. */
export type PointsPolicy = {
  /** So many points pay one yuan. */
  readonly pointsPerYuan: number
  /** Points are used in whole multiples of this. */
  readonly unit: number
  /** The largest part of a payment that points may pay, in ten-thousandths. */
  readonly mostBps: number
}

/** How much two people may put into one wallet, or take out of it, by hand in one change 调账. */
export type AdjustmentPolicy = { readonly mostMoney: Amount; readonly mostPoints: number }

export const SCENES = ['retail', 'hotel'] as const
export type PaymentScene = (typeof SCENES)[number]

export type PaymentSettings = {
  readonly 'plan.retail': PlanPolicy
  readonly 'plan.hotel': PlanPolicy
  readonly points: PointsPolicy
  readonly adjustment: AdjustmentPolicy
  readonly 'terms.retail': Terms
  readonly 'terms.hotel': Terms
}
export type SettingName = keyof PaymentSettings
export const SETTING_NAMES = [
  'plan.retail',
  'plan.hotel',
  'terms.retail',
  'terms.hotel',
  'points',
  'adjustment',
] as const satisfies readonly SettingName[]

const bothPlans: PlanPolicy = {
  isOneAtATime: true,
  takesParts: true,
  smallestPart: 100,
  mostParts: 5,
  takesWallet: true,
  takesPoints: true,
}

/** What holds until somebody changes it. */
export const DEFAULT_SETTINGS: PaymentSettings = {
  'plan.retail': bothPlans,
  'plan.hotel': bothPlans,
  points: { pointsPerYuan: 100, unit: 1, mostBps: 5_000 },
  adjustment: { mostMoney: 5_000_000, mostPoints: 5_000_000 },
  'terms.retail': DEFAULT_TERMS.retail,
  'terms.hotel': DEFAULT_TERMS.hotel,
}

/** The terms of a kind of business that were in force at a moment: a trade keeps those of its placing. */
export type TermsAt = (scene: PaymentScene, at: Date) => Terms

/** The settings in memory, as they hold now; version 0 is the default nobody has changed. */
export type PaymentPolicies = {
  readonly plan: (scene: PaymentScene) => PlanPolicy
  readonly points: () => PointsPolicy
  readonly adjustment: () => AdjustmentPolicy
  readonly terms: TermsAt
}

export const policiesOf = (settings: PaymentSettings): PaymentPolicies => ({
  plan: (scene) => settings[`plan.${scene}`],
  points: () => settings.points,
  adjustment: () => settings.adjustment,
  terms: (scene) => settings[`terms.${scene}`],
})

export const DEFAULT_POLICIES = policiesOf(DEFAULT_SETTINGS)
