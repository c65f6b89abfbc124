import { sql } from 'kysely'
import type { Db } from './db.ts'

/**
 * What may be forgotten, and is: money is not among it. Payments, verified evidence, postings and histories are kept
 * for ever.
 */
export const FORGETTABLE = [
  'command_key',
  'event',
  'webhook_delivery',
  'push_message',
  'push_try',
  'push_reminder',
  'evidence_unverified',
] as const
export type Forgettable = (typeof FORGETTABLE)[number]

export type RetentionPolicy = {
  readonly subject: Forgettable
  readonly keepDays: number
  readonly leastDays: number
  readonly mostDays: number
  readonly changedBy: string | null
  readonly changedAt: Date | null
}

/** In the order of `FORGETTABLE`. */
export async function readRetention(db: Db): Promise<readonly RetentionPolicy[]> {
  const { rows } = await sql<RetentionPolicy>`
    select subject, keep_days as "keepDays", least_days as "leastDays", most_days as "mostDays",
      changed_by as "changedBy", changed_at as "changedAt"
    from retention_policy where subject = any(${[...FORGETTABLE]}::text[])`.execute(db)
  return FORGETTABLE.flatMap((subject) => rows.filter((row) => row.subject === subject))
}

/** The days each subject is kept. */
export async function keepDays(db: Db): Promise<(subject: Forgettable) => number> {
  const days = new Map((await readRetention(db)).map((row) => [row.subject, row.keepDays]))
  return (subject) => {
    const found = days.get(subject)
    if (found === undefined) throw new Error(`no retention policy for ${subject}`)
    return found
  }
}

/** False when the days lie outside the policy's bounds; then nothing has changed. */
export async function setRetention(
  db: Db,
  change: {
    readonly subject: Forgettable
    readonly keepDays: number
    readonly by: string
    readonly now: Date
  },
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update retention_policy set keep_days = ${change.keepDays}, changed_by = ${change.by}, changed_at = ${change.now}
    where subject = ${change.subject} and ${change.keepDays} between least_days and most_days`.execute(db)
  return numAffectedRows === 1n
}
