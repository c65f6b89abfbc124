import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '../platform/db.ts'
import type { Scope } from './types.ts'

/** Narrows a statement to what changed; true for a whole run. */
export const among = (column: RawBuilder<unknown>, { touched }: Scope): RawBuilder<boolean> =>
  touched === null ? sql<boolean>`true` : sql<boolean>`${column} = any(${[...touched]}::text[])`

/** The position behind the last numbered event that this snapshot shows. */
export async function headPosition(tx: Tx): Promise<number> {
  const { rows } = await sql<{ head: number }>`
    select coalesce(max(position + event_count), 1)::bigint as head from outbox`.execute(tx)
  return rows[0]!.head
}

/**
 * The business numbers of everything that belongs to what the events from `position` on speak of: a trade with its
 * orders, attempts, payment and refunds is looked at together.
 */
export async function touchedSince(tx: Tx, position: number): Promise<string[]> {
  const { rows } = await sql<{ no: string }>`
    with said as (
      select distinct event ->> 'subject' as no from outbox, jsonb_array_elements(events::jsonb) as event
      where position >= coalesce((select max(position) from outbox where position <= ${position}), 0)),
    payable as (
      select trade_no as no from trade where trade_no in (select no from said)
      union select trade_no from shop_order where order_no in (select no from said)
      union select payable_no from attempt where attempt_no in (select no from said)
      union select payable_no from refund where refund_no in (select no from said))
    select no from payable
    union select order_no from shop_order where trade_no in (select no from payable)
    union select attempt_no from attempt where payable_no in (select no from payable)
    union select refund_no from refund where payable_no in (select no from payable)`.execute(tx)
  return rows.map(({ no }) => no)
}
