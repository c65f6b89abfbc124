import { Type } from 'typebox'
import { Amount, Closed, Currency, Many, No, Nullable, Page, PageQuery, Time, Words } from './shapes.ts'

/** The most that one change by hand may move, in fen or in points. */
/** Of any change; what one change may be is a payment setting. */
const MOST_BY_HAND = 1_000_000_000

export const Kind = Type.Enum(['wallet', 'points'])

export const Wallet = Type.Object({
  currency: Currency,
  balance: Amount,
  held: Type.Integer({ description: 'Set aside for payments that are under way.' }),
  points: Type.Integer(),
  pointsHeld: Type.Integer(),
  pointsValue: Type.Integer({
    description: 'What the points would pay, in fen, before any limit of a payment.',
  }),
  pointsPerYuan: Type.Integer(),
})

export const MovementQuery = Closed({
  kind: Type.Optional(Kind),
  cursor: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  limit: PageQuery.limit,
})
export const Movements = Page(
  Type.Object({
    kind: Kind,
    event: Type.Enum(['hold_placed', 'hold_released', 'payment_received', 'refund_paid', 'wallet_adjusted']),
    refNo: Type.String({ description: 'An attempt, a refund, or an adjustment.' }),
    change: Type.Integer({ description: 'In fen, or in points; above zero it came in.' }),
    balanceAfter: Type.Integer(),
    version: Type.Integer(),
    occurredAt: Time,
  }),
)
export const BuyerId = Closed({ buyerId: Type.String({ pattern: '^[\\w-]{1,64}$' }) })

const AdjustmentState = Type.Enum(['requested', 'approved', 'rejected'])
export const Adjustment = Type.Object({
  no: No,
  buyerId: Type.String(),
  kind: Kind,
  direction: Type.Enum(['in', 'out']),
  currency: Currency,
  amount: Type.Integer({ description: 'Money, in fen; for points what they are worth.' }),
  points: Type.Integer(),
  reason: Type.String(),
  state: AdjustmentState,
  requestedBy: Type.String(),
  requestedAt: Time,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Time),
  decisionReason: Nullable(Type.String()),
  version: Type.Integer(),
  actions: Many(Type.Enum(['approve', 'reject'])),
})
export const AdjustmentBody = Closed({
  buyerId: BuyerId.properties.buyerId,
  kind: Kind,
  direction: Type.Enum(['in', 'out']),
  size: Type.Integer({ minimum: 1, maximum: MOST_BY_HAND, description: 'In fen, or in points.' }),
  reason: Words(200),
})
export const AdjustmentQuery = Closed({
  state: Type.Optional(AdjustmentState),
  buyer: Type.Optional(BuyerId.properties.buyerId),
  cursor: Type.Optional(No),
  limit: PageQuery.limit,
})

/** Points are counted in points, everything else in fen. */
const Valuation = Type.Object({
  pointsPerYuan: Type.Integer(),
  units: Type.Integer({ description: 'Points that members have, free and held.' }),
  heldUnits: Type.Integer({ description: 'Held for payments under way.' }),
  heldAmount: Type.Integer({ description: 'What was promised for those, in fen.' }),
  booked: Type.Integer({ description: 'What the books say all points are worth, in fen.' }),
  worth: Type.Integer({ description: 'What they are worth at the rate, in fen.' }),
})
export const Revaluation = Type.Object({
  no: No,
  currency: Currency,
  reason: Type.String(),
  state: AdjustmentState,
  requestedBy: Type.String(),
  requestedAt: Time,
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Time),
  decisionReason: Nullable(Type.String()),
  found: Nullable(Valuation),
  version: Type.Integer(),
  actions: Many(Type.Enum(['approve', 'reject'])),
})
export const Revaluations = Type.Object({ now: Valuation, items: Many(Revaluation) })
export const RevaluationBody = Closed({ reason: Words(200) })
