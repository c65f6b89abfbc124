import { Type } from 'typebox'
import { Closed, Label, Nullable, SeenVersion, Time, Words } from './shapes.ts'

export const SettingName = Type.Enum(['plan.retail', 'plan.hotel', 'points'])
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
const value = Type.Union([PlanValue, PointsValue])

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
  /** Which of the two it must be follows from the name. */
  value,
  version: SeenVersion,
  reason: Words(200),
})
