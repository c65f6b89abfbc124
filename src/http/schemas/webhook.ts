import { Type } from 'typebox'
import { Closed, EventTypeEntry, Id, Many, Moment, Nullable, PageQuery, Text, Time } from './shapes.ts'

const Url = Type.String({ minLength: 8, maxLength: 500, pattern: '^https?://\\S+$' })
const EventTypes = Type.Array(EventTypeEntry, {
  maxItems: 60,
  uniqueItems: true,
})

export const EndpointBody = Closed({
  url: Url,
  description: Type.Optional(Text(200, 0)),
  eventTypes: Type.Optional(EventTypes),
})
export const EndpointEdit = Closed({
  url: Type.Optional(Url),
  description: Type.Optional(Text(200, 0)),
  eventTypes: Type.Optional(EventTypes),
  enabled: Type.Optional(Type.Boolean()),
})
export const EndpointId = Closed({ id: Type.String({ pattern: '^[\\w-]{1,60}$' }) })
export const Endpoint = Type.Object({
  id: Type.String(),
  shopId: Nullable(Id),
  url: Type.String(),
  description: Type.String(),
  eventTypes: Many(Type.String()),
  state: Type.String(),
  disabledReason: Nullable(Type.String()),
  failures: Type.Integer(),
  restingUntil: Nullable(Time),
  previousSecretUntil: Nullable(Time),
  createdAt: Time,
  updatedAt: Time,
  actions: Many(Type.String()),
  version: Type.Integer(),
})
export const ResendFailedBody = Closed({ since: Moment })
export const Resent = Type.Object({
  count: Type.Integer({ description: 'So many deliveries start again now.' }),
  more: Type.Boolean({ description: 'There are more: ask again with another key.' }),
})
export const EndpointSecret = Type.Object({
  id: Type.String(),
  secret: Type.String({ description: 'whsec_…: signs as Standard Webhooks say. Shown when it is made.' }),
})
export const Delivery = Type.Object({
  id: Id,
  endpointId: Type.String(),
  shopId: Nullable(Id),
  url: Type.String(),
  eventId: Type.String(),
  eventType: Type.String(),
  position: Type.Integer(),
  state: Type.String(),
  attempts: Type.Integer(),
  tries: Type.Integer(),
  dueAt: Nullable(Time),
  lastStatus: Nullable(Type.Integer()),
  lastError: Nullable(Type.String()),
  createdAt: Time,
  deliveredAt: Nullable(Time),
  actions: Many(Type.String()),
})
export const DeliveryQuery = Closed({
  state: Type.Optional(Type.Enum(['waiting', 'delivered', 'dead', 'cancelled'])),
  endpoint: Type.Optional(Type.String({ pattern: '^[\\w-]{1,60}$' })),
  event: Type.Optional(Type.String({ pattern: '^[\\w.:-]{1,80}$' })),
  type: Type.Optional(EventTypeEntry),
  cursor: Type.Optional(Id),
  limit: PageQuery.limit,
})
export const Try = Type.Object({
  no: Type.Integer(),
  at: Time,
  durationMs: Type.Integer(),
  status: Nullable(Type.Integer()),
  error: Nullable(Type.String()),
  answer: Type.String(),
})
