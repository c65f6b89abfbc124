import { type RawBuilder, sql } from 'kysely'
import { shardOfNumber } from '../kernel/number.ts'
import type { Tx } from '../platform/db.ts'
import type { Scope } from './types.ts'

/**
 * Narrows a statement to what changed; true for a whole run. Keys lead with the shard, so it is named too where the
 * table has one: otherwise an index could not be used.
 */
export const among = (
  no: RawBuilder<unknown>,
  { touched }: Scope,
  shard?: RawBuilder<unknown>,
): RawBuilder<boolean> => {
  if (touched === null) return sql<boolean>`true`
  const isNamed = sql<boolean>`${no} = any(${[...touched]}::text[])`
  const shards = [...new Set(touched.map(shardOfNumber))]
  return shard ? sql<boolean>`${shard} = any(${shards}::smallint[]) and ${isNamed}` : isNamed
}

/** The position behind the last numbered event that this snapshot shows, of those whose batch begins before `end`. */
export async function headPosition(tx: Tx, end = Number.MAX_SAFE_INTEGER): Promise<number> {
  const { rows } = await sql<{ head: number }>`
    select coalesce(max(position + event_count), 1)::bigint as head from outbox where position < ${end}`.execute(
    tx,
  )
  return rows[0]!.head
}

/**
 * The business numbers of everything that belongs to what the events from `position` to before `end` speak of: a trade with its
 * orders, attempts, payment and refunds is looked at together.
 */
export async function touchedSince(
  tx: Tx,
  position: number,
  end = Number.MAX_SAFE_INTEGER,
): Promise<string[]> {
  const { rows } = await sql<{ no: string }>`
    with said as (
      select distinct event ->> 'subject' as no, right(event ->> 'subject', 2)::smallint as shard
      from outbox, jsonb_array_elements(events::jsonb) as event
      where position >= coalesce((select max(position) from outbox where position <= ${position}), 0)
        and position < ${end}
        and event ->> 'subject' ~ '^[0-9]{22}$'),
    payable as (
      select shard, '1' || substr(no, 2) as no from said where no ~ '^[15]'
      union select o.shard, o.trade_no from said join shop_order o on o.shard = said.shard and o.order_no = said.no
      union select a.shard, a.payable_no from said join attempt a on a.shard = said.shard and a.attempt_no = said.no
      union select r.shard, r.payable_no from said join refund r on r.shard = said.shard and r.refund_no = said.no)
    select no from said
    union select no from payable
    union select '5' || substr(no, 2) from payable
    union select unnest(t.order_nos) from payable join trade t on t.shard = payable.shard and t.trade_no = payable.no
    union select a.attempt_no from payable join attempt a on a.shard = payable.shard and a.payable_no = payable.no
    union select r.refund_no from payable join refund r on r.shard = payable.shard and r.payable_no = payable.no`.execute(
    tx,
  )
  return rows.map(({ no }) => no)
}
