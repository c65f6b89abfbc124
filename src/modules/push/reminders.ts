import { sql } from 'kysely'
import { after, DAY, MINUTE } from '../../kernel/clock.ts'
import { texts, times } from '../../platform/arrays.ts'
import type { Db, Tx } from '../../platform/db.ts'

export const SCENES = ['retail', 'hotel'] as const
export type LeadScene = (typeof SCENES)[number]

/** How long before the end of the time to pay a reminder goes out, and how often the rest of a part payment is asked for. */
export type Lead = {
  readonly scene: LeadScene
  readonly beforeCloseMinutes: number
  readonly partPaidMinutes: number
}
const AT_FIRST = { beforeCloseMinutes: 5, partPaidMinutes: 1_440 } as const

export async function readLeads(db: Db | Tx): Promise<readonly Lead[]> {
  const { rows } = await sql<Lead>`
    select scene, before_close_minutes as "beforeCloseMinutes", part_paid_minutes as "partPaidMinutes"
    from push_lead`.execute(db)
  return SCENES.map((scene) => rows.find((row) => row.scene === scene) ?? { scene, ...AT_FIRST })
}

export async function setLead(
  db: Db | Tx,
  lead: Lead & { readonly by: string; readonly now: Date },
): Promise<void> {
  await sql`
    insert into push_lead (scene, before_close_minutes, part_paid_minutes, changed_by, changed_at)
    values (${lead.scene}, ${lead.beforeCloseMinutes}, ${lead.partPaidMinutes}, ${lead.by}, ${lead.now})
    on conflict (scene) do update set before_close_minutes = excluded.before_close_minutes,
      part_paid_minutes = excluded.part_paid_minutes, changed_by = excluded.changed_by,
      changed_at = excluded.changed_at`.execute(db)
}

export type ReminderKind = 'before_close' | 'part_paid' | 'instalment'

/**
 * Writes down that subjects are reminded now, for good, and returns those that had not been: who asks for the same
 * subject at the same time or after a crash gets nothing back.
 */
export async function remindOnce(
  tx: Tx,
  kind: ReminderKind,
  subjects: readonly string[],
  now: Date,
): Promise<ReadonlySet<string>> {
  if (subjects.length === 0) return new Set()
  const { rows } = await sql<{ subject: string }>`
    insert into push_reminder (kind, subject, rounds, due_at, created_at)
    select ${kind}, subject, 1, null, ${now} from unnest(${texts([...subjects].sort())}::text[]) as asked(subject)
    on conflict do nothing returning subject`.execute(tx)
  return new Set(rows.map(({ subject }) => subject))
}

/** Of these subjects, those that have not been reminded yet, as far as can be seen without a lock. */
export async function notReminded(
  db: Db | Tx,
  kind: ReminderKind,
  subjects: readonly string[],
): Promise<readonly string[]> {
  if (subjects.length === 0) return []
  const { rows } = await sql<{ subject: string }>`
    select subject from unnest(${texts(subjects)}::text[]) as asked(subject)
    where not exists (select from push_reminder r where r.kind = ${kind} and r.subject = asked.subject)`.execute(
    db,
  )
  return rows.map(({ subject }) => subject)
}

/** Begins the regular reminders of subjects; one that has begun goes on as it is. */
export async function beginReminders(
  tx: Tx,
  kind: ReminderKind,
  begun: readonly { readonly subject: string; readonly dueAt: Date }[],
  now: Date,
): Promise<void> {
  if (begun.length === 0) return
  await sql`
    insert into push_reminder (kind, subject, rounds, due_at, created_at)
    select ${kind}, subject, 0, due, ${now}
    from unnest(${texts(begun.map(({ subject }) => subject))}::text[],
      ${times(begun.map(({ dueAt }) => dueAt))}::timestamptz[]) as asked(subject, due)
    order by subject on conflict do nothing`.execute(tx)
}

export type DueReminder = { readonly subject: string; readonly rounds: number }

/** Regular reminders whose time has come, locked: another process passes them by. */
export async function lockDueReminders(
  tx: Tx,
  kind: ReminderKind,
  now: Date,
  limit: number,
): Promise<readonly DueReminder[]> {
  const { rows } = await sql<DueReminder>`
    select subject, rounds from push_reminder where kind = ${kind} and due_at <= ${now}
    order by due_at, subject limit ${limit} for update skip locked`.execute(tx)
  return rows
}

/** The next round of each; `dueAt` null: there is nothing left to remind of. */
export async function moveReminders(
  tx: Tx,
  kind: ReminderKind,
  moved: readonly { readonly subject: string; readonly dueAt: Date | null }[],
): Promise<void> {
  if (moved.length === 0) return
  await sql`
    update push_reminder set due_at = moved.due, rounds = rounds + (moved.due is not null)::int
    from unnest(${texts(moved.map(({ subject }) => subject))}::text[],
      ${times(moved.map(({ dueAt }) => dueAt))}::timestamptz[]) as moved(subject, due)
    where kind = ${kind} and push_reminder.subject = moved.subject`.execute(tx)
}

/** When the rest of a part payment is asked for next. */
export function nextRest(leads: readonly Lead[], scene: LeadScene, now: Date): Date {
  const lead = leads.find((one) => one.scene === scene)
  return after(now, (lead ?? AT_FIRST).partPaidMinutes * MINUTE)
}

/** An instalment is told a day before it falls due. */
export const instalmentsUntil = (now: Date): Date => after(now, DAY)

/** A part payment is not asked after for ever. */
export const PART_PAID_ROUNDS = 30
