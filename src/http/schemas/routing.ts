import { Type } from 'typebox'
import {
  Amount,
  Closed,
  Currency,
  Id,
  Label,
  Many,
  Moment,
  Nullable,
  SeenVersion,
  Time,
  Words,
} from './shapes.ts'

const Code = Type.String({ pattern: '^[a-z]{1,20}(-[2-9])?$', description: 'An account at a channel.' })
const Method = Type.String({ pattern: '^[a-z][a-z0-9_]{0,19}$' })
const Minor = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Currencies = Type.String({ pattern: '^[A-Z]{3}$' })

const Candidate = Closed({ account: Code, weight: Type.Integer({ minimum: 0, maximum: 1_000_000 }) })

const conditions = {
  priority: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
  title: Words(100),
  channel: Nullable(Code),
  method: Nullable(Method),
  currency: Nullable(Currencies),
  scene: Nullable(Type.Enum(['retail', 'hotel'])),
  shopId: Nullable(Id),
  minAmount: Nullable(Minor),
  maxAmount: Nullable(Minor),
  candidates: Type.Array(Candidate, { minItems: 1, maxItems: 10 }),
  enabled: Type.Boolean(),
}
export const RoutingRuleBody = Closed(conditions)
export const RoutingRuleEdit = Closed({ ...conditions, version: SeenVersion })
export const RoutingRule = Type.Object({
  ruleId: Id,
  ...conditions,
  scene: Nullable(Type.String()),
  candidates: Many(Candidate),
  version: Type.Integer(),
})
export const RuleId = Closed({ id: Id })

export const FeeBody = Closed({
  channel: Code,
  method: Nullable(Method),
  currency: Currencies,
  bps: Type.Integer({ minimum: 0, maximum: 10_000, description: 'Hundredths of a percent.' }),
  fixed: Minor,
  minFee: Minor,
  maxFee: Nullable(Minor),
  isReturned: Type.Boolean({ description: 'A refund gives its part of the fee back.' }),
  validFrom: Moment,
})
export const Fee = Type.Object({
  feeId: Id,
  channel: Code,
  method: Nullable(Method),
  currency: Currency,
  bps: Type.Integer(),
  fixed: Amount,
  minFee: Amount,
  maxFee: Nullable(Amount),
  isReturned: Type.Boolean(),
  validFrom: Time,
})

export const ChannelAccount = Type.Object({
  account: Code,
  channel: Type.String({ description: 'What a payer chooses; several accounts may take it.' }),
  title: Label,
  methods: Many(Type.String()),
  currencies: Many(Currency),
})

export const AccountHealth = Type.Object({
  account: Code,
  calls: Type.Integer({ description: 'In the last minute, as this process saw them.' }),
  failed: Type.Integer(),
  successRate: Type.Number(),
  breaker: Type.Enum(['closed', 'open', 'half_open']),
})
