/**
 * Messages to merchants' systems: signed webhooks made from published events.
 *
 * Owns: webhook_endpoint, webhook_delivery, webhook_try, event_log, event_of_shop.
 * Keeps: one delivery per endpoint and event; the same webhook-id in every try, so a receiver that remembers
 * ids takes each event once however often a crash makes us repeat it; nothing is sent to a private address
 * outside the demo; no letter is sent inside a transaction; a dead receiver delays nobody else.
 */
export { type AddressFault, type Resolve, remembering, systemResolve } from './address.ts'
export { announce, type IsHeard } from './announce.ts'
export * from './commands.ts'
export { type Reach, readUrl } from './decide.ts'
export { type Courier, courier } from './deliver.ts'
export { type EventFilter, forgetEvents, listEvents, logEvents } from './event-log.ts'
export { messageRetry } from './lane.ts'
export { deliveryMachine, endpointMachine } from './machine.ts'
export type * from './orders.ts'
export { poster } from './post.ts'
export * from './queries.ts'
export { forgetDeliveries } from './retention.ts'
export type * from './types.ts'
