import { Type } from 'typebox'
import { Amount, Closed, Currency, Id, Many, No, Nullable, PageQuery, Time, Words } from './shapes.ts'

const facts = {
  id: Id,
  channel: Type.String(),
  kind: Type.Enum(['notice', 'query', 'operator']),
  verified: Type.Boolean(),
  verdict: Type.String(),
  subjectNo: Nullable(Type.String()),
  receivedAt: Time,
  appliedAt: Nullable(Time),
  outcome: Nullable(Type.String()),
}
const bytes = {
  headers: Type.Unsafe<Readonly<Record<string, string>>>(Type.Record(Type.String(), Type.String())),
  body: Type.String({
    description: 'As it came, without secrets; what is not text stands as base64 after `base64:`.',
  }),
}

export const Evidence = Type.Object({ ...facts, ...bytes })

const unclaimed = {
  ...facts,
  report: Type.Unsafe<Readonly<Record<string, unknown>> | null>(
    Type.Union([Type.Object({}, { additionalProperties: true }), Type.Null()], {
      description: 'What it says, in our words: what it is about, the amount, the number at the channel.',
    }),
  ),
  seenBy: Nullable(Type.String()),
  seenAt: Nullable(Time),
  note: Nullable(Type.String()),
  actions: Many(Type.Enum(['see'])),
}
/** A piece of evidence that waits for a person, or was looked into. */
export const EvidenceLine = Type.Object(unclaimed)

export const EvidenceView = Type.Object({
  ...unclaimed,
  ...bytes,
  isMasked: Type.Boolean({ description: 'A secret stood in it and is not shown.' }),
  bodyBytes: Type.Integer({ description: 'Length of what came, before anything was masked.' }),
  bodySha256: Type.String({
    description: 'Of what came, so that it can be compared with the channel’s own copy.',
  }),
  holds: Nullable(
    Type.Object(
      {
        kind: Type.Enum(['attempt', 'refund']),
        no: No,
        tradeNo: No,
        orderNo: Nullable(No),
        channel: Type.String(),
        channelNo: Nullable(Type.String()),
        state: Type.String(),
        amount: Amount,
        received: Amount,
        currency: Currency,
        doneAt: Nullable(Time),
      },
      {
        description:
          'What stands in our books under the number that it names; null where we know no such number.',
      },
    ),
  ),
})

export const EvidenceQuery = Closed({
  outcome: Type.Optional(Type.Enum(['no_subject', 'contradicted'])),
  channel: Type.Optional(Type.String({ pattern: '^[a-z]{1,20}(-[2-9])?$' })),
  seen: Type.Optional(Type.Boolean()),
  cursor: Type.Optional(Id),
  limit: PageQuery.limit,
})
export const EvidenceId = Closed({ id: Id })
export const LookBody = Closed({ note: Words(500) })
