import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

export type DueKind =
  | 'trade_expiry'
  | 'trade_close'
  | 'attempt_query'
  | 'refund_send'
  | 'evidence_apply'
  | 'webhook_delivery'

/** Something that will happen by itself, because a row says when (row L8). */
export type Due = {
  readonly kind: DueKind
  readonly subjectNo: string
  readonly dueAt: Date
  readonly tries: number | null
}

/** Everything with a due time, the most urgent first: each part reads its own partial index and no more than `limit`. */
export async function listDue(db: Db, limit: number): Promise<Due[]> {
  const { rows } = await sql<Due>`
    select kind, subject_no as "subjectNo", due_at as "dueAt", tries from (
      (select 'trade_expiry' as kind, trade_no as subject_no, expires_at as due_at, null::int as tries
        from trade where state = 'open' order by expires_at limit ${limit})
      union all
      (select 'trade_close', trade_no, closing_since, null from trade where state = 'closing'
        order by closing_since limit ${limit})
      union all
      (select 'attempt_query', attempt_no, next_query_at, query_count from attempt where next_query_at is not null
        order by next_query_at limit ${limit})
      union all
      (select 'refund_send', refund_no, next_at, tries from refund where next_at is not null
        order by next_at limit ${limit})
      union all
      (select 'evidence_apply', coalesce(subject_no, id::text), received_at, null
        from evidence where verified and applied_at is null order by id limit ${limit})
      union all
      (select 'webhook_delivery', event_id, due_at, attempts from webhook_delivery where state = 'waiting'
        order by due_at limit ${limit})
    ) as due
    order by due_at limit ${limit}`.execute(db)
  return rows
}

export type Suspense = {
  readonly accountId: number
  readonly ownerId: string
  readonly currency: string
  readonly amount: number
}

/** Money that was received and belongs to nothing yet, by account. */
export async function suspenseBalances(db: Db): Promise<Suspense[]> {
  const { rows } = await sql<Suspense>`
    select a.id as "accountId", a.owner_id as "ownerId", a.currency, (b.credit - b.debit) as amount
    from account a join balance b on b.account_id = a.id
    where a.purpose = 'suspense' and b.credit <> b.debit order by a.id`.execute(db)
  return rows
}

export type LateEvidence = {
  readonly id: number
  readonly subjectNo: string | null
  readonly receivedAt: Date
}

/** Verified evidence that was stored and not applied within a minute: the reducer failed on it. */
export async function lateEvidence(db: Db, now: Date, limit: number): Promise<LateEvidence[]> {
  const { rows } = await sql<LateEvidence>`
    select id, subject_no as "subjectNo", received_at as "receivedAt" from evidence
    where verified and applied_at is null and received_at < ${now}::timestamptz - interval '1 minute'
    order by id limit ${limit}`.execute(db)
  return rows
}
