import { sql } from 'kysely'
import { after, DAY } from '../../kernel/clock.ts'
import type { Db } from '../../platform/db.ts'
import { removeInPieces } from '../../platform/retention.ts'
import { keepDays } from '../../platform/retention-policy.ts'

const PIECE = 2_000

/** Removes messages, tries and reminders whose time is over; what still waits to be sent stays. */
export async function forgetPushes(db: Db, now: Date, signal: AbortSignal): Promise<number> {
  const days = await keepDays(db)
  const until = (subject: 'push_message' | 'push_try' | 'push_reminder') => after(now, -days(subject) * DAY)
  const removals = [
    sql`delete from push_try where ctid = any(array(
      select ctid from push_try where at < ${until('push_try')} limit ${PIECE}))`,
    sql`delete from push_message where id in (
      select id from push_message where created_at < ${until('push_message')} and state <> 'waiting' limit ${PIECE})`,
    sql`delete from push_reminder where ctid = any(array(
      select ctid from push_reminder where due_at is null and created_at < ${until('push_reminder')} limit ${PIECE}))`,
    sql`delete from push_contact_code where ctid = any(array(
      select ctid from push_contact_code where window_start < ${after(now, -2 * DAY)} limit ${PIECE}))`,
  ]
  let total = 0
  for (const removal of removals) total += await removeInPieces(db, removal, PIECE, signal)
  return total
}
