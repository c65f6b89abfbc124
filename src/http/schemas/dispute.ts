import { Type } from 'typebox'
import { Amount, Closed, Currency, Many, No, Nullable, PageQuery, Text, Time, Words } from './shapes.ts'

const State = Type.Enum(['needs_response', 'under_review', 'won', 'lost'])

export const DisputeResponse = Closed({
  statement: Words(5_000),
  productDescription: Type.Optional(Text(2_000)),
  carrier: Type.Optional(Text(60)),
  trackingNo: Type.Optional(Text(60)),
  refundPolicy: Type.Optional(Text(5_000)),
  customerEmail: Type.Optional(Text(200)),
})

export const Dispute = Type.Object({
  disputeNo: No,
  channel: Type.String(),
  channelDisputeNo: Type.String(),
  payableNo: No,
  attemptNo: No,
  state: State,
  amount: Amount,
  currency: Currency,
  reason: Type.String({ description: 'The channel’s own word.' }),
  openedAt: Time,
  respondBy: Nullable(Time),
  isWithdrawn: Type.Boolean({ description: 'The channel has taken the amount out of what it owes us.' }),
  wish: Nullable(Type.Enum(['respond', 'concede'])),
  response: Nullable(Type.Object(DisputeResponse.properties)),
  wishedBy: Nullable(Type.String()),
  wishedAt: Nullable(Time),
  closedAt: Nullable(Time),
  actions: Many(Type.Enum(['respond', 'concede', 'confirm', 'drop'])),
  version: Type.Integer(),
})

export const DisputeQuery = Closed({
  state: Type.Optional(State),
  open: Type.Optional(Type.Boolean()),
  cursor: Type.Optional(No),
  limit: PageQuery.limit,
})
