import { sql } from 'kysely'
import { readNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import type { PublishedEvent } from '../../platform/outbox.ts'
import type { WebhookBody } from './types.ts'

/** The published position makes the id, so an event that is read again is the same event to a receiver. */
export const eventId = (event: { readonly position: number }): string => `evt_${event.position}`

/**
 * Owes the events to every endpoint that hears them: a shop's endpoint those of its shop (`data.shopId`), the
 * platform's all of them. Told twice, it changes nothing the second time.
 * @returns how many deliveries are new
 */
export async function announce(tx: Tx, events: readonly PublishedEvent[], now: Date): Promise<number> {
  if (events.length === 0 || !(await anybodyListens(tx))) return 0
  const { rows } = await sql`
    insert into webhook_delivery (endpoint_id, event_id, event_type, position, body, due_at, created_at)
    select endpoint.id, event.id, event.type, event.position, event.body, ${now}, ${now}
    from unnest(
      ${texts(events.map(eventId))}::text[],
      ${texts(events.map((event) => event.type))}::text[],
      ${ints(events.map((event) => event.position))}::bigint[],
      ${ints(events.map(shopOf))}::bigint[],
      ${texts(events.map((event) => JSON.stringify(bodyOf(event))))}::text[]
    ) as event (id, type, position, shop_id, body)
    join webhook_endpoint endpoint on endpoint.state = 'active'
      and (endpoint.shop_id is null or endpoint.shop_id = event.shop_id)
      and (endpoint.event_types = '{}'
        or endpoint.event_types && array[event.type, split_part(event.type, '.', 1) || '.*'])
    order by endpoint.id, event.id
    on conflict (endpoint_id, event_id) do nothing
    returning id`.execute(tx)
  return rows.length
}

/** Most houses have no endpoint at first; then no body is built. */
async function anybodyListens(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select from webhook_endpoint where state = 'active' limit 1`.execute(tx)
  return rows.length > 0
}

const shopOf = ({ data }: PublishedEvent): number | null =>
  typeof data.shopId === 'number' ? data.shopId : null

const bodyOf = (event: PublishedEvent): WebhookBody => ({
  type: event.type,
  id: eventId(event),
  position: event.position,
  at: event.occurredAt,
  resource: { kind: readNumber(event.subject)?.kind ?? event.type.split('.', 1)[0]!, no: event.subject },
  sequence: event.sequence,
  data: event.data,
})
