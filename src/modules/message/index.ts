/**
 * Messages to merchants' systems: signed webhooks made from published events.
 *
 * Owns: webhook_endpoint, webhook_delivery, webhook_try.
 * Keeps: one delivery per endpoint and event; the same webhook-id in every try, so a receiver that remembers
 * ids takes each event once however often a crash makes us repeat it; nothing is sent to a private address
 * outside the demo; no letter is sent inside a transaction; a dead receiver delays nobody else.
 */
export { type AddressFault, type Resolve, systemResolve } from './address.ts'
export { announce, type IsHeard } from './announce.ts'
export * from './commands.ts'
export { type Reach, readUrl } from './decide.ts'
export { type Courier, courier } from './deliver.ts'
export { messageRetry } from './lane.ts'
export { deliveryMachine, endpointMachine } from './machine.ts'
export type { ChangeEndpoint, DeliveryOrder, EndpointOrder, RegisterEndpoint } from './orders.ts'
export { poster } from './post.ts'
export * from './queries.ts'
export { forgetDeliveries } from './retention.ts'
export type * from './types.ts'
