import type { Command } from '../../platform/lane.ts'
import type { AddressFault } from './address.ts'

/** What people ask of their endpoints. `scope`: whose endpoints the caller may touch; null: everybody's. */
type Order = Command & { readonly scope: number | null }

export type RegisterEndpoint = Command & {
  readonly shopId: number | null
  readonly url: string
  readonly description: string
  readonly eventTypes: readonly string[]
}

export type EndpointOrder = Order & { readonly id: string }

export type ChangeEndpoint = EndpointOrder & {
  readonly url?: string
  readonly description?: string
  readonly eventTypes?: readonly string[]
  readonly enabled?: boolean
}

export type DeliveryOrder = Order & { readonly deliveryId: number }

/** One event again to one endpoint, whatever types it listens to. */
export type RedeliverEvent = EndpointOrder & { readonly position: number }

/** Everything that failed at an endpoint since then. */
export type ResendFailed = EndpointOrder & { readonly since: Date }

/** DNS was asked before the command ran: no question goes outside from a transaction. */
export type AddressVerdict = AddressFault | null

/** The commands as the lane takes them; secrets are sealed already, for answers are stored. */
export type EndpointCommand =
  | (RegisterEndpoint & {
      readonly kind: 'register'
      readonly id: string
      readonly sealedSecret: string
      readonly address: AddressVerdict
    })
  | (ChangeEndpoint & { readonly kind: 'change'; readonly address: AddressVerdict })
  | (EndpointOrder & { readonly kind: 'remove' })
  | (EndpointOrder & { readonly kind: 'rotate'; readonly sealedSecret: string })
  | (DeliveryOrder & { readonly kind: 'resend' })
  | (RedeliverEvent & { readonly kind: 'redeliver' })
  | (ResendFailed & { readonly kind: 'resend_failed' })

export type EndpointAnswer = {
  readonly id: string
  readonly sealedSecret?: string
  /** How many deliveries start again, and whether there are more. */
  readonly count?: number
  readonly more?: boolean
}
