import type { Outgoing, Delivery as Try } from '../deliveries.ts'

/** What the simulated Stripe remembers. Amounts are minor units, `created` seconds, `…Wait` the waiting clock. */

export type Notes = Readonly<Record<string, string>>

export type IntentStatus =
  | 'requires_payment_method'
  | 'requires_action'
  | 'processing'
  | 'requires_capture'
  | 'canceled'
  | 'succeeded'

export type Intent = {
  readonly id: string
  readonly clientSecret: string
  readonly amount: number
  readonly currency: string
  readonly captureMethod: 'automatic' | 'automatic_async' | 'manual'
  readonly description: string | null
  readonly metadata: Notes
  readonly transferGroup: string | null
  readonly status: IntentStatus
  readonly received: number
  readonly capturable: number
  readonly latestCharge: string | null
  readonly lastError: PaymentError | null
  readonly cancellationReason: string | null
  readonly canceledAt: number | null
  /** Where the money goes instead of to the merchant; only by a fault. */
  readonly destination: string | null
  readonly created: number
  /** From here on the search finds it. */
  readonly searchableWait: number
}

export type PaymentError = {
  readonly type: 'card_error' | 'invalid_request_error'
  readonly code: string
  readonly decline_code?: string
  readonly message: string
}

export type Charge = {
  readonly id: string
  readonly intent: string
  readonly amount: number
  readonly currency: string
  readonly captured: number
  readonly refunded: number
  readonly status: 'succeeded' | 'failed'
  readonly error: PaymentError | null
  readonly movement: string | null
  readonly metadata: Notes
  readonly transferGroup: string | null
  readonly isDisputed: boolean
  /** Held until then, when the money was not taken at once. */
  readonly captureBefore: number | null
  readonly created: number
}

export type RefundStatus = 'pending' | 'succeeded' | 'failed' | 'canceled'

export type Refund = {
  readonly id: string
  readonly intent: string
  readonly charge: string
  readonly amount: number
  readonly currency: string
  readonly status: RefundStatus
  readonly failureReason: string | null
  readonly metadata: Notes
  readonly movement: string
  /** What it will become, and when. */
  readonly outcome: Exclude<RefundStatus, 'pending'> | 'stuck'
  readonly dueWait: number
  readonly created: number
}

export type DisputeStatus =
  | 'warning_needs_response'
  | 'warning_under_review'
  | 'warning_closed'
  | 'needs_response'
  | 'under_review'
  | 'won'
  | 'lost'

export type Dispute = {
  readonly id: string
  readonly intent: string
  readonly charge: string
  readonly amount: number
  readonly currency: string
  readonly reason: string
  readonly status: DisputeStatus
  readonly evidence: Notes
  readonly submissions: number
  readonly movements: readonly string[]
  readonly dueBy: number
  readonly created: number
}

export type Transfer = {
  readonly id: string
  readonly amount: number
  readonly reversed: number
  readonly currency: string
  readonly destination: string
  readonly sourceTransaction: string | null
  readonly transferGroup: string | null
  readonly description: string | null
  readonly metadata: Notes
  readonly movement: string
  readonly created: number
}

export type Reversal = {
  readonly id: string
  readonly transfer: string
  readonly amount: number
  readonly currency: string
  readonly metadata: Notes
  readonly movement: string
  readonly created: number
}

/** A balance transaction. */
export type Movement = {
  readonly id: string
  readonly amount: number
  readonly fee: number
  readonly currency: string
  readonly type: string
  readonly category: string
  readonly source: string
  readonly created: number
}

/** An account of somebody else, connected to the merchant's. */
export type Connected = { readonly id: string; readonly transfers: 'active' | 'inactive' }

export type StripeEvent = {
  readonly id: string
  readonly type: string
  /** The attempt's number, by which faults find it. */
  readonly no: string
  /** The object as it was. */
  readonly object: unknown
  readonly created: number
}

/** How a single delivery differs from an honest one. */
export type Twist = 'forged' | 'stale' | 'tampered'

export type Delivery = Outgoing & {
  readonly id: string
  readonly event: string
  /** What stands in it instead of the event's object; only by a fault. */
  readonly object?: unknown
  readonly account?: string
  readonly twist?: Twist
  /** So many tries from the start go astray. */
  readonly lost: number
  readonly tries: readonly Try[]
}

/** What was answered under an Idempotency-Key. */
export type Stored = {
  readonly id: string
  readonly fingerprint: string
  readonly status: number
  readonly body: unknown
  readonly at: number
}

/** Where events are sent, and which. */
export type Endpoint = { readonly id: string; readonly url: string; readonly events: readonly string[] }
