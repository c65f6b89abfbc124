import { Type } from 'typebox'
import { Closed, Label, Many, Nullable, SeenVersion, Time, Words } from './shapes.ts'

export const SettingName = Type.Enum([
  'plan.retail',
  'plan.hotel',
  'terms.retail',
  'terms.hotel',
  'points',
  'adjustment',
])
export const ByName = Closed({ name: SettingName })

const PlanValue = Closed({
  isOneAtATime: Type.Boolean({ description: 'Plan one: the open attempt is closed before another starts.' }),
  takesParts: Type.Boolean({ description: 'Plan two: one may pay a part.' }),
  smallestPart: Type.Integer({ minimum: 1, maximum: 100_000_000 }),
  mostParts: Type.Integer({ minimum: 1, maximum: 20 }),
  takesWallet: Type.Boolean(),
  takesPoints: Type.Boolean(),
})
const PointsValue = Closed({
  pointsPerYuan: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  unit: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  mostBps: Type.Integer({ minimum: 0, maximum: 10_000, description: 'Ten-thousandths of a payment.' }),
})
const AdjustmentValue = Closed({
  mostMoney: Type.Integer({ minimum: 1, maximum: 1_000_000_000, description: 'In fen, for one change.' }),
  mostPoints: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
})
const MOST = 100_000_000
const Limit = Type.Integer({ minimum: 1, maximum: MOST, description: 'In fen.' })
const PlanOffered = Closed({
  name: Type.String({ pattern: '^[a-z0-9_]{1,20}$', description: 'The buyer’s choice names it.' }),
  title: Closed({ zh: Words(30), en: Words(60) }),
  parts: Many(
    Closed({
      bps: Type.Integer({
        minimum: 1,
        maximum: 9_999,
        description: 'Ten-thousandths; all parts make 10000.',
      }),
      afterDays: Type.Integer({
        minimum: 0,
        maximum: 366,
        description: 'After the placing; 0 for the first.',
      }),
    }),
    { minItems: 2, maxItems: 12 },
  ),
  from: Limit,
  keepsDeposit: Type.Boolean({
    description: 'The first part stays with the shop when the rest is not paid.',
  }),
})
const TermsValue = Closed({
  capturesOn: Type.Enum(['confirm', 'hand'], {
    description: 'When held money is taken: once the shop confirms, or by hand.',
  }),
  onDeliveryUpTo: Nullable(Limit),
  aloneUpTo: Type.Integer({
    minimum: 0,
    maximum: MOST,
    description: 'Up to this one person’s word is enough for cash; above it a second one confirms.',
  }),
  transferWithinHours: Nullable(Type.Integer({ minimum: 1, maximum: 24 * 30 })),
  plans: Many(PlanOffered, { maxItems: 10 }),
  supplementWithinDays: Type.Integer({ minimum: 1, maximum: 90 }),
})
const value = Type.Union([PlanValue, TermsValue, PointsValue, AdjustmentValue])

export const Setting = Type.Object({
  name: SettingName,
  title: Label,
  version: Type.Integer({ description: 'Zero: nobody has changed it.' }),
  value,
  changedBy: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  changedAt: Nullable(Time),
})
export const SettingBody = Closed({
  /** Which of them it must be follows from the name. */
  value,
  version: SeenVersion,
  reason: Words(200),
})
