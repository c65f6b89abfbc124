export type Endpoint = {
  id: string
  shopId: number | null
  url: string
  description: string
  eventTypes: string[]
  state: 'active' | 'disabled' | 'deleted'
  disabledReason: 'by_owner' | 'gone' | null
  failures: number
  restingUntil: string | null
  previousSecretUntil: string | null
  createdAt: string
  version: number
}

/** The secret is shown once, when it is made or rotated. */
export type NewSecret = { id: string; secret: string }

export type Delivery = {
  id: number
  endpointId: string
  url: string
  eventId: string
  eventType: string
  position: number
  state: 'waiting' | 'delivered' | 'dead' | 'cancelled'
  attempts: number
  tries: number
  dueAt: string
  lastStatus: number | null
  lastError: string | null
  createdAt: string
  deliveredAt: string | null
}
