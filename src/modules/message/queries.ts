import { sql } from 'kysely'
import type { Db } from '../../platform/db.ts'
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

/** Newest first. */
export async function listDeliveries(db: Db, filter: DeliveryFilter): Promise<readonly Delivery[]> {
  const { rows } = await sql<Delivery>`
    select delivery.id, endpoint_id as "endpointId", shop_id as "shopId", url, event_id as "eventId",
      event_type as "eventType", position, delivery.state, attempts, tries, due_at as "dueAt",
      last_status as "lastStatus", last_error as "lastError", delivery.created_at as "createdAt",
      delivered_at as "deliveredAt"
    from webhook_delivery delivery join webhook_endpoint endpoint on endpoint.id = endpoint_id
    where (${filter.scope}::bigint is null or shop_id = ${filter.scope})
      and (${filter.state ?? null}::text is null or delivery.state = ${filter.state ?? null})
      and (${filter.endpointId ?? null}::text is null or endpoint_id = ${filter.endpointId ?? null})
      and (${filter.eventId ?? null}::text is null or event_id = ${filter.eventId ?? null})
      and (${filter.type ?? null}::text is null or event_type = ${filter.type ?? null}
        or split_part(event_type, '.', 1) || '.*' = ${filter.type ?? null})
      and (${filter.before ?? null}::bigint is null or delivery.id < ${filter.before ?? null})
    order by delivery.id desc limit ${filter.limit}`.execute(db)
  return rows
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
