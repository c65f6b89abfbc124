import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { DeliveryState, EndpointState } from './types.ts'

export type NewEndpoint = {
  readonly id: string
  readonly shopId: number | null
  readonly url: string
  readonly description: string
  readonly eventTypes: readonly string[]
  readonly secret: Buffer
}

export async function insertEndpoint(tx: Tx, endpoint: NewEndpoint, now: Date): Promise<void> {
  await sql`
    insert into webhook_endpoint (id, shop_id, url, description, event_types, secret, created_at, updated_at)
    values (${endpoint.id}, ${endpoint.shopId}, ${endpoint.url}, ${endpoint.description},
            ${endpoint.eventTypes}::text[], ${endpoint.secret}, ${now}, ${now})`.execute(tx)
}

/** Endpoints an owner has, counted under a lock of that owner, so that two requests cannot both be the last. */
export async function countEndpoints(tx: Tx, shopId: number | null): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('webhook_endpoint'), ${shopId ?? 0}::int)`.execute(tx)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from webhook_endpoint
    where shop_id is not distinct from ${shopId} and state <> 'deleted'`.execute(tx)
  return rows[0]!.count
}

export type LockedEndpoint = {
  readonly shopId: number | null
  readonly state: EndpointState
  readonly secret: Buffer
  readonly version: number
}

/** `scope` null: whoever it belongs to (the platform's staff). */
export async function lockEndpoint(
  tx: Tx,
  id: string,
  scope: number | null,
): Promise<LockedEndpoint | undefined> {
  const { rows } = await sql<LockedEndpoint>`
    select shop_id as "shopId", state, secret, version from webhook_endpoint
    where id = ${id} and (${scope}::bigint is null or shop_id = ${scope}) for update`.execute(tx)
  return rows[0]
}

export type EndpointChange = {
  readonly url?: string
  readonly description?: string
  readonly eventTypes?: readonly string[]
  readonly state?: EndpointState
}

/** A changed address or an enabled endpoint starts with a closed circuit. */
export async function updateEndpoint(tx: Tx, id: string, change: EndpointChange, now: Date): Promise<void> {
  const fresh = change.url !== undefined || change.state === 'active'
  await sql`
    update webhook_endpoint set
      url = coalesce(${change.url ?? null}, url),
      description = coalesce(${change.description ?? null}, description),
      event_types = coalesce(${change.eventTypes ?? null}::text[], event_types),
      state = coalesce(${change.state ?? null}, state),
      disabled_reason = case ${change.state ?? null}::text
        when 'active' then null when 'disabled' then 'by_owner' else disabled_reason end,
      failures = case when ${fresh} then 0 else failures end,
      resting_until = case when ${fresh} then null else resting_until end,
      updated_at = ${now}, version = version + 1
    where id = ${id}`.execute(tx)
}

export async function rotateSecret(
  tx: Tx,
  id: string,
  rotation: { readonly secret: Buffer; readonly previousUntil: Date; readonly now: Date },
): Promise<void> {
  await sql`
    update webhook_endpoint set previous_secret = secret, previous_secret_until = ${rotation.previousUntil},
      secret = ${rotation.secret}, updated_at = ${rotation.now}, version = version + 1
    where id = ${id}`.execute(tx)
}

export async function cancelWaiting(tx: Tx, endpointId: string): Promise<void> {
  await sql`update webhook_delivery set state = 'cancelled', leased_until = null
    where endpoint_id = ${endpointId} and state = 'waiting'`.execute(tx)
}

export type LockedDelivery = {
  readonly id: number
  readonly state: DeliveryState
  readonly leasedUntil: Date | null
}

export async function lockDelivery(
  tx: Tx,
  id: number,
  scope: number | null,
): Promise<LockedDelivery | undefined> {
  const { rows } = await sql<LockedDelivery>`
    select delivery.id, delivery.state, leased_until as "leasedUntil"
    from webhook_delivery delivery join webhook_endpoint endpoint on endpoint.id = endpoint_id
    where delivery.id = ${id} and (${scope}::bigint is null or shop_id = ${scope})
    for update of delivery`.execute(tx)
  return rows[0]
}
