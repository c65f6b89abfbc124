import { Type } from 'typebox'
import { Amount, Closed, Currency, Label, Many, No, Nullable, PageQuery, Time, Words } from './shapes.ts'

export const CaptureBody = Closed({
  amount: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'At most what is held and still owed; all that is owed when left out. The rest goes back.',
    }),
  ),
  keepsRest: Type.Optional(
    Type.Boolean({
      description:
        'Only this part is taken and the rest stays held, where the channel can (Alipay). It has a number of its own.',
    }),
  ),
})

export const SupplementBody = Closed({
  amount: Type.Integer({ minimum: 1, maximum: 100_000_000, description: 'In fen.' }),
  title: Words(60),
  reason: Words(200),
})

export const WaiverBody = Closed({
  amount: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 100_000_000,
      description: 'In fen; all that is owed when left out.',
    }),
  ),
  reason: Words(200),
})

const said = {
  reference: Words(64),
  note: Type.Optional(Words(200)),
  occurredAt: Type.Optional(
    Type.String({
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3})?Z$',
      description: 'When it happened, in UTC and not later than now; now when left out.',
    }),
  ),
}
export const ReceiptBody = Closed({
  amount: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
  ...said,
})
export const PayoutBody = Closed(said)

/** What somebody says of money that has no wire, and what another person decided about it. */
export const HandEntry = Type.Object({
  id: Type.String(),
  subjectNo: No,
  direction: Type.Enum(['in', 'out']),
  amount: Amount,
  currency: Currency,
  reference: Type.String(),
  note: Nullable(Type.String()),
  occurredAt: Time,
  recordedBy: Type.String(),
  recordedAt: Time,
  state: Type.Enum(['waiting', 'confirmed', 'rejected']),
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Time),
  actions: Many(Type.Enum(['confirm', 'reject'])),
})
const EntryId = Type.String({ pattern: '^\\d{22}-[1-9]\\d{0,3}$' })
export const HandEntryQuery = Closed({
  state: Type.Optional(Type.Enum(['waiting', 'decided'])),
  cursor: Type.Optional(EntryId),
  limit: PageQuery.limit,
})
export const ByEntry = Closed({ id: EntryId })

export const PlanBody = Closed({ plan: Type.String({ pattern: '^[a-z0-9_]{1,20}$' }) })

const PartKind = Type.Enum(['deposit', 'balance', 'instalment', 'supplement'])

/** What is due by which day, what came in of it, and which plans are offered as long as none was chosen. */
export const Schedule = Type.Object({
  plan: Nullable(Type.String()),
  due: Amount,
  captured: Amount,
  next: Nullable(Type.Object({ amount: Amount, dueAt: Time })),
  parts: Many(
    Type.Object({
      seq: Type.Integer(),
      kind: PartKind,
      title: Label,
      amount: Amount,
      paid: Amount,
      dueAt: Time,
      isKept: Type.Boolean({ description: 'It stays with the shop when the rest is not paid.' }),
      reason: Nullable(Type.String()),
    }),
  ),
  plans: Many(
    Type.Object({
      plan: Type.String(),
      title: Label,
      keepsDeposit: Type.Boolean(),
      parts: Many(Type.Object({ amount: Amount, afterDays: Type.Integer() })),
    }),
  ),
})
