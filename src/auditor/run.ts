import { sql } from 'kysely'
import { jsons, texts } from '../platform/arrays.ts'
import type { Db, Tx } from '../platform/db.ts'
import { CHECKS } from './checks/index.ts'
import { headPosition, touchedSince } from './scope.ts'
import type { AuditRun, Check, CheckResult, Found, Scope } from './types.ts'

/** More breaks of one kind than this are counted, not kept: the first hundreds say what is wrong. */
const KEPT = 200
/** A run over what changed looks at no more events: in a busy hour it falls behind, and catches up when it is calm. */
const EVENTS = 20_000

export type Audit = {
  readonly scope: 'changed' | 'whole'
  readonly fromPosition: number
  readonly toPosition: number
  readonly results: readonly CheckResult[]
  readonly found: readonly (Found & { readonly code: string })[]
}

/**
 * Checks the rows of one repeatable-read snapshot and stores nothing. `changed` looks only at what events since the
 * last run speak of, and leaves out the checks that need all rows.
 */
export async function audit(db: Db, scope: 'changed' | 'whole', now: Date): Promise<Audit> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      // Nobody waits for it, and buyers wait beside it: one core is enough.
      await sql`set local max_parallel_workers_per_gather = 0`.execute(tx)
      const fromPosition = scope === 'whole' ? 1 : await lastPosition(tx)
      const end = scope === 'whole' ? undefined : fromPosition + EVENTS
      const toPosition = await headPosition(tx, end)
      const touched = scope === 'whole' ? null : await touchedSince(tx, fromPosition, end)
      const checks = CHECKS.filter(({ only }) => scope === 'whole' || only !== 'whole')
      const found: (Found & { code: string })[] = []
      const results: CheckResult[] = []
      for (const check of checks) {
        const breaks = await findBreaks(tx, check, { now, touched })
        results.push({ code: check.code, found: breaks.length })
        found.push(...breaks.map((one) => ({ ...one, code: check.code })))
      }
      return { scope, fromPosition, toPosition, results, found }
    })
}

/** What one check finds in a snapshot. */
export async function findBreaks(tx: Tx | Db, check: Check, scope: Scope): Promise<Found[]> {
  const { rows } = await sql<Found>`select subject, detail from (${check.find(scope)}) as found
    order by subject limit ${KEPT}`.execute(tx)
  return rows
}

/**
 * Runs the auditor and stores what it found. A break stays open under its first run; a whole run that no longer
 * finds it resolves it.
 */
export async function runAudit(db: Db, scope: 'changed' | 'whole', now: Date): Promise<AuditRun> {
  const done = await audit(db, scope, now)
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<AuditRun>`
      insert into auditor_run (scope, from_position, to_position, started_at, finished_at, checks, breaks, results)
      values (${scope}, ${done.fromPosition}, ${done.toPosition}, ${now}, clock_timestamp(), ${done.results.length},
        ${done.found.length}, ${JSON.stringify(done.results)})
      returning id, scope, from_position as "fromPosition", to_position as "toPosition", started_at as "startedAt",
        finished_at as "finishedAt", checks, breaks, results`.execute(tx)
    const run = rows[0]!
    await keepBreaks(tx, run, done, now)
    return run
  })
}

async function keepBreaks(tx: Tx, run: AuditRun, { scope, found }: Audit, now: Date): Promise<void> {
  const unique = [...new Map(found.map((one) => [`${one.code} ${one.subject}`, one])).values()]
  await sql`
    insert into auditor_break (code, subject, detail, first_run_id, last_run_id, found_at, last_seen_at)
    select code, subject, detail::jsonb, ${run.id}, ${run.id}, ${now}::timestamptz, ${now}::timestamptz
    from unnest(${texts(unique.map((b) => b.code))}::text[], ${texts(unique.map((b) => b.subject))}::text[],
      ${jsons(unique.map((b) => b.detail))}::text[]) as n(code, subject, detail)
    order by code, subject
    on conflict (code, subject) where resolved_at is null
    do update set detail = excluded.detail, last_run_id = excluded.last_run_id, last_seen_at = excluded.last_seen_at`.execute(
    tx,
  )
  if (scope === 'whole') {
    await sql`update auditor_break set resolved_at = ${now}
      where resolved_at is null and last_run_id <> ${run.id}`.execute(tx)
  }
}

async function lastPosition(tx: Tx): Promise<number> {
  const { rows } = await sql<{ at: number }>`
    select coalesce(max(to_position), 1)::bigint as at from auditor_run`.execute(tx)
  return rows[0]!.at
}

/**
 * The auditor as a loop: runs when `everyMs` have passed since the last run of its kind and there is something to
 * look at. The first whole run waits that long too, so that a start is not slowed. Returns the breaks found.
 */
export async function auditWhenDue(
  db: Db,
  scope: 'changed' | 'whole',
  everyMs: number,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ last: Date | null; seen: number; head: number }>`
    select coalesce(max(started_at) filter (where scope = ${scope}), min(started_at)) as last,
      coalesce(max(to_position), 1)::bigint as seen, (select next_position from outbox_head) as head
    from auditor_run`.execute(db)
  const { last, seen, head } = rows[0]!
  const isDue = last === null ? scope === 'changed' : now.getTime() - last.getTime() >= everyMs
  if (!isDue || (scope === 'changed' && seen >= head)) return 0
  return (await runAudit(db, scope, now)).breaks
}
