import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { AuditBreak, AuditRun } from './types.ts'

/** The latest runs, newest first. */
export async function listAuditRuns(db: Db, limit = 20): Promise<AuditRun[]> {
  const { rows } = await sql<AuditRun>`
    select id, scope, from_position as "fromPosition", to_position as "toPosition", started_at as "startedAt",
      finished_at as "finishedAt", checks, breaks, results
    from auditor_run order by id desc limit ${limit}`.execute(db)
  return rows
}

/** Breaks that the last whole run still found, or that a run since then found: what a person has to settle. */
export async function listOpenBreaks(db: Db, limit = 100): Promise<AuditBreak[]> {
  const { rows } = await sql<AuditBreak>`
    select id, code, subject, detail, found_at as "foundAt", last_seen_at as "lastSeenAt"
    from auditor_break where resolved_at is null order by found_at, id limit ${limit}`.execute(db)
  return rows
}

export async function countOpenBreaks(db: Db): Promise<{ count: number; oldestAt: Date | null }> {
  const { rows } = await sql<{ count: number; oldestAt: Date | null }>`
    select count(*) as count, min(found_at) as "oldestAt" from auditor_break where resolved_at is null`.execute(
    db,
  )
  return rows[0]!
}
