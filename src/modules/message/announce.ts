import { sql } from 'kysely'
import { readNumber } from '../../kernel/number.ts'
import { ints, texts } from '../../platform/arrays.ts'
import type { Tx } from '../../platform/db.ts'
import type { PublishedEvent } from '../../platform/outbox.ts'
import { shopsOf, toldTo } from './audience.ts'
import type { WebhookBody } from './types.ts'

/** The published position makes the id, so an event that is read again is the same event to a receiver. */
export const eventId = (event: { readonly position: number }): string => `evt_${event.position}`

/**
 * Owes the events to every endpoint that hears them: a shop's endpoint those that concern its shop, with that shop's
 * share alone; the platform's all of them, whole. Told twice, it changes nothing the second time.
 * @param isHeard whether the events of a node are announced to shops, or to the platform, at all
 * @returns how many deliveries are new
 */
export async function announce(
  tx: Tx,
  events: readonly PublishedEvent[],
  now: Date,
  isHeard: IsHeard = () => true,
): Promise<number> {
  if (events.length === 0) return 0
  const owners = await listeners(tx, [...new Set(events.flatMap(({ data }) => shopsOf(data)))])
  const letters = events.flatMap((event) =>
    [null, ...shopsOf(event.data)]
      .filter((owner) => owners.has(owner) && isHeard(event, owner))
      .map((owner) => ({ event, owner, body: JSON.stringify(letterBody(event, owner)) })),
  )
  if (letters.length === 0) return 0
  const { rows } = await sql`
    insert into webhook_delivery (endpoint_id, event_id, event_type, position, body, due_at, created_at)
    select endpoint.id, letter.id, letter.type, letter.position, letter.body, ${now}, ${now}
    from unnest(
      ${texts(letters.map(({ event }) => eventId(event)))}::text[],
      ${texts(letters.map(({ event }) => event.type))}::text[],
      ${ints(letters.map(({ event }) => event.position))}::bigint[],
      ${ints(letters.map(({ owner }) => owner ?? PLATFORM))}::bigint[],
      ${texts(letters.map(({ body }) => body))}::text[]
    ) as letter (id, type, position, owner, body)
    join webhook_endpoint endpoint on endpoint.state = 'active'
      and coalesce(endpoint.shop_id, ${PLATFORM}) = letter.owner
      and (endpoint.event_types = '{}'
        or endpoint.event_types && array[letter.type, split_part(letter.type, '.', 1) || '.*'])
    order by endpoint.id, letter.id
    on conflict (endpoint_id, event_id) do nothing
    returning id`.execute(tx)
  return rows.length
}

/** `owner` null: the platform. */
export type IsHeard = (event: PublishedEvent, owner: number | null) => boolean

/** No shop has this number. */
const PLATFORM = 0

/** Who of these shops, and whether the platform, has an endpoint at all: a body is built for nobody else. */
async function listeners(tx: Tx, shopIds: readonly number[]): Promise<ReadonlySet<number | null>> {
  const { rows } = await sql<{ shop_id: number | null }>`
    select distinct shop_id from webhook_endpoint
    where state = 'active' and (shop_id is null or shop_id = any(${ints(shopIds)}::bigint[]))`.execute(tx)
  return new Set(rows.map((row) => row.shop_id))
}

/** `owner`: the shop that is told, or null for the platform. */
export const letterBody = (event: PublishedEvent, owner: number | null): WebhookBody => ({
  type: event.type,
  id: eventId(event),
  position: event.position,
  at: event.occurredAt,
  resource: { kind: readNumber(event.subject)?.kind ?? event.type.split('.', 1)[0]!, no: event.subject },
  sequence: event.sequence,
  data: toldTo(event.data, owner),
})
