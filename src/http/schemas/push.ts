import { Type } from 'typebox'
import { AUDIENCES, NODE_CODES, WAYS } from '../../modules/push/index.ts'
import { FORGETTABLE } from '../../platform/retention-policy.ts'
import { Closed, Id, Label, Many, No, Nullable, PageQuery, Phone, Text, Time } from './shapes.ts'

const NodeCode = Type.Enum([...NODE_CODES])
const Audience = Type.Enum([...AUDIENCES])
const Way = Type.Enum([...WAYS])
const OUTWARD = ['sms', 'mail', 'app'] as const
const Language = Type.Enum(['zh-CN', 'en'])

export const Cell = Closed({ node: NodeCode, audience: Audience, way: Way })
export const SwitchBody = Closed({ on: Type.Boolean() })
export const Matrix = Type.Object({
  nodes: Many(Type.Object({ code: Type.String(), label: Label })),
  audiences: Many(Type.String()),
  ways: Many(
    Type.Object({ code: Type.String(), available: Type.Boolean({ description: 'Set up in this house.' }) }),
  ),
  switches: Many(
    Type.Object({
      node: Type.String(),
      audience: Type.String(),
      way: Type.String(),
      on: Type.Boolean(),
      atFirst: Type.Boolean({ description: 'As it was before anybody switched it.' }),
    }),
  ),
})
const Words = Type.Object({ title: Label, body: Label })
export const Template = Type.Object({
  node: Type.String(),
  reader: Type.String({ description: 'buyer, or house: what merchant, platform and carrier read.' }),
  template: Words,
  sample: Words,
})

export const MessageQuery = Closed({
  state: Type.Optional(Type.Enum(['waiting', 'delivered', 'dead', 'cancelled'])),
  way: Type.Optional(Type.Enum(['site', 'sms', 'mail', 'app'])),
  node: Type.Optional(NodeCode),
  no: Type.Optional(No),
  cursor: Type.Optional(Id),
  limit: PageQuery.limit,
})
export const MessageId = Closed({ id: Id })
export const Message = Type.Object({
  id: Id,
  node: Type.String(),
  nodeLabel: Label,
  audience: Type.String(),
  way: Type.String(),
  recipient: Type.String(),
  address: Nullable(Type.String({ description: 'Masked for who may not see phones.' })),
  subjectNo: Type.String(),
  title: Label,
  body: Label,
  state: Type.String(),
  attempts: Type.Integer(),
  tries: Type.Integer(),
  dueAt: Time,
  lastError: Nullable(Type.String()),
  occurredAt: Time,
  createdAt: Time,
  deliveredAt: Nullable(Time),
  readAt: Nullable(Time),
})
export const PushTry = Type.Object({
  no: Type.Integer(),
  at: Time,
  durationMs: Type.Integer(),
  outcome: Type.String(),
  error: Nullable(Type.String()),
})

export const Scene = Closed({ scene: Type.Enum(['retail', 'hotel']) })
export const LeadBody = Closed({
  beforeCloseMinutes: Type.Integer({ minimum: 1, maximum: 4_320 }),
  partPaidMinutes: Type.Integer({ minimum: 10, maximum: 43_200 }),
})
export const Lead = Type.Object({
  scene: Type.String(),
  beforeCloseMinutes: Type.Integer({
    description: 'A reminder goes out so long before the time to pay ends.',
  }),
  partPaidMinutes: Type.Integer({ description: 'The rest of a part payment is asked for this often.' }),
})

export const RetentionSubject = Closed({ subject: Type.Enum([...FORGETTABLE]) })
export const RetentionBody = Closed({ keepDays: Type.Integer({ minimum: 1, maximum: 3_650 }) })
export const Retention = Type.Object({
  subject: Type.String(),
  keepDays: Type.Integer(),
  leastDays: Type.Integer(),
  mostDays: Type.Integer(),
  changedBy: Nullable(Type.String()),
  changedAt: Nullable(Time),
})

export const InboxQuery = Closed({ cursor: Type.Optional(Id), limit: PageQuery.limit })
export const InboxMessage = Type.Object({
  id: Id,
  node: Type.String(),
  subjectNo: Type.String({ description: 'The trade or order it is about.' }),
  title: Label,
  body: Label,
  at: Time,
  readAt: Nullable(Time),
})
export const Unread = Type.Object({ unread: Type.Integer() })
export const ReadBody = Closed({ upTo: Id })

export const ContactQuery = Closed({
  of: Type.Optional(
    Type.Enum(['self', 'carrier'], { description: 'The platform keeps the carrier’s contact too.' }),
  ),
})
export const Contact = Type.Object({
  phone: Nullable(Type.String()),
  mail: Nullable(Type.String()),
  device: Nullable(Type.String()),
  ways: Many(Type.String()),
  language: Type.String(),
  available: Many(Type.String({ description: 'A way that is set up in this house.' })),
})
export const ContactBody = Closed({
  ways: Type.Array(Type.Enum([...OUTWARD]), { maxItems: 3, uniqueItems: true }),
  language: Language,
  device: Type.Optional(Nullable(Text(500))),
})
/** One `@`, a host with a dot, no blanks, nothing that ends a header: what a letter can be sent to. */
export const Mail = Type.String({
  maxLength: 254,
  pattern:
    '^[^\\s@<>()\\[\\],;:\\\\"\\u0000-\\u001F\\u007F]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,250})\\.[A-Za-z]{2,63}$',
})
export const MailBody = Closed({ address: Mail })
export const PhoneBody = Closed({ address: Phone })
export const CodeBody = Closed({ code: Type.String({ pattern: '^\\d{6}$' }) })
