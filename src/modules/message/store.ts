import { sql } from 'kysely'
import type { Tx } from '../../platform/db.ts'
import type { Sent, TryOutcome } from './decide.ts'
import type { DeliveryState, EndpointState } from './types.ts'

/** Of each delivery only this many tries keep their answer. */
const KEPT_TRIES = 20

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
    select state, secret, version from webhook_endpoint
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

/** Writes down a try and what follows from it, for the delivery and for the receiver as a whole. */
export async function recordTry(
  tx: Tx,
  delivery: { readonly id: number; readonly endpointId: string; readonly tries: number },
  sent: Sent,
  outcome: TryOutcome,
): Promise<void> {
  await sql`
    insert into webhook_try (delivery_id, no, at, duration_ms, status, error, answer)
    values (${delivery.id}, ${delivery.tries}, ${sent.at}, ${sent.durationMs}, ${sent.status}, ${sent.error},
            ${sent.answer}) on conflict do nothing`.execute(tx)
  if (delivery.tries > KEPT_TRIES)
    await sql`delete from webhook_try where delivery_id = ${delivery.id}
      and no <= ${delivery.tries - KEPT_TRIES}`.execute(tx)
  const accepted = outcome.event === 'accepted'
  // An acceptance is a fact whenever it arrives; a failure counts only from the try that is still the latest.
  await sql`
    update webhook_delivery set
      state = ${accepted ? 'delivered' : outcome.event === 'exhausted' ? 'dead' : 'waiting'},
      due_at = ${outcome.dueAt}, leased_until = null,
      last_status = ${sent.status}, last_error = ${sent.error},
      delivered_at = ${accepted ? outcome.dueAt : null}
    where id = ${delivery.id} and (state = 'waiting' and tries = ${delivery.tries}
      or ${accepted} and state in ('waiting', 'dead'))`.execute(tx)
  const { failures, restingUntil, gone } = outcome.receiver
  await sql`
    update webhook_endpoint set failures = ${failures}, resting_until = ${restingUntil},
      state = case when ${gone} and state = 'active' then 'disabled' else state end,
      disabled_reason = case when ${gone} and state = 'active' then 'gone' else disabled_reason end,
      version = version + case when ${gone} and state = 'active' then 1 else 0 end
    where id = ${delivery.endpointId} and state <> 'deleted'
      and (failures, resting_until, ${gone}) is distinct from (${failures}, ${restingUntil}::timestamptz, false)
    `.execute(tx)
}

/** Failures in a row of a receiver, locked until the try is recorded. */
export async function lockFailures(tx: Tx, endpointId: string): Promise<number> {
  const { rows } = await sql<{ failures: number }>`
    select failures from webhook_endpoint where id = ${endpointId} for update`.execute(tx)
  return rows[0]?.failures ?? 0
}

export type LockedDelivery = { readonly state: DeliveryState; readonly leasedUntil: Date | null }

export async function lockDelivery(
  tx: Tx,
  id: number,
  scope: number | null,
): Promise<LockedDelivery | undefined> {
  const { rows } = await sql<LockedDelivery>`
    select delivery.state, leased_until as "leasedUntil"
    from webhook_delivery delivery join webhook_endpoint endpoint on endpoint.id = endpoint_id
    where delivery.id = ${id} and (${scope}::bigint is null or shop_id = ${scope})
    for update of delivery`.execute(tx)
  return rows[0]
}

/** A new schedule that starts now. */
export async function restartDelivery(tx: Tx, id: number, now: Date): Promise<void> {
  await sql`
    update webhook_delivery set state = 'waiting', attempts = 0, due_at = ${now}, delivered_at = null,
      leased_until = null
    where id = ${id}`.execute(tx)
}
