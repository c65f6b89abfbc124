import { sql } from 'kysely'
import { after, MINUTE } from '../../kernel/clock.ts'
import { texts } from '../../platform/arrays.ts'
import type { Db } from '../../platform/db.ts'
import { FAILURES_TO_REST } from './schedule.ts'

/** Longer than the longest try; when it passes, the sender is taken for dead. */
export const LEASE_MS = MINUTE
/** A receiver that has just failed gets so few at a time until it has taken one. */
const PER_DOUBTFUL = 4

export type Claimed = {
  readonly id: number
  readonly endpointId: string
  readonly url: string
  readonly eventId: string
  readonly body: string
  readonly attempts: number
  readonly tries: number
  readonly secret: Buffer
  /** Still signs while a rotation is under way. */
  readonly previousSecret: Buffer | null
}

/**
 * The next endpoints in turn, after `last`, that something is due for and that are not resting. The index of waiting
 * deliveries is skipped along from endpoint to endpoint, so a backlog of any length costs one look per endpoint.
 */
export async function dueEndpoints(
  db: Db,
  now: Date,
  { last, limit }: { readonly last: string; readonly limit: number },
): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive waiting (id) as (
      (select endpoint_id from webhook_delivery where state = 'waiting' and endpoint_id > ${last}
       order by endpoint_id limit 1)
      union all
      select (select endpoint_id from webhook_delivery where state = 'waiting' and endpoint_id > waiting.id
              order by endpoint_id limit 1)
      from waiting where waiting.id is not null
    )
    select waiting.id from waiting, lateral (
      select from webhook_endpoint endpoint
      where endpoint.id = waiting.id and endpoint.state = 'active'
        and (resting_until is null or resting_until <= ${now})
        and exists (select from webhook_delivery due
          where due.endpoint_id = endpoint.id and due.state = 'waiting' and due.due_at <= ${now})
      limit 1) as ready
    limit ${limit}`.execute(db)
  return rows.map(({ id }) => id).sort()
}

/**
 * Takes what is due at these endpoints, so that no other process sends it now: every endpoint its oldest letters, in
 * equal shares of `limit`. An endpoint has at most `perEndpoint` letters on their way, a few when its
 * last one failed, a single one after a rest: a dead receiver holds up nobody else.
 */
export async function claimDue(
  db: Db,
  now: Date,
  wanted: { readonly endpoints: readonly string[]; readonly limit: number; readonly perEndpoint: number },
): Promise<readonly Claimed[]> {
  const { endpoints, limit, perEndpoint } = wanted
  if (endpoints.length === 0) return []
  // Locking a row is a write: no more are locked than are taken where all have as much.
  const share = Math.ceil(limit / endpoints.length)
  const { rows } = await sql<Claimed>`
    with ready as (
      select id, url, secret, case when previous_secret_until > ${now} then previous_secret end as previous,
        case when failures >= ${FAILURES_TO_REST} then 1
             when failures > 0 then least(${PER_DOUBTFUL}::int, ${perEndpoint}::int)
             else ${perEndpoint}::int end
          - (select count(*) from webhook_delivery busy
             where busy.endpoint_id = endpoint.id and busy.leased_until > ${now}) as room
      from webhook_endpoint endpoint
      where id = any(${texts(endpoints)}::text[]) and state = 'active'
        and (resting_until is null or resting_until <= ${now})
      order by id for update skip locked
    ), oldest as (
      select delivery.id, delivery.due_at, ready.id as endpoint_id from ready cross join lateral (
        select id, due_at from webhook_delivery
        where endpoint_id = ready.id and state = 'waiting' and due_at <= ${now}
          and (leased_until is null or leased_until <= ${now})
        order by due_at, id limit least(greatest(ready.room, 0), ${share}) for update skip locked
      ) delivery
    ), due as (
      select oldest.id, ready.url, ready.secret, ready.previous
      from oldest join ready on ready.id = oldest.endpoint_id
      order by row_number() over (partition by endpoint_id order by due_at, oldest.id), due_at, oldest.id
      limit ${limit}
    )
    update webhook_delivery delivery
    set leased_until = ${after(now, LEASE_MS)}, attempts = attempts + 1, tries = tries + 1
    from due where delivery.id = due.id
    returning delivery.id, delivery.endpoint_id as "endpointId", due.url, delivery.event_id as "eventId",
      delivery.body, delivery.attempts, delivery.tries, due.secret, due.previous as "previousSecret"`.execute(
    db,
  )
  return rows
}
