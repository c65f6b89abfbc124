import { sql } from 'kysely'
import { after, MINUTE } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import { FAILURES_TO_REST } from './schedule.ts'

/** Longer than the longest try; when it passes, the sender is taken for dead. */
export const LEASE_MS = MINUTE

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
 * Takes deliveries that are due, so that no other process sends them now. Each endpoint gets at most
 * `perEndpoint` at a time, one that has just failed in a row a single one, and a resting one none:
 * a dead receiver holds up nobody else.
 */
export async function claimDue(
  db: Db,
  now: Date,
  { limit, perEndpoint }: { readonly limit: number; readonly perEndpoint: number },
): Promise<readonly Claimed[]> {
  const { rows } = await sql<Claimed>`
    with ready as (
      select id, url, secret, case when previous_secret_until > ${now} then previous_secret end as previous,
        case when failures >= ${FAILURES_TO_REST} then 1 else ${perEndpoint}::int end
          - (select count(*) from webhook_delivery busy
             where busy.endpoint_id = endpoint.id and busy.leased_until > ${now}) as room
      from webhook_endpoint endpoint
      where state = 'active' and (resting_until is null or resting_until <= ${now})
        and exists (select from webhook_delivery due where due.endpoint_id = endpoint.id
          and due.state = 'waiting' and due.due_at <= ${now})
      order by id for update skip locked
    ), due as (
      select delivery.id, ready.url, ready.secret, ready.previous from ready cross join lateral (
        select id, due_at from webhook_delivery
        where endpoint_id = ready.id and state = 'waiting' and due_at <= ${now}
          and (leased_until is null or leased_until <= ${now})
        order by due_at, id limit greatest(ready.room, 0) for update skip locked
      ) delivery
      order by delivery.due_at, delivery.id limit ${limit}
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
