import { Type } from 'typebox'
import { Amount, Closed, Currency, Id, Many, No, Nullable, PageQuery, Time, Words } from './shapes.ts'

export const Duplicate = Type.Object({
  id: Id,
  kind: Type.Enum(['surplus', 'same_goods'], {
    description:
      '`surplus`: more came in than was due; `same_goods`: two like trades shortly one after the other.',
  }),
  attemptNo: No,
  payableNo: No,
  otherAttemptNo: Nullable(No),
  otherPayableNo: Nullable(No),
  orderNos: Many(No),
  buyerId: Type.String(),
  amount: Amount,
  currency: Currency,
  foundAt: Time,
  seenBy: Nullable(Type.String()),
  seenAt: Nullable(Time),
  note: Nullable(Type.String()),
  actions: Many(Type.Enum(['refund_surplus', 'see'])),
})
export const DuplicateQuery = Closed({
  seen: Type.Optional(Type.Boolean()),
  cursor: Type.Optional(Id),
  limit: PageQuery.limit,
})
export const DuplicateId = Closed({ id: Id })
export const SeenBody = Closed({ note: Words(500) })
export const ScanBody = Closed({
  days: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 366, description: 'How far back; three days when left out.' }),
  ),
})
export const Scan = Type.Object({ scannedAt: Time, since: Time, found: Type.Integer() })
