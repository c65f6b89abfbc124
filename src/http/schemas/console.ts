import { Type } from 'typebox'
import {
  Amount,
  Closed,
  Currency,
  EventTypeEntry,
  Label,
  Many,
  Moment,
  No,
  Nullable,
  PageQuery,
  Time,
} from './shapes.ts'

export const Queues = Type.Object({
  queues: Many(
    Type.Object({
      code: Type.String(),
      title: Label,
      count: Type.Integer({ description: 'The length of the list behind it.' }),
      oldestAt: Nullable(Time),
      deadlineAt: Nullable(Time),
      link: Type.String({ description: "The console's page of the list." }),
    }),
  ),
})
export const WorkItem = Type.Object({
  no: Type.String({ description: 'A business number, or the id of what waits.' }),
  subject: Nullable(Type.String({ description: 'What it belongs to, or why it waits.' })),
  why: Nullable(Label),
  amount: Nullable(Type.Integer({ description: 'In fen.' })),
  currency: Nullable(Currency),
  state: Nullable(Type.String()),
  since: Time,
  deadlineAt: Time,
  link: Nullable(Type.String({ description: "The console's page of it." })),
  tries: Type.Optional(Type.Integer({ description: 'How often its channel was asked.' })),
})
export const QueueCode = Closed({ code: Type.String({ pattern: '^[a-z_]{1,40}$' }) })

export const TimerQuery = Closed({
  ...PageQuery,
  kind: Type.Optional(
    Type.Enum([
      'trade_expiry',
      'trade_close',
      'attempt_query',
      'refund',
      'webhook_delivery',
      'evidence',
      'push_message',
      'push_reminder',
    ]),
  ),
})
export const Timer = Type.Object({
  kind: Type.String(),
  label: Label,
  subjectNo: Type.String({ description: 'The number it is about, or the id of the delivery or evidence.' }),
  dueAt: Time,
  overdue: Type.Boolean(),
  tries: Nullable(Type.Integer({ description: 'How often it has rung; null where it rings once.' })),
})

const Position = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
export const EventQuery = Closed({
  after: Type.Optional(Position),
  cursor: Type.Optional(Position),
  type: Type.Optional(EventTypeEntry),
  resource: Type.Optional(No),
  since: Type.Optional(Moment),
  until: Type.Optional(Moment),
  limit: PageQuery.limit,
})
export const EventPosition = Closed({
  position: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
})
export const Redelivery = Closed({ endpointId: Type.String({ pattern: '^[\\w-]{1,60}$' }) })
export const Event = Type.Object({
  position: Type.Integer(),
  id: Type.String(),
  type: Type.String(),
  resource: Type.Object({ kind: Type.String(), no: Type.String() }),
  sequence: Type.Integer(),
  at: Type.String(),
  actions: Many(Type.String()),
  data: Type.Unsafe<Readonly<Record<string, unknown>>>(Type.Object({}, { additionalProperties: true })),
})

export const Approval = Type.Object({
  kind: Type.Literal('refund'),
  no: Type.String(),
  amount: Amount,
  currency: Currency,
  reason: Type.String(),
  requestedBy: Type.String(),
  requestedAt: Time,
  actions: Many(Type.String()),
})

export const AuditRunSchema = Type.Object({
  id: Type.Integer(),
  scope: Type.Enum(['changed', 'whole']),
  fromPosition: Type.Integer(),
  toPosition: Type.Integer(),
  startedAt: Time,
  finishedAt: Time,
  checks: Type.Integer(),
  breaks: Type.Integer(),
  results: Many(Type.Object({ code: Type.String(), found: Type.Integer(), says: Label })),
})
export const AuditRuns = Type.Object({
  items: Many(AuditRunSchema),
  breaks: Many(
    Type.Object({
      id: Type.Integer(),
      code: Type.String(),
      subject: Type.String(),
      detail: Type.Unsafe<Readonly<Record<string, unknown>>>(Type.Object({}, { additionalProperties: true })),
      foundAt: Time,
      lastSeenAt: Time,
    }),
  ),
})
export const AuditScope = Closed({ scope: Type.Optional(Type.Enum(['changed', 'whole'])) })
