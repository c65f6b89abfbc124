import { sql } from 'kysely'
import { can } from '../../kernel/machine.ts'
import { accept, type Outcome, reject } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/db.ts'
import type { PublishedEvent } from '../../platform/outbox.ts'
import { eventId, letterBody } from './announce.ts'
import { shopsOf } from './audience.ts'
import { eventsAt } from './event-log.ts'
import { deliveryMachine } from './machine.ts'
import type { EndpointAnswer, EndpointCommand } from './orders.ts'
import { type LockedDelivery, lockDelivery, lockEndpoint } from './store.ts'
import type { EndpointState, MessageRejection } from './types.ts'

type Answer = Outcome<EndpointAnswer, MessageRejection>
type Kind<K extends EndpointCommand['kind']> = Extract<EndpointCommand, { kind: K }>

/** One request never starts more than this again; the answer says whether there are more. */
export const RESEND_AT_ONCE = 10_000

/** What sending something again needs to know, locked. */
export type Again = {
  readonly delivery?: LockedDelivery | undefined
  readonly endpoint?: { readonly state: EndpointState; readonly shopId: number | null } | undefined
  readonly event?: PublishedEvent | undefined
  /** Deliveries of the endpoint that failed since then and are not on their way. */
  readonly failed?: readonly number[]
}

export async function loadAgain(
  tx: Tx,
  command: Kind<'resend' | 'redeliver' | 'resend_failed'>,
): Promise<Again> {
  const { scope } = command
  if (command.kind === 'resend') return { delivery: await lockDelivery(tx, command.deliveryId, scope) }
  const endpoint = await lockEndpoint(tx, command.id, scope)
  if (!endpoint) return {}
  if (command.kind === 'resend_failed')
    return { endpoint, failed: await lockFailed(tx, command.id, command.since, command.now) }
  const [event] = await eventsAt(tx, [command.position])
  if (!event) return { endpoint }
  const { rows } = await sql<LockedDelivery>`
    select id, state, leased_until as "leasedUntil" from webhook_delivery
    where endpoint_id = ${command.id} and event_id = ${eventId(event)} for update`.execute(tx)
  return { endpoint, event, delivery: rows[0] }
}

async function lockFailed(tx: Tx, endpointId: string, since: Date, now: Date): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from webhook_delivery
    where endpoint_id = ${endpointId} and created_at >= ${since}
      and (state = 'dead' or state = 'waiting' and attempts > 0
        and (leased_until is null or leased_until <= ${now}))
    order by id limit ${RESEND_AT_ONCE + 1} for update skip locked`.execute(tx)
  return rows.map(({ id }) => id)
}

type Write = (tx: Tx) => Promise<void>
/** What is to be written once it is accepted. */
export type Decided = { readonly answer: Answer; readonly write?: Write }

export function decideAgain(again: Again, command: Kind<'resend' | 'redeliver' | 'resend_failed'>): Decided {
  if (command.kind === 'resend') return decideResend(again, command)
  const { endpoint } = again
  if (!endpoint) return { answer: reject('endpoint_not_found') }
  if (endpoint.state === 'deleted') return { answer: reject('endpoint_deleted') }
  if (endpoint.state !== 'active') return { answer: reject('endpoint_disabled') }
  return command.kind === 'redeliver'
    ? decideRedeliver(again, endpoint.shopId, command)
    : decideFailed(again.failed ?? [], command)
}

function decideResend({ delivery }: Again, { deliveryId, now }: Kind<'resend'>): Decided {
  if (!delivery) return { answer: reject('delivery_not_found') }
  const fault = faultOf(delivery, now)
  if (fault) return { answer: reject(fault) }
  return { answer: accept({ id: String(deliveryId) }), write: (tx) => restart(tx, [deliveryId], now) }
}

function decideRedeliver(again: Again, shopId: number | null, { id, now }: Kind<'redeliver'>): Decided {
  const { event, delivery } = again
  // What does not concern the shop is not there for it.
  if (!event || (shopId !== null && !shopsOf(event.data).includes(shopId)))
    return { answer: reject('event_not_found') }
  const fault = delivery ? faultOf(delivery, now) : null
  if (fault) return { answer: reject(fault) }
  const answer = accept({ id: eventId(event) })
  if (delivery) return { answer, write: (tx) => restart(tx, [delivery.id], now) }
  const write: Write = async (tx) => {
    await sql`
      insert into webhook_delivery (endpoint_id, event_id, event_type, position, body, due_at, created_at)
      values (${id}, ${eventId(event)}, ${event.type}, ${event.position},
              ${JSON.stringify(letterBody(event, shopId))}, ${now}, ${now})
      on conflict (endpoint_id, event_id) do nothing`.execute(tx)
  }
  return { answer, write }
}

function decideFailed(failed: readonly number[], { id, now }: Kind<'resend_failed'>): Decided {
  const ids = failed.slice(0, RESEND_AT_ONCE)
  const answer = accept({ id, count: ids.length, more: failed.length > ids.length })
  const write: Write = async (tx) => {
    await restart(tx, ids, now)
    // Somebody says that the receiver is well again, so it is asked at once.
    await sql`update webhook_endpoint set failures = 0, resting_until = null where id = ${id}`.execute(tx)
  }
  return { answer, write }
}

function faultOf({ state, leasedUntil }: LockedDelivery, now: Date): MessageRejection | null {
  if (!can(deliveryMachine, state, 'resend')) return 'delivery_cancelled'
  return leasedUntil && leasedUntil > now ? 'delivery_in_progress' : null
}

/** A new schedule that starts now. */
async function restart(tx: Tx, ids: readonly number[], now: Date): Promise<void> {
  await sql`
    update webhook_delivery set state = 'waiting', attempts = 0, due_at = ${now}, delivered_at = null,
      leased_until = null
    where id = any(${[...ids]}::bigint[])`.execute(tx)
}
