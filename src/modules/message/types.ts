import type { StateOf } from '../../kernel/machine.ts'
import type { deliveryMachine, endpointMachine } from './machine.ts'

export type EndpointState = StateOf<typeof endpointMachine>
export type DeliveryState = StateOf<typeof deliveryMachine>

/** Someone who is told. `shopId` null: the platform itself, which hears the events of every shop. */
export type Endpoint = {
  readonly id: string
  readonly shopId: number | null
  readonly url: string
  readonly description: string
  /** Whole types (`order.paid`) or families (`order.*`); none means every type. */
  readonly eventTypes: readonly string[]
  readonly state: EndpointState
  readonly disabledReason: 'by_owner' | 'gone' | null
  /** Failures in a row, over all deliveries; a success clears them. */
  readonly failures: number
  /** The circuit breaker leaves the receiver alone until then. */
  readonly restingUntil: Date | null
  /** Until when the secret before the last rotation still signs too. */
  readonly previousSecretUntil: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly version: number
}

/** One event owed to one endpoint. */
export type Delivery = {
  readonly id: number
  readonly endpointId: string
  readonly shopId: number | null
  readonly url: string
  readonly eventId: string
  readonly eventType: string
  readonly position: number
  readonly state: DeliveryState
  readonly attempts: number
  readonly tries: number
  readonly dueAt: Date
  readonly lastStatus: number | null
  readonly lastError: string | null
  readonly createdAt: Date
  readonly deliveredAt: Date | null
}

export type Try = {
  readonly no: number
  readonly at: Date
  readonly durationMs: number
  readonly status: number | null
  readonly error: string | null
  readonly answer: string
}

/** What a receiver gets as JSON. */
export type WebhookBody = {
  readonly type: string
  readonly id: string
  readonly position: number
  readonly at: string
  readonly resource: { readonly kind: string; readonly no: string }
  /** Counts the changes of the resource without a gap: receivers put events in order by it. */
  readonly sequence: number
  readonly data: unknown
}

/** In the order in which they are checked. */
export type MessageRejection =
  | 'endpoint_not_found'
  | 'endpoint_deleted'
  | 'endpoint_disabled'
  | 'url_invalid'
  | 'url_needs_https'
  | 'address_not_allowed'
  | 'host_not_found'
  | 'event_type_unknown'
  | 'too_many_endpoints'
  | 'event_not_found'
  | 'delivery_not_found'
  | 'delivery_cancelled'
  | 'delivery_in_progress'
