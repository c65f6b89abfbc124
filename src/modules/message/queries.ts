import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
import { type Page, pageById } from '../../platform/newest.ts'
import type { Delivery, DeliveryState, Endpoint, Try } from './types.ts'

const endpointColumns = sql`
  id, shop_id as "shopId", url, description, event_types as "eventTypes", state,
  disabled_reason as "disabledReason", failures, resting_until as "restingUntil",
  previous_secret_until as "previousSecretUntil", created_at as "createdAt", updated_at as "updatedAt", version`

/** `scope` null: the endpoints of all owners. */
export async function listEndpoints(db: Db, scope: number | null): Promise<readonly Endpoint[]> {
  const { rows } = await sql<Endpoint>`
    select ${endpointColumns} from webhook_endpoint
    where state <> 'deleted' and (${scope}::bigint is null or shop_id = ${scope})
    order by created_at, id`.execute(db)
  return rows
}

export async function findEndpoint(db: Db, id: string, scope: number | null): Promise<Endpoint | undefined> {
  const { rows } = await sql<Endpoint>`
    select ${endpointColumns} from webhook_endpoint
    where id = ${id} and (${scope}::bigint is null or shop_id = ${scope})`.execute(db)
  return rows[0]
}

export type DeliveryFilter = {
  readonly scope: number | null
  readonly state?: DeliveryState | undefined
  readonly endpointId?: string | undefined
  readonly eventId?: string | undefined
  /** A whole type or a family. */
  readonly type?: string | undefined
  /** Only deliveries older than this id: the cursor of the page before. */
  readonly before?: number | undefined
  readonly limit: number
}

const columns = sql`
  delivery.id, endpoint_id as "endpointId", shop_id as "shopId", url, event_id as "eventId", event_type as "eventType",
  position, delivery.state, attempts, tries, due_at as "dueAt", last_status as "lastStatus", last_error as "lastError",
  delivery.created_at as "createdAt", delivered_at as "deliveredAt"`
const deliveries = sql`webhook_delivery delivery join webhook_endpoint endpoint on endpoint.id = endpoint_id`

/** Newest first. */
export async function listDeliveries(db: Db, filter: DeliveryFilter): Promise<Page<Delivery>> {
  const { scope, state, endpointId, eventId, type, before, limit } = filter
  const reach: RawBuilder<unknown>[] = []
  const filters: RawBuilder<unknown>[] = []
  if (scope !== null) filters.push(sql`shop_id = ${scope}`)
  if (endpointId !== undefined) filters.push(sql`endpoint_id = ${endpointId}`)
  // One event goes to each endpoint once, and each endpoint knows it.
  if (eventId !== undefined)
    reach.push(sql`event_id = ${eventId} and endpoint_id = any(select id from webhook_endpoint)`)
  // What failed for good has an index of its own.
  if (state !== undefined) (state === 'dead' ? reach : filters).push(sql`delivery.state = ${state}`)
  if (type !== undefined)
    filters.push(sql`(event_type = ${type} or split_part(event_type, '.', 1) || '.*' = ${type})`)
  return pageById<Delivery>(db, {
    table: deliveries,
    row: columns,
    id: sql`delivery.id`,
    reach,
    filters,
    beyond: before,
    limit,
  })
}

/** A delivery to an endpoint in reach. */
export async function findDelivery(db: Db, id: number, scope: number | null): Promise<Delivery | undefined> {
  const { rows } = await sql<Delivery>`
    select ${columns} from ${deliveries}
    where delivery.id = ${id} and (${scope}::bigint is null or shop_id = ${scope})`.execute(db)
  return rows[0]
}

/** The kept tries of a delivery with what was answered, oldest first. */
export async function listTries(db: Db, deliveryId: number, scope: number | null): Promise<readonly Try[]> {
  const { rows } = await sql<Try>`
    select no, at, duration_ms as "durationMs", status, error, answer
    from webhook_try
    where delivery_id = ${deliveryId} and (${scope}::bigint is null or exists (
      select from webhook_delivery delivery join webhook_endpoint endpoint on endpoint.id = endpoint_id
      where delivery.id = delivery_id and shop_id = ${scope}))
    order by no`.execute(db)
  return rows
}

export type DeliveryCounts = {
  readonly waiting: number
  readonly overdue: number
  readonly dead: number
  readonly oldestDeadAt: Date | null
}

/** For the work queue and the metrics. `overdue`: due for longer than a minute and nobody sends it. */
export async function countDeliveries(
  db: Db,
  now: Date,
  scope: number | null = null,
): Promise<DeliveryCounts> {
  const { rows } = await sql<DeliveryCounts>`
    select count(*) filter (where delivery.state = 'waiting')::int as waiting,
      count(*) filter (where delivery.state = 'waiting' and due_at < ${now}::timestamptz - interval '1 minute'
        and (resting_until is null or resting_until < ${now}) and endpoint.state = 'active')::int as overdue,
      count(*) filter (where delivery.state = 'dead')::int as dead,
      min(due_at) filter (where delivery.state = 'dead') as "oldestDeadAt"
    from webhook_delivery delivery join webhook_endpoint endpoint on endpoint.id = endpoint_id
    where delivery.state in ('waiting', 'dead')
      and (${scope}::bigint is null or shop_id = ${scope})`.execute(db)
  return rows[0]!
}
