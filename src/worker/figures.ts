import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { Metrics } from '../platform/metrics.ts'
import { outboxLag } from '../platform/outbox.ts'

type Counted = { readonly of: string; readonly count: number }

const counts = async (db: Db, query: RawBuilder<Counted>): Promise<ReadonlyMap<string, number>> =>
  new Map((await query.execute(db)).rows.map(({ of, count }) => [of, count]))

/**
 * What an operator watches: questions over all modules at once, asked only when somebody reads the metrics.
 * Each uses a partial index, so none walks a table that grows.
 */
export function watchFigures(metrics: Metrics, db: Db, now: () => Date): void {
  metrics.watch({
    name: 'tongbao_outbox_lag_events',
    help: 'Committed events that have no position yet',
    read: async () => (await sql<{ lag: number }>`${outboxLag}`.execute(db)).rows[0]?.lag ?? 0,
  })
  metrics.watch({
    name: 'tongbao_reader_lag_events',
    help: 'Published events that a reader has not had yet',
    label: 'reader',
    read: () => counts(db, READER_LAG),
  })
  metrics.watch({
    name: 'tongbao_timers_overdue',
    help: 'Due times that passed more than a minute ago and were not handled',
    label: 'timer',
    read: () => counts(db, overdue(now())),
  })
  metrics.watch({
    name: 'tongbao_attempts_open',
    help: 'Payment attempts whose end is not known, by state',
    label: 'state',
    read: () => counts(db, OPEN_ATTEMPTS),
  })
  metrics.watch({
    name: 'tongbao_suspense_amount',
    help: 'Money that was received and belongs to no payment yet, in minor units',
    label: 'currency',
    read: () => counts(db, SUSPENSE),
  })
  metrics.watch({
    name: 'tongbao_audit_breaks',
    help: 'Broken invariants that the auditor found and nobody resolved; anything but 0 is an alarm',
    read: async () =>
      (
        await sql<{ count: number }>`
        select count(*)::int as count from auditor_break where resolved_at is null`.execute(db)
      ).rows[0]?.count ?? 0,
  })
}

const READER_LAG = sql<Counted>`
  select name as of, greatest(head.next_position - reader.next_position, 0)::bigint as count
  from outbox_reader reader, outbox_head head`

const overdue = (now: Date): RawBuilder<Counted> => sql<Counted>`
  with late as (select ${now}::timestamptz - interval '1 minute' as at)
  select 'trade_expiry' as of, count(*)::int as count from trade, late
    where state = 'open' and secured_by is null and expires_at < at
  union all select 'attempt_query', count(*)::int from attempt, late where next_query_at < at
  union all select 'refund', count(*)::int from refund, late where next_at < at
  union all select 'evidence', count(*)::int from evidence, late
    where verified and applied_at is null and received_at < at
  union all select 'push_message', count(*)::int from push_message, late where state = 'waiting' and due_at < at
  union all select 'webhook_delivery', count(*)::int
    from late, webhook_delivery delivery join webhook_endpoint endpoint on endpoint.id = endpoint_id
    where delivery.state = 'waiting' and due_at < at and endpoint.state = 'active'
      and (resting_until is null or resting_until < at)`

const OPEN_ATTEMPTS = sql<Counted>`
  select state as of, count(*)::int as count from attempt where next_query_at is not null group by state`

const SUSPENSE = sql<Counted>`
  select currency as of, sum(credit - debit)::bigint as count
  from account join balance on balance.account_id = account.id
  where purpose = 'suspense' group by currency`
