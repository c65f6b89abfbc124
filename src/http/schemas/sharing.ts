import { Type } from 'typebox'
import { Amount, Closed, Currency, Id, Many, No, Nullable, PageQuery, Time, Words } from './shapes.ts'

const ReceiverType = Type.Enum(['merchant', 'person'])
const Account = Type.String({ minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' })

export const SharingReturn = Type.Object({
  no: No,
  sharingNo: No,
  account: Type.String(),
  amount: Amount,
  currency: Currency,
  state: Type.Enum(['requested', 'processing', 'failed', 'succeeded', 'waived', 'owed', 'claimed', 'offset']),
  reason: Type.String(),
  requestedBy: Type.String(),
  refundNo: Nullable(
    Type.String({ description: 'The refund that takes it back, where the channel knows no other way.' }),
  ),
  failureCode: Nullable(Type.String()),
  shopId: Nullable(Type.Integer({ description: 'The shop whose pending money it was, and that owes it.' })),
  claim: Nullable(
    Type.Object(
      {
        reference: Type.String(),
        note: Nullable(Type.String()),
        at: Type.String({ format: 'date-time' }),
        by: Type.String(),
      },
      { description: 'What one person said of a transfer from its receiver.' },
    ),
  ),
  tries: Type.Integer(),
  createdAt: Time,
  succeededAt: Nullable(Time),
  actions: Many(Type.String()),
  version: Type.Integer(),
})

export const Sharing = Type.Object({
  no: No,
  attemptNo: No,
  tradeNo: No,
  channel: Type.String(),
  currency: Currency,
  state: Type.Enum(['requested', 'approved', 'rejected', 'processing', 'finished', 'failed']),
  amount: Amount,
  shared: Type.Integer({ description: 'What the receivers got, in the minor unit.' }),
  receivers: Many(
    Type.Object({
      type: ReceiverType,
      account: Type.String(),
      name: Nullable(Type.String()),
      amount: Amount,
      description: Type.String(),
      shopId: Nullable(Type.Integer()),
      state: Type.Enum(['pending', 'succeeded', 'failed']),
      failure: Nullable(Type.String()),
      returned: Type.Integer({ description: 'What came back of it, in the minor unit.' }),
      left: Type.Integer({ description: 'What can still be asked back of it; nothing of a person’s part.' }),
    }),
  ),
  isLast: Type.Boolean(),
  reason: Type.String(),
  requestedBy: Type.String(),
  decidedBy: Nullable(Type.String()),
  failureCode: Nullable(Type.String()),
  tries: Type.Integer(),
  createdAt: Time,
  finishedAt: Nullable(Time),
  actions: Many(Type.String()),
  version: Type.Integer(),
})

export const Sharings = Type.Object({
  sharings: Many(Sharing),
  returns: Many(SharingReturn),
  frozen: Many(
    Type.Object(
      {
        attemptNo: No,
        currency: Currency,
        left: Type.Integer({ description: 'What can still be shared, in the minor unit.' }),
        until: Time,
        actions: Many(Type.Enum(['share'])),
      },
      { description: 'Money that its channel keeps to be shared, until it gives the rest free by itself.' },
    ),
  ),
})

export const SharingQuery = Closed({
  state: Type.Optional(Type.Enum(['requested', 'approved', 'rejected', 'processing', 'finished', 'failed'])),
  shop: Type.Optional(Id),
  cursor: Type.Optional(No),
  limit: PageQuery.limit,
})

export const SharingBody = Closed({
  receivers: Type.Array(
    Closed({
      type: ReceiverType,
      account: Account,
      name: Type.Optional(Words(100)),
      amount: Type.Integer({ minimum: 1, maximum: 10_000_000_000, description: 'In the minor unit.' }),
      description: Words(80),
      shopId: Type.Optional(Id),
    }),
    { maxItems: 50, description: 'Empty only with `isLast`: then the frozen rest is set free.' },
  ),
  isLast: Type.Boolean({
    description: 'Nothing more is shared afterwards: the channel gives the rest free.',
  }),
  reason: Words(200),
})

export const SharingReturnBody = Closed({
  account: Account,
  amount: Type.Integer({ minimum: 1, maximum: 10_000_000_000, description: 'In the minor unit.' }),
  reason: Words(200),
})
